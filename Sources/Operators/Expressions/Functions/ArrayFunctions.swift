extension FunctionTables {
    /// Arrays from and to text.
    static var arrayFunctions: [Overload] {
        [
            function("string_to_array", [.text, .text], .array(.text), canFail: false) { _ in
                rows(.array(.text)) { (text: StringView, separator: StringView, arena) -> StringView? in
                    ArrayKernels.split(text, separator, arena)
                }
            }
        ]
    }

    /// Functions over arrays of any scalar type.
    static var arrayPolymorphic: [PolymorphicFunction] {
        [arrayMaker, membership, length("array_length", 2), length("cardinality", 1), joiner, fromJSON]
    }

    private static func element(_ type: DataType) -> DataType? {
        if case .array(let element) = type { return element }
        return nil
    }

    /// `ARRAY[a, b]`.
    private static var arrayMaker: PolymorphicFunction {
        PolymorphicFunction(
            name: "ARRAY", canFail: false,
            resolve: { types in
                guard let common = TypeRules.commonType(types), element(common) == nil, common != .jsonb else {
                    return .failure(.noSuchFunction(name: "ARRAY", arguments: types))
                }
                return .success(
                    FunctionReference(
                        name: "ARRAY", isOperator: false, arguments: types.map { _ in common }, result: .array(common)))
            },
            prepare: { site in
                let type = site.function.arguments.first ?? .text
                return { frame in
                    let columns = frame.operands.map { $0.dense(frame.count) }
                    let arrays = (0..<frame.count).map { row in
                        Scalar.bytes(ArrayForm.json(columns.map { $0[row] }, type))
                    }
                    return Column(type: .array(type), scalars: arrays)
                }
            })
    }

    /// `array of jsonb(json, NULL of the array's type)`: as json_populate_record reads it. The name has blanks: no job
    /// calls it.
    private static var fromJSON: PolymorphicFunction {
        PolymorphicFunction(
            name: "array of jsonb", canFail: true,
            resolve: { .failure(.noSuchFunction(name: "array of jsonb", arguments: $0)) },
            prepare: { site in
                let type = site.function.result
                let element = element(type) ?? .text
                let reader = ArrayOrder.Encoder(element, settings: site.settings)
                return { frame in
                    let column = frame.operands[0].dense(frame.count)
                    guard case .bytes(let arrays) = column.values else { return frame.nulls(type) }
                    let (values, starts, errors) = reader.read(column, arrays)
                    var bad = Set(errors.map(\.row))
                    for (row, failure) in errors { frame.log.record(row: row, failure) }
                    let made = (0..<frame.count).map { row -> Scalar in
                        let kind = JSONBKernels.kind(arrays.views.pointer[row])
                        guard column.validity.isValid(row), kind != .null, !bad.contains(row) else { return .null }
                        guard kind == .array else {
                            bad.insert(row)
                            frame.log.record(
                                row: row, RowFailure(code: "22P02", message: "expected a JSON array of \(element)"))
                            return .null
                        }
                        return .bytes(ArrayForm.json((starts[row]..<starts[row + 1]).map { values[$0] }, element))
                    }
                    return Column(type: type, scalars: made)
                }
            })
    }

    /// `x = ANY (array)`; the name is the catalogue's own.
    private static var membership: PolymorphicFunction {
        PolymorphicFunction(
            name: "= ANY", canFail: false,
            resolve: { types in
                guard types.count == 2, let inside = element(types[1]),
                    let common = TypeRules.commonType([types[0], inside]), ArrayKernels.canCompare(common)
                else { return .failure(.noSuchFunction(name: "= ANY", arguments: types)) }
                return .success(
                    FunctionReference(
                        name: "= ANY", isOperator: false, arguments: [common, .array(common)], result: .boolean))
            },
            prepare: { site in
                let type = site.function.arguments[0]
                return { frame in
                    let values = frame.operands[0].dense(frame.count)
                    let arrays = frame.operands[1].dense(frame.count)
                    let found = (0..<frame.count).map { row -> Scalar in
                        guard case .bytes(let array) = arrays[row] else { return .null }
                        return ArrayKernels.contains(array, values[row], type).map { .boolean($0) } ?? .null
                    }
                    return Column(type: .boolean, scalars: found)
                }
            })
    }

    /// How many elements; `array_length` gives NULL for an empty array and for dimensions other than the first.
    private static func length(_ name: String, _ count: Int) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: false,
            resolve: { types in
                guard types.count == count, let first = types.first, element(first) != nil else {
                    return .failure(.noSuchFunction(name: name, arguments: types))
                }
                return .success(
                    FunctionReference(
                        name: name, isOperator: false, arguments: [first] + types.dropFirst().map { _ in .integer },
                        result: .integer))
            },
            prepare: { _ in
                if count == 1 {
                    return rows(.integer) { (array: StringView, _) -> Int64? in ArrayKernels.count(array) }
                }
                return rows(.integer) { (array: StringView, dimension: Int64, _) -> Int64? in
                    let length = ArrayKernels.count(array)
                    return dimension == 1 && length > 0 ? length : nil
                }
            })
    }

    /// `array_to_string(array, separator)`: NULLs are left out.
    private static var joiner: PolymorphicFunction {
        PolymorphicFunction(
            name: "array_to_string", canFail: false,
            resolve: { types in
                guard types.count == 2, let first = types.first, element(first) != nil else {
                    return .failure(.noSuchFunction(name: "array_to_string", arguments: types))
                }
                return .success(
                    FunctionReference(
                        name: "array_to_string", isOperator: false, arguments: [first, .text], result: .text))
            },
            prepare: { site in
                let type = element(site.function.arguments[0]) ?? .text
                return rows(.text) { (array: StringView, separator: StringView, arena) -> StringView? in
                    ArrayKernels.joined(array, separator, type, arena)
                }
            })
    }
}

