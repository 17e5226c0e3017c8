import Glibc

extension Casts {
    /// Text read by PostgreSQL's input function of the wanted type.
    static func fromText(_ request: CastRequest) -> Cast? {
        let type = request.to
        switch type {
        case .text, .unknown, .record: return limitText(request)
        case .boolean: return Cast(rows(type) { (a: StringView, _) throws(RowFailure) in try TextReaders.boolean(a) })
        case .smallint: return integer(type, .smallint)
        case .integer: return integer(type, .integer)
        case .bigint: return integer(type, .bigint)
        case .double: return Cast(rows(type) { (a: StringView, _) throws(RowFailure) in try TextReaders.double(a) })
        case .real: return Cast(rows(type) { (a: StringView, _) throws(RowFailure) in try TextReaders.real(a) })
        case .numeric(let shape):
            return Cast(
                rows(type) { (a: StringView, _) throws(RowFailure) -> Decimal? in
                    let value = try TextReaders.decimal(a)
                    return if let shape { try conform(value, shape) } else { value }
                })
        case .uuid:
            return Cast(rows(type) { (a: StringView, arena) throws(RowFailure) in try TextReaders.uuid(a, arena) })
        case .bytea:
            return Cast(rows(type) { (a: StringView, arena) throws(RowFailure) in try TextReaders.bytea(a, arena) })
        case .date, .timestamp, .timestamptz, .interval: return timeFromText(type, request.settings)
        case .jsonb:
            return Cast(rows(type) { (a: StringView, arena) throws(RowFailure) in try JSONBText.read(a, arena) })
        case .array: return arrayFromText(request)
        }
    }

    private static func integer(_ type: DataType, _ range: IntegerRange) -> Cast {
        let name = type.description
        return Cast(
            rows(type) { (a: StringView, _) throws(RowFailure) -> Int64? in try TextReaders.integer(a, range, name) })
    }
}

/// PostgreSQL's input functions.
enum TextReaders {
    static func integer(_ text: StringView, _ range: IntegerRange, _ type: String) throws(RowFailure) -> Int64 {
        let parsed: Int64?? = text.withUTF8Bytes { bytes in
            var (at, end) = trimmed(bytes)
            var negative = false
            if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
                negative = bytes[at] == UInt8(ascii: "-")
                at += 1
            }
            guard at < end else { return .some(nil) }
            var value: Int64 = 0
            var overflow = false
            while at < end {
                let digit = bytes[at] &- 48
                guard digit <= 9 else { return .some(nil) }
                // Counting down keeps the smallest number in reach.
                let (product, first) = value.multipliedReportingOverflow(by: 10)
                let (next, second) = product.subtractingReportingOverflow(Int64(digit))
                overflow = overflow || first || second
                value = next
                at += 1
            }
            if !negative {
                overflow = overflow || value == .min
                value = 0 &- value
            }
            return overflow || !range.contains(value) ? nil : .some(value)
        }
        guard let result = parsed else { throw .textOutOfRange(type, text.string) }
        guard let value = result else { throw .invalidText(type, text.string) }
        return value
    }

    static func boolean(_ text: StringView) throws(RowFailure) -> Bool {
        let word = text.withUTF8Bytes { bytes in
            let (start, end) = trimmed(bytes)
            return String(decoding: bytes[start..<max(start, end)], as: UTF8.self).lowercased()
        }
        if word == "1" || word == "on" { return true }
        if word == "0" || word == "off" || word == "of" { return false }
        if !word.isEmpty {
            if "true".hasPrefix(word) || "yes".hasPrefix(word) { return true }
            if "false".hasPrefix(word) || "no".hasPrefix(word) { return false }
        }
        throw .invalidText("boolean", text.string)
    }

    static func decimal(_ text: StringView) throws(RowFailure) -> Decimal {
        switch text.withBytes({ Decimal.read($0) }) {
        case .value(let value): return value
        case .malformed: throw .invalidText("numeric", text.string)
        case .outOfRange:
            if ["nan", "inf", "infinity"].contains(text.string.lowercased().filter { $0.isLetter }) {
                throw RowFailure(code: "22003", message: "numeric holds no NaN and no infinity here")
            }
            throw .numericOverflow
        }
    }

    static func double(_ text: StringView) throws(RowFailure) -> Double {
        let (value, isWhole, isRange) = parse(text) { strtod($0, $1) }
        guard isWhole else { throw .invalidText("double precision", text.string) }
        guard !isRange || (value != 0 && value.isFinite) else {
            throw .floatOutOfRange("double precision", text.string)
        }
        return value
    }

    static func real(_ text: StringView) throws(RowFailure) -> Double {
        let (value, isWhole, isRange) = parse(text) { strtof($0, $1) }
        guard isWhole else { throw .invalidText("real", text.string) }
        guard !isRange || (value != 0 && value.isFinite) else { throw .floatOutOfRange("real", text.string) }
        return Double(value)
    }

    /// C's reading of a float, whether all but blanks was read, and whether it was too large or too small.
    private static func parse<F: BinaryFloatingPoint>(
        _ text: StringView,
        _ read: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> F
    ) -> (F, Bool, Bool) {
        text.withUTF8Bytes { bytes in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
                for index in bytes.indices { buffer[index] = CChar(bitPattern: bytes[index]) }
                buffer[bytes.count] = 0
                guard let base = buffer.baseAddress else { return (0, false, false) }
                var end: UnsafeMutablePointer<CChar>?
                errno = 0
                let value = read(base, &end)
                let isRange = errno == ERANGE
                guard var stop = end, stop != base else { return (value, false, false) }
                while isBlank(UInt8(bitPattern: stop.pointee)) { stop += 1 }
                return (value, stop == base + bytes.count, isRange)
            }
        }
    }

    static func uuid(_ text: StringView, _ arena: Arena) throws(RowFailure) -> StringView {
        let value: StringView? = text.withUTF8Bytes { bytes in
            var end = bytes.count
            var at = 0
            if end > 0, bytes[0] == UInt8(ascii: "{") {
                guard bytes[end - 1] == UInt8(ascii: "}") else { return nil }
                at = 1
                end -= 1
            }
            let out = arena.bytes(16)
            for index in 0..<16 {
                guard at + 1 < end, let high = Encodings.hexValue(bytes[at]),
                    let low = Encodings.hexValue(bytes[at + 1])
                else { return nil }
                out[index] = high << 4 | low
                at += 2
                if at < end, bytes[at] == UInt8(ascii: "-"), index % 2 == 1, index < 15 { at += 1 }
            }
            return at == end ? StringView(out, count: 16) : nil
        }
        guard let value else { throw .invalidText("uuid", text.string) }
        return value
    }

    /// First and last byte that are not blank.
    @inline(__always)
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> (start: Int, end: Int) {
        var start = 0
        var end = bytes.count
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return (start, end)
    }
}

extension RowFailure {
    static func floatOutOfRange(_ type: String, _ text: String) -> RowFailure {
        RowFailure(code: "22003", message: "\"\(shortened(text))\" is out of range for type \(type)")
    }
}
