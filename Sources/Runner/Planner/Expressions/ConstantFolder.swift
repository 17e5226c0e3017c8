import Operators

/// Computes what does not depend on any row, once, while the job is read; so a literal that cannot be read is an error
/// at its place and not in every record.
struct ConstantFolder {
    private let settings: EvaluationSettings

    /// `timezone` is the session's, for times without one.
    init(timezone: String) {
        settings = EvaluationSettings(timezone: (try? TimeZoneRules.load(timezone)) ?? .utc)
    }

    /// The expression, or the literal that it is.
    func folded(_ expression: Expression) throws(BindFailure) -> Expression {
        guard parts(of: expression).allSatisfy(isLiteral) else {
            try refuseUnsupported(expression)
            return expression
        }
        switch ExpressionProgram.constant(expression, settings: settings) {
        case .success(let value):
            guard value.fits(expression.type.physical) else { return expression }
            return Expression(.literal(value), type: expression.type, sourceOffset: expression.sourceOffset)
        case .failure(let failure):
            throw BindFailure(.badLiteral, failure.message, at: expression.sourceOffset)
        }
    }

    /// What a constant argument asks for and a function can't do, a template's part or a wrong pattern, fails each row:
    /// so it is tried with one value of the rows' types, and refused here.
    private func refuseUnsupported(_ expression: Expression) throws(BindFailure) {
        guard case .call(let function, let arguments) = expression.node, arguments.contains(where: isLiteral) else {
            return
        }
        let tried = arguments.compactMap { isLiteral($0) ? $0 : sample($0.type) }
        guard tried.count == arguments.count else { return }
        let trial = Expression(.call(function, tried), type: expression.type, sourceOffset: expression.sourceOffset)
        guard case .failure(let failure) = ExpressionProgram.constant(trial, settings: settings),
            failure.code == "0A000" || failure.code == "2201B"
        else { return }
        let code: DiagnosticCode = failure.code == "0A000" ? .notSupported : .badLiteral
        throw BindFailure(code, failure.message, at: expression.sourceOffset)
    }

    /// A value of a type; nil for types whose values have a form of their own.
    private func sample(_ type: DataType) -> Expression? {
        let value: Scalar
        switch type.physical {
        case .boolean: value = .boolean(true)
        case .int64: value = .int64(1)
        case .double: value = .double(1)
        case .decimal: value = .decimal(Decimal(1))
        case .interval: value = .interval(Interval(days: 1))
        case .bytes:
            guard type.unmodified == .text else { return nil }
            value = .text("a")
        }
        return Expression(.literal(value), type: type)
    }

    private func isLiteral(_ expression: Expression) -> Bool {
        if case .literal = expression.node { return true }
        return false
    }
}

extension Scalar {
    /// Whether it is NULL or lies as values of this physical form do.
    func fits(_ physical: PhysicalType) -> Bool {
        switch (self, physical) {
        case (.null, _), (.boolean, .boolean), (.int64, .int64), (.double, .double), (.decimal, .decimal),
            (.interval, .interval), (.bytes, .bytes):
            true
        default: false
        }
    }
}
