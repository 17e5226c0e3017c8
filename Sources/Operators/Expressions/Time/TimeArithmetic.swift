/// PostgreSQL's arithmetic of intervals and times.
enum TimeArithmetic {
    static let secondsPerDay = 86_400.0

    static func add(_ a: Interval, _ b: Interval) throws(RowFailure) -> Interval {
        let (months, first) = a.months.addingReportingOverflow(b.months)
        let (days, second) = a.days.addingReportingOverflow(b.days)
        let (micros, third) = a.micros.addingReportingOverflow(b.micros)
        guard !first, !second, !third else { throw .intervalOutOfRange }
        return Interval(months: months, days: days, micros: micros)
    }

    static func subtract(_ a: Interval, _ b: Interval) throws(RowFailure) -> Interval {
        let (months, first) = a.months.subtractingReportingOverflow(b.months)
        let (days, second) = a.days.subtractingReportingOverflow(b.days)
        let (micros, third) = a.micros.subtractingReportingOverflow(b.micros)
        guard !first, !second, !third else { throw .intervalOutOfRange }
        return Interval(months: months, days: days, micros: micros)
    }

    static func negate(_ a: Interval) throws(RowFailure) -> Interval {
        guard let negated = a.negated else { throw .intervalOutOfRange }
        return negated
    }

    /// Fractions of months go to days of 30 to a month, fractions of days to microseconds.
    static func multiply(_ a: Interval, _ factor: Double) throws(RowFailure) -> Interval {
        try scaled(a) { $0 * factor }
    }

    static func divide(_ a: Interval, _ divisor: Double) throws(RowFailure) -> Interval {
        guard divisor != 0 else { throw .divisionByZero }
        return try scaled(a) { $0 / divisor }
    }

    private static func scaled(_ a: Interval, _ scale: (Double) -> Double) throws(RowFailure) -> Interval {
        let months = scale(Double(a.months))
        let days = scale(Double(a.days))
        guard var wholeDays = fitted(days), let wholeMonths = fitted(months) else { throw .intervalOutOfRange }
        let monthDays = rounded((months - Double(wholeMonths)) * 30)
        var seconds = rounded(
            (days - Double(wholeDays) + monthDays - monthDays.rounded(.towardZero)) * secondsPerDay)
        if abs(seconds) >= secondsPerDay {
            let extra = (seconds / secondsPerDay).rounded(.towardZero)
            wholeDays += Int64(extra)
            seconds -= extra * secondsPerDay
        }
        wholeDays += Int64(monthDays)
        let micros = (scale(Double(a.micros)) + seconds * 1_000_000).rounded(.toNearestOrEven)
        guard let result = Int32(exactly: wholeDays), micros >= -0x1p63, micros < 0x1p63 else {
            throw .intervalOutOfRange
        }
        return Interval(months: Int32(wholeMonths), days: result, micros: Int64(micros))
    }

