/// Functions of single jsonb values. Parts are views into the value's own text.
enum JSONBKernels {
    static func member(_ json: StringView, _ key: StringView) -> StringView? {
        json.withUTF8Bytes { bytes in
            key.withUTF8Bytes { name in JSONBAccess.member(bytes, key: name) }
                .map { json.slice($0.lowerBound, $0.upperBound) }
        }
    }

    /// A scalar counts as an array of itself, as in PostgreSQL.
    static func element(_ json: StringView, _ index: Int64) -> StringView? {
        if index == 0 || index == -1, let kind = kind(json), kind != .array, kind != .object { return json }
        return json.withUTF8Bytes { bytes in
            JSONBAccess.element(bytes, index: Int(index)).map { json.slice($0.lowerBound, $0.upperBound) }
        }
    }

    static func kind(_ json: StringView) -> JSONBKind? {
        json.withUTF8Bytes { bytes in
            JSONBAccess.value(bytes).flatMap { bytes[$0].first }.map { JSONBKind(first: $0) }
        }
    }

    /// Down a path of keys and positions; a NULL in the path leads nowhere.
    static func walk(_ json: StringView, _ path: [String?]) -> StringView? {
        var here = json
        for step in path {
            guard let step else { return nil }
            let next: StringView?
            switch kind(here) {
            case .object:
                var name = step
                next = name.withUTF8 { key in
                    here.withUTF8Bytes { bytes in
                        JSONBAccess.member(bytes, key: key).map { here.slice($0.lowerBound, $0.upperBound) }
                    }
                }
            case .array: next = Int64(step).flatMap { element(here, $0) }
            default: next = nil
            }
            guard let next else { return nil }
            here = next
        }
        return here
    }

    /// The texts of an array that lies as JSON text.
    static func elements(of array: StringView) -> [String?] {
        guard case .array(let values)? = array.withUTF8Bytes({ JSONBValue($0) }) else { return [] }
        return values.map { value in
            if case .string(let bytes) = value { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }

    /// Whether a key of an object, or a string of an array, or the string itself, is `key`.
    static func has(_ json: StringView, _ key: StringView) -> Bool {
        let wanted = key.withUTF8Bytes { Array($0) }
        switch json.withUTF8Bytes({ JSONBValue($0) }) {
        case .object(let members): return members.contains { $0.key == wanted }
        case .array(let elements):
            return elements.contains { if case .string(let text) = $0 { text == wanted } else { false } }
        case .string(let text): return text == wanted
        default: return false
        }
    }

    static func key(_ json: StringView) -> [UInt8]? { json.withUTF8Bytes { JSONBValue($0) }?.key }

    static func contains(_ outer: StringView, _ inner: StringView) -> Bool? {
        guard let a = outer.withUTF8Bytes({ JSONBValue($0) }), let b = inner.withUTF8Bytes({ JSONBValue($0) }) else {
            return nil
        }
        // An array contains a scalar that is one of its elements, on the top level only.
        if case .array(let elements) = a, !b.isContainer { return elements.contains { $0.key == b.key } }
        return a.contains(b)
    }

    static func arrayLength(_ json: StringView) throws(RowFailure) -> Int64 {
        switch kind(json) {
        case .array: return Int64(json.withUTF8Bytes { JSONBAccess.elementCount($0) } ?? 0)
        case .object: throw .invalidParameter("cannot get array length of a non-array")
        default: throw .invalidParameter("cannot get array length of a scalar")
        }
    }

    static func joined(_ a: StringView, _ b: StringView) -> JSONBValue? {
        guard let x = a.withUTF8Bytes({ JSONBValue($0) }), let y = b.withUTF8Bytes({ JSONBValue($0) }) else {
            return nil
        }
        switch (x, y) {
        case (.object(let p), .object(let q)): return .object(JSONBValue.unique(p + q))
        case (.array(let p), .array(let q)): return .array(p + q)
        case (.array(let p), _): return .array(p + [y])
        case (_, .array(let q)): return .array([x] + q)
        default: return .array([x, y])
        }
    }

    static func removing(_ json: StringView, _ key: StringView) throws(RowFailure) -> JSONBValue? {
        let name = key.withUTF8Bytes { Array($0) }
        switch json.withUTF8Bytes({ JSONBValue($0) }) {
        case nil: return nil
        case .object(let members)?: return .object(members.filter { $0.key != name })
        case .array(let elements)?:
            return .array(elements.filter { if case .string(let text) = $0 { text != name } else { true } })
        default: throw .invalidParameter("cannot delete from scalar")
        }
    }
}

extension JSONBValue {
    var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// jsonb's `@>` below the top level.
    func contains(_ other: JSONBValue) -> Bool {
        switch (self, other) {
        case (.object(let a), .object(let b)):
            return b.allSatisfy { wanted in
                a.contains { $0.key == wanted.key && $0.value.contains(wanted.value) }
            }
        case (.array(let a), .array(let b)):
            return b.allSatisfy { wanted in a.contains { $0.contains(wanted) } }
        default: return !isContainer && !other.isContainer && key == other.key
        }
    }
}
