import StateStore

/// Arrays as bytes that are compared as PostgreSQL compares arrays: element by element, NULL behind every value, then
/// the shorter one first.
///
/// ```
///  key     | 01 | element, as a key's column | 01 | element | ... | 00 |
///  order   | key | the array's JSON | bytes of the JSON 4 |          equal arrays are ordered by how they are written
/// ```
package enum ArrayOrder {
    /// Whether arrays of such elements have an order here.
    package static func hasOrder(_ element: DataType) -> Bool {
        switch element {
        case .jsonb, .array, .record, .unknown: false
        default: true
        }
    }

    /// Whether equal arrays may be written in different ways: 1.5 and 1.50, 1 month and 30 days, 0 and -0.
    package static func hasForms(_ element: DataType) -> Bool {
        switch element {
        case .numeric(nil), .interval, .real, .double: true
        default: false
        }
    }

    /// Bytes that sort one row's array as PostgreSQL does, its marker of NULL in front.
    package static func sortKey(_ column: Column, row: Int) -> [UInt8] {
        guard case .array(let element) = column.type, column.validity.isValid(row) else { return [1] }
        let one = Column(type: column.type, scalars: [column[row]])
        let key = Encoder(element, settings: EvaluationSettings()).encode(one, withForms: false, nil)
        guard case .bytes(let bytes) = key[0] else { return [1] }
        return [0] + bytes
    }

    /// The row that an element is of, by where each row's begin.
    static func row(of element: Int, _ starts: [Int]) -> Int {
        var (low, high) = (0, starts.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle + 1] > element { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The keys of arrays of one type.
    struct Encoder {
        private let element: DataType
        private let reading: ExpressionProgram

        init(_ element: DataType, settings: EvaluationSettings) {
            self.element = element
            let text = Expression(.column(0), type: .text)
            reading = ExpressionProgram(
                element == .text ? text : Expression(.cast(text), type: element),
                settings: settings)
        }

        /// For each row the key, or nil for NULL; `forms` puts the JSON behind it.
        func encode(_ column: Column, withForms forms: Bool, _ log: FailureLog?) -> Column {
            let (arrays, values, starts, errors) = read(column)
            let arena = Arena()
            let flags = Buffer<UInt8>(repeating: 1, count: column.count)
            let out = Buffer<StringView>(repeating: StringView(), count: column.count)
            var writer = KeyWriter()
            for row in 0..<column.count {
                guard column.validity.isValid(row) else {
                    flags.pointer[row] = 0
                    continue
                }
                writer.reset()
                for index in starts[row]..<starts[row + 1] {
                    ArrayOrder.put(1, into: &writer)
                    writer.write(values, row: index)
                }
                ArrayOrder.put(0, into: &writer)
                if forms { ArrayOrder.put(form: arrays.views.pointer[row], into: &writer) }
                out.pointer[row] = arena.view(of: writer.bytes)
            }
            for (row, failure) in errors {
                log?.record(row: row, failure)
                flags.pointer[row] = 0
            }
            return Column(
                type: .bytea, count: column.count, values: .bytes(BytesVector(views: out, owners: [arena])),
                validity: Validity(flags))
        }

        /// The arrays as they are written, the elements of all rows with their type, where each row's begin, and rows
        /// with one that is no value of it.
        func read(
            _ column: Column
        ) -> (arrays: BytesVector, values: Column, starts: [Int], errors: [(row: Int, failure: RowFailure)]) {
            guard case .bytes(let arrays) = column.values else { preconditionFailure("arrays lie as bytes") }
            let (texts, starts) = elements(column, arrays)
            var errors = RowErrors()
            let values = reading.evaluate(Batch(count: texts.count, columns: [texts]), errors: &errors)
            let failed = errors.all.map { (row: ArrayOrder.row(of: $0.row, starts), failure: $0.failure) }
            return (arrays, values, starts, failed)
        }

        /// The texts of all elements, and where each row's begin.
        private func elements(_ column: Column, _ arrays: BytesVector) -> (Column, [Int]) {
            let arena = Arena()
            var views: [StringView] = []
            var flags: [UInt8] = []
            var starts = [0]
            for row in 0..<column.count {
                if column.validity.isValid(row) {
                    let array = arrays.views.pointer[row]
                    _ = array.withUTF8Bytes { bytes in
                        JSONBAccess.forEachElement(bytes) { _, range in
                            let text = JSONBText.text(of: array.slice(range.lowerBound, range.upperBound), arena)
                            views.append(text ?? StringView())
                            flags.append(text == nil ? 0 : 1)
                            return true
                        }
                    }
                }
                starts.append(views.count)
            }
            let texts = Column(
                type: .text, count: views.count,
                values: .bytes(BytesVector(views: Buffer(views), owners: arrays.owners + [arena])),
                validity: flags.contains(0) ? Validity(Buffer(flags)) : .all)
            return (texts, starts)
        }
    }

    private static func put(_ byte: UInt8, into writer: inout KeyWriter) {
        withUnsafeBytes(of: byte) { writer.appendEncoded($0) }
    }

    private static func put(form json: StringView, into writer: inout KeyWriter) {
        json.withBytes { writer.appendEncoded($0) }
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: json.count).littleEndian) { writer.appendEncoded($0) }
    }

    // MARK: Back

    /// The array as it was written, of the bytes with its form behind.
    static func form(of order: UnsafeRawBufferPointer) -> [UInt8]? {
        guard order.count >= 4 else { return nil }
        let at = order.count - 4
        let length = Int(UInt32(littleEndian: order.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        guard length <= at else { return nil }
        return Array(order[(at - length)..<at])
    }

    /// An array that is equal to the one of a key.
    static func array(ofKey key: UnsafeRawBufferPointer, _ element: DataType) -> [UInt8]? {
        var values: [Scalar] = []
        var at = 0
        while at < key.count, key[at] == 1 {
            var reader = KeyReader(UnsafeRawBufferPointer(rebasing: key[(at + 1)...]))
            guard let value = try? scalar(&reader, element) else { return nil }
            values.append(value)
            at += 1 + reader.offset
        }
        guard at == key.count - 1, key[at] == 0 else { return nil }
        return ArrayForm.json(values, element)
    }

    private static func scalar(_ reader: inout KeyReader, _ element: DataType) throws(StoreError) -> Scalar {
        switch element.physical {
        case .int64: return try reader.readInt64().map { .int64($0) } ?? .null
        case .double: return try reader.readDouble().map { .double($0) } ?? .null
        case .boolean: return try reader.readBool().map { .boolean($0) } ?? .null
        case .decimal:
            return try reader.readDecimal().map {
                .decimal(Decimal(coefficient: $0.coefficient, scale: Int($0.scale)))
            } ?? .null
        case .interval:
            guard let micros = try reader.readDecimal()?.coefficient else { return .null }
            let days = micros / 86_400_000_000
            guard let days32 = Int32(exactly: days) else { return .null }
            return .interval(
                Interval(months: 0, days: days32, micros: Int64(truncatingIfNeeded: micros % 86_400_000_000)))
        case .bytes:
            var bytes = ByteBuffer()
            return try reader.readBytes(into: &bytes) ? .bytes(Array(bytes.bytes)) : .null
        }
    }
}

extension FunctionTables {
    /// What the planner compares, groups and sorts arrays by. The names have a blank: no job calls them.
    static var arrayOrder: [PolymorphicFunction] {
        [arrayKey("array key", withForms: false), arrayKey("array order", withForms: true)]
            + [true, false].map(arrayBack)
    }

    /// A kernel that compares arrays of one type.
    static func arrayComparison(
        _ operation: Comparison, _ element: DataType, _ settings: EvaluationSettings
    ) -> Kernel {
        let encoder = ArrayOrder.Encoder(element, settings: settings)
        let compare = comparison(operation, of: StringView.self)
        return { frame in
            let operands = frame.operands.map {
                Operand(encoder.encode($0.column, withForms: false, frame.log), isConstant: $0.isConstant)
            }
            return compare(CallFrame(operands: operands, count: frame.count, log: frame.log))
        }
    }

    private static func arrayKey(_ name: String, withForms: Bool) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: false,
            resolve: { types in
                guard types.count == 1, case .array(let element) = types[0], ArrayOrder.hasOrder(element) else {
                    return .failure(.noSuchFunction(name: name, arguments: types))
                }
                return .success(
                    FunctionReference(name: name, isOperator: false, arguments: types, result: .bytea))
            },
            prepare: { site in
                guard case .array(let element) = site.function.arguments[0] else {
                    preconditionFailure("a key of an array that is none")
                }
                let encoder = ArrayOrder.Encoder(element, settings: site.settings)
                return { frame in
                    encoder.encode(frame.operands[0].dense(frame.count), withForms: withForms, frame.log)
                }
            })
    }

    /// `array of order(bytes, NULL of the array's type)` and `array of key(...)`.
    private static func arrayBack(ofOrder: Bool) -> PolymorphicFunction {
        let name = ofOrder ? "array of order" : "array of key"
        return PolymorphicFunction(
            name: name, canFail: false,
            resolve: { types in
                guard types.count == 2, types[0] == .bytea, case .array = types[1] else {
                    return .failure(.noSuchFunction(name: name, arguments: types))
                }
                return .success(
                    FunctionReference(name: name, isOperator: false, arguments: types, result: types[1]))
            },
            prepare: { site in
                let type = site.function.result
                guard case .array(let element) = type else { preconditionFailure("an array that is none") }
                return { frame in
                    let from = frame.operands[0].dense(frame.count)
                    guard case .bytes(let vector) = from.values else { return frame.nulls(type) }
                    return Column(
                        type: type,
                        scalars: (0..<frame.count).map { row in
                            guard from.validity.isValid(row) else { return .null }
                            let array = vector.views.pointer[row].withBytes {
                                ofOrder ? ArrayOrder.form(of: $0) : ArrayOrder.array(ofKey: $0, element)
                            }
                            return array.map { .bytes($0) } ?? .null
                        })
                }
            })
    }
}
