/// An expression made ready to run: kernels chosen, patterns compiled, constants folded. One lane owns it.
package final class ExpressionProgram {
    /// The type of every column that `evaluate` gives.
    package let type: DataType
    private let root: ExpressionStep
    /// The input column that the expression is, when it is no more than that.
    package var plainColumn: Int? { (root as? ColumnStep)?.index }

    /// - Throws: nothing that a row could cause; an entry that is missing from the catalogue is a broken binder.
    package init(_ expression: Expression, settings: EvaluationSettings = EvaluationSettings()) {
        type = expression.type
        root = Compiler(settings: settings).step(expression)
    }

    /// The expression's value for each row of the batch; NULL for rows that failed, which are added to `errors`.
    package func evaluate(_ batch: Batch, errors: inout RowErrors) -> Column {
        let log = FailureLog(errors, count: batch.count)
        let result = root.run(batch, log)
        if !log.errors.isEmpty { errors = log.errors }
        let column = result.dense(batch.count)
        return column.type == type ? column : column.retyped(type)
    }

    /// The rows of the batch for which a boolean expression is true.
    package func select(_ batch: Batch, errors: inout RowErrors) -> Batch {
        batch.filtered(by: evaluate(batch, errors: &errors))
    }

    /// The value of an expression without columns, or why it has none.
    package static func constant(
        _ expression: Expression, settings: EvaluationSettings = EvaluationSettings()
    ) -> Result<Scalar, RowFailure> {
        var errors = RowErrors()
        let program = ExpressionProgram(expression, settings: settings)
        let column = program.evaluate(Batch(count: 1, columns: []), errors: &errors)
        if let error = errors.all.first { return .failure(error.failure) }
        return .success(column[0])
    }
}

/// Evaluates once for a single batch; keep an `ExpressionProgram` where there are several.
package func evaluate(_ expression: Expression, over batch: Batch, errors: inout RowErrors) -> Column {
    ExpressionProgram(expression).evaluate(batch, errors: &errors)
}

/// One node of a prepared expression.
class ExpressionStep {
    let type: DataType
    /// Input columns that it or a part of it reads.
    let columns: Set<Int>
    /// Whether a row can fail in it.
    let canFail: Bool

    init(type: DataType, columns: Set<Int>, canFail: Bool) {
        self.type = type
        self.columns = columns
        self.canFail = canFail
    }

    func run(_ batch: Batch, _ log: FailureLog) -> Operand { preconditionFailure("every step has its own run") }

    /// Runs over the listed rows of the batch only; the operand has one row for each in the list.
    final func run(_ batch: Batch, on list: RowList, _ log: FailureLog) -> Operand {
        if list.count == batch.count { return run(batch, log) }
        let outer = log.rows
        let outerCount = log.count
        log.rows = composed(outer, list)
        log.count = list.count
        defer {
            log.rows = outer
            log.count = outerCount
        }
        var picked = batch.columns
        for index in columns { picked[index] = picked[index].gathered(list) }
        return run(Batch(count: list.count, columns: picked), log)
    }

    private func composed(_ outer: RowList?, _ inner: RowList) -> RowList {
        guard let outer else { return inner }
        let rows = Buffer<Int32>(capacity: inner.count)
        for index in 0..<inner.count { rows.pointer[index] = outer.pointer[Int(inner.pointer[index])] }
        return RowList(rows, count: inner.count)
    }
}

final class ColumnStep: ExpressionStep {
    let index: Int

    init(_ index: Int, type: DataType) {
        self.index = index
        super.init(type: type, columns: [index], canFail: false)
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand { Operand(batch.columns[index]) }
}

final class LiteralStep: ExpressionStep {
    let column: Column

    init(_ column: Column) {
        self.column = column
        super.init(type: column.type, columns: [], canFail: false)
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand { Operand(column, isConstant: true) }
}

final class CallStep: ExpressionStep {
    private let kernel: Kernel
    private let arguments: [ExpressionStep]
    private let sourceOffset: Int

    init(_ kernel: @escaping Kernel, _ arguments: [ExpressionStep], type: DataType, canFail: Bool, sourceOffset: Int) {
        self.kernel = kernel
        self.arguments = arguments
        self.sourceOffset = sourceOffset
        super.init(
            type: type, columns: arguments.reduce(into: []) { $0.formUnion($1.columns) },
            canFail: canFail || arguments.contains(where: \.canFail))
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand {
        let operands = arguments.map { $0.run(batch, log) }
        log.sourceOffset = sourceOffset
        if operands.allSatisfy(\.isConstant) {
            let column = log.spreading { kernel(CallFrame(operands: operands, count: 1, log: log)) }
            return Operand(column, isConstant: true)
        }
        return Operand(kernel(CallFrame(operands: operands, count: batch.count, log: log)))
    }
}
