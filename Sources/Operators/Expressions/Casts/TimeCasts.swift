/// Casts among dates and timestamps.
enum TimeCasts {
    /// Dates and timestamps as timestamps; with a zone, as instants, what is local being read in that zone. Times that
    /// lie outside the wider type become its infinities, so that order is kept.
    static func widened(_ column: Column, _ type: DataType, _ zone: TimeZoneRules?) -> Column {
        let values = Int64.buffer(column.values)
        let out = Buffer<Int64>(capacity: column.count)
        for row in 0..<column.count {
            var value = values[row]
            if type == .date {
                value = startOfDay(value) ?? (value < 0 ? TimeLimits.negativeInfinity : TimeLimits.infinity)
            }
            if type != .timestamptz, let zone, TimeLimits.isTimestamp(value) { value = zone.utc(ofLocal: value) }
            out[row] = value
        }
        let widened: DataType = zone == nil ? .timestamp : .timestamptz
        return Column(type: widened, count: column.count, values: .int64(out), validity: column.validity)
    }

    /// Midnight of a day; infinities stay; `nil` past the last timestamp.
    @inline(__always)
    static func startOfDay(_ days: Int64) -> Int64? {
        // Dates have infinities of 32 bits in PostgreSQL; here they are the timestamps'.
        if isInfinite(days) { return days }
        return timestamp(days: days, microsOfDay: 0)
    }

    @inline(__always)
    static func isInfinite(_ value: Int64) -> Bool {
        value == TimeLimits.infinity || value == TimeLimits.negativeInfinity
    }

    @inline(__always)
    static func day(of micros: Int64) -> Int64 {
        isInfinite(micros) ? micros : floorDiv(micros, TimeLimits.microsPerDay)
    }

    static func checked(_ micros: Int64) throws(RowFailure) -> Int64 {
        guard isInfinite(micros) || TimeLimits.isTimestamp(micros) else { throw .timestampOutOfRange }
        return micros
    }

    /// The wall clock at an instant.
    static func local(_ micros: Int64, _ zone: TimeZoneRules) throws(RowFailure) -> Int64 {
        isInfinite(micros) ? micros : try checked(zone.local(of: micros))
    }

    /// The instant of a wall clock.
    static func instant(_ local: Int64, _ zone: TimeZoneRules) throws(RowFailure) -> Int64 {
        isInfinite(local) ? local : try checked(zone.utc(ofLocal: local))
    }

    /// Midnight of a date, which may lie past the last timestamp.
    static func midnight(_ days: Int64) throws(RowFailure) -> Int64 {
        guard let start = startOfDay(days) else {
            throw RowFailure(code: "22008", message: "date out of range for timestamp")
        }
        return start
    }
}

extension Casts {
    static func fromTime(_ request: CastRequest) -> Cast? {
        let zone = request.settings.timezone
        switch (request.from, request.to) {
        case (.date, .timestamp):
            return cast(.timestamp) { days throws(RowFailure) in try TimeCasts.midnight(days) }
        case (.date, .timestamptz):
            return cast(.timestamptz) { days throws(RowFailure) in
                try TimeCasts.instant(try TimeCasts.midnight(days), zone)
            }
        case (.timestamp, .timestamptz):
            return cast(.timestamptz) { local throws(RowFailure) in try TimeCasts.instant(local, zone) }
        case (.timestamptz, .timestamp):
            return cast(.timestamp) { instant throws(RowFailure) in try TimeCasts.local(instant, zone) }
        case (.timestamp, .date): return cast(.date) { local throws(RowFailure) in TimeCasts.day(of: local) }
        case (.timestamptz, .date):
            return cast(.date) { instant throws(RowFailure) in TimeCasts.day(of: try TimeCasts.local(instant, zone)) }
        default: return toText(request)
        }
    }

    private static func cast(_ type: DataType, _ body: @escaping (Int64) throws(RowFailure) -> Int64) -> Cast {
        Cast(rows(type) { (a: Int64, _) throws(RowFailure) -> Int64? in try body(a) })
    }

    /// Text read as a date, timestamp or interval.
    static func timeFromText(_ type: DataType, _ settings: EvaluationSettings) -> Cast {
        if type == .interval {
            return Cast(
                rows(type) { (a: StringView, _) throws(RowFailure) -> Interval? in try TextReaders.interval(a) })
        }
        guard let reader = try? TimestampReader(.auto, type: type, zone: settings.timezone) else {
            preconditionFailure("the automatic format has no template that could be wrong")
        }
        let zones = ZoneCache()
        return Cast(
            rows(type) { (a: StringView, _) throws(RowFailure) -> Int64? in
                try TextReaders.time(a, reader, type, zones)
            })
    }
}

