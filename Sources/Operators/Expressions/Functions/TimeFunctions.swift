extension FunctionTables {
    /// Truncation, bins, ages, zones.
    static var timeFunctions: [Overload] { truncation + ages + zones + makers }

    static func unknownUnit(_ name: String, _ type: DataType) -> RowFailure {
        .invalidParameter("unit \"\(RowFailure.shortened(name))\" not recognized for type \(spelled(type))")
    }

    static func unsupportedUnit(_ name: String, _ type: DataType) -> RowFailure {
        RowFailure(code: "0A000", message: "unit \"\(name)\" not supported for type \(spelled(type))")
    }

    private static func spelled(_ type: DataType) -> String {
        switch type {
        case .timestamptz: "timestamp with time zone"
        case .timestamp: "timestamp without time zone"
        default: type.description
        }
    }

    private static func units(_ type: DataType) -> PatternCache<CalendarUnit> {
        PatternCache { (name, _) throws(RowFailure) in
            guard let unit = CalendarUnit(name: name.string) else { throw unknownUnit(name.string, type) }
            return unit
        }
    }

    /// Zones by name; loaded once.
    static func zoneCache() -> PatternCache<TimeZoneRules> {
        PatternCache { (name, _) throws(RowFailure) in
            do throws(TimeError) { return try TimeZoneRules.load(name.string, posixOffsets: true) } catch {
                throw .invalidParameter("\(error)")
            }
        }
    }

    private static var truncation: [Overload] {
        [
            function("date_trunc", [.text, .timestamptz], .timestamptz) { site in
                let zone = site.settings.timezone
                let units = units(.timestamptz)
                return rows(.timestamptz) { (name: StringView, time: Int64, _) throws(RowFailure) -> Int64? in
                    guard let start = try units.compiled(name).truncate(instant: time, in: zone) else {
                        throw .timestampOutOfRange
                    }
                    return start
                }
            },
            function("date_trunc", [.text, .timestamptz, .text], .timestamptz) { _ in
                let zones = zoneCache()
                let units = units(.timestamptz)
                return rows(.timestamptz) {
                    (name: StringView, time: Int64, zone: StringView, _) throws(RowFailure) -> Int64? in
                    let unit = try units.compiled(name)
                    guard let start = unit.truncate(instant: time, in: try zones.compiled(zone)) else {
                        throw .timestampOutOfRange
                    }
                    return start
                }
            },
            function("date_trunc", [.text, .timestamp], .timestamp) { _ in
                let units = units(.timestamp)
                return rows(.timestamp) { (name: StringView, time: Int64, _) throws(RowFailure) -> Int64? in
                    guard let start = try units.compiled(name).truncate(local: time) else { throw .timestampOutOfRange }
                    return start
                }
            },
            function("date_trunc", [.text, .interval], .interval) { _ in
                let units = units(.interval)
                return rows(.interval) { (name: StringView, value: Interval, _) throws(RowFailure) -> Interval? in
                    guard let cut = TimeFields.truncated(value, to: try units.compiled(name)) else {
                        throw unsupportedUnit(name.string, .interval)
                    }
                    return cut
                }
            },
        ]
            + [DataType.timestamp, .timestamptz].map { type in
                function("date_bin", [.interval, type, type], type) { _ in
                    rows(type) { (width: Interval, time: Int64, origin: Int64, _) throws(RowFailure) -> Int64? in
                        try TimeArithmetic.bin(width, time, origin)
                    }
                }
            }
            + buckets
    }

    /// TimescaleDB's `date_bin`: it knows months, and where to begin.
    private static var buckets: [Overload] {
        [DataType.timestamp, .timestamptz].flatMap { type in
            [
                function("time_bucket", [.interval, type], type) { _ in
                    rows(type) { (width: Interval, time: Int64, _) throws(RowFailure) -> Int64? in
                        try TimeArithmetic.bucket(width, time, nil)
                    }
                },
                function("time_bucket", [.interval, type, type], type) { _ in
                    rows(type) { (width: Interval, time: Int64, origin: Int64, _) throws(RowFailure) -> Int64? in
                        try TimeArithmetic.bucket(width, time, origin)
                    }
                },
            ]
        } + [
            function("time_bucket", [.interval, .timestamptz, .text], .timestamptz) { _ in
                let zones = zoneCache()
                return rows(.timestamptz) {
                    (width: Interval, time: Int64, zone: StringView, _) throws(RowFailure) -> Int64? in
                    try TimeArithmetic.bucket(width, instant: time, in: try zones.compiled(zone))
                }
            },
            function("time_bucket", [.interval, .date], .date) { _ in
                rows(.date) { (width: Interval, day: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeArithmetic.bucket(width, day: day, nil)
                }
            },
            function("time_bucket", [.interval, .date, .date], .date) { _ in
                rows(.date) { (width: Interval, day: Int64, origin: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeArithmetic.bucket(width, day: day, origin)
                }
            },
        ]
    }

    private static var ages: [Overload] {
        let finite: [DataType] = [.date, .timestamp, .timestamptz]
        let justified: [(String, @Sendable (Interval) throws(RowFailure) -> Interval)] = [
            ("justify_hours", { (a) throws(RowFailure) in try TimeArithmetic.justifyHours(a) }),
            ("justify_days", { (a) throws(RowFailure) in try TimeArithmetic.justifyDays(a) }),
            ("justify_interval", { (a) throws(RowFailure) in try TimeArithmetic.justifyInterval(a) }),
        ]
        return [
            function("age", [.timestamp, .timestamp], .interval) { _ in
                rows(.interval) { (a: Int64, b: Int64, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.age(a, b)
                }
            },
            function("age", [.timestamptz, .timestamptz], .interval) { site in
                let zone = site.settings.timezone
                return rows(.interval) { (a: Int64, b: Int64, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.age(try TimeCasts.local(a, zone), try TimeCasts.local(b, zone))
                }
            },
            function("isfinite", [.interval], .boolean, canFail: false) { _ in
                rows(.boolean) { (_: Interval, _) -> Bool? in true }
            },
        ]
            + finite.map { type in
                function("isfinite", [type], .boolean, canFail: false) { _ in
                    rows(.boolean) { (a: Int64, _) -> Bool? in !TimeCasts.isInfinite(a) }
                }
            }
            + justified.map { name, body in
                function(name, [.interval], .interval) { _ in
                    rows(.interval) { (a: Interval, _) throws(RowFailure) -> Interval? in try body(a) }
                }
            }
    }

    /// `time AT TIME ZONE zone` is `timezone(zone, time)`.
    private static var zones: [Overload] {
        [
            function("timezone", [.text, .timestamptz], .timestamp) { _ in
                let zones = zoneCache()
                return rows(.timestamp) { (zone: StringView, time: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeCasts.local(time, try zones.compiled(zone))
                }
            },
            function("timezone", [.text, .timestamp], .timestamptz) { _ in
                let zones = zoneCache()
                return rows(.timestamptz) { (zone: StringView, time: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeCasts.instant(time, try zones.compiled(zone))
                }
            },
            function("timezone", [.interval, .timestamptz], .timestamp) { _ in
                rows(.timestamp) { (zone: Interval, time: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeCasts.local(time, try fixedZone(zone))
                }
            },
            function("timezone", [.interval, .timestamp], .timestamptz) { _ in
                rows(.timestamptz) { (zone: Interval, time: Int64, _) throws(RowFailure) -> Int64? in
                    try TimeCasts.instant(time, try fixedZone(zone))
                }
            },
        ]
    }

    private static func fixedZone(_ interval: Interval) throws(RowFailure) -> TimeZoneRules {
        guard interval.months == 0, interval.days == 0 else {
            throw .invalidParameter("interval time zone must not include months or days")
        }
        let seconds = interval.micros / TimeLimits.microsPerSecond
        return TimeZoneRules(fixedOffsetMicros: seconds * TimeLimits.microsPerSecond, name: "")
    }
}
