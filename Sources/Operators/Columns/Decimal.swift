/// An exact decimal: `coefficient / 10^scale`, where `scale` is also how many digits are shown after the point.
///
/// PostgreSQL's numeric within 38 digits; what does not fit is a record error, never a rounded value.
package struct Decimal: BitwiseCopyable, Sendable {
    package var coefficient: Int128
    package var scale: UInt8

    package init(coefficient: Int128, scale: Int) {
        self.coefficient = coefficient
        self.scale = UInt8(truncatingIfNeeded: scale)
    }

    /// Most decimal digits of a coefficient.
    package static let digitsMax = 38
    /// The largest coefficient, 10^38 - 1.
    package static let coefficientMax: Int128 = 99_999_999_999_999_999_999_999_999_999_999_999_999
}

/// PostgreSQL's interval: the three parts are kept apart because a month has no fixed length.
package struct Interval: BitwiseCopyable, Hashable, Sendable {
    package var micros: Int64
    package var days: Int32
    package var months: Int32

    package init(months: Int32 = 0, days: Int32 = 0, micros: Int64 = 0) {
        self.months = months
        self.days = days
        self.micros = micros
    }

    /// What PostgreSQL compares intervals by, microseconds: months of 30 days, days of 24 hours.
    package var comparisonMicros: Int128 {
        (Int128(months) * 30 + Int128(days)) * 86_400_000_000 + Int128(micros)
    }
}