extension TextReaders {
    static func interval(_ text: StringView) throws(RowFailure) -> Interval {
        switch text.withBytes({ IntervalReader.read($0) }) {
        case .value(let value): return value
        case .malformed:
            throw RowFailure(
                code: "22007",
                message: "invalid input syntax for type interval: \"\(RowFailure.shortened(text.string))\"")
        case .outOfRange:
            throw RowFailure(
                code: "22008", message: "interval field value out of range: \"\(RowFailure.shortened(text.string))\"")
        }
    }

    static func time(
        _ text: StringView, _ reader: TimestampReader, _ type: DataType, _ zones: ZoneCache
    ) throws(RowFailure) -> Int64 {
        // The reader takes plain numbers too, which PostgreSQL does not.
        let isNumber = text.withUTF8Bytes { bytes in
            !bytes.dropFirst().contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }
        }
        if let special = special(text, type) { return special }
        var reading = isNumber ? .malformed : text.withBytes { reader.read($0) }
        if reading == .malformed, text.count < 128 { reading = otherForm(text.string, reader, zones) }
        switch reading {
        case .value(let value): return value
        case .malformed: throw malformed(text, type)
        case .outOfRange:
            throw RowFailure(
                code: "22008", message: "date/time field value out of range: \"\(RowFailure.shortened(text.string))\"")
        }
    }

    /// What is no ISO 8601.
    private static func otherForm(_ text: String, _ reader: TimestampReader, _ zones: ZoneCache) -> TimeReading {
        var parsed = ParsedTimestamp()
        switch DateTimeText.read(text, zones, &parsed) {
        case .good: return reader.finish(parsed)
        case .malformed: return .malformed
        case .outOfRange: return .outOfRange
        }
    }

    private static func malformed(_ text: StringView, _ type: DataType) -> RowFailure {
        let name =
            switch type {
            case .timestamptz: "timestamp with time zone"
            case .timestamp: "timestamp"
            default: type.description
            }
        return RowFailure(
            code: "22007", message: "invalid input syntax for type \(name): \"\(RowFailure.shortened(text.string))\"")
    }

    private static func special(_ text: StringView, _ type: DataType) -> Int64? {
        guard text.count < 16 else { return nil }
        switch text.string.lowercased().filter({ $0 != " " }) {
        case "infinity": return TimeLimits.infinity
        case "-infinity": return TimeLimits.negativeInfinity
        case "epoch":
            return type == .date ? -TimeLimits.unixSecondsAtEpoch / 86400 : -TimeLimits.unixMicrosAtEpoch
        default: return nil
        }
    }
}

extension TextForms {
    static func timeWriter(of type: DataType, _ settings: EvaluationSettings) -> Kernel {
        let zone = settings.timezone
        switch type {
        case .date:
            return rows(.text) { (a: Int64, arena) -> StringView? in
                arena.written(TimeText.bytesMax) { TimeText.write(date: a, to: $0) }
            }
        case .timestamp:
            return rows(.text) { (a: Int64, arena) -> StringView? in
                arena.written(TimeText.bytesMax) { TimeText.write(timestamp: a, to: $0) }
            }
        case .timestamptz:
            return rows(.text) { (a: Int64, arena) -> StringView? in
                let offset = TimeCasts.isInfinite(a) ? 0 : zone.offset(at: a)
                return arena.written(TimeText.bytesMax) { TimeText.write(timestamptz: a, offset: offset, to: $0) }
            }
        default:
            return rows(.text) { (a: Interval, arena) -> StringView? in
                arena.written(TimeText.bytesMax) { TimeText.write(interval: a, to: $0) }
            }
        }
    }
}

extension Arena {
    /// What `body` writes into at most `bytesMax` bytes, of which it returns the number.
    func written(_ bytesMax: Int, _ body: (UnsafeMutableRawPointer) -> Int) -> StringView {
        withUnsafeTemporaryAllocation(byteCount: bytesMax, alignment: 8) { buffer in
            guard let base = buffer.baseAddress else { return StringView() }
            return view(of: UnsafeRawBufferPointer(start: base, count: body(base)))
        }
    }
}
