import Operators

extension ExpressionBinder {
    /// `x::type`, `CAST(x AS type)`, and typed literals such as `interval '1 day'`.
    func cast(_ input: Expr, _ name: TypeName, at offset: Int) throws(BindFailure) -> Expression {
        var plain = name
        plain.intervalFields = nil
        if name.name == "interval" { plain.modifiers = [] }
        let type = try types.type(plain, takesArrays: true)
        if case .record = type { throw .notSupported("a cast to a record type", at: name.offset) }
        if let fields = name.intervalFields, !fields.isEmpty {
            return try rounded(try interval(input, fields, name), name)
        }
        let value = try castValue(input, type)
        guard value.type == .unknown || TypeRules.canCast(from: value.type, to: type, in: .explicit) else {
            throw BindFailure(.typeMismatch, "cannot cast type \(value.type) to \(type)", at: offset)
        }
        return try rounded(try functions.coerce(value, to: type, .explicit), name)
    }

    /// An interval with no more digits of a second than its type was written with.
    private func rounded(_ value: Expression, _ name: TypeName) throws(BindFailure) -> Expression {
        guard name.name == "interval", let precision = name.modifiers.first, precision < 6 else { return value }
        guard precision >= 0 else {
            throw BindFailure(.badType, "interval(\(precision)) has less than no digits", at: name.offset)
        }
        guard name.arrayDimensions == 0 else {
            throw .notSupported("an array of intervals with a precision", at: name.offset)
        }
        let digits = Expression(.literal(.int64(Int64(precision))), type: .integer, sourceOffset: name.offset)
        return try functions.call("interval precision", [value, digits], at: value.sourceOffset)
    }

    /// What is cast: an array without elements, which has no type of its own, as an empty one.
    private func castValue(_ input: Expr, _ type: DataType) throws(BindFailure) -> Expression {
        guard case .array(let list) = input.kind, list.isEmpty, case .array = type else { return try bind(input) }
        return Expression(.literal(.text("[]")), type: type, sourceOffset: input.offset)
    }

    /// `interval '2' second`: a bare number counts the last field that is named.
    private func interval(_ input: Expr, _ fields: IntervalFields, _ name: TypeName) throws(BindFailure) -> Expression {
        let units: [(IntervalFields, String)] = [
            (.second, "second"), (.minute, "minute"), (.hour, "hour"), (.day, "day"), (.month, "month"),
            (.year, "year"),
        ]
        guard case .string(let text) = input.kind, let unit = units.first(where: { fields.contains($0.0) })?.1 else {
            throw .notSupported("a cast to an interval with fields", at: name.offset)
        }
        let isNumber = !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isNumber || "+-. ".contains($0)) }
        guard isNumber else {
            throw .notSupported(
                "an interval literal that has both units and fields", at: input.offset,
                help: ["Write interval '\(text)' alone."])
        }
        let value = Expression(.literal(.text("\(text) \(unit)")), type: .unknown, sourceOffset: input.offset)
        return try functions.coerce(value, to: .interval, .explicit)
    }
}
