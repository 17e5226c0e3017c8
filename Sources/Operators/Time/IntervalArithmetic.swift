/// A local timestamp moved by an interval, PostgreSQL's `timestamp + interval`: months first (to the last day of a
/// shorter month), then days, then microseconds. `nil` out of range; infinities stay.
package func adding(_ interval: Interval, toLocal micros: Int64) -> Int64? {
    if micros == TimeLimits.infinity || micros == TimeLimits.negativeInfinity { return micros }
    guard let moved = addingDays(interval, toLocal: micros) else { return nil }
    return addingMicros(interval.micros, to: moved)
}

/// An instant moved by an interval, PostgreSQL's `timestamptz + interval`: months and days move the wall clock of the
/// zone, microseconds the instant. `nil` out of range; infinities stay.
package func adding(_ interval: Interval, toInstant micros: Int64, in zone: TimeZoneRules) -> Int64? {
    if micros == TimeLimits.infinity || micros == TimeLimits.negativeInfinity { return micros }
    var instant = micros
    // Two steps as PostgreSQL takes them: a gap can move the wall clock in between.
    if interval.months != 0 {
        guard let moved = addingDays(Interval(months: interval.months), toLocal: zone.local(of: instant))
        else { return nil }
        instant = zone.utc(ofLocal: moved)
    }
    if interval.days != 0 {
        guard let moved = addingDays(Interval(days: interval.days), toLocal: zone.local(of: instant))
        else { return nil }
        instant = zone.utc(ofLocal: moved)
    }
    return addingMicros(interval.micros, to: instant)
}

private func addingMicros(_ micros: Int64, to time: Int64) -> Int64? {
    let (sum, overflow) = time.addingReportingOverflow(micros)
    return overflow || !TimeLimits.isTimestamp(sum) ? nil : sum
}

private func addingDays(_ interval: Interval, toLocal micros: Int64) -> Int64? {
    var days = floorDiv(micros, TimeLimits.microsPerDay)
    let microsOfDay = micros &- days &* TimeLimits.microsPerDay
    if interval.months != 0 {
        guard let date = CivilDate(days: days).adding(months: Int(interval.months)) else { return nil }
        days = date.days
    }
    return timestamp(days: days + Int64(interval.days), microsOfDay: microsOfDay)
}

extension Interval {
    /// Every part negated; `nil` when one has no negative.
    package var negated: Interval? {
        guard months != .min, days != .min, micros != .min else { return nil }
        return Interval(months: -months, days: -days, micros: -micros)
    }
}
