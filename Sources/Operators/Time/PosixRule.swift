/// A zone as a POSIX `TZ` string says it, `CET-1CEST,M3.5.0,M10.5.0/3`: standard time, and summer time between two
/// days of each year. The footer of a zone file is one, for all years that the file does not list.
struct PosixRule: Sendable {
    /// A day of a year and a time on it.
    enum Day: Sendable {
        /// `Jn`: 1...365, February 29 is never counted.
        case withoutLeapDay(Int)
        /// `n`: 0...365.
        case withLeapDay(Int)
        /// `Mm.w.d`: week 5 is the last; Sunday is 0.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    struct Change: Sendable {
        let day: Day
        /// Seconds after local midnight, possibly negative or over a day.
        let secondsOfDay: Int64
    }

    struct Summer: Sendable {
        let offset: Int64
        let start: Change
        let end: Change
    }

    /// Standard time less UTC, microseconds.
    let offset: Int64
    let summer: Summer?

    /// The stretch around an instant.
    func span(at instant: Int64) -> ZoneSpan {
        guard let summer else { return ZoneSpan(start: .min, end: .max, offset: offset) }
        let safe = min(max(instant, TimeLimits.timestampMin), TimeLimits.timestampEnd)
        let year = CivilDate(days: floorDiv(safe, TimeLimits.microsPerDay)).year
        var changes: [(instant: Int64, offset: Int64)] = []
        changes.reserveCapacity(6)
        for year in year - 1...year + 1 {
            let start = instantOf(summer.start, year: year, offsetBefore: offset)
            let end = instantOf(summer.end, year: year, offsetBefore: summer.offset)
            changes.append((start, summer.offset))
            changes.append((end, offset))
        }
        // At one instant, summer time of the next year wins over the end of this year's.
        changes.sort { a, b in
            a.instant != b.instant ? a.instant < b.instant : a.offset == offset && b.offset != offset
        }
        return PosixRule.span(around: safe, changes)
    }

    /// Changes are merged when they fall on one instant: summer time all year ends and starts at once.
    private static func span(around instant: Int64, _ changes: [(instant: Int64, offset: Int64)]) -> ZoneSpan {
        var span = ZoneSpan(start: changes[0].instant, end: .max, offset: changes[0].offset)
        for change in changes.dropFirst() {
            if change.instant > instant {
                span.end = change.instant
                break
            }
            span.start = change.instant
            span.offset = change.offset
        }
        return span
    }

    private func instantOf(_ change: Change, year: Int, offsetBefore: Int64) -> Int64 {
        let midnight = PosixRule.days(change.day, year: year).multipliedReportingOverflow(by: TimeLimits.microsPerDay)
        // Past the last timestamp: the year 294278 does not fit.
        guard !midnight.overflow else { return .max }
        let (sum, overflow) = midnight.partialValue.addingReportingOverflow(
            change.secondsOfDay * TimeLimits.microsPerSecond - offsetBefore)
        return overflow ? .max : sum
    }

    private static func days(_ day: Day, year: Int) -> Int64 {
        let newYear = CivilDate(year: year, month: 1, day: 1).days
        switch day {
        case .withLeapDay(let number):
            return newYear + Int64(number)
        case .withoutLeapDay(let number):
            return newYear + Int64(number - 1) + (number >= 60 && CivilDate.isLeap(year: year) ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1).days
            // 2000-01-01 was a Saturday, day 6 of a week that begins on Sunday.
            let skip = floorMod(Int64(weekday) - (first + 6), 7)
            var dayOfMonth = Int(skip) + (week - 1) * 7
            while dayOfMonth >= CivilDate.daysIn(year: year, month: month) { dayOfMonth -= 7 }
            return first + Int64(dayOfMonth)
        }
    }
}