    private static func fitted(_ value: Double) -> Int64? {
        value >= -2_147_483_648 && value <= 2_147_483_647 ? Int64(value) : nil
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 1_000_000).rounded(.toNearestOrEven) / 1_000_000
    }

    /// The time between two timestamps in days of 24 hours and microseconds.
    static func difference(_ a: Int64, _ b: Int64) throws(RowFailure) -> Interval {
        guard !TimeCasts.isInfinite(a), !TimeCasts.isInfinite(b) else {
            throw RowFailure(code: "22008", message: "cannot subtract infinite timestamps")
        }
        let (micros, overflow) = a.subtractingReportingOverflow(b)
        guard !overflow else { throw .intervalOutOfRange }
        return try justifyHours(Interval(micros: micros))
    }

    static func justifyHours(_ a: Interval) throws(RowFailure) -> Interval {
        var days = Int64(a.days) + a.micros / TimeLimits.microsPerDay
        var micros = a.micros % TimeLimits.microsPerDay
        if days > 0 && micros < 0 {
            micros += TimeLimits.microsPerDay
            days -= 1
        } else if days < 0 && micros > 0 {
            micros -= TimeLimits.microsPerDay
            days += 1
        }
        guard let fitting = Int32(exactly: days) else { throw .intervalOutOfRange }
        return Interval(months: a.months, days: fitting, micros: micros)
    }

    static func justifyDays(_ a: Interval) throws(RowFailure) -> Interval {
        var months = Int64(a.months) + Int64(a.days / 30)
        var days = a.days % 30
        if months > 0 && days < 0 {
            days += 30
            months -= 1
        } else if months < 0 && days > 0 {
            days -= 30
            months += 1
        }
        guard let fitting = Int32(exactly: months) else { throw .intervalOutOfRange }
        return Interval(months: fitting, days: days, micros: a.micros)
    }

    static func justifyInterval(_ a: Interval) throws(RowFailure) -> Interval {
        let total = Int64(a.days) + a.micros / TimeLimits.microsPerDay
        var micros = a.micros % TimeLimits.microsPerDay
        var months = Int64(a.months) + total / 30
        var days = total % 30
        if months > 0 && (days < 0 || (days == 0 && micros < 0)) {
            days += 30
            months -= 1
        } else if months < 0 && (days > 0 || (days == 0 && micros > 0)) {
            days -= 30
            months += 1
        }
        if days > 0 && micros < 0 {
            micros += TimeLimits.microsPerDay
            days -= 1
        } else if days < 0 && micros > 0 {
            micros -= TimeLimits.microsPerDay
            days += 1
        }
        guard let fitting = Int32(exactly: months) else { throw .intervalOutOfRange }
        return Interval(months: fitting, days: Int32(days), micros: micros)
    }

    /// Years, months, days and time between two wall clocks, as a person counts.
    static func age(_ a: Int64, _ b: Int64) throws(RowFailure) -> Interval {
        guard !TimeCasts.isInfinite(a), !TimeCasts.isInfinite(b) else { throw .timestampOutOfRange }
        let isNegative = a < b
        let late = TimestampFields(localMicros: max(a, b))
        let early = TimestampFields(localMicros: min(a, b))
        var micros = timeOfDay(late) - timeOfDay(early)
        var days = late.date.day - early.date.day
        var months = (late.date.year - early.date.year) * 12 + late.date.month - early.date.month
        if micros < 0 {
            micros += TimeLimits.microsPerDay
            days -= 1
        }
        // The days of the earlier month fill up what is missing, as PostgreSQL counts.
        while days < 0 {
            days += CivilDate.daysIn(year: early.date.year, month: early.date.month)
            months -= 1
        }
        let sign: Int64 = isNegative ? -1 : 1
        return Interval(
            months: Int32(sign * Int64(months)), days: Int32(sign * Int64(days)), micros: sign * micros)
    }

    private static func timeOfDay(_ fields: TimestampFields) -> Int64 {
        let seconds = Int64((fields.hour * 60 + fields.minute) * 60 + fields.second)
        return seconds * TimeLimits.microsPerSecond + Int64(fields.micros)
    }

    /// The start of the bin of a width that holds a time; bins are counted from the origin.
    static func bin(_ width: Interval, _ time: Int64, _ origin: Int64) throws(RowFailure) -> Int64 {
        if TimeCasts.isInfinite(time) { return time }
        guard !TimeCasts.isInfinite(origin) else {
            throw RowFailure(code: "22008", message: "origin out of range")
        }
        guard width.months == 0 else {
            throw RowFailure(
                code: "0A000", message: "timestamps cannot be binned into intervals containing months or years")
        }
        let (days, first) = Int64(width.days).multipliedReportingOverflow(by: TimeLimits.microsPerDay)
        let (stride, second) = days.addingReportingOverflow(width.micros)
        guard !first, !second else { throw .intervalOutOfRange }
        guard stride > 0 else { throw RowFailure(code: "22008", message: "stride must be greater than zero") }
        let (distance, third) = time.subtractingReportingOverflow(origin)
        guard !third else { throw .intervalOutOfRange }
        let (start, fourth) = origin.addingReportingOverflow(distance - floorMod(distance, stride))
        guard !fourth, TimeLimits.isTimestamp(start) else { throw .timestampOutOfRange }
        return start
    }
}
