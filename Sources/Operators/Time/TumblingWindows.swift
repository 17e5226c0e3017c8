/// Start and end of a window, half open, microseconds since 2000-01-01.
package struct WindowBounds: BitwiseCopyable, Hashable, Sendable {
    package var start: Int64
    package var end: Int64

    package init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }

    @inline(__always)
    package func contains(_ time: Int64) -> Bool { time >= start && time < end }
}

/// Windows of one size that follow each other without gaps.
///
/// Microsecond sizes are counted on the instants; day and month sizes on the wall clock of a zone, and a window begins
/// at the first instant that has the day's time: days of 23 and 25 hours come out right, and a day that a zone skipped
/// (Apia, 2011-12-30) has no window. Every instant lies in exactly one window, `start <= instant < end`.
package struct TumblingWindows: Sendable {
    enum WindowStep: Sendable {
        case micros(Int64)
        /// Microseconds of the wall clock.
        case clock(Int64)
        case days(Int64)
        case months(Int64)
    }

    let step: WindowStep
    let zone: TimeZoneRules
    /// Where counting begins: an instant for microsecond sizes that don't follow the clock, else a wall clock.
    let origin: Int64

    /// Monday 2000-01-03, so that weeks begin on Monday.
    private static let defaultOrigin = 2 * TimeLimits.microsPerDay

    /// Largest size, about 10,000 years.
    static let sizeMaxMicros = 3_660_000 * TimeLimits.microsPerDay

    /// - Parameters:
    ///   - size: only months, only days or only microseconds, positive.
    ///   - originMicros: an instant at which a window begins; `nil` is the start of Monday 2000-01-03, and of
    ///     2000-01-01 for months, on the zone's wall clock (UTC for microsecond sizes).
    ///   - zone: whose wall clock days and months follow; UTC for `timestamp` without zone.
    ///   - followsClock: microsecond sizes are counted on the wall clock, too, with the offset that holds then, as
    ///     PostgreSQL's `date_trunc('hour', ...)` counts them: a fold's hours are two, and windows overlap where an
    ///     offset changes by less than the size.
    package init(
        size: Interval, originMicros: Int64? = nil, zone: TimeZoneRules = .utc, followsClock: Bool = false
    ) throws(TimeError) {
        self.zone = zone
        guard size.comparisonMicros <= Int128(TumblingWindows.sizeMaxMicros) else { throw .badWindowSize(size) }
        switch (size.months, size.days, size.micros) {
        case (0, 0, 1...) where followsClock:
            step = .clock(size.micros)
            origin = originMicros.map(zone.local(of:)) ?? TumblingWindows.defaultOrigin
        case (0, 0, 1...):
            step = .micros(size.micros)
            origin = originMicros ?? TumblingWindows.defaultOrigin
        case (0, 1..., 0):
            step = .days(Int64(size.days))
            origin = originMicros.map(zone.local(of:)) ?? TumblingWindows.defaultOrigin
        case (1..., 0, 0):
            step = .months(Int64(size.months))
            origin = originMicros.map(zone.local(of:)) ?? 0
        default: throw .badWindowSize(size)
        }
    }

    /// The window around a finite timestamp. Bounds outside PostgreSQL's range are cut to it.
    package func bounds(of time: Int64) -> WindowBounds {
        if let divider { return divider.bounds(of: time) }
        if case .clock(let size) = step { return clockBounds(of: time, size, offset: zone.offset(at: time)) }
        return calendarBounds(of: time)
    }

    private func calendarBounds(of time: Int64) -> WindowBounds {
        let number = number(of: time)
        return WindowBounds(start: start(number), end: start(number + 1))
    }

    /// The number of the window around a finite timestamp; 0 begins at the origin.
    ///
    /// It is that of the wall clock, or one to either side where a fold makes the wall clock go back.
    package func number(of time: Int64) -> Int64 {
        if case .micros(let size) = step {
            let (distance, overflow) = time.subtractingReportingOverflow(origin)
            // Only an origin at the far end of time is that far away.
            return overflow ? floorDiv(time, size) - floorDiv(origin, size) : floorDiv(distance, size)
        }
        var number = number(ofLocal: zone.local(of: time))
        while start(number) > time { number -= 1 }
        while start(number + 1) <= time { number += 1 }
        return number
    }

    private func number(ofLocal local: Int64) -> Int64 {
        switch step {
        case .micros(let size), .clock(let size): return floorDiv(local - origin, size)
        case .days(let size):
            let days = floorDiv(local, TimeLimits.microsPerDay) - floorDiv(origin, TimeLimits.microsPerDay)
            let before = floorMod(local, TimeLimits.microsPerDay) < floorMod(origin, TimeLimits.microsPerDay)
            return floorDiv(days - (before ? 1 : 0), size)
        case .months(let size):
            let date = CivilDate(days: floorDiv(local, TimeLimits.microsPerDay))
            let first = CivilDate(days: floorDiv(origin, TimeLimits.microsPerDay))
            return floorDiv(Int64((date.year - first.year) * 12 + date.month - first.month), size)
        }
    }

    /// Where a window begins; cut to PostgreSQL's range.
    package func start(_ number: Int64) -> Int64 {
        let outside = number < 0 ? TimeLimits.timestampMin : TimeLimits.timestampEnd
        let days = floorDiv(origin, TimeLimits.microsPerDay)
        let startDays: Int64
        switch step {
        case .micros(let size):
            let (distance, isFar) = number.multipliedReportingOverflow(by: size)
            let (start, overflow) = origin.addingReportingOverflow(distance)
            return isFar || overflow ? outside : min(max(start, TimeLimits.timestampMin), TimeLimits.timestampEnd)
        case .clock(let size):
            let (distance, isFar) = number.multipliedReportingOverflow(by: size)
            let (local, overflow) = origin.addingReportingOverflow(distance)
            guard !isFar, !overflow, TimeLimits.isTimestamp(local) else { return outside }
            return zone.firstInstant(ofLocal: local)
        case .days(let size):
            startDays = days + number * size
        case .months(let size):
            guard let date = CivilDate(days: days).adding(months: Int(number * size)) else { return outside }
            startDays = date.days
        }
        guard let local = timestamp(days: startDays, microsOfDay: floorMod(origin, TimeLimits.microsPerDay)) else {
            return outside
        }
        return zone.firstInstant(ofLocal: local)
    }
}
