/// Bounds and units of times, PostgreSQL's.
package enum TimeLimits {
    package static let microsPerSecond: Int64 = 1_000_000
    package static let microsPerMinute: Int64 = 60_000_000
    package static let microsPerHour: Int64 = 3_600_000_000
    package static let microsPerDay: Int64 = 86_400_000_000
    /// Seconds from 1970-01-01 to 2000-01-01.
    package static let unixSecondsAtEpoch: Int64 = 946_684_800
    /// Microseconds from 1970-01-01 to 2000-01-01.
    package static let unixMicrosAtEpoch: Int64 = 946_684_800_000_000
    /// 4714-11-24 BC, the first timestamp.
    package static let timestampMin: Int64 = -211_813_488_000_000_000
    /// 294277-01-01, just past the last timestamp.
    package static let timestampEnd: Int64 = 9_223_371_331_200_000_000
    /// 4714-11-24 BC, the first date.
    package static let dateMin: Int64 = -2_451_545
    /// 5874898-01-01, just past the last date.
    package static let dateEnd: Int64 = 2_145_031_949
    /// `infinity` and `-infinity` of both timestamps.
    package static let infinity = Int64.max
    package static let negativeInfinity = Int64.min

    @inline(__always)
    package static func isTimestamp(_ micros: Int64) -> Bool {
        micros >= timestampMin && micros < timestampEnd
    }

    @inline(__always)
    package static func isDate(_ days: Int64) -> Bool {
        days >= dateMin && days < dateEnd
    }
}

/// Quotient rounded down; `divisor` is positive.
@inline(__always)
package func floorDiv(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient &- 1 : quotient
}

/// Remainder in 0..<divisor; `divisor` is positive.
@inline(__always)
package func floorMod(_ value: Int64, _ divisor: Int64) -> Int64 {
    let remainder = value % divisor
    return remainder < 0 ? remainder &+ divisor : remainder
}

/// A timestamp taken apart: the fields of a local wall clock.
package struct TimestampFields: Hashable, Sendable {
    package var date: CivilDate
    /// 0...23
    package var hour: Int
    package var minute: Int
    /// 0...59
    package var second: Int
    package var micros: Int

    package init(date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, micros: Int = 0) {
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.micros = micros
    }

    /// The fields of local microseconds since 2000-01-01, a finite timestamp.
    @inline(__always)
    package init(localMicros: Int64) {
        let days = floorDiv(localMicros, TimeLimits.microsPerDay)
        date = CivilDate(days: days)
        var rest = Int(localMicros &- days &* TimeLimits.microsPerDay)
        hour = rest / 3_600_000_000
        rest %= 3_600_000_000
        minute = rest / 60_000_000
        rest %= 60_000_000
        second = rest / 1_000_000
        micros = rest % 1_000_000
    }

    /// Local microseconds since 2000-01-01, or `nil` outside PostgreSQL's range.
    package var localMicros: Int64? {
        let seconds = Int64((hour * 60 + minute) * 60 + second)
        return timestamp(days: date.days, microsOfDay: seconds * TimeLimits.microsPerSecond + Int64(micros))
    }
}

/// A day and a time of day as a timestamp, or `nil` outside PostgreSQL's range.
@inline(__always)
package func timestamp(days: Int64, microsOfDay: Int64) -> Int64? {
    let (start, tooLarge) = days.multipliedReportingOverflow(by: TimeLimits.microsPerDay)
    let (sum, overflow) = start.addingReportingOverflow(microsOfDay)
    return tooLarge || overflow || !TimeLimits.isTimestamp(sum) ? nil : sum
}
