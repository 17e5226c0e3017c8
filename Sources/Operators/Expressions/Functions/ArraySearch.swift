import StateStore

extension FunctionTables {
    /// What is in arrays: `@>`, `<@`, `&&`, and the functions that look for an element.
    static var arraySearch: [PolymorphicFunction] {
        [
            containment("@>") { a, row, b in b.allElements(of: row) { a.has($0, of: b, in: row) } },
            containment("<@") { a, row, b in a.allElements(of: row) { b.has($0, of: a, in: row) } },
            containment("&&") { a, row, b in !a.allElements(of: row) { !b.has($0, of: a, in: row) } },
            search("array_position", 1, .integer), search("array_positions", 1, .array(.integer)),
            search("array_remove", 1, nil), search("array_replace", 2, nil),
        ]
    }

    /// An operator of two arrays whose elements are of one type; NULL is equal to nothing.
    private static func containment(
        _ symbol: String, _ holds: @escaping @Sendable (ElementKeys, Int, ElementKeys) -> Bool
    ) -> PolymorphicFunction {
        PolymorphicFunction(
            name: symbol, isOperator: true, canFail: true,
            resolve: { types in
                let elements = types.compactMap(element)
                guard let type = elements.first, elements.allSatisfy({ $0 == type }), ArrayOrder.hasOrder(type),
                    elements.count + types.count(where: { $0 == .unknown }) == 2
                else { return .failure(.noSuchOperator(symbol: symbol, operands: types)) }
                return .success(
                    FunctionReference(
                        name: symbol, isOperator: true, arguments: [.array(type), .array(type)], result: .boolean))
            },
            prepare: { site in
                let encoder = ArrayOrder.Encoder(element(site.function.arguments[0]) ?? .text, settings: site.settings)
                return { frame in
                    let flags = copyFlags(frame.strictFlags, frame.count)
                    let keys = frame.operands.map {
                        ElementKeys(arrays: $0.dense(frame.count), encoder, flags, frame.log)
                    }
                    let found = Buffer<UInt8>(repeating: 0, count: frame.count)
                    for row in 0..<frame.count where flags.pointer[row] != 0 {
                        found.pointer[row] = holds(keys[0], row, keys[1]) ? 1 : 0
                    }
                    return Column(
                        type: .boolean, count: frame.count, values: .boolean(found), validity: Validity(flags))
                }
            })
    }

    /// A function of an array and of elements, where NULL is an element like any other.
    private static func search(_ name: String, _ elements: Int, _ result: DataType?) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: true,
            resolve: { types in
                let most = name == "array_position" ? elements + 2 : elements + 1
                let known = types.prefix(elements + 1)
                let numbers = types.dropFirst(elements + 1)
                guard (elements + 1...most).contains(types.count),
                    numbers.allSatisfy({ TypeRules.canCast(from: $0, to: .integer, in: .implicit) }),
                    let type = commonElement(Array(known), areArrays: known.indices.map { $0 == 0 })
                else { return .failure(.noSuchFunction(name: name, arguments: types)) }
                return .success(
                    FunctionReference(
                        name: name, isOperator: false,
                        arguments: [.array(type)] + (0..<elements).map { _ in type }
                            + numbers.map { _ in .integer },
                        result: result ?? .array(type)))
            },
            prepare: { site in
                let encoder = ArrayOrder.Encoder(element(site.function.arguments[0]) ?? .text, settings: site.settings)
                return { frame in
                    let search = ArraySearch(frame, encoder)
                    switch name {
                    case "array_position": return search.position()
                    case "array_positions":
                        return madeRows(frame, .array(.integer)) { row, out in
                            search.found(row).map { out += ArrayKernels.json($0.map { $0 + 1 }) } != nil
                        }
                    case "array_remove":
                        return madeArrays(frame, site.function.result) { row, out throws(RowFailure) in
                            try search.replaced(row, by: nil, to: &out)
                        }
                    default:
                        let other = ElementTexts(frame.operands[2].dense(frame.count))
                        return madeArrays(frame, site.function.result) { row, out throws(RowFailure) in
                            try search.replaced(row, by: other, to: &out)
                        }
                    }
                }
            })
    }
}

/// An element that is looked for in the array of each row.
private struct ArraySearch {
    private let frame: CallFrame
    private let arrays: TextOperand
    private let keys: ElementKeys
    private let wanted: ElementKeys
    /// Rows that have an array.
    private let flags: Buffer<UInt8>

