import Operators

/// A time as it stands in a record, which can be moved without changing its form.
///
/// ```
///  1737900000               whole numbers: seconds, ms, µs or ns by their size
///  "2021-03-06 18:30:50.677+0000"
///   └ date ──┘ └ time ┘└fraction, as many digits again┘└ zone, kept ┘
/// ```
struct RecordTime {
    private enum Form {
        case number(ticksPerSecond: Int64, value: Int64, isQuoted: Bool)
        case text(separator: UInt8, fractionDigits: Int, zone: [UInt8], offsetMicros: Int64)
    }

    /// µs since 1970.
    let unixMicros: Int64
    private let form: Form

    /// Reads a JSON value; nil when it is no time.
    init?(_ json: ArraySlice<UInt8>) {
        let isQuoted = json.first == UInt8(ascii: "\"") && json.count >= 2
        let body = Array(isQuoted ? json.dropFirst().dropLast() : json)
        if let value = Int64(String(decoding: body, as: UTF8.self)) {
            let ticks: Int64
            switch value.magnitude {
            case ..<100_000_000_000: ticks = 1
            case ..<100_000_000_000_000: ticks = 1_000
            case ..<100_000_000_000_000_000: ticks = 1_000_000
            default: ticks = 1_000_000_000
            }
            form = .number(ticksPerSecond: ticks, value: value, isQuoted: isQuoted)
            unixMicros = ticks > 1_000_000 ? value / 1_000 : value * (1_000_000 / ticks)
            return
        }
        guard isQuoted, let parsed = Self.parse(body) else { return nil }
        unixMicros = parsed.micros
        form = parsed.form
    }

    private static func parse(_ body: [UInt8]) -> (micros: Int64, form: Form)? {
        guard body.count >= 19, body[10] == UInt8(ascii: "T") || body[10] == 32,
            let reader = try? TimestampReader(.auto, type: .timestamptz, zone: .utc)
        else { return nil }
        var at = 19
        if at < body.count, body[at] == UInt8(ascii: ".") {
            at += 1
            while at < body.count, (48...57).contains(body[at]) { at += 1 }
        }
        let digits = at == 19 ? 0 : at - 20
        let zone = Array(body[at...])
        // The wall clock without its zone, then the zone: `+0000` is not a form that every reader takes.
        let wall = Array(body[..<at])
        guard let offset = zoneOffset(zone), case .value(let micros) = wall.withUnsafeBytes({ reader.read($0) }) else {
            return nil
        }
        let unix = micros &+ TimeLimits.unixMicrosAtEpoch &- offset
        return (unix, .text(separator: body[10], fractionDigits: digits, zone: zone, offsetMicros: offset))
    }

    /// `Z`, nothing, `+hh`, `+hhmm` or `+hh:mm`; µs east of UTC.
    private static func zoneOffset(_ zone: [UInt8]) -> Int64? {
        let text = zone.filter { $0 != 32 && $0 != UInt8(ascii: ":") }
        if text.isEmpty || text == [UInt8(ascii: "Z")] { return 0 }
        guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"), text.count == 3 || text.count == 5,
            let digits = Int64(String(decoding: text.dropFirst(), as: UTF8.self)), digits >= 0
        else { return nil }
        let minutes = text.count == 3 ? digits * 60 : digits / 100 * 60 + digits % 100
        return (text[0] == UInt8(ascii: "-") ? -minutes : minutes) * 60_000_000
    }

    /// The JSON value of a time later by so much, in the same form; nil when it does not fit.
    func moved(by micros: Int64) -> [UInt8]? {
        switch form {
        case .number(let ticks, let value, let isQuoted):
            let shift =
                ticks > 1_000_000
                ? micros.multipliedReportingOverflow(by: 1_000)
                : (partialValue: floorDiv(micros, 1_000_000 / ticks), overflow: false)
            let (sum, overflow) = value.addingReportingOverflow(shift.partialValue)
            if overflow || shift.overflow { return nil }
            return Array((isQuoted ? "\"\(sum)\"" : "\(sum)").utf8)
        case .text(let separator, let digits, let zone, let offset):
            let (moved, overflow) = unixMicros.addingReportingOverflow(micros)
            let wall = moved &+ offset
            // Four digits of year: the years 0001 to 9999.
            guard !overflow, (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(wall) else { return nil }
            let seconds = floorDiv(wall, 1_000_000)
            let fraction = String(wall - seconds * 1_000_000 + 1_000_000).dropFirst()
            var out: [UInt8] = [UInt8(ascii: "\"")]
            out += Self.wallClock(seconds, separator: separator)
            if digits > 0 {
                out.append(UInt8(ascii: "."))
                out += (fraction + String(repeating: "0", count: max(0, digits - 6))).utf8.prefix(digits)
            }
            return out + zone + [UInt8(ascii: "\"")]
        }
    }

    private static func wallClock(_ seconds: Int64, separator: UInt8) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
            guard let base = buffer.baseAddress else { return [] }
            var writer = EventWriter(at: base, keyField: -1)
            writer.dateTime(unixSeconds: seconds)
            var text = Array(buffer[..<(writer.cursor - base)])
            text[10] = separator
            return text
        }
    }
}
