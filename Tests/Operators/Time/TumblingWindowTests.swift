import Testing

@testable import Operators

@Suite struct TumblingWindowTests {
    private func windows(_ interval: String, origin: Int64? = nil, _ zone: String = "UTC") throws -> TumblingWindows {
        try TumblingWindows(
            size: try Interval(text: interval), originMicros: origin, zone: try TimeZoneRules.load(zone))
    }

    private func instant(_ text: String, _ zone: String = "UTC") throws -> Int64 {
        let reader = try TimestampReader(.auto, type: .timestamptz, zone: try TimeZoneRules.load(zone))
        guard case .value(let value) = read(reader, text) else { throw TimeError.badInterval(text) }
        return value
    }

    private func hours(_ bounds: WindowBounds) -> Double {
        Double(bounds.end - bounds.start) / Double(TimeLimits.microsPerHour)
    }

    @Test func `days have 23 and 25 hours where clocks change`() throws {
        let berlin = try windows("1 day", "Europe/Berlin")
        #expect(hours(berlin.bounds(of: try instant("2024-03-31 12:00+00"))) == 23)
        #expect(hours(berlin.bounds(of: try instant("2024-10-27 12:00+00"))) == 25)
        #expect(hours(berlin.bounds(of: try instant("2024-10-28 12:00+00"))) == 24)
        let howe = try windows("1 day", "Australia/Lord_Howe")
        #expect(hours(howe.bounds(of: try instant("2023-10-01 01:00+00"))) == 23.5)
        #expect(hours(howe.bounds(of: try instant("2023-04-02 01:00+00"))) == 24.5)
        let havana = try windows("1 day", "America/Havana").bounds(of: try instant("2023-11-05 04:30+00"))
        #expect(havana.start == (try instant("2023-11-05 04:00+00")) && hours(havana) == 25)
    }

    @Test func `the day that Apia skipped has no window`() throws {
        let days = try windows("1 day", "Pacific/Apia")
        let change = try instant("2011-12-30 10:00+00")
        let before = days.bounds(of: change - 1)
        let after = days.bounds(of: change)
        #expect(before.end == change && after.start == change)
        #expect(hours(before) == 24 && hours(after) == 24)
    }

    @Test func `months and years follow the wall clock`() throws {
        let months = try windows("1 month", "Asia/Jakarta")
        let february = months.bounds(of: try instant("2024-02-15 00:00+07"))
        #expect(february.start == (try instant("2024-02-01 00:00+07")))
        #expect(february.end == (try instant("2024-03-01 00:00+07")))
        let years = try windows("1 year")
        #expect(hours(years.bounds(of: try instant("2024-02-15"))) == 366 * 24)
        #expect(hours(years.bounds(of: try instant("1999-12-31 23:59:59.999999"))) == 365 * 24)
    }

    @Test func `weeks begin on Monday`() throws {
        #expect(try windows("7 days").bounds(of: try instant("2024-05-19 23:00")).start == (try instant("2024-05-13")))
        #expect(
            try windows("168 hours").bounds(of: try instant("2024-05-19 23:00")).start == (try instant("2024-05-13")))
    }

    @Test func `an origin shifts windows and lies on a border also for times before it`() throws {
        let origin = try instant("2024-01-01 00:05")
        let quarters = try windows("15 minutes", origin: origin)
        #expect(quarters.bounds(of: origin).start == origin)
        #expect(quarters.bounds(of: origin - 1).end == origin)
        let days = try windows("1 day", origin: try instant("2024-01-01 06:00", "Europe/Berlin"), "Europe/Berlin")
        let summer = days.bounds(of: try instant("2024-07-01 05:59", "Europe/Berlin"))
        #expect(summer.end == (try instant("2024-07-01 06:00", "Europe/Berlin")))
        let fiscal = try windows("1 month", origin: try instant("2024-01-31 00:00"))
        #expect(fiscal.bounds(of: try instant("2024-02-29 00:00")).start == (try instant("2024-02-29 00:00")))
        #expect(fiscal.bounds(of: try instant("2024-02-28 23:00")).start == (try instant("2024-01-31 00:00")))
    }

    @Test func `sizes that can't be windows are refused`() {
        let sizes = [
            Interval(), Interval(micros: -1), Interval(days: 1, micros: 1), Interval(months: 1, days: 1),
            Interval(months: -1), Interval(days: .max), Interval(micros: .max), Interval(months: .max),
        ]
        for size in sizes { #expect(throws: TimeError.badWindowSize(size)) { try TumblingWindows(size: size) } }
    }

    /// Windows partition time: each bound leads to the neighbour, in zones where clocks go back over midnight too.
    @Test(arguments: [
        ("1 day", "America/Havana"), ("1 day", "America/St_Johns"), ("1 day", "America/Sao_Paulo"),
        ("1 day", "America/Toronto"),
        ("1 day", "Pacific/Apia"), ("3 days", "Africa/Casablanca"), ("1 month", "America/Havana"), ("1 day", "EST5EDT"),
    ])
    func `windows follow each other without gaps`(size: String, zone: String) throws {
        let windows = try windows(size, zone)
        for start in ["1919-01-01", "1995-01-01", "2005-01-01", "2022-01-01", "2060-01-01"] {
            var bounds = windows.bounds(of: try instant(start))
            for _ in 0..<800 {
                let next = windows.bounds(of: bounds.end)
                #expect(next.start == bounds.end && next.end > next.start)
                #expect(windows.bounds(of: next.end - 1) == next)
                bounds = next
            }
        }
    }

    @Test func `a column gets the same bounds as its rows one by one, over all of time`() throws {
        var dice = Dice(seed: 7)
        var times = (0..<4000).map { _ in dice.time() } + [TimeLimits.timestampMin, TimeLimits.timestampEnd - 1, 0, -1]
        times += (0..<500).map { Int64($0) * 40 * TimeLimits.microsPerMinute + 770_000_000_000_000 }
        for (size, zone) in [
            ("1 microsecond", "UTC"), ("2 microseconds", "UTC"), ("30 seconds", "UTC"), ("7 minutes", "UTC"),
            ("87600000 hours", "UTC"), ("1 day", "Asia/Jakarta"), ("1 day", "Europe/Berlin"),
            ("1 month", "America/Nuuk"),
            ("3660000 days", "UTC"), ("10000 years", "UTC"), ("64 seconds", "UTC"),
        ] {
            let windows = try windows(size, zone)
            var starts = [Int64](repeating: 0, count: times.count)
            var ends = starts
            var last = WindowBounds.empty
            windows.fill(times: times, count: times.count, starts: &starts, ends: &ends, last: &last)
            for row in times.indices {
                let bounds = WindowBounds(start: starts[row], end: ends[row])
                #expect(
                    bounds == windows.bounds(of: times[row]) && bounds.contains(times[row]), "\(size) at \(times[row])")
                if case .micros(let length) = windows.step {
                    let offset = Int128(times[row]) - Int128(windows.origin)
                    let rest = (offset % Int128(length) + Int128(length)) % Int128(length)
                    #expect(Int128(bounds.start) == max(Int128(times[row]) - rest, Int128(TimeLimits.timestampMin)))
                }
            }
        }
    }
}
