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
            // Others lie in another form than JSON has for them.
            switch element {
            case .text, .boolean, .smallint, .integer, .bigint, .numeric, .double, .uuid, .date: return type
            default: return nil
            }
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
                    let column = frame.operands[0].dense(frame.count)
                    return values.column(frame.count) { row throws(RowFailure) in
                        column.validity.isValid(row) ? values.value(column, row) : nil
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
                    let columns = frame.operands.map { $0.dense(frame.count) }
                    return values.column(frame.count) { row throws(RowFailure) in
                        guard isObject else { return .array(columns.map { values.value($0, row) }) }
                        return try values.object(columns, row)
                    } log: {
                        frame.log.record(row: $0, $1)
                    }
                }
            })
    }
}

/// Values as JSON.
private struct JSONValues {
    private let writer: JSONWriter

    init(_ site: CallSite) { writer = JSONWriter(names: [], zone: site.settings.timezone) }

    func value(_ column: Column, _ row: Int) -> JSONBValue {
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
    func object(_ columns: [Column], _ row: Int) throws(RowFailure) -> JSONBValue {
        var members: [(key: [UInt8], value: JSONBValue)] = []
        for index in stride(from: 0, to: columns.count, by: 2) {
            guard columns[index].validity.isValid(row), case .bytes(let key) = columns[index][row] else {
                throw .invalidParameter("argument \(index + 1): key must not be null")
            }
            members.append((key, value(columns[index + 1], row)))
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
