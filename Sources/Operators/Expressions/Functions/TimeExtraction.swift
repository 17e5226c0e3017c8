extension FunctionTables {
    /// `extract` (numeric) and `date_part` (double precision) over all times.
    static var timeExtraction: [Overload] {
        let types: [DataType] = [.timestamptz, .timestamp, .date, .interval]
        return types.flatMap { type -> [Overload] in
            // PostgreSQL's date_part takes a date as a timestamp, its extract knows dates.
            let part: DataType = type == .date ? .timestamp : type
            return [
                function("extract", [.text, type], .numeric) { site in
                    extraction(type, .numeric, site) { (value: Decimal?, _, _) throws(RowFailure) in value }
                },
                function("date_part", [.text, type], .double) { site in
                    type == .date
                        ? datePart(site)
                        : extraction(part, .double, site) {
                            (value: Decimal?, field, seconds) throws(RowFailure) -> Double? in
                            value.map { doubled($0, field, seconds) }
                        }
                },
            ]
        }
    }

    /// `date_part` adds whole seconds and the fraction as doubles; the sum can differ from the decimal's last bit.
    private static func doubled(_ value: Decimal, _ field: TimeField, _ micros: Int64) -> Double {
        switch field {
        case .unit(.second):
            return Double(micros / 1_000_000) + Double(micros % 1_000_000) / 1_000_000
        case .unit(.milliseconds):
            return Double(micros / 1_000_000) * 1000 + Double(micros % 1_000_000) / 1000
        default: return value.double
        }
    }

    private static func datePart(_ site: CallSite) -> Kernel {
        let fields = fieldCache(.timestamp)
        return rows(.double) { (name: StringView, days: Int64, _) throws(RowFailure) -> Double? in
            let field = try fields.compiled(name)
            return try fieldValue(field, try TimeCasts.midnight(days), .timestamp, .utc, name)?.double
        }
    }

    private static func fieldCache(_ type: DataType) -> PatternCache<TimeField> {
        PatternCache { (name, _) throws(RowFailure) in
            guard let field = TimeField(name: name.string) else { throw unknownUnit(name.string, type) }
            return field
        }
    }

    private static func extraction<R: ColumnValue>(
        _ type: DataType, _ result: DataType, _ site: CallSite,
        _ convert: @escaping (Decimal?, TimeField, Int64) throws(RowFailure) -> R?
    ) -> Kernel {
        let fields = fieldCache(type)
        let zone = site.settings.timezone
        if type == .interval {
            return rows(result) { (name: StringView, value: Interval, _) throws(RowFailure) -> R? in
                let field = try fields.compiled(name)
                if R.self == Double.self, case .epoch = field { return TimeFields.seconds(value) as? R }
                guard let found = TimeFields.value(field, value) else { throw unsupportedUnit(name.string, type) }
                return try convert(found, field, value.micros % TimeLimits.microsPerMinute)
            }
        }
        return rows(result) { (name: StringView, value: Int64, _) throws(RowFailure) -> R? in
            let field = try fields.compiled(name)
            let found = try fieldValue(field, value, type, zone, name)
            let micros = type == .date || TimeCasts.isInfinite(value) ? 0 : floorMod(value, TimeLimits.microsPerMinute)
            return try convert(found, field, micros)
        }
    }

    private static func fieldValue(
        _ field: TimeField, _ value: Int64, _ type: DataType, _ zone: TimeZoneRules, _ name: StringView
    ) throws(RowFailure) -> Decimal? {
        if field.needsZone && type != .timestamptz { throw unsupportedUnit(name.string, type) }
        if type == .date && field.isTimeOfDay { throw unsupportedUnit(name.string, type) }
        if TimeCasts.isInfinite(value) {
            if field.growsForEver { throw .numericOverflow }
            return nil
        }
        switch type {
        case .date: return dateField(field, value)
        case .timestamptz:
            let offset = zone.offset(at: value)
            return TimeFields.value(field, local: value &+ offset, instant: value, offset: offset)
        default: return TimeFields.value(field, local: value, instant: value)
        }
    }

    private static func dateField(_ field: TimeField, _ days: Int64) -> Decimal {
        switch field {
        case .epoch: return Decimal(days * 86400 + TimeLimits.unixSecondsAtEpoch)
        case .julian: return Decimal(days + 2_451_545)
        default: return TimeFields.value(field, date: CivilDate(days: days))
        }
    }
}
