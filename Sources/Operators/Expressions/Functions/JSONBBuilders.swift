extension FunctionTables {
    /// jsonb out of values of any type: `to_jsonb`, `jsonb_build_object`, `jsonb_build_array`.
    static var jsonBuilders: [PolymorphicFunction] {
        [toJSONB, builder("jsonb_build_object", isObject: true), builder("jsonb_build_array", isObject: false)]
    }

    /// The type that a value is taken as; nil for what has no JSON here.
    private static func asJSON(_ type: DataType) -> DataType? {
        switch type {
        case .unknown: return .text
        case .array(let element):
            return ArrayOrder.hasOrder(element) ? type : nil
        case .record: return nil
        default: return type
        }
    }

    private static var toJSONB: PolymorphicFunction {
        PolymorphicFunction(
            name: "to_jsonb", canFail: false,
            resolve: { types in
                guard types.count == 1, let type = asJSON(types[0]) else {
                    return .failure(.noSuchFunction(name: "to_jsonb", arguments: types))
                }
                return .success(
                    FunctionReference(name: "to_jsonb", isOperator: false, arguments: [type], result: .jsonb))
            },
            prepare: { site in
                let values = JSONValues(site)
                return { frame in
                    let operand = values.operand(frame.operands[0].dense(frame.count))
                    return values.column(frame.count) { row throws(RowFailure) in
                        operand.column.validity.isValid(row) ? values.value(operand, row) : nil
                    } log: {
                        frame.log.record(row: $0, $1)
                    }
                }
            })
    }

    private static func builder(_ name: String, isObject: Bool) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: isObject,
            resolve: { types in
                let wanted = types.enumerated().map { index, type in
                    isObject && index % 2 == 0 ? DataType.text : asJSON(type)
                }
                let arguments = wanted.compactMap(\.self)
                guard !types.isEmpty, arguments.count == types.count, !isObject || types.count % 2 == 0 else {
                    return .failure(.noSuchFunction(name: name, arguments: types))
                }
                return .success(
                    FunctionReference(name: name, isOperator: false, arguments: arguments, result: .jsonb))
            },
            prepare: { site in
                let values = JSONValues(site)
                return { frame in
                    let operands = frame.operands.map { values.operand($0.dense(frame.count)) }
                    return values.column(frame.count) { row throws(RowFailure) in
                        guard isObject else { return .array(operands.map { values.value($0, row) }) }
                        return try values.object(operands, row)
                    } log: {
                        frame.log.record(row: $0, $1)
                    }
                }
            })
    }
}

/// Values as JSON.
private struct JSONValues {
    /// Values of all rows; of arrays whose elements lie in another form than JSON has for them, the elements too.
    struct Operand {
        let column: Column
        let elements: (values: Column, starts: [Int])?
    }

    private let writer: JSONWriter
    private let settings: EvaluationSettings

    init(_ site: CallSite) {
        writer = JSONWriter(names: [], zone: site.settings.timezone)
        settings = site.settings
    }

    func operand(_ column: Column) -> Operand {
        guard case .array(let element) = column.type else { return Operand(column: column, elements: nil) }
        switch element {
        case .text, .boolean, .smallint, .integer, .bigint, .numeric, .double, .uuid, .date:
            return Operand(column: column, elements: nil)
        default:
            let (_, values, starts, _) = ArrayOrder.Encoder(element, settings: settings).read(column)
            return Operand(column: column, elements: (values, starts))
        }
    }

    func value(_ operand: Operand, _ row: Int) -> JSONBValue {
        guard let (values, starts) = operand.elements, operand.column.validity.isValid(row) else {
            return value(operand.column, row)
        }
        return .array((starts[row]..<starts[row + 1]).map { value(values, $0) })
    }

    private func value(_ column: Column, _ row: Int) -> JSONBValue {
        var bytes: [UInt8] = []
        writer.append(column, row: row, to: &bytes)
        // PostgreSQL writes UTC as an offset here, files and topics have the shorter form.
        if column.type == .timestamptz, bytes.suffix(2) == Array("Z\"".utf8)[...] {
            bytes.removeLast(2)
            bytes += "+00:00\"".utf8
        }
        return bytes.withUnsafeBufferPointer { JSONBValue($0) } ?? .null
    }

    /// Keys and values in turn.
    func object(_ operands: [Operand], _ row: Int) throws(RowFailure) -> JSONBValue {
        var members: [(key: [UInt8], value: JSONBValue)] = []
        for index in stride(from: 0, to: operands.count, by: 2) {
            let keys = operands[index].column
            guard keys.validity.isValid(row), case .bytes(let key) = keys[row] else {
                throw .invalidParameter("argument \(index + 1): key must not be null")
            }
            members.append((key, value(operands[index + 1], row)))
        }
        return .object(JSONBValue.unique(members))
    }

    func column(
        _ count: Int, _ make: (Int) throws(RowFailure) -> JSONBValue?, log: (Int, RowFailure) -> Void
    ) -> Column {
        var scalars: [Scalar] = []
        scalars.reserveCapacity(count)
        for row in 0..<count {
            do throws(RowFailure) {
                guard let value = try make(row) else {
                    scalars.append(.null)
                    continue
                }
                var bytes: [UInt8] = []
                value.append(to: &bytes)
                scalars.append(.bytes(bytes))
            } catch {
                log(row, error)
                scalars.append(.null)
            }
        }
        return Column(type: .jsonb, scalars: scalars)
    }
}
