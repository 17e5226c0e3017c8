/// Turns an expression into steps.
struct Compiler {
    let settings: EvaluationSettings

    func step(_ expression: Expression) -> ExpressionStep {
        let made = plain(expression)
        guard made.columns.isEmpty, !(made is LiteralStep) else { return made }
        return folded(made) ?? made
    }

    private func plain(_ expression: Expression) -> ExpressionStep {
        let type = expression.type
        switch expression.node {
        case .column(let index): return ColumnStep(index, type: type)
        case .literal(let value): return LiteralStep(Column(type: type, scalars: [value]))
        case .call(let function, let arguments): return call(expression, function, arguments.map(step))
        case .cast(let input): return cast(expression, step(input), isAssignment: false)
        case .assign(let input): return cast(expression, step(input), isAssignment: true)
        case .and(let inputs): return LogicStep(inputs.map(step), decisive: 0)
        case .or(let inputs): return LogicStep(inputs.map(step), decisive: 1)
        case .not(let input): return call(LogicKernels.not(), [step(input)], type: .boolean)
        case .isNull(let input): return call(LogicKernels.isNull, [step(input)], type: .boolean)
        case .conditional(let branches, let otherwise):
            return CaseStep(
                type: type, branches: branches.map { (step($0.condition), step($0.value)) },
                otherwise: otherwise.map(step))
        case .coalesce(let inputs): return CoalesceStep(type: type, inputs.map(step))
        case .isNotDistinct(let a, let b):
            let equal = FunctionTables.equality(a.type.unmodified, settings)
            return call(LogicKernels.isNotDistinct(equal), [step(a), step(b)], type: .boolean)
        }
    }

    private func call(_ kernel: @escaping Kernel, _ arguments: [ExpressionStep], type: DataType) -> ExpressionStep {
        CallStep(kernel, arguments, type: type, canFail: false, sourceOffset: 0)
    }

    private func call(_ expression: Expression, _ function: FunctionReference, _ arguments: [ExpressionStep])
        -> ExpressionStep
    {
        guard let overload = Catalogue.standard.overload(function) else {
            preconditionFailure("a call of \(function), which the catalogue did not give out")
        }
        let site = CallSite(function: function, constants: arguments.map(constant), settings: settings)
        return CallStep(
            overload.prepare(site), arguments, type: expression.type, canFail: overload.canFail,
            sourceOffset: expression.sourceOffset)
    }

    private func cast(_ expression: Expression, _ input: ExpressionStep, isAssignment: Bool) -> ExpressionStep {
        let request = CastRequest(
            from: input.type, to: expression.type, isAssignment: isAssignment, settings: settings)
        guard let cast = Casts.cast(request) else { return RetypeStep(input, type: expression.type) }
        return CallStep(
            cast.kernel, [input], type: expression.type, canFail: cast.canFail, sourceOffset: expression.sourceOffset)
    }

    private func constant(_ step: ExpressionStep) -> Scalar? { (step as? LiteralStep)?.column[0] }

    /// The value of a step without columns; `nil` when it fails, for then each row that needs it must fail.
    private func folded(_ step: ExpressionStep) -> LiteralStep? {
        let log = FailureLog(RowErrors(), count: 1)
        let value = step.run(Batch(count: 1, columns: []), log)
        guard log.errors.isEmpty else { return nil }
        let column = value.column
        return LiteralStep(column.type == step.type ? column : column.retyped(step.type))
    }
}

/// A cast that changes nothing but the type's name.
final class RetypeStep: ExpressionStep {
    private let input: ExpressionStep

    init(_ input: ExpressionStep, type: DataType) {
        self.input = input
        super.init(type: type, columns: input.columns, canFail: input.canFail)
    }

    override func run(_ batch: Batch, _ log: FailureLog) -> Operand {
        let operand = input.run(batch, log)
        return Operand(operand.column.retyped(type), isConstant: operand.isConstant)
    }
}
