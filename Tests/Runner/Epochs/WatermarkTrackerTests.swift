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

    @Test func `the clock of state that expires is the records' time, and the event time of rows without one`() {
        var tracker = tracker()
        tracker.observe(first, records: 1, maxEventTime: 900, maxRecordTime: 100, isAtEnd: true, nowMicros: 1)
        #expect(tracker.clockMicros == 100)
        tracker.observe(second, records: 1, maxEventTime: 300, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        #expect(tracker.clockMicros == 300)
        tracker.observe(first, records: 0, maxEventTime: nil, maxRecordTime: nil, isAtEnd: true, nowMicros: 1)
        #expect(tracker.clockMicros == 300)
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

    private let file = SourcePartition(source: 1, topic: "in.json", partition: 0)

    @Test func `a file that has ended goes along with the sources that go on`() {
        var tracker = WatermarkTracker(
            rules: [
                .init(delayMicros: 10, idleTimeoutMicros: nil),
                .init(delayMicros: 0, idleTimeoutMicros: nil, waitsForEnd: true),
            ])
        tracker.add(first, nowMicros: 0)
        tracker.add(file, nowMicros: 0)
        func see(_ partition: SourcePartition, _ time: Int64, hasEnded: Bool = false) {
            tracker.observe(
                partition, records: 1, maxEventTime: time, maxRecordTime: nil, isAtEnd: hasEnded, hasEnded: hasEnded,
                nowMicros: 1)
            tracker.advance()
        }
        see(first, 100)
        see(file, 500)
        #expect(tracker.watermarks == [90, nil] && tracker.awaitsEnd(of: 1))
        see(file, 600, hasEnded: true)
        #expect(tracker.watermarks == [90, 90] && !tracker.awaitsEnd(of: 1))
        see(first, 2_000)
        #expect(tracker.watermarks == [1_990, 1_990] && tracker.ends == [nil, nil])
    }

    @Test func `the end of all input is remembered, the watermark does not move with it`() {
        var tracker = WatermarkTracker(rules: [.init(delayMicros: 0, idleTimeoutMicros: nil, waitsForEnd: true)])
        tracker.add(first, nowMicros: 0)
        tracker.observe(
            first, records: 2, maxEventTime: 70, maxRecordTime: nil, isAtEnd: true, hasEnded: true, nowMicros: 1)
        tracker.advance(endOfInput: true)
        #expect(tracker.watermarks == [nil] && tracker.ends == [70])
        var again = WatermarkTracker(rules: [.init(delayMicros: 0, idleTimeoutMicros: nil, waitsForEnd: true)])
        again.restore(watermarks: [nil], ends: [70], clock: 0)
        again.add(first, maxEventTime: 70, nowMicros: 0)
        again.observe(
            first, records: 1, maxEventTime: 40, maxRecordTime: nil, isAtEnd: true, hasEnded: true, nowMicros: 1)
        again.advance(endOfInput: true)
        #expect(again.ends == [70])
    }
}
