import Operators

/// The form of a key whose equal values may look different: 1.5 and 1.50, 1 month and 30 days, {1.5} and {1.50}. A
/// group is found by the value alone; how its values were written is kept beside it, the least of them, so that no
/// order of rows decides.
struct KeyForm {
    /// Which of the keys.
    let key: Int
    /// What is kept the least of: the digits after a numeric's point, an array's order, the text of anything else.
    let part: Expression

    func call(_ argument: Int?) -> AggregateCall {
        AggregateCall(
            function: .min, argument: argument, argumentType: part.type, filter: nil, resultType: part.type)
    }

    /// The key's value in the form that was kept.
    func shown(_ binder: Binder, _ key: Expression, _ kept: Expression) throws(BindFailure) -> Expression {
        if case .array = key.type { return try array(binder, key, kept) }
        let value = Expression(.column(self.key), type: key.type, sourceOffset: key.sourceOffset)
        let written =
            part.type == .text
            ? Expression(.cast(kept), type: key.type, sourceOffset: key.sourceOffset)
            : try binder.functions.call("round", [value, kept], at: key.sourceOffset)
        // A row that is taken away may have its key and nothing else.
        return Expression(.coalesce([written, value]), type: key.type, sourceOffset: key.sourceOffset)
    }

    /// The group has the array's bytes as its key.
    private func array(_ binder: Binder, _ key: Expression, _ kept: Expression) throws(BindFailure) -> Expression {
        let bytes = Expression(.column(self.key), type: .bytea, sourceOffset: key.sourceOffset)
        let none = Expression(.literal(.null), type: key.type, sourceOffset: key.sourceOffset)
        let written = try binder.functions.call("array of order", [kept, none], at: key.sourceOffset)
        let equal = try binder.functions.call("array of key", [bytes, none], at: key.sourceOffset)
        return Expression(.coalesce([written, equal]), type: key.type, sourceOffset: key.sourceOffset)
    }
}

extension Binder {
    /// Whether equal values of a type are told apart by nothing but how they are written, and it is an array.
    func hasForms(_ type: DataType) -> Bool {
        if case .array(let element) = type { ArrayOrder.hasForms(element) } else { false }
    }

    /// Refuses keys whose equal values may be written in different ways where only GROUP BY looks at the values.
    func refuseForms(of value: Expression, _ what: String) throws(BindFailure) {
        guard hasForms(value.type) else { return }
        throw .notSupported(
            "\(what) \(value.type), whose equal values may be written in different ways", at: value.sourceOffset,
            help: ["GROUP BY does it; or declare the elements with their digits: numeric(12, 2)[]."])
    }
}

extension GroupBuilder {
    /// What stands for a key in the groups: the value itself, or an array's bytes where equal ones may look different.
    func stored(_ key: Expression) throws(BindFailure) -> Expression {
        binder.hasForms(key.type) ? try binder.functions.ordered(key) : key
    }

    /// Nil for a key whose equal values are the same.
    func form(ofKey index: Int) throws(BindFailure) -> KeyForm? {
        let key = keys[index]
        switch key.type {
        case .interval:
            return KeyForm(key: index, part: Expression(.cast(key), type: .text, sourceOffset: key.sourceOffset))
        case .jsonb:
            // What is grouped by is the form that equal values share (`foldJSON`).
            guard case .call(_, let values) = key.node, let written = values.first, written.type == .jsonb else {
                return nil
            }
            let form = try binder.functions.call("jsonb form", [written], at: key.sourceOffset)
            guard expressionText(form, { "$\($0)" }) == expressionText(key, { "$\($0)" }) else { return nil }
            return KeyForm(key: index, part: Expression(.cast(written), type: .text, sourceOffset: key.sourceOffset))
        case .array where binder.hasForms(key.type):
            return KeyForm(
                key: index, part: try binder.functions.call("array order", [key], at: key.sourceOffset))
        case .numeric(nil):
            return KeyForm(key: index, part: try binder.functions.call("scale", [key], at: key.sourceOffset))
        default: return nil
        }
    }
}
