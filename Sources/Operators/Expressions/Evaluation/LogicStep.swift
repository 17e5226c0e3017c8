/// AND and OR over any number of inputs. Truth is kept as two bytes a row: the value and whether it is known.
final class LogicStep: ExpressionStep {
    private let inputs: [ExpressionStep]
    /// The value that decides the result alone: 0 for AND, 1 for OR.
    private let decisive: UInt8

    init(_ inputs: [ExpressionStep], decisive: UInt8) {
        self.inputs = inputs
        self.decisive = decisive
        super.init(
            type: .boolean, columns: inputs.reduce(into: []) { $0.formUnion($1.columns) },
            canFail: inputs.contains(where: \.canFail))
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand {
        let count = batch.count
        let values = Buffer<UInt8>(repeating: 1 ^ decisive, count: count)
        var flags: Buffer<UInt8>?
        for (position, input) in inputs.enumerated() {
            if position > 0 && input.canFail {
                let open = undecided(values, flags, count)
                if open.count == 0 { break }
                if open.count < count {
                    mergeListed(input.run(batch, on: open, log), open, values, &flags, count)
                    continue
                }
            }
            merge(input.run(batch, log), values, &flags, count)
        }
        return Operand(Column(type: .boolean, count: count, values: .boolean(values), validity: Validity(flags)))
    }

    private func undecided(_ values: Buffer<UInt8>, _ flags: Buffer<UInt8>?, _ count: Int) -> RowList {
        let open = Buffer<UInt8>(capacity: count)
        if let flags {
            for row in 0..<count { open.pointer[row] = 1 ^ (flags.pointer[row] & (values.pointer[row] ^ 1 ^ decisive)) }
        } else {
            for row in 0..<count { open.pointer[row] = values.pointer[row] ^ decisive }
        }
        return RowList(where: open.pointer, count: count)
    }

    /// Combines a further input into `values`, row by row.
    private func merge(_ operand: Operand, _ values: Buffer<UInt8>, _ flags: inout Buffer<UInt8>?, _ count: Int) {
        let input = Input(UInt8.buffer(operand.column.values), step: operand.step)
        let target = values.pointer
        guard flags != nil || operand.column.validity.flags != nil else {
            if decisive == 0 {
                for row in 0..<count { target[row] &= input[row] }
            } else {
                for row in 0..<count { target[row] |= input[row] }
            }
            return
        }
        let known = copyFlags(flags, count)
        let inputKnown = operand.column.validity.flags ?? Buffer(repeating: 1, count: operand.column.count)
        let valid = Input(inputKnown, step: operand.step)
        for row in 0..<count { combine(row, input[row], valid[row], target, known.pointer) }
        withExtendedLifetime(inputKnown) {}
        flags = known
    }

    private func mergeListed(
        _ operand: Operand, _ list: RowList, _ values: Buffer<UInt8>, _ flags: inout Buffer<UInt8>?, _ count: Int
    ) {
        let input = Input(UInt8.buffer(operand.column.values), step: operand.step)
        let known = copyFlags(flags, count)
        let inputKnown = operand.column.validity.flags ?? Buffer(repeating: 1, count: operand.column.count)
        let valid = Input(inputKnown, step: operand.step)
        for index in 0..<list.count {
            combine(Int(list.pointer[index]), input[index], valid[index], values.pointer, known.pointer)
        }
        withExtendedLifetime(inputKnown) {}
        flags = known
    }

    /// A known decisive value on either side decides; otherwise the result is known only when both are.
    @inline(__always)
    private func combine(
        _ row: Int, _ value: UInt8, _ valid: UInt8, _ values: UnsafeMutablePointer<UInt8>,
        _ known: UnsafeMutablePointer<UInt8>
    ) {
        let decidedBefore = known[row] & (values[row] ^ decisive ^ 1)
        let decidedNow = valid & (value ^ decisive ^ 1)
        let decided = decidedBefore | decidedNow
        known[row] = decided | (known[row] & valid)
        values[row] = decided == 1 ? decisive : 1 ^ decisive
    }
}

/// Kernels of the nodes that look at NULL themselves.
enum LogicKernels {
    static func not() -> Kernel { flat(.boolean, BooleanNot()) }

    static func isNull(_ frame: CallFrame) -> Column {
        let operand = frame.operands[0]
        let out = Buffer<UInt8>(repeating: 0, count: frame.count)
        if let flags = operand.column.validity.flags {
            let valid = Input(flags, step: operand.step)
            for row in 0..<frame.count { out.pointer[row] = valid[row] ^ 1 }
        }
        return Column(type: .boolean, count: frame.count, values: .boolean(out))
    }

    /// `equal` over the rows where both hold a value; NULL is not distinct from NULL only.
    static func isNotDistinct(_ equal: @escaping Kernel) -> Kernel {
        { frame in
            let compared = equal(frame)
            let values = UInt8.buffer(compared.values)
            let sides = frame.operands
            guard sides.contains(where: { $0.column.validity.flags != nil }) else { return compared }
            let flags = sides.map { $0.column.validity.flags ?? Buffer(repeating: 1, count: $0.column.count) }
            let (a, b) = (Input(flags[0], step: sides[0].step), Input(flags[1], step: sides[1].step))
            let out = Buffer<UInt8>(capacity: frame.count)
            for row in 0..<frame.count {
                let both = a[row] & b[row]
                out.pointer[row] = (both & values.pointer[row]) | (1 ^ (a[row] | b[row]))
            }
            withExtendedLifetime(flags) {}
            return Column(type: .boolean, count: frame.count, values: .boolean(out))
        }
    }
}
