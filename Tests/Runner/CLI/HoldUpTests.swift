import StateStore
import Testing

@testable import Runner

@Suite struct HoldUpTests {
    private let hour: Int64 = 3_600_000_000
    private func partition(_ number: Int32) -> SourcePartition {
        SourcePartition(source: 0, topic: "clicks", partition: number)
    }

    /// Two partitions; `times` are their latest event times in hours, at `second` seconds.
    private func holdUp(
        _ times: [Int64?], silentSince: [Int64] = [0, 0], closesWindows: Bool = true
    ) -> HoldUp {
        var tracker = WatermarkTracker(rules: [.init(delayMicros: 0, idleTimeoutMicros: nil)])
        for (number, time) in times.enumerated() {
            tracker.add(
                partition(Int32(number)), maxEventTime: time.map { $0 * hour },
                nowMicros: silentSince[number] * 1_000_000)
        }
        tracker.advance()
        var found = HoldUp()
        found.sources = [.init(name: "events", hasEventTime: true, closesWindows: closesWindows)]
        found.tracker = tracker
        return found
    }

    private func why(_ holdUp: HoldUp, atSecond second: Int64) -> String {
        holdUp.sentence(nowMicros: second * 1_000_000, unixMicros: 12 * hour)
    }

    @Test func `a silent partition is named with the time that it holds`() {
        #expect(
            why(holdUp([11, 12]), atSecond: 42)
                == "clicks[0] has sent nothing for 42 s and holds the watermark of events at 2000-01-01T11:00:00Z")
    }

    @Test func `a partition without any record is named first, with what helps`() {
        #expect(
            why(holdUp([11, nil]), atSecond: 7)
                == "clicks[1] has sent nothing for 7 s and holds the watermark of events before its first value; "
                + "idle_timeout would let the others go on")
    }

    @Test func `when all goes well it says so`() {
        #expect(
            why(holdUp([11, 11], silentSince: [40, 40]), atSecond: 41)
                == "nothing is stuck: clicks[0] holds the watermark of events at 2000-01-01T11:00:00Z, and its latest "
                + "record is 3600 s old")
    }

    @Test func `a partition far behind another is named although it sends`() {
        #expect(
            why(holdUp([11, 12], silentSince: [40, 40]), atSecond: 41)
                == "clicks[0] holds the watermark of events at 2000-01-01T11:00:00Z, 3600 s behind the furthest one; "
                + "once it is silent, idle_timeout would let the others go on")
    }

    @Test func `a sink that can't be reached matters more than any partition`() {
        var found = holdUp([11, nil])
        found.sinkProblem = "PostgreSQL is away"
        #expect(why(found, atSecond: 1) == "nothing is committed: PostgreSQL is away")
        let timeless = StartReport.Source(name: "events", hasEventTime: false, closesWindows: false)
        #expect(HoldUp(sources: [timeless]).sentence(nowMicros: 0, unixMicros: 0).contains("no source has"))
    }

    @Test func `an empty partition is told at the end where windows wait for it, and only there`() {
        #expect(
            holdUp([11, nil]).emptyPartition
                == "clicks[1] has no record yet, so the watermark of events has no value and no window was closed; "
                + "idle_timeout would let the others go on")
        #expect(holdUp([11, nil], closesWindows: false).emptyPartition == nil)
        #expect(holdUp([11, 12]).emptyPartition == nil)
    }
}