/// Single arrays, as the JSON text that they lie in.
enum ArrayKernels {
    static func count(_ array: StringView) -> Int64 {
        Int64(array.withUTF8Bytes { JSONBAccess.elementCount($0) } ?? 0)
    }

    /// Whether elements of this type are equal when their texts are.
    static func canCompare(_ type: DataType) -> Bool {
        switch type {
        case .interval, .jsonb, .array, .record, .bytea: false
        default: true
        }
    }

    /// Whether a value is among the elements; nil when NULLs leave it open.
    static func contains(_ array: [UInt8], _ value: Scalar, _ type: DataType) -> Bool? {
        guard case .array(let elements)? = array.withUnsafeBufferPointer({ JSONBValue($0) }) else { return nil }
        if elements.isEmpty { return false }
        guard case .array(let wanted)? = ArrayForm.json([value], type).withUnsafeBufferPointer({ JSONBValue($0) }),
            let key = wanted.first?.key, value.isValue
        else { return nil }
        var hasNull = false
        for element in elements {
            if case .null = element {
                hasNull = true
            } else if element.key == key {
                return true
            }
        }
        return hasNull ? nil : false
    }

    static func joined(_ array: StringView, _ separator: StringView, _ type: DataType, _ arena: Arena) -> StringView? {
        guard case .array(let elements)? = array.withUTF8Bytes({ JSONBValue($0) }) else { return nil }
        let between = separator.withUTF8Bytes { Array($0) }
        var parts: [[UInt8]] = []
        for element in elements {
            if let text = ArrayForm.text(of: element, type) { parts.append(text) }
        }
        return Array(parts.joined(separator: between)).withUnsafeBytes { arena.view(of: $0) }
    }

    /// PostgreSQL's `string_to_array`: an empty text has no parts, an empty separator splits nothing.
    static func split(_ text: StringView, _ separator: StringView, _ arena: Arena) -> StringView? {
        let bytes = text.withUTF8Bytes { Array($0) }
        let mark = separator.withUTF8Bytes { Array($0) }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var at = 0
        while !mark.isEmpty, at + mark.count <= bytes.count {
            if bytes[at...].starts(with: mark) {
                parts.append(bytes[start..<at])
                at += mark.count
                start = at
            } else {
                at += 1
            }
        }
        if !bytes.isEmpty { parts.append(bytes[start...]) }
        var out: [UInt8] = [UInt8(ascii: "[")]
        for (index, part) in parts.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            JSONBString.appendQuoted(part, to: &out)
        }
        out.append(UInt8(ascii: "]"))
        return out.withUnsafeBytes { arena.view(of: $0) }
    }
}

extension Scalar {
    fileprivate var isValue: Bool { if case .null = self { false } else { true } }
}
