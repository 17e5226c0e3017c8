import Testing

@testable import Operators

/// The windows without rows.
@Suite struct WindowGapsTests {
    private static let hour: Int64 = 3_600_000_000

    private func gaps(_ size: Interval, zone: String = "UTC") throws -> WindowGaps {
        var spec = WindowSpec(timeColumn: 0, timeType: .timestamptz, size: size, originMicros: nil, timezone: zone)
        #expect(try WindowGaps(spec) == nil)
        spec.fillsGaps = true
        return try #require(try WindowGaps(spec))
    }

    private func all(_ gaps: inout WindowGaps, until limit: Int64) -> [WindowBounds] {
        var found: [WindowBounds] = []
        while let next = gaps.next(until: limit) { found.append(next) }
        return found
    }

    @Test func `nothing is filled before the first window, then all that ended`() throws {
        let hour = Self.hour
        var gaps = try gaps(Interval(micros: hour))
        #expect(all(&gaps, until: 100 * hour) == [])
        gaps.note(end: 3 * hour)
        #expect(all(&gaps, until: 6 * hour - 1).map(\.end) == [4 * hour, 5 * hour])
        #expect(all(&gaps, until: 6 * hour - 1) == [])
        #expect(all(&gaps, until: 6 * hour).map(\.start) == [5 * hour])
        gaps.note(end: 9 * hour)
        #expect(gaps.run == 0)
    }

    @Test func `a time far ahead makes no millions of windows, in one step or in many`() throws {
        let hour = Self.hour
        var gaps = try gaps(Interval(micros: hour))
        gaps.note(end: 0)
        #expect(all(&gaps, until: 5_000 * hour).count == 5_000)
        #expect(all(&gaps, until: 10_000_000 * hour).count == 5_000)
        #expect(gaps.isCut)
        #expect(all(&gaps, until: .max) == [])
        gaps.note(end: 10_000_001 * hour)
        #expect(all(&gaps, until: 10_000_002 * hour).count == 1)
    }

    @Test func `local days of 23 hours are filled as they are`() throws {
        var gaps = try gaps(Interval(days: 1), zone: "Europe/Berlin")
        let windows = try TumblingWindows(size: Interval(days: 1), zone: try TimeZoneRules.load("Europe/Berlin"))
        // 2025-03-29, the day before the change to summer time.
        let first = windows.bounds(of: 9_219 * 86_400_000_000)
        gaps.note(end: first.end)
        let days = all(&gaps, until: first.end + 72 * Self.hour)
        #expect(days.map { ($0.end - $0.start) / Self.hour } == [23, 24, 24])
        #expect(days.map(\.start) == [first.end] + days.dropLast().map(\.end))
    }

    @Test func `overlapping windows without rows follow each other by the slide`() throws {
        let hour = Self.hour
        var spec = WindowSpec(
            timeColumn: 0, timeType: .timestamptz, size: Interval(micros: 3 * hour), slide: Interval(micros: 2 * hour),
            originMicros: 0, timezone: "UTC")
        spec.fillsGaps = true
        var gaps = try #require(try WindowGaps(spec))
        gaps.note(end: 5 * hour)
        let found = all(&gaps, until: 9 * hour).map { [$0.start / hour, $0.end / hour] }
        #expect(found == [[4, 7], [6, 9]])
        #expect(all(&gaps, until: 11 * hour - 1) == [] && gaps.through == 9 * hour && gaps.run == 2)
    }

    @Test func `an earlier life's place holds when it is further`() throws {
        let hour = Self.hour
        var gaps = try gaps(Interval(micros: hour))
        gaps.restore(through: 8 * hour, run: 2)
        gaps.restore(through: 3 * hour, run: 7)
        #expect(gaps.through == 8 * hour && gaps.run == 2)
        #expect(all(&gaps, until: 10 * hour).count == 2)
        #expect(gaps.run == 4)
    }
}
