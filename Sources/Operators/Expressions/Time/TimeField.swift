/// A field that `extract` and `date_part` take out of a time.
enum TimeField: Sendable {
    case unit(CalendarUnit)
    case dayOfWeek, isoDayOfWeek, dayOfYear, isoYear, julian, epoch, timezone, timezoneHour, timezoneMinute

    init?(name: String) {
        switch name.lowercased() {
        case "dow": self = .dayOfWeek
        case "isodow": self = .isoDayOfWeek
        case "doy": self = .dayOfYear
        case "isoyear": self = .isoYear
        case "julian", "jd": self = .julian
        case "epoch": self = .epoch
        case "timezone": self = .timezone
        case "timezone_hour", "timezone_h": self = .timezoneHour
        case "timezone_minute", "timezone_m": self = .timezoneMinute
        default:
            guard let unit = CalendarUnit(name: name) else { return nil }
            self = .unit(unit)
        }
    }

    /// A field that only a timestamp with time zone has.
    var needsZone: Bool {
        switch self {
        case .timezone, .timezoneHour, .timezoneMinute: true
        default: false
        }
    }

    /// A field smaller than a day, which a date has not.
    var isTimeOfDay: Bool {
        switch self {
        case .unit(.microseconds), .unit(.milliseconds), .unit(.second), .unit(.minute), .unit(.hour): true
        default: needsZone
        }
    }

    /// A field of an infinite time is infinite when it grows with time, else NULL.
    var growsForEver: Bool {
        switch self {
        case .unit(.year), .unit(.decade), .unit(.century), .unit(.millennium), .isoYear, .julian, .epoch: true
        default: false
        }
    }
}

/// Values of fields as exact decimals.
enum TimeFields {
    static func micros(_ value: Int64, scale: Int) -> Decimal { Decimal(coefficient: Int128(value), scale: scale) }

    /// - Parameters:
    ///   - local: a finite wall clock.
    ///   - instant: microseconds since 2000-01-01 for `epoch`.
    ///   - offset: local time less UTC, microseconds.
    static func value(_ field: TimeField, local: Int64, instant: Int64, offset: Int64 = 0) -> Decimal {
        let fields = TimestampFields(localMicros: local)
        switch field {
        case .unit(let unit): return value(unit, fields)
        case .epoch:
            return Decimal(coefficient: Int128(instant) + Int128(TimeLimits.unixMicrosAtEpoch), scale: 6)
        case .timezone: return Decimal(offset / TimeLimits.microsPerSecond)
        case .timezoneHour: return Decimal(offset / TimeLimits.microsPerHour)
        case .timezoneMinute: return Decimal(offset % TimeLimits.microsPerHour / TimeLimits.microsPerMinute)
        case .julian: return julian(local)
        default: return value(field, date: fields.date)
        }
    }

    /// A field of a calendar day; 0 for the time of day.
    static func value(_ field: TimeField, date: CivilDate) -> Decimal {
        switch field {
        case .unit(let unit): return value(unit, TimestampFields(date: date))
        case .dayOfWeek: return Decimal(Int64(date.isoWeekday % 7))
        case .isoDayOfWeek: return Decimal(Int64(date.isoWeekday))
        case .dayOfYear: return Decimal(Int64(date.dayOfYear))
        case .isoYear: return Decimal(Int64(shown(date.isoWeek.year)))
        default: return .zero
        }
    }

    /// The Julian day and the part of it that has passed.
    private static func julian(_ local: Int64) -> Decimal {
        let days = floorDiv(local, TimeLimits.microsPerDay)
        let day = Decimal(days + 2_451_545)
        let part = try? Decimal.divide(
            Decimal(local - days * TimeLimits.microsPerDay), Decimal(TimeLimits.microsPerDay))
        return part.flatMap { Decimal.add(day, $0) } ?? day
    }

    private static func shown(_ year: Int) -> Int { year > 0 ? year : year - 1 }

    private static func value(_ unit: CalendarUnit, _ fields: TimestampFields) -> Decimal {
        let second = Int64(fields.second) * TimeLimits.microsPerSecond + Int64(fields.micros)
        let year = fields.date.year
        switch unit {
        case .microseconds: return Decimal(second)
        case .milliseconds: return micros(second, scale: 3)
        case .second: return micros(second, scale: 6)
        case .minute: return Decimal(Int64(fields.minute))
        case .hour: return Decimal(Int64(fields.hour))
        case .day: return Decimal(Int64(fields.date.day))
        case .week: return Decimal(Int64(fields.date.isoWeek.week))
        case .month: return Decimal(Int64(fields.date.month))
        case .quarter: return Decimal(Int64((fields.date.month - 1) / 3 + 1))
        case .year: return Decimal(Int64(shown(year)))
        case .decade: return Decimal(floorDiv(Int64(year), 10))
        case .century: return Decimal(Int64(year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100)))
        case .millennium: return Decimal(Int64(year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000)))
        }
    }

    /// A field of an interval; `nil` for one that intervals have not.
    static func value(_ field: TimeField, _ interval: Interval) -> Decimal? {
        let years = Int64(interval.months / 12)
        let minuteMicros = interval.micros % TimeLimits.microsPerMinute
        switch field {
        case .unit(let unit):
            switch unit {
            case .microseconds: return Decimal(minuteMicros)
            case .milliseconds: return micros(minuteMicros, scale: 3)
            case .second: return micros(minuteMicros, scale: 6)
            case .minute: return Decimal(interval.micros % TimeLimits.microsPerHour / TimeLimits.microsPerMinute)
            case .hour: return Decimal(interval.micros / TimeLimits.microsPerHour)
            case .day: return Decimal(Int64(interval.days))
            case .month: return Decimal(Int64(interval.months % 12))
            case .quarter: return Decimal(Int64(interval.months % 12 / 3 + 1))
            case .year: return Decimal(years)
            case .decade: return Decimal(years / 10)
            case .century: return Decimal(years / 100)
            case .millennium: return Decimal(years / 1000)
            case .week: return nil
            }
        case .epoch:
            let quarterDays = 1461 * years + 120 * Int64(interval.months % 12) + 4 * Int64(interval.days)
            let micros = Int128(quarterDays) * 21600 * 1_000_000 + Int128(interval.micros)
            return Decimal(coefficient: micros, scale: 6)
        default: return nil
        }
    }

    /// The length in seconds with years of 365.25 days, added up as doubles as PostgreSQL's `date_part` does.
    static func seconds(_ interval: Interval) -> Double {
        var sum = Double(interval.micros) / 1_000_000
        sum += 365.25 * 86_400 * Double(interval.months / 12)
        sum += 30 * 86_400 * Double(interval.months % 12)
        return sum + 86_400 * Double(interval.days)
    }

    /// An interval cut down to a unit; `nil` for a unit that intervals have not.
    static func truncated(_ interval: Interval, to unit: CalendarUnit) -> Interval? {
        var result = interval
        func cut(_ step: Int64) -> Interval {
            result.micros -= result.micros % step
            return result
        }
        let months: Int32
        switch unit {
        case .microseconds: return interval
        case .milliseconds: return cut(1000)
        case .second: return cut(TimeLimits.microsPerSecond)
        case .minute: return cut(TimeLimits.microsPerMinute)
        case .hour: return cut(TimeLimits.microsPerHour)
        case .day: return Interval(months: interval.months, days: interval.days)
        case .week: return nil
        case .month: months = 1
        case .quarter: months = 3
        case .year: months = 12
        case .decade: months = 120
        case .century: months = 1200
        case .millennium: months = 12000
        }
        return Interval(months: interval.months - interval.months % months)
    }
}
