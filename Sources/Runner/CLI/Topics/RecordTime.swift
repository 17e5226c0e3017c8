import Operators

/// A time as it stands in a record, which can be moved without changing its form.
struct RecordTime {
    /// How the time is written.
    fileprivate enum Form {
        case number(UnixNumber)
        case text(TimeLayout, offsetMicros: Int64)
    }

    /// µs since 1970.
    let unixMicros: Int64
    fileprivate let form: Form
    /// What stands before and after it: quotes and blanks.
    fileprivate let before: [UInt8]
    fileprivate let after: [UInt8]

    /// The JSON value of a time later by so much.
    fileprivate func written(laterBy micros: Int64) -> [UInt8]? {
        switch form {
        case .number(let number): return number.moved(byMicros: micros).map { before + $0 + after }
        case .text(let layout, let offset):
            let (moved, isTooFar) = unixMicros.addingReportingOverflow(micros)
            let (wall, overflow) = moved.addingReportingOverflow(offset - TimeLimits.unixMicrosAtEpoch)
            guard !isTooFar, !overflow, TimeLimits.isTimestamp(wall) else { return nil }
            return layout.text(TimestampFields(localMicros: wall)).map { before + $0 + after }
        }
    }
}

/// Reads and moves times of records: exactly what a source takes with `timestamp_format = 'auto'`.
struct RecordTimes {
    private let instants: TimestampReader
    /// Reads what a text's clock shows, without regard to its zone.
    private let walls: TimestampReader

    init() throws(TimeError) {
        instants = try TimestampReader(.auto, type: .timestamptz, zone: .utc)
        walls = try TimestampReader(.auto, type: .timestamp, zone: .utc)
    }

    /// Reads a JSON value; nil when it is no time.
    func read(_ json: some Collection<UInt8>) -> RecordTime? {
        let json = Array(json)
        guard json.count >= 2, json[0] == UInt8(ascii: "\"") else {
            guard let number = json.withUnsafeBytes({ UnixNumber($0) }),
                case .value(let micros) = number.read(instants)
            else { return nil }
            return RecordTime(
                unixMicros: micros &+ TimeLimits.unixMicrosAtEpoch, form: .number(number), before: [], after: [])
        }
        let text = json[1..<json.count - 1]
        guard case .value(let micros) = text.withUnsafeBytes({ instants.read($0) }),
            let start = text.firstIndex(where: { $0 != 32 }), let end = text.lastIndex(where: { $0 != 32 })
        else { return nil }
        let form: RecordTime.Form
        if let number = text[start...end].withUnsafeBytes({ UnixNumber($0) }) {
            form = .number(number)
        } else if let layout = TimeLayout(text[start...end]),
            case .value(let wall) = text.withUnsafeBytes({ walls.read($0) })
        {
            form = .text(layout, offsetMicros: wall &- micros)
        } else {
            return nil
        }
        return RecordTime(
            unixMicros: micros &+ TimeLimits.unixMicrosAtEpoch, form: form, before: Array(json[..<start]),
            after: Array(json[(end + 1)...]))
    }

    /// The JSON value of a time later by so much, in the same form; nil when it does not fit into that.
    func moved(_ time: RecordTime, by micros: Int64) -> [UInt8]? {
        // A number of another size would count in another unit, and some lengths are no times at all.
        guard let json = time.written(laterBy: micros), let back = read(json) else { return nil }
        let (distance, overflow) = back.unixMicros.subtractingReportingOverflow(time.unixMicros &+ micros)
        return overflow || distance.magnitude >= UInt64(TimeLimits.microsPerDay) ? nil : json
    }
}

/// How a text writes a date, and perhaps a time of day: its fields, with what stands before each.
///
/// ```
///  2021-3-06T18:30:50.677 +0000
///  │    │ │  │  │  │  └ digits of a fraction, as many again
///  └────┴─┴──┴──┴──┴ digits, at least as many again    └ what follows, kept
/// ```
private struct TimeLayout {
    private var fields: [(before: [UInt8], digits: Int)] = []
    private let tail: [UInt8]

    /// Takes a text that `TimestampReader` has taken, without blanks around.
    init?(_ text: ArraySlice<UInt8>) {
        var at = text.startIndex
        func isDigit(_ index: Int) -> Bool { index < text.endIndex && text[index] &- 48 <= 9 }
        func digits(from start: Int) -> Int { text[start...].prefix { $0 &- 48 <= 9 }.count }
        while fields.count < 7 {
            // The marks that lead to the field that comes next: none to the year, `T` or blanks to the hour.
            var start = at
            switch fields.count {
            case 0: break
            case 1, 2: if start < text.endIndex, text[start] == UInt8(ascii: "-") { start += 1 }
            case 3:
                if start < text.endIndex, text[start] | 0x20 == UInt8(ascii: "t") { start += 1 }
                while start < text.endIndex, text[start] == 32 { start += 1 }
            case 6: if start < text.endIndex, text[start] == UInt8(ascii: ".") { start += 1 }
            default: if start < text.endIndex, text[start] == UInt8(ascii: ":") { start += 1 }
            }
            guard isDigit(start), fields.isEmpty || start > at else { break }
            let count = digits(from: start)
            fields.append((Array(text[at..<start]), count))
            at = start + count
        }
        guard fields.count == 3 || fields.count >= 5 else { return nil }
        tail = Array(text[at...])
    }

    /// The text of another time; nil for a year of more digits.
    func text(_ time: TimestampFields) -> [UInt8]? {
        guard time.date.year > 0, String(time.date.year).utf8.count <= max(4, fields[0].digits) else { return nil }
        let values = [time.date.year, time.date.month, time.date.day, time.hour, time.minute, time.second]
        var out: [UInt8] = []
        for (index, field) in fields.enumerated() {
            out += field.before
            if index < values.count {
                let digits = String(values[index]).utf8
                out += repeatElement(48, count: max(0, field.digits - digits.count))
                out += digits
            } else {
                let micros = String(time.micros + 1_000_000).utf8.dropFirst()
                out += micros.prefix(field.digits)
                out += repeatElement(48, count: max(0, field.digits - 6))
            }
        }
        return out + tail
    }
}
