extension FunctionTables {
    /// Functions over arrays of any scalar type.
    static var arrayPolymorphic: [PolymorphicFunction] {
        [arrayMaker, fromJSON, elementAt] + arrayFacts + arrayTexts + arrayJoining + arrayParts + arraySearch
            + arrayQuantified
    }

    /// The type of the elements; nil for what is no array.
    static func element(_ type: DataType) -> DataType? {
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
                    let elements = frame.operands.map { ElementTexts($0.dense(frame.count)) }
                    return madeArrays(frame, .array(type)) { row, out in
                        for element in elements { element.append(row, to: &out) }
                        return true
                    }
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
                    let (arrays, values, starts, errors) = reader.read(column)
                    let bad = Set(errors.map(\.row))
                    for (row, failure) in errors { frame.log.record(row: row, failure) }
                    let made = ElementTexts(values)
                    return madeArrays(frame, type) { row, out throws(RowFailure) in
                        let kind = JSONBKernels.kind(arrays.views.pointer[row])
                        guard column.validity.isValid(row), kind != .null, !bad.contains(row) else { return false }
                        guard kind == .array else {
                            throw RowFailure(code: "22P02", message: "expected a JSON array of \(element)")
                        }
                        made.append(starts[row]..<starts[row + 1], to: &out)
                        return true
                    }
                }
            })
    }

    /// `array[index]`, counted from 1; NULL outside. The element's text, which the planner reads as its type.
    private static var elementAt: PolymorphicFunction {
        PolymorphicFunction(
            name: "[]", isOperator: true, canFail: false,
            resolve: { types in
                guard types.count == 2, element(types[0]) != nil,
                    TypeRules.canCast(from: types[1], to: .integer, in: .assignment)
                else { return .failure(.noSuchOperator(symbol: "[]", operands: types)) }
                return .success(
                    FunctionReference(name: "[]", isOperator: true, arguments: [types[0], .integer], result: .text))
            },
            prepare: { _ in
                rows(.text) { (array: StringView, index: Int64, arena) -> StringView? in
                    guard index >= 1 else { return nil }
                    return JSONBKernels.element(array, index - 1).flatMap { JSONBText.text(of: $0, arena) }
                }
            })
    }

    // MARK: Facts

    /// How many elements, from where to where, of how many dimensions.
    private static var arrayFacts: [PolymorphicFunction] {
        let count: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (array: StringView, _) -> Int64? in ArrayKernels.count(array) }
        }
        let length: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (array: StringView, dimension: Int64, _) -> Int64? in
                let count = ArrayKernels.count(array)
                return dimension == 1 && count > 0 ? count : nil
            }
        }
        let lower: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (array: StringView, dimension: Int64, _) -> Int64? in
                dimension == 1 && ArrayKernels.count(array) > 0 ? 1 : nil
            }
        }
        let dimensions: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (array: StringView, _) -> Int64? in ArrayKernels.count(array) > 0 ? 1 : nil }
        }
        let bounds: @Sendable (CallSite) -> Kernel = { _ in
            rows(.text) { (array: StringView, arena) -> StringView? in
                let count = ArrayKernels.count(array)
                return count > 0 ? arena.view(of: "[1:\(count)]") : nil
            }
        }
        return [
            fact("cardinality", [], .integer, count), fact("array_length", [.integer], .integer, length),
            fact("array_upper", [.integer], .integer, length), fact("array_lower", [.integer], .integer, lower),
            fact("array_ndims", [], .integer, dimensions), fact("array_dims", [], .text, bounds),
        ]
    }

    /// A strict function of an array and of other arguments.
    static func fact(
        _ name: String, _ others: [DataType], _ result: DataType?, canFail: Bool = false,
        _ prepare: @escaping @Sendable (CallSite) -> Kernel
    ) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: canFail,
            resolve: { types in
                guard types.count == others.count + 1, let first = types.first, element(first) != nil,
                    zip(types.dropFirst(), others).allSatisfy({ TypeRules.canCast(from: $0, to: $1, in: .implicit) })
                else { return .failure(.noSuchFunction(name: name, arguments: types)) }
                return .success(
                    FunctionReference(
                        name: name, isOperator: false, arguments: [first] + others, result: result ?? first))
            }, prepare: prepare)
    }
}

/// Single arrays, as the JSON text that they lie in.
enum ArrayKernels {
    static func count(_ array: StringView) -> Int64 {
        Int64(array.withUTF8Bytes { JSONBAccess.elementCount($0) } ?? 0)
    }

    /// Where the elements stand; arrays of more than one dimension have none.
    static func ranges(_ array: StringView) throws(RowFailure) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var isNested = false
        array.withUTF8Bytes { bytes in
            _ = JSONBAccess.forEachElement(bytes) { _, range in
                isNested = bytes[range.lowerBound] == UInt8(ascii: "[")
                ranges.append(range)
                return !isNested
            }
        }
        if isNested {
            throw RowFailure(code: "0A000", message: "arrays of more than one dimension are not supported")
        }
        return ranges
    }

    /// Appends the comma in front of an element, unless it is the first of the array.
    static func beginElement(_ out: inout [UInt8]) {
        if out.last != UInt8(ascii: "[") { out.append(UInt8(ascii: ",")) }
    }

    /// Appends elements as they are written.
    static func append(_ ranges: some Sequence<Range<Int>>, of array: StringView, to out: inout [UInt8]) {
        array.withUTF8Bytes { bytes in
            for range in ranges {
                beginElement(&out)
                out += bytes[range]
            }
        }
    }
}

extension FunctionTables {
    /// A column of bytes that is made row by row: `make` appends a row's bytes to nothing, and gives false for NULL.
    static func madeRows(
        _ frame: CallFrame, _ type: DataType, _ make: (Int, inout [UInt8]) throws(RowFailure) -> Bool
    ) -> Column {
        let arena = Arena(blockBytes: frame.count < 16 ? 256 : 1 << 15)
        let views = Buffer<StringView>(repeating: StringView(), count: frame.count)
        let flags = Buffer<UInt8>(repeating: 0, count: frame.count)
        var out: [UInt8] = []
        for row in 0..<frame.count {
            out.removeAll(keepingCapacity: true)
            do throws(RowFailure) {
                guard try make(row, &out) else { continue }
                views.pointer[row] = out.withUnsafeBytes { arena.view(of: $0) }
                flags.pointer[row] = 1
            } catch {
                frame.log.record(row: row, error)
            }
        }
        return Column(
            type: type, count: frame.count, values: .bytes(BytesVector(views: views, owners: [arena])),
            validity: Validity(flags))
    }

    /// The same of arrays: `make` appends a row's elements, each with `beginElement` in front.
    static func madeArrays(
        _ frame: CallFrame, _ type: DataType, _ make: (Int, inout [UInt8]) throws(RowFailure) -> Bool
    ) -> Column {
        madeRows(frame, type) { row, out throws(RowFailure) in
            out.append(UInt8(ascii: "["))
            guard try make(row, &out) else { return false }
            out.append(UInt8(ascii: "]"))
            return true
        }
    }
}
