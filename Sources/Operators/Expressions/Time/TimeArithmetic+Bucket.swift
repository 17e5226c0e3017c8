extension TimeArithmetic {
    /// Monday 2000-01-03, from which buckets of weeks, days and less are counted.
    private static let bucketOrigin = 2 * TimeLimits.microsPerDay

    /// The start of the bucket of a width that holds a time, as TimescaleDB's `time_bucket` counts: a day has 24 hours,
    /// months begin on their first, and without an origin months are counted from 2000-01-01, all else from 2000-01-03.
    static func bucket(_ width: Interval, _ time: Int64, _ origin: Int64?) throws(RowFailure) -> Int64 {
        guard width.months != 0 else { return try bin(width, time, origin ?? bucketOrigin) }
        guard width.days == 0, width.micros == 0 else {
            throw RowFailure(code: "0A000", message: "a bucket of months has no days and no hours")
        }
        guard width.months > 0 else { throw RowFailure(code: "22008", message: "stride must be greater than zero") }
        if TimeCasts.isInfinite(time) { return time }
        if let origin, TimeCasts.isInfinite(origin) {
            throw RowFailure(code: "22008", message: "origin out of range")
        }
        var first = CivilDate(days: floorDiv(origin ?? 0, TimeLimits.microsPerDay))
        first.day = 1
        let date = CivilDate(days: floorDiv(time, TimeLimits.microsPerDay))
        let months = Int64((date.year - first.year) * 12 + date.month - first.month)
        let whole = months - floorMod(months, Int64(width.months))
        guard let start = first.adding(months: Int(whole)), let micros = timestamp(days: start.days, microsOfDay: 0),
            TimeLimits.isTimestamp(micros)
        else { throw .timestampOutOfRange }
        return micros
    }

    /// The bucket on a zone's wall clock.
    static func bucket(_ width: Interval, instant: Int64, in zone: TimeZoneRules) throws(RowFailure) -> Int64 {
        try TimeCasts.instant(try bucket(width, try TimeCasts.local(instant, zone), nil), zone)
    }

    /// The bucket's first day.
    static func bucket(_ width: Interval, day: Int64, _ origin: Int64?) throws(RowFailure) -> Int64 {
        if TimeCasts.isInfinite(day) { return day }
        let midnight = try TimeCasts.midnight(day)
        var from: Int64?
        if let origin { from = try TimeCasts.midnight(origin) }
        return floorDiv(try bucket(width, midnight, from), TimeLimits.microsPerDay)
    }
}
