import Operators

/// Records as values: they lie as JSON objects that have the declared fields and no others, so that equal records are
/// equal jsonb.
extension Functions {
    /// A record out of its fields, each a column of its own.
    ///
    /// - Parameters:
    ///   - json: the record as it was read; NULL tells a record that is NULL from one whose fields all are.
    ///   - fields: in the order of the type.
    func record(
        _ type: RecordType, _ fields: [Expression], json: Expression, at offset: Int
    ) throws(BindFailure) -> Expression {
        var members: [Expression] = []
        for (field, value) in zip(type.fields, fields) {
            let key = Expression(.literal(.text(field.name)), type: .text, sourceOffset: offset)
            members += [key, hasJSON(field.type) ? value : try operatorCall("->", [json, key], at: offset)]
        }
        let object = try call("jsonb_build_object", members, at: offset)
        let isThere = negated(Expression(.isNull(json), type: .boolean, sourceOffset: offset))
        return Expression(
            .conditional(branches: [.init(condition: isThere, value: object)], otherwise: nil), type: .jsonb,
            sourceOffset: offset)
    }

    /// Elements of arrays that JSON gives, and that go back into JSON.
    private func hasJSON(_ type: DataType) -> Bool {
        guard case .array(let element) = type else { return true }
        return element != .real && ArrayReader.reads(element)
    }

    /// A field of a record that lies as JSON.
    ///
    /// - Parameter type: the field's; for a record jsonb.
    func field(
        _ path: [Name], of record: Expression, _ type: DataType, at offset: Int
    ) throws(BindFailure) -> Expression {
        var value = record
        for (index, field) in path.enumerated() {
            let key = Expression(.literal(.text(field.text)), type: .text, sourceOffset: field.offset)
            guard index == path.count - 1 else {
                value = try operatorCall("->", [value, key], at: offset)
                continue
            }
            if case .array = type {
                return Functions.array(ofJSON: try operatorCall("->", [value, key], at: offset), type)
            }
            let text = try operatorCall("->>", [value, key], at: offset)
            guard type == .jsonb else { return try coerce(text, to: type, .explicit) }
            // A field that is NULL stands in the object as null, which ->> alone takes for NULL.
            let isThere = negated(Expression(.isNull(text), type: .boolean, sourceOffset: offset))
            let json = try operatorCall("->", [value, key], at: offset)
            value = Expression(
                .conditional(branches: [.init(condition: isThere, value: json)], otherwise: nil), type: .jsonb,
                sourceOffset: offset)
        }
        return value
    }

    private func negated(_ test: Expression) -> Expression {
        Expression(.not(test), type: .boolean, sourceOffset: test.sourceOffset)
    }
}
