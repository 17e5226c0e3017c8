import Testing

@testable import Runner

@Suite struct WatermarkTrackerTests {
    let first = SourcePartition(source: 0, topic: "t", partition: 0)
    let second = SourcePartition(source: 0, topic: "t", partition: 1)

    func tracker(delay: Int64 = 10, idle: Int64? = nil) -> WatermarkTracker {
        var tracker = WatermarkTracker(rules: [.init(delayMicros: delay, idleTimeoutMicros: idle)])
        tracker.add(first, nowMicros: 0)
        tracker.add(second, nowMicros: 0)
        return tracker
    }

    @Test func `the watermark is the least partition's largest event time less the delay`() {
        var tracker = tracker()
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.observe(second, records: 1, maxEventTime: 70, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.advance()
        #expect(tracker.watermarks == [60])
    }

    @Test func `a partition without any record holds the watermark`() {
        var tracker = tracker()
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.advance()
        #expect(tracker.watermarks == [nil])
    }

    @Test func `a silent partition that was read to its end stops holding it after the idle timeout`() {
        var tracker = tracker(idle: 50)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 40)
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 40)
        tracker.advance()
        #expect(tracker.watermarks == [nil])
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 50)
        tracker.advance()
        #expect(tracker.watermarks == [90])
    }

    @Test func `a partition with more to read is never idle`() {
        var tracker = tracker(idle: 50)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 40)
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: false, nowMicros: 500)
        tracker.advance()
        #expect(tracker.watermarks == [nil])
    }

    @Test func `a partition that comes back with old data does not move the watermark back`() {
        var tracker = tracker(idle: 50)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 60)
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 60)
        tracker.advance()
        tracker.observe(second, records: 1, maxEventTime: 5, maxRecordTime: nil, isAtEnd: true, nowMicros: 61)
        tracker.advance()
        #expect(tracker.watermarks == [90])
    }

    @Test func `when all partitions are idle the watermark stays where it is`() {
        var tracker = tracker(idle: 50)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.observe(second, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.advance()
        for partition in [first, second] {
            tracker.observe(
                partition, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 1000)
        }
        tracker.advance()
        #expect(tracker.watermarks == [90])
        #expect(tracker.partitions.values.allSatisfy { $0.isIdle })
    }

    @Test func `when all have fallen silent the furthest is what is left`() {
        var tracker = tracker(idle: 50)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.observe(second, records: 1, maxEventTime: 400, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        tracker.advance()
        #expect(tracker.watermarks == [90])
        for partition in [first, second] {
            tracker.observe(
                partition, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 1000)
        }
        tracker.advance()
        // As if the second had fallen silent a moment later; never beyond what was seen.
        #expect(tracker.watermarks == [390])
    }

    @Test func `a partition that has ended is idle without a timeout`() {
        var tracker = tracker()
        tracker.observe(
            first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, hasEnded: true, nowMicros: 1)
        tracker.advance()
        #expect(tracker.watermarks == [nil], "the other may still begin earlier")
        tracker.observe(second, records: 1, maxEventTime: 300, maxRecordTime: nil, isAtEnd: true, nowMicros: 2)
        tracker.advance()
        #expect(tracker.watermarks == [290])
    }

    @Test func `a silent partition is awaited when another is further, and not when all are silent`() {
        var tracker = tracker(idle: 50)
        #expect(tracker.mayAwait && tracker.awaited(nowMicros: 20) == nil)
        tracker.observe(first, records: 1, maxEventTime: 100, maxRecordTime: nil, isAtEnd: true, nowMicros: 20)
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 20)
        #expect(tracker.awaited(nowMicros: 20)?.partition == second)
        #expect(tracker.awaited(nowMicros: 20)?.micros == 30)
        tracker.observe(second, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 50)
        #expect(!tracker.mayAwait && tracker.awaited(nowMicros: 50) == nil)
    }

    @Test func `a job without event times has no watermark`() {
        var tracker = tracker()
        tracker.observe(first, records: 1, maxEventTime: nil, maxRecordTime: 7, isAtEnd: true, nowMicros: 1)
        tracker.observe(second, records: 1, maxEventTime: nil, maxRecordTime: 5, isAtEnd: true, nowMicros: 1)
        tracker.advance()
        #expect(tracker.watermarks == [nil])
        #expect(tracker.clockMicros == 7)
    }
}
