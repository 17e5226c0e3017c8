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
        guard parts(of: expression).allSatisfy(isLiteral) else { return expression }
        switch ExpressionProgram.constant(expression, settings: settings) {
        case .success(let value):
            guard value.fits(expression.type.physical) else { return expression }
            return Expression(.literal(value), type: expression.type, sourceOffset: expression.sourceOffset)
        case .failure(let failure):
            throw BindFailure(.badLiteral, failure.message, at: expression.sourceOffset)
        }
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
