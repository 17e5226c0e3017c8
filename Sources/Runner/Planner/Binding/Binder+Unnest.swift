import Operators

/// Functions of FROM that give a row for each element of an array.
let unnestFunctions: Set<String> = ["jsonb_array_elements", "jsonb_array_elements_text", "unnest"]

extension Binder {
    /// The call when an item of FROM is one of those functions.
    func unnestCall(_ item: FromItem) throws(BindFailure) -> FunctionCall? {
        guard case .function(let call, let withOrdinality) = item.kind,
            unnestFunctions.contains(call.name.last.text)
        else { return nil }
        if withOrdinality { throw .notSupported("WITH ORDINALITY", at: item.offset) }
        return call
    }

    /// `JOIN LATERAL ... ON true`: whether rows without an element stay.
    func keepsEmpty(_ join: Join, at offset: Int) throws(BindFailure) -> Bool {
        guard join.kind == .inner || join.kind == .left else {
            throw .notSupported(join.kind == .right ? "RIGHT JOIN" : "FULL JOIN", at: offset)
        }
        switch join.condition {
        case .always: return false
        case .on(let expr):
            if case .boolean(true) = expr.kind { return join.kind == .left }
            throw .notSupported(
                "a condition on the elements of an array in ON", at: expr.offset,
                help: ["Write ON true, and the condition in WHERE."])
        case .using(let names):
            throw .notSupported("USING with the elements of an array", at: names.first?.offset ?? offset)
        }
    }

    /// `FROM rows, jsonb_array_elements(items) AS item`: a row for each element.
    func unnested(
        _ scope: Scope, _ call: FunctionCall, _ alias: TableAlias?, keepsEmpty: Bool
    ) throws(BindFailure) -> Scope {
        let name = call.name.last.text
        guard call.arguments.count == 1, let argument = call.arguments.first, argument.name == nil else {
            throw .notSupported("\(name) of more than one array", at: call.offset)
        }
        let input = scope.items[0].relation
        if input.grouping != nil, input.finalWindow == nil {
            throw .notSupported(
                "\(name) over groups that have no window", at: call.offset,
                help: ["Their rows change for ever. Above groups by window_start it works: their rows are final."])
        }
        let bound = try expressions(scope, .unnest).bind(argument.value)
        let (form, array) = try unnestForm(name, bound, at: argument.value.offset)
        var relation = input
        let column = self.column(array, of: &relation)
        let spec = UnnestSpec(column: column, form: form, keepsEmpty: keepsEmpty)
        let fields = plan.output(relation.node).fields
        // A function with a named result calls its column so; unnest calls it as its table.
        let tableName = alias?.name.text ?? name
        let columnName = alias?.columnNames.first?.text ?? (name == "unnest" ? tableName : "value")
        if let second = alias?.columnNames.dropFirst().first {
            throw BindFailure(
                .badQuery, "\"\(tableName)\" has 1 column available but 2 columns specified", at: second.offset)
        }
        relation.node = plan.add(
            .unnest(relation.node, spec),
            output: Schema(fields + [.init(name: columnName, type: spec.type, nullable: true)]))
        let element = RelationColumn(name: columnName, type: spec.type, index: fields.count)
        relation.columns.append(element)
        if relation.finalWindow != nil {
            relation.grouping = nil
            relation.isFinalOnly = true
        }
        var made = Relation(node: relation.node, columns: [element], source: relation.source)
        made.window = relation.window
        if let first = scope.known.first(where: { $0.name == tableName }), first.name != nil {
            throw BindFailure(
                .duplicateName, "table name \"\(tableName)\" specified more than once",
                at: alias?.name.offset ?? call.offset)
        }
        let item = Scope.Item(name: tableName, relation: made, isValue: true)
        return Scope(items: [.init(name: nil, relation: relation)], named: scope.known + [item])
    }

    private func unnestForm(
        _ name: String, _ value: Expression, at offset: Int
    ) throws(BindFailure) -> (UnnestSpec.Form, Expression) {
        if name == "unnest" {
            guard case .array(let element) = value.type else {
                throw BindFailure(
                    .badType, "unnest takes an array, not \(value.type)", at: offset,
                    help: value.type == .jsonb ? ["The elements of jsonb come from jsonb_array_elements."] : [])
            }
            return (.array(element), value)
        }
        let json = value.type == .unknown ? try functions.coerce(value, to: .jsonb, .implicit) : value
        guard json.type == .jsonb else {
            throw BindFailure(.badType, "\(name) takes jsonb, not \(value.type)", at: offset)
        }
        return (name == "jsonb_array_elements" ? .elements : .texts, json)
    }

    /// The column with a value, a new one behind the others when there is none.
    private func column(_ value: Expression, of relation: inout Relation) -> Int {
        if case .column(let index) = value.node { return index }
        let fields = plan.output(relation.node).fields
        var shapes = fields.enumerated().map {
            RelationColumn(name: $1.name, type: $1.type, isNullable: $1.nullable, index: $0)
        }
        shapes.append(RelationColumn(name: "array", type: value.type, index: fields.count))
        relation.node = project(
            relation.node, fields.enumerated().map { Expression(.column($0), type: $1.type) } + [value],
            names: shapes.map(\.name), nullable: shapes)
        return fields.count
    }
}
