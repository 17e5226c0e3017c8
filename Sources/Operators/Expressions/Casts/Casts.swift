/// A cast that a query asks for.
struct CastRequest {
    let from: DataType
    let to: DataType
    /// Whether text over a `varchar`'s limit fails instead of being cut.
    let isAssignment: Bool
    let settings: EvaluationSettings
}

/// The kernel of a cast.
struct Cast {
    let canFail: Bool
    let kernel: Kernel

    init(canFail: Bool = true, _ kernel: @escaping Kernel) {
        self.canFail = canFail
        self.kernel = kernel
    }
}

/// Every cast between types, by PostgreSQL's rules.
enum Casts {
    /// The cast's kernel; `nil` when the values stay as they are. The binder has checked that the cast exists.
    static func cast(_ request: CastRequest) -> Cast? {
        if request.from == request.to {
            guard request.isAssignment, request.from == .jsonb else { return nil }
            return Cast(canFail: false, rows(.jsonb) { (a: StringView, arena) in JSONBText.normalized(a, arena) })
        }
        switch request.from {
        case .smallint, .integer, .bigint: return fromInteger(request)
        case .numeric: return fromNumeric(request)
        case .real, .double: return fromFloat(request)
        case .text, .unknown: return fromText(request)
        case .boolean: return fromBoolean(request)
        case .date, .timestamp, .timestamptz: return fromTime(request)
        case .jsonb: return fromJSON(request)
        case .array: return fromArray(request)
        case .interval, .uuid, .bytea, .record: return toText(request)
        }
    }

    private static func fromBoolean(_ request: CastRequest) -> Cast? {
        switch request.to {
        case .integer: return Cast(canFail: false, rows(.integer) { (a: Bool, _) -> Int64? in a ? 1 : 0 })
        default: return toText(request)
        }
    }

    /// The value's text; every type has one.
    static func toText(_ request: CastRequest) -> Cast? {
        guard case .text(let limit) = request.to else { return nil }
        let write = TextForms.writer(of: request.from, request.settings)
        return Cast(canFail: limit != nil, limited(write, limit, request))
    }

    /// Text to text keeps the bytes unless a new limit cuts them.
    static func limitText(_ request: CastRequest) -> Cast? {
        guard case .text(let limit?) = request.to else { return nil }
        if case .text(let old?) = request.from, old <= limit { return nil }
        return Cast(limited(nil, limit, request))
    }

    private static func limited(_ write: Kernel?, _ limit: Int?, _ request: CastRequest) -> Kernel {
        guard let limit else { return write ?? { $0.operands[0].column } }
        let isAssignment = request.isAssignment
        let cut: Kernel = rows(request.to) { (text: StringView, _) throws(RowFailure) -> StringView? in
            try cutText(text, to: limit, isAssignment: isAssignment)
        }
        guard let write else { return cut }
        return { frame in
            let text = Operand(write(frame), isConstant: frame.count == 1 && frame.operands[0].isConstant)
            return cut(CallFrame(operands: [text], count: frame.count, log: frame.log))
        }
    }

    /// The first `limit` characters. On assignment only blanks may be lost.
    private static func cutText(
        _ text: StringView, to limit: Int, isAssignment: Bool
    ) throws(RowFailure) -> StringView {
        if text.count <= limit { return text }
        return try text.withUTF8Bytes { bytes throws(RowFailure) in
            let end = Characters.offset(of: limit, in: bytes)
            guard isAssignment, end < bytes.count else { return text.slice(0, end) }
            for index in end..<bytes.count where bytes[index] != 0x20 {
                throw RowFailure(
                    code: "22001", message: "value too long for type character varying(\(limit))")
            }
            return text.slice(0, end)
        }
    }
}
