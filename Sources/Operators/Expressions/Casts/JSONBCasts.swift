/// jsonb from and to text.
enum JSONBText {
    /// Text as jsonb, in its normal form.
    static func read(_ text: StringView, _ arena: Arena) throws(RowFailure) -> StringView {
        guard let value = text.withUTF8Bytes({ JSONBValue($0) }) else { throw .invalidText("json", text.string) }
        return view(value, arena)
    }

    /// The text of jsonb that may still be as the source wrote it.
    static func normalized(_ json: StringView, _ arena: Arena) -> StringView? {
        json.withUTF8Bytes { JSONBValue($0) }.map { view($0, arena) }
    }

    static func view(_ value: JSONBValue, _ arena: Arena) -> StringView {
        var out: [UInt8] = []
        value.append(to: &out)
        return out.withUnsafeBytes { arena.view(of: $0) }
    }

    /// What `->>` and its like give: a string's own text, NULL for null, else the text of the JSON.
    static func text(of json: StringView, _ arena: Arena) -> StringView? {
        json.withUTF8Bytes { bytes -> StringView? in
            guard let range = JSONBAccess.value(bytes), let first = bytes[range].first else { return nil }
            switch JSONBKind(first: first) {
            case .null: return nil
            case .boolean: return json.slice(range.lowerBound, range.upperBound)
            case .string:
                var scanner = JSONBScanner(bytes, at: range.lowerBound)
                guard let string = scanner.skipString() else { return nil }
                if !string.escaped { return json.slice(string.range.lowerBound, string.range.upperBound) }
                return JSONBString.unescaped(bytes, string.range)?.withUnsafeBytes { arena.view(of: $0) }
            case .number:
                if JSONBNumber.isPlain(bytes[range]) { return json.slice(range.lowerBound, range.upperBound) }
                return JSONBNumber.plain(bytes[range])?.withUnsafeBytes { arena.view(of: $0) }
            case .object, .array: return normalized(json, arena)
            }
        }
    }
}

extension Casts {
    /// jsonb to numbers, booleans and text.
    static func fromJSON(_ request: CastRequest) -> Cast? {
        switch request.to {
        case .boolean:
            return Cast(
                rows(.boolean) { (a: StringView, _) throws(RowFailure) -> Bool? in
                    let (kind, text) = scalar(a)
                    guard kind == .boolean else { throw refusal(kind, "boolean") }
                    return text == "true"
                })
        case .smallint, .integer, .bigint, .numeric, .real, .double: return number(request)
        default: return toText(request)
        }
    }

    /// By way of numeric, as PostgreSQL goes.
    private static func number(_ request: CastRequest) -> Cast {
        let name = request.to.unmodified.description
        let read: Kernel = rows(.numeric) { (a: StringView, _) throws(RowFailure) -> Decimal? in
            let (kind, text) = scalar(a)
            guard kind == .number else { throw refusal(kind, name) }
            var digits = text
            guard case .value(let value) = digits.withUTF8({ Decimal.read(UnsafeRawBufferPointer($0)) }) else {
                throw .numericOverflow
            }
            return value
        }
        let next = CastRequest(from: .numeric, to: request.to, isAssignment: false, settings: request.settings)
        guard let convert = fromNumeric(next)?.kernel else { return Cast(read) }
        return Cast { frame in
            let value = Operand(read(frame), isConstant: frame.operands[0].isConstant)
            return convert(CallFrame(operands: [value], count: frame.count, log: frame.log))
        }
    }

    private static func scalar(_ json: StringView) -> (JSONBKind, String) {
        json.withUTF8Bytes { bytes in
            guard let range = JSONBAccess.value(bytes), let first = bytes[range].first else { return (.null, "") }
            return (JSONBKind(first: first), String(decoding: bytes[range], as: UTF8.self))
        }
    }

    private static func refusal(_ kind: JSONBKind, _ type: String) -> RowFailure {
        .invalidParameter("cannot cast jsonb \(kind) to type \(type)")
    }
}
