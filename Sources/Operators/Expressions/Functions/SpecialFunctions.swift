extension FunctionTables {
    /// Functions over arguments of any types.
    static var polymorphic: [PolymorphicFunction] {
        [
            extreme("greatest", wanted: .greater), extreme("least", wanted: .less), nullIf,
            nullCount("num_nulls", counted: 0), nullCount("num_nonnulls", counted: 1), concat, concatWithSeparator,
            format,
        ] + jsonBuilders + jsonPathFunctions + arrayPolymorphic + arrayOrder
    }

    /// The greatest or least argument that is not NULL.
    private static func extreme(_ name: String, wanted: Comparison) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: false,
            resolve: { types in
                guard !types.isEmpty, let common = TypeRules.commonType(types), common != .jsonb,
                    isOrdered(common)
                else { return .failure(.noSuchFunction(name: name, arguments: types)) }
                return .success(
                    FunctionReference(
                        name: name, isOperator: false, arguments: types.map { _ in common }, result: common))
            },
            prepare: { site in
                let type = site.function.result
                let better = kernel(wanted, type, type, site.settings)
                return { frame in pick(frame, type, better) }
            })
    }

    /// False for arrays whose elements have no order.
    private static func isOrdered(_ type: DataType) -> Bool {
        if case .array(let element) = type { ArrayOrder.hasOrder(element) } else { true }
    }

    /// Keeps the best so far and replaces it row by row where the next is better or the best is NULL.
    private static func pick(_ frame: CallFrame, _ type: DataType, _ better: Kernel) -> Column {
        guard var best = frame.operands.first?.dense(frame.count) else { return frame.nulls(type) }
        for operand in frame.operands.dropFirst() {
            let next = operand.dense(frame.count)
            let pair = [Operand(next), Operand(best)]
            let wins = better(CallFrame(operands: pair, count: frame.count, log: frame.log))
            let values = UInt8.buffer(wins.values)
            let take = Buffer<UInt8>(capacity: frame.count)
            for row in 0..<frame.count {
                let nextValid: UInt8 = next.validity.isValid(row) ? 1 : 0
                let bestValid: UInt8 = best.validity.isValid(row) ? 1 : 0
                take.pointer[row] = nextValid & ((values.pointer[row] & bestValid) | (bestValid ^ 1))
            }
            best = blend(best, next, take, type)
        }
        return best
    }

    /// Rows of `b` where the flag is set, of `a` elsewhere.
    private static func blend(_ a: Column, _ b: Column, _ takeB: Buffer<UInt8>, _ type: DataType) -> Column {
        let second = RowList(where: takeB.pointer, count: a.count)
        if second.count == 0 { return a }
        let rest = Buffer<UInt8>(capacity: a.count)
        for row in 0..<a.count { rest.pointer[row] = takeB.pointer[row] ^ 1 }
        let first = RowList(where: rest.pointer, count: a.count)
        var result = ColumnBuilder(type: type, count: a.count)
        result.scatter(a.gathered(first), isConstant: false, to: first)
        result.scatter(b.gathered(second), isConstant: false, to: second)
        return result.finish()
    }

    /// NULL where both are equal, else the first. Its type is the first's, after the cast that `=` asks for.
    private static var nullIf: PolymorphicFunction {
        PolymorphicFunction(
            name: "nullif", canFail: false,
            resolve: { types in
                guard types.count == 2 else { return .failure(.noSuchFunction(name: "nullif", arguments: types)) }
                if case .array = types[0], types[0] == types[1], isOrdered(types[0]) {
                    return .success(
                        FunctionReference(name: "nullif", isOperator: false, arguments: types, result: types[0]))
                }
                return Catalogue.standard.resolveOperator("=", left: types[0], right: types[1]).map { equal in
                    FunctionReference(
                        name: "nullif", isOperator: false, arguments: equal.arguments, result: equal.arguments[0])
                }
            },
            prepare: { site in
                let types = site.function.arguments
                let equal = kernel(.equal, types[0], types[1], site.settings)
                return { frame in
                    let compared = equal(frame)
                    let first = frame.operands[0].dense(frame.count)
                    let flags = copyFlags(first.validity.flags, frame.count)
                    let values = UInt8.buffer(compared.values)
                    for row in 0..<frame.count where compared.validity.isValid(row) {
                        flags.pointer[row] &= values.pointer[row] ^ 1
                    }
                    return Column(
                        type: types[0], count: frame.count, values: first.values, validity: Validity(flags))
                }
            })
    }

    /// How many arguments are NULL (`counted` 0) or not (1).
    private static func nullCount(_ name: String, counted: UInt8) -> PolymorphicFunction {
        PolymorphicFunction(
            name: name, canFail: false,
            resolve: { types in
                guard !types.isEmpty else { return .failure(.noSuchFunction(name: name, arguments: types)) }
                let arguments = types.map { $0 == .unknown ? .text : $0 }
                return .success(
                    FunctionReference(name: name, isOperator: false, arguments: arguments, result: .integer))
            },
            prepare: { _ in
                { frame in
                    let out = Buffer<Int64>(repeating: 0, count: frame.count)
                    for operand in frame.operands {
                        for row in 0..<frame.count {
                            let isValid = operand.column.validity.isValid(row * operand.step)
                            out.pointer[row] += isValid == (counted == 1) ? 1 : 0
                        }
                    }
                    return Column(type: .integer, count: frame.count, values: .int64(out))
                }
            })
    }

    private static func textArguments(_ name: String, _ types: [DataType], least: Int)
        -> Result<FunctionReference, ResolutionError>
    {
        guard types.count >= least else { return .failure(.noSuchFunction(name: name, arguments: types)) }
        // A boolean is joined as `t` or `f`, unlike its cast to text.
        let arguments: [DataType] = types.map { $0 == .boolean ? .boolean : .text }
        return .success(FunctionReference(name: name, isOperator: false, arguments: arguments, result: .text))
    }

    /// All arguments' text in a row; NULL counts as nothing.
    private static var concat: PolymorphicFunction {
        PolymorphicFunction(
            name: "concat", canFail: false, resolve: { textArguments("concat", $0, least: 1) },
            prepare: { _ in { frame in joined(frame, separatorAt: nil) } })
    }

    /// The arguments after the first with the first in between; NULLs are left out, a NULL separator gives NULL.
    private static var concatWithSeparator: PolymorphicFunction {
        PolymorphicFunction(
            name: "concat_ws", canFail: false,
            resolve: { types in
                // Only the values may be of any type; the separator is text.
                guard types.first == .text || types.first == .unknown else {
                    return .failure(.noSuchFunction(name: "concat_ws", arguments: types))
                }
                return textArguments("concat_ws", types, least: 2)
            },
            prepare: { _ in { frame in joined(frame, separatorAt: 0) } })
    }

    private static func joined(_ frame: CallFrame, separatorAt: Int?) -> Column {
        let buffers = frame.operands.map { operand -> Buffer<StringView> in
            guard case .boolean(let values) = operand.column.values else {
                return StringView.buffer(operand.column.values)
            }
            let words = Buffer<StringView>(capacity: operand.column.count)
            for row in 0..<operand.column.count {
                let letter: [UInt8] = [values[row] != 0 ? UInt8(ascii: "t") : UInt8(ascii: "f")]
                words[row] = letter.withUnsafeBytes { bytes in
                    bytes.baseAddress.map { StringView($0, count: 1) } ?? StringView()
                }
            }
            return words
        }
        return joinRows(frame, buffers, separatorAt)
    }

    private static func joinRows(_ frame: CallFrame, _ views: [Buffer<StringView>], _ separatorAt: Int?) -> Column {
        let arena = Arena(blockBytes: 1 << 15)
        let out = Buffer<StringView>(capacity: frame.count)
        var flags: Buffer<UInt8>?
        var bytes: [UInt8] = []
        for row in 0..<frame.count {
            bytes.removeAll(keepingCapacity: true)
            var isFirst = true
            out[row] = StringView()
            if let at = separatorAt, !frame.operands[at].column.validity.isValid(row * frame.operands[at].step) {
                let own = flags ?? Buffer(repeating: 1, count: frame.count)
                own[row] = 0
                flags = own
                continue
            }
            for (index, view) in views.enumerated() where index != separatorAt {
                let operand = frame.operands[index]
                guard operand.column.validity.isValid(row * operand.step) else { continue }
                if let at = separatorAt, !isFirst {
                    views[at][row * frame.operands[at].step].withUTF8Bytes { bytes.append(contentsOf: $0) }
                }
                view[row * operand.step].withUTF8Bytes { bytes.append(contentsOf: $0) }
                isFirst = false
            }
            out[row] = bytes.withUnsafeBytes { arena.view(of: $0) }
        }
        let vector = BytesVector(views: out, owners: [arena])
        return Column(type: .text, count: frame.count, values: .bytes(vector), validity: Validity(flags))
    }
}
