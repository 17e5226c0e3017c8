extension FunctionTables {
    /// `||` with an array on either side, and the functions that say which of the two it is.
    static var arrayJoining: [PolymorphicFunction] {
        [
            joining("||", isOperator: true) { types in
                let known = types.map { element($0) != nil }
                // What has no type yet is an array as the other side is.
                return zip(known, types).map { $0 || $1 == .unknown }
            },
            joining("array_cat") { _ in [true, true] }, joining("array_append") { _ in [true, false] },
            joining("array_prepend") { _ in [false, true] },
        ]
    }

    private static func joining(
        _ name: String, isOperator: Bool = false, _ shape: @escaping @Sendable ([DataType]) -> [Bool]
    ) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, isOperator: isOperator, canFail: true,
            resolve: { types in
                guard types.count == 2, let type = commonElement(types, areArrays: shape(types)) else {
                    return .failure(
                        isOperator
                            ? .noSuchOperator(symbol: name, operands: types)
                            : .noSuchFunction(name: name, arguments: types))
                }
                return .success(
                    FunctionReference(
                        name: name, isOperator: isOperator,
                        arguments: shape(types).map { $0 ? .array(type) : type }, result: .array(type)))
            },
            prepare: { site in
                { frame in
                    let parts = zip(frame.operands, site.function.arguments).map { operand, type in
                        element(type) == nil
                            ? JoinedPart.elements(ElementTexts(operand.dense(frame.count)))
                            : .arrays(TextOperand(operand))
                    }
                    return madeArrays(frame, site.function.result) { row, out throws(RowFailure) in
                        var isNull = true
                        for part in parts where try part.append(row, to: &out) { isNull = false }
                        return !isNull
                    }
                }
            })
    }

    /// The type of the elements of arrays and of values that go together; nil when they don't.
    static func commonElement(_ types: [DataType], areArrays: [Bool]) -> DataType? {
        var elements: [DataType] = []
        for (type, isArray) in zip(types, areArrays) {
            guard isArray else {
                if element(type) != nil { return nil }
                elements.append(type)
                continue
            }
            if type == .unknown { continue }
            guard let inside = element(type) else { return nil }
            elements.append(inside)
        }
        guard let common = TypeRules.commonType(elements), ArrayOrder.hasOrder(common) else { return nil }
        return common
    }
}

/// One side of a joining: arrays, or values that become elements.
private enum JoinedPart {
    case arrays(TextOperand)
    case elements(ElementTexts)

    /// Appends what a row has; false when that is no array.
    func append(_ row: Int, to out: inout [UInt8]) throws(RowFailure) -> Bool {
        switch self {
        case .arrays(let arrays):
            guard let array = arrays.view(row) else { return false }
            ArrayKernels.append(try ArrayKernels.ranges(array), of: array, to: &out)
        case .elements(let elements):
            elements.append(row, to: &out)
        }
        return true
    }
}
