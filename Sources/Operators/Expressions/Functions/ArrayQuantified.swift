extension FunctionTables {
    /// `x op ANY (array)` and `x op ALL (array)`. The names have a blank: the grammar gives them, no job calls them.
    static var arrayQuantified: [PolymorphicFunction] {
        let symbols =
            Comparison.allCases.map(\.rawValue) + ["~~", "~~*", "!~~", "!~~*", "~", "~*", "!~", "!~*"]
        return symbols.flatMap { symbol in [false, true].map { quantified(symbol, isAll: $0) } }
    }

    private static func quantified(_ symbol: String, isAll: Bool) -> PolymorphicFunction {
        let name = isAll ? "\(symbol) ALL" : "\(symbol) ANY"
        return PolymorphicFunction(
            name: name, canFail: true,
            resolve: { types in
                guard types.count == 2, let inside = element(types[1]) else {
                    return .failure(.noSuchFunction(name: name, arguments: types))
                }
                return Catalogue.standard.resolveOperator(symbol, left: types[0], right: inside).map { found in
                    FunctionReference(
                        name: name, isOperator: false, arguments: [found.arguments[0], .array(found.arguments[1])],
                        result: .boolean)
                }
            },
            prepare: { site in
                let types = [site.function.arguments[0], element(site.function.arguments[1]) ?? .text]
                let reference = FunctionReference(name: symbol, isOperator: true, arguments: types, result: .boolean)
                guard let overload = Catalogue.standard.overload(reference) else {
                    preconditionFailure("a quantified operator that the catalogue did not give out")
                }
                let test = overload.prepare(
                    CallSite(function: reference, constants: [site.constants[0], nil], settings: site.settings))
                let encoder = ArrayOrder.Encoder(types[1], settings: site.settings)
                return { frame in ArrayTest(frame, encoder).decided(isAll: isAll, test) }
            })
    }
}

/// A value and the array of each row.
private struct ArrayTest {
    private let frame: CallFrame
    private let arrays: Column
    private let elements: Column
    private let starts: [Int]
    private let failed: [(row: Int, failure: RowFailure)]

    init(_ frame: CallFrame, _ encoder: ArrayOrder.Encoder) {
        self.frame = frame
        arrays = frame.operands[1].dense(frame.count)
        (_, elements, starts, failed) = encoder.read(arrays)
    }

    /// True as soon as one test is, or all are; NULL where a NULL leaves it open. No element decides it at once.
    func decided(isAll: Bool, _ test: Kernel) -> Column {
        let values = Buffer<UInt8>(repeating: isAll ? 1 : 0, count: frame.count)
        let flags = copyFlags(arrays.validity.flags, frame.count)
        for (row, failure) in failed {
            frame.log.record(row: row, failure)
            flags.pointer[row] = 0
        }
        let owners = Buffer<Int32>(repeating: 0, count: elements.count)
        for row in 0..<frame.count {
            for index in starts[row]..<starts[row + 1] { owners.pointer[index] = Int32(truncatingIfNeeded: row) }
        }
        guard elements.count > 0 else {
            return Column(type: .boolean, count: frame.count, values: .boolean(values), validity: Validity(flags))
        }
        let value = frame.operands[0].dense(frame.count).gathered(RowList(owners, count: elements.count))
        let log = FailureLog(RowErrors(), count: elements.count)
        let tests = test(CallFrame(operands: [Operand(value), Operand(elements)], count: elements.count, log: log))
        for error in log.errors.all {
            let row = Int(owners.pointer[error.row])
            guard flags.pointer[row] != 0 else { continue }
            frame.log.record(row: row, error.failure)
            flags.pointer[row] = 0
        }
        let decisive: UInt8 = isAll ? 0 : 1
        let held = UInt8.buffer(tests.values)
        for row in 0..<frame.count where flags.pointer[row] != 0 {
            for index in starts[row]..<starts[row + 1] {
                if !tests.validity.isValid(index) {
                    flags.pointer[row] = 0
                } else if held.pointer[index] == decisive {
                    values.pointer[row] = decisive
                    flags.pointer[row] = 1
                    break
                }
            }
        }
        return Column(type: .boolean, count: frame.count, values: .boolean(values), validity: Validity(flags))
    }
}
