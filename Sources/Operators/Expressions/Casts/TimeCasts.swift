/// Casts among dates and timestamps.
enum TimeCasts {
    /// Dates and timestamps as timestamps; with a zone, as instants, what is local being read in that zone. Times that
    /// lie outside the wider type become its infinities, so that order is kept.
    static func widened(_ column: Column, _ type: DataType, _ zone: TimeZoneRules?) -> Column {
        let values = Int64.buffer(column.values)
        let out = Buffer<Int64>(capacity: column.count)
        for row in 0..<column.count {
            var value = values[row]
            if type == .date { value = startOfDay(value) }
            if type != .timestamptz, let zone, TimeLimits.isTimestamp(value) { value = zone.utc(ofLocal: value) }
            out[row] = value
        }
        let widened: DataType = zone == nil ? .timestamp : .timestamptz
        return Column(type: widened, count: column.count, values: .int64(out), validity: column.validity)
    }

    @inline(__always)
    private static func startOfDay(_ days: Int64) -> Int64 {
        if days == TimeLimits.infinity || days == TimeLimits.negativeInfinity { return days }
        return timestamp(days: days, microsOfDay: 0) ?? (days < 0 ? TimeLimits.negativeInfinity : TimeLimits.infinity)
    }
}
