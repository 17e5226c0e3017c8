/// A unit that `date_trunc` and `extract` know.
package enum CalendarUnit: String, CaseIterable, Sendable {
    case microseconds, milliseconds, second, minute, hour, day, week, month, quarter, year, decade, century, millennium

    /// The unit by any of PostgreSQL's names, in any case.
    package init?(name: String) {
        let name = name.lowercased()
        let spelled: [String: CalendarUnit] = [
            "us": .microseconds, "usec": .microseconds, "usecs": .microseconds, "useconds": .microseconds,
            "microsecond": .microseconds, "ms": .milliseconds, "msec": .milliseconds, "msecs": .milliseconds,
            "mseconds": .milliseconds, "millisecond": .milliseconds, "s": .second, "sec": .second, "secs": .second,
            "seconds": .second, "m": .minute, "min": .minute, "mins": .minute, "minutes": .minute, "h": .hour,
            "hr": .hour, "hrs": .hour, "hours": .hour, "d": .day, "days": .day, "w": .week, "weeks": .week,
            "mon": .month, "mons": .month, "months": .month, "qtr": .quarter, "quarters": .quarter, "y": .year,
            "yr": .year, "yrs": .year, "years": .year, "dec": .decade, "decades": .decade, "decs": .decade,
            "c": .century, "cent": .century, "centuries": .century, "mil": .millennium, "mils": .millennium,
            "millennia": .millennium,
        ]
        guard let unit = CalendarUnit(rawValue: name) ?? spelled[name] else { return nil }
        self = unit
    }

    /// A local timestamp cut down to the start of its unit: PostgreSQL's `date_trunc(unit, timestamp)`. `nil` when the
    /// start lies before the first timestamp.
    package func truncate(local micros: Int64) -> Int64? {
        if micros == TimeLimits.infinity || micros == TimeLimits.negativeInfinity { return micros }
        if let step = fixedMicros { return micros &- floorMod(micros, step) }
        let start = truncate(days: floorDiv(micros, TimeLimits.microsPerDay))
        return timestamp(days: start, microsOfDay: 0)
    }

    /// PostgreSQL's `date_trunc(unit, timestamptz, zone)`.
    package func truncate(instant micros: Int64, in zone: TimeZoneRules) -> Int64? {
        if micros == TimeLimits.infinity || micros == TimeLimits.negativeInfinity { return micros }
        let span = zone.span(at: micros)
        guard let local = truncate(local: micros + span.offset) else { return nil }
        // Below a day the offset is kept, so that both hours of a fold stay apart.
        return fixedMicros != nil && self != .day ? local - span.offset : zone.utc(ofLocal: local)
    }

    private var fixedMicros: Int64? {
        switch self {
        case .microseconds: 1
        case .milliseconds: 1000
        case .second: TimeLimits.microsPerSecond
        case .minute: TimeLimits.microsPerMinute
        case .hour: TimeLimits.microsPerHour
        case .day: TimeLimits.microsPerDay
        default: nil
        }
    }

    /// The first day of the unit around a day: PostgreSQL's rules for centuries, which begin in year 1.
    private func truncate(days: Int64) -> Int64 {
        let date = CivilDate(days: days)
        switch self {
        case .week: return days - Int64(CivilDate.isoWeekday(days: days)) + 1
        case .month: return CivilDate(year: date.year, month: date.month, day: 1).days
        case .quarter: return CivilDate(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1).days
        case .year: return CivilDate(year: date.year, month: 1, day: 1).days
        case .decade: return CivilDate(year: Int(floorDiv(Int64(date.year), 10)) * 10, month: 1, day: 1).days
        case .century: return CivilDate(year: Int(floorDiv(Int64(date.year) - 1, 100)) * 100 + 1, month: 1, day: 1).days
        case .millennium:
            return CivilDate(year: Int(floorDiv(Int64(date.year) - 1, 1000)) * 1000 + 1, month: 1, day: 1).days
        default: return days
        }
    }
}
