/// CASE: each condition sees the rows that no earlier one took, each value only the rows of its condition.
final class CaseStep: ExpressionStep {
    private let branches: [(condition: ExpressionStep, value: ExpressionStep)]
    private let otherwise: ExpressionStep?

    init(type: DataType, branches: [(condition: ExpressionStep, value: ExpressionStep)], otherwise: ExpressionStep?) {
        self.branches = branches
        self.otherwise = otherwise
        let parts = branches.flatMap { [$0.condition, $0.value] } + [otherwise].compactMap(\.self)
        super.init(
            type: type, columns: parts.reduce(into: []) { $0.formUnion($1.columns) },
            canFail: parts.contains(where: \.canFail))
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand {
        let count = batch.count
        var result = ColumnBuilder(type: type, count: count)
        var open = Buffer<UInt8>(repeating: 1, count: count)
        var left = RowList(where: open.pointer, count: count)
        for branch in branches {
            if left.count == 0 { break }
            let condition = branch.condition.run(batch, on: left, log)
            let taken = truth(condition, left, count)
            let list = RowList(where: taken.pointer, count: count)
            if list.count == 0 { continue }
            let value = branch.value.run(batch, on: list, log)
            result.scatter(value.column, isConstant: value.isConstant, to: list)
            let next = Buffer<UInt8>(capacity: count)
            for row in 0..<count { next.pointer[row] = open.pointer[row] & (taken.pointer[row] ^ 1) }
            open = next
            left = RowList(where: open.pointer, count: count)
        }
        if let otherwise, left.count > 0 {
            let value = otherwise.run(batch, on: left, log)
            result.scatter(value.column, isConstant: value.isConstant, to: left)
        }
        return Operand(result.finish())
    }

    /// One flag for each row of the batch: in the list, and the condition is true.
    private func truth(_ condition: Operand, _ list: RowList, _ count: Int) -> Buffer<UInt8> {
        let out = Buffer<UInt8>(repeating: 0, count: count)
        let values = Input(UInt8.buffer(condition.column.values), step: condition.step)
        if let flags = condition.column.validity.flags {
            let valid = Input(flags, step: condition.step)
            for index in 0..<list.count { out.pointer[Int(list.pointer[index])] = values[index] & valid[index] }
        } else {
            for index in 0..<list.count { out.pointer[Int(list.pointer[index])] = values[index] }
        }
        return out
    }
}

/// COALESCE: each input sees the rows that are still NULL.
final class CoalesceStep: ExpressionStep {
    private let inputs: [ExpressionStep]

    init(type: DataType, _ inputs: [ExpressionStep]) {
        self.inputs = inputs
        super.init(
            type: type, columns: inputs.reduce(into: []) { $0.formUnion($1.columns) },
            canFail: inputs.contains(where: \.canFail))
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand {
        let count = batch.count
        guard let first = inputs.first?.run(batch, log) else {
            return Operand(LiteralStep.null(type), isConstant: true)
        }
        guard first.column.validity.flags != nil, inputs.count > 1 else { return first }
        if first.isConstant && !first.isNullConstant { return first }
        var result = ColumnBuilder(type: type, count: count)
        let ones = Buffer<UInt8>(repeating: 1, count: count)
        let everyRow = RowList(where: ones.pointer, count: count)
        withExtendedLifetime(ones) {}
        result.scatter(first.column, isConstant: first.isConstant, to: everyRow)
        var left = nullRows(first, everyRow, count)
        for input in inputs.dropFirst() {
            if left.count == 0 { break }
            let value = input.run(batch, on: left, log)
            result.scatter(value.column, isConstant: value.isConstant, to: left)
            left = nullRows(value, left, count)
        }
        return Operand(result.finish())
    }

    /// The rows of the list for which the operand is NULL.
    private func nullRows(_ operand: Operand, _ list: RowList, _ count: Int) -> RowList {
        guard let flags = operand.column.validity.flags else { return RowList(Buffer(capacity: 0), count: 0) }
        let valid = Input(flags, step: operand.step)
        let rows = Buffer<Int32>(capacity: list.count + 1)
        var kept = 0
        for index in 0..<list.count {
            rows.pointer[kept] = list.pointer[index]
            kept &+= Int(valid[index] ^ 1)
        }
        return RowList(rows, count: kept)
    }
}

extension LiteralStep {
    static func null(_ type: DataType) -> Column { Column(type: type, scalars: [.null]) }
}
