import Operators

/// The form of a key whose equal values may look different: 1.5 and 1.50, 1 month and 30 days. A group is found by the
/// value alone; how its values were written is kept beside it, the least of them, so that no order of rows decides.
struct KeyForm {
    /// Which of the keys.
    let key: Int
    /// What is kept the least of: the digits after a numeric's point, an interval's text.
    let part: Expression

    func call(_ argument: Int?) -> AggregateCall {
        AggregateCall(
            function: .min, argument: argument, argumentType: part.type, filter: nil, resultType: part.type)
    }

    /// The key's value in the form that was kept.
    func shown(_ binder: Binder, _ key: Expression, _ kept: Expression) throws(BindFailure) -> Expression {
        let value = Expression(.column(self.key), type: key.type, sourceOffset: key.sourceOffset)
        let written =
            key.type == .interval
            ? Expression(.cast(kept), type: .interval, sourceOffset: key.sourceOffset)
            : try binder.functions.call("round", [value, kept], at: key.sourceOffset)
        // A row that is taken away may have its key and nothing else.
        return Expression(.coalesce([written, value]), type: key.type, sourceOffset: key.sourceOffset)
    }
}

extension GroupBuilder {
    /// Nil for a key whose equal values are the same.
    func form(ofKey index: Int) throws(BindFailure) -> KeyForm? {
        let key = keys[index]
        switch key.type {
        case .interval:
            return KeyForm(key: index, part: Expression(.cast(key), type: .text, sourceOffset: key.sourceOffset))
        case .numeric(nil):
            return KeyForm(key: index, part: try binder.functions.call("scale", [key], at: key.sourceOffset))
        default: return nil
        }
    }
}