    init(_ frame: CallFrame, _ encoder: ArrayOrder.Encoder) {
        self.frame = frame
        let column = frame.operands[0].dense(frame.count)
        arrays = TextOperand(Operand(column))
        flags = copyFlags(column.validity.flags, frame.count)
        keys = ElementKeys(arrays: column, encoder, flags, frame.log)
        wanted = ElementKeys(values: frame.operands[1].dense(frame.count))
    }

    /// The places of the element from 0; nil for NULL.
    func found(_ row: Int) -> [Int]? {
        guard flags.pointer[row] != 0 else { return nil }
        let elements = keys.starts[row]..<keys.starts[row + 1]
        return elements.indices.filter { keys.isSame($0, as: row, of: wanted) }.map { $0 - elements.lowerBound }
    }

    func position() -> Column {
        let places = Buffer<Int64>(repeating: 0, count: frame.count)
        let shown = Buffer<UInt8>(repeating: 0, count: frame.count)
        let from = frame.operands.count > 2 ? frame.operands[2].dense(frame.count) : nil
        for row in 0..<frame.count {
            guard let found = found(row) else { continue }
            var first: Int64 = 1
            if let from {
                guard case .int64(let value) = from[row] else {
                    frame.log.record(
                        row: row, RowFailure(code: "22004", message: "initial position must not be null"))
                    continue
                }
                first = value
            }
            guard let place = found.first(where: { Int64($0) + 1 >= first }) else { continue }
            places.pointer[row] = Int64(place) + 1
            shown.pointer[row] = 1
        }
        return Column(type: .integer, count: frame.count, values: .int64(places), validity: Validity(shown))
    }

    /// The elements with another in the place of each that was looked for, or without it; false for NULL.
    func replaced(_ row: Int, by other: ElementTexts?, to out: inout [UInt8]) throws(RowFailure) -> Bool {
        guard let array = arrays.view(row), let found = found(row) else { return false }
        var left = found[...]
        for (place, range) in try ArrayKernels.ranges(array).enumerated() {
            guard left.first == place else {
                ArrayKernels.append(CollectionOfOne(range), of: array, to: &out)
                continue
            }
            left.removeFirst()
            other?.append(row, to: &out)
        }
        return true
    }
}

/// Bytes of values that are equal when the values are: of the elements of each row's array, or of one value each row.
struct ElementKeys {
    /// The first element of each row, and behind them the end.
    let starts: [Int]
    private let bytes: [UInt8]
    /// Where the bytes of each element end.
    private let ends: [Int]
    private let values: Column

    /// Rows with an element that is no value of its type fail, and lose their flag.
    init(arrays: Column, _ encoder: ArrayOrder.Encoder, _ flags: Buffer<UInt8>, _ log: FailureLog) {
        let (_, values, starts, errors) = encoder.read(arrays)
        for (row, failure) in errors where flags.pointer[row] != 0 {
            log.record(row: row, failure)
            flags.pointer[row] = 0
        }
        self.init(values, starts)
    }

    init(values: Column) { self.init(values, Array(0...values.count)) }

    private init(_ values: Column, _ starts: [Int]) {
        var writer = KeyWriter()
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(values.count)
        for row in 0..<values.count {
            writer.reset()
            writer.write(values, row: row)
            bytes += writer.bytes
            ends.append(bytes.count)
        }
        self.values = values
        self.starts = starts
        self.bytes = bytes
        self.ends = ends
    }

    /// Whether two elements are equal; NULL is equal to NULL.
    func isSame(_ index: Int, as other: Int, of keys: ElementKeys) -> Bool { self[index] == keys[other] }

    /// Whether the array of a row has an element of another array; NULL is in none.
    func has(_ index: Int, of keys: ElementKeys, in row: Int) -> Bool {
        keys.values.validity.isValid(index)
            && (starts[row]..<starts[row + 1]).contains { isSame($0, as: index, of: keys) }
    }

    func allElements(of row: Int, _ holds: (Int) -> Bool) -> Bool {
        (starts[row]..<starts[row + 1]).allSatisfy(holds)
    }

    private subscript(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

extension ArrayKernels {
    /// Whole numbers as an array.
    static func json(_ numbers: [Int]) -> [UInt8] {
        Array("[\(numbers.map(String.init).joined(separator: ","))]".utf8)
    }
}
