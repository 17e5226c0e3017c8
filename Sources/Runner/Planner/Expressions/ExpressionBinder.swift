import Operators

/// Binds expressions over the columns of a scope: names become positions, operators and functions entries of the
/// catalogue, and every implicit cast is written out.
///
/// Aggregates and window functions are gathered in `uses`; in their place stands a column beyond `AggregateUses.base`.
final class ExpressionBinder {
    /// The clause that is bound, as messages call it.
    enum Clause: String {
        case select = "SELECT"
        case condition = "WHERE"
        case groupBy = "GROUP BY"
        case having = "HAVING"
        case filter = "FILTER"
        case orderBy = "ORDER BY"
        case on = "JOIN conditions"
        case unnest = "functions in FROM"
        case generated = "a generated column"
        case window = "a window function in FROM"
        case values = "VALUES"

        var allowsAggregates: Bool { self == .select || self == .having || self == .orderBy }
    }

    let scope: Scope
    let types: TypeLookup
    let functions: Functions
    let uses: AggregateUses
    var clause: Clause
    /// Inside the arguments of an aggregate or of a window function.
    var isInsideAggregate = false
    var isInsideWindowFunction = false
    private var depth = 0
    /// Names that the select list gives, for what mistakes them for columns.
    var resultNames: Set<String> = []

    init(scope: Scope, types: TypeLookup, functions: Functions, clause: Clause, uses: AggregateUses = AggregateUses()) {
        self.scope = scope
        self.types = types
        self.functions = functions
        self.clause = clause
        self.uses = uses
    }

    /// The expression with its own type, which for a bare literal in quotes is `unknown`.
    func bind(_ expr: Expr) throws(BindFailure) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Limits.nestingMax else {
            throw BindFailure(.tooDeep, "nested more than \(Limits.nestingMax) levels deep", at: expr.offset)
        }
        if let literal = try literal(expr) { return literal }
        if let logic = try logic(expr) { return logic }
        if let choice = try choice(expr) { return choice }
        switch expr.kind {
        case .column(let name): return try column(name)
        case .field(let inner, let name): return try field(inner, name)
        case .unary(let name, let input):
            return try functions.operatorCall(name, [try bind(input)], at: expr.offset)
        case .binary(let name, let left, let right):
            return try binary(name, left, right, at: expr.offset)
        case .like(let input, let pattern, let ignoresCase, let negated):
            return try binary((negated ? "!" : "") + (ignoresCase ? "~~*" : "~~"), input, pattern, at: expr.offset)
        case .cast(let input, let type): return try cast(input, type, at: expr.offset)
        case .call(let call): return try self.call(call, at: expr.offset)
        case .extract(let field, let input):
            let name = Expression(.literal(.text(field.text)), type: .text, sourceOffset: field.offset)
            return try functions.call("extract", [name, try bind(input)], at: expr.offset)
        case .element(let array, let index): return try element(array, index, at: expr.offset)
        case .slice(let array, let lower, let upper): return try slice(array, lower, upper, at: expr.offset)
        case .array(let list) where !list.isEmpty:
            return try functions.call("ARRAY", try bindAll(list), at: expr.offset)
        case .atTimeZone(let input, let zone):
            let value = try bind(input)
            return try functions.call("timezone", [try bind(zone), value], at: expr.offset)
        default: throw refused(expr)
        }
    }

    /// Both sides are bound before one fails, so that errors of both are told.
    func pair(_ left: Expr, _ right: Expr) throws(BindFailure) -> (Expression, Expression) {
        var failures = FailureCollector()
        let first = failures.attempt { () throws(BindFailure) in try bind(left) }
        let second = failures.attempt { () throws(BindFailure) in try bind(right) }
        try failures.finish()
        guard let first, let second else { throw .alreadyReported }
        return (first, second)
    }

    func bindAll(_ exprs: [Expr]) throws(BindFailure) -> [Expression] {
        var failures = FailureCollector()
        var bound: [Expression] = []
        for expr in exprs {
            if let value = failures.attempt({ () throws(BindFailure) in try bind(expr) }) { bound.append(value) }
        }
        try failures.finish()
        return bound
    }

    func binary(_ name: String, _ left: Expr, _ right: Expr, at offset: Int) throws(BindFailure) -> Expression {
        if ["->", "->>"].contains(name) { try checkField(name, right) }
        let (first, second) = try pair(left, right)
        return try functions.operatorCall(name, [first, second], at: offset)
    }

    /// `address -> city`, as ksqlDB takes a field out: a word without quotes is a column.
    private func checkField(_ name: String, _ right: Expr) throws(BindFailure) {
        guard case .column(let column) = right.kind, column.parts.count == 1 else { return }
        do throws(BindFailure) { _ = try scope.find(column) } catch {
            guard var diagnostic = error.diagnostics.first, diagnostic.code == .unknownColumn else { throw error }
            let field = column.last.text
            diagnostic.hint = nil
            diagnostic.help = [
                "A field of jsonb is named in quotes: \(name) '\(field)'; of a record: (column).\(field)."
            ]
            throw BindFailure([diagnostic])
        }
    }

    /// A condition: boolean, or NULL as a literal.
    func condition(_ expr: Expr, of what: String) throws(BindFailure) -> Expression {
        try boolean(try bind(expr), of: what)
    }

    func boolean(_ value: Expression, of what: String) throws(BindFailure) -> Expression {
        if value.type == .boolean { return value }
        guard value.type == .unknown else {
            throw BindFailure(
                .typeMismatch, "argument of \(what) must be type boolean, not type \(value.type)",
                at: value.sourceOffset)
        }
        return try functions.coerce(value, to: .boolean, .implicit)
    }

    /// `array[index]`, whose elements lie as text; or `json['key']`.
    private func element(_ array: Expr, _ index: Expr, at offset: Int) throws(BindFailure) -> Expression {
        let (list, position) = try pair(array, index)
        if list.type == .jsonb {
            // `j['a']` goes one step of a path: a key of an object, or a position in an array.
            let step = try functions.call("ARRAY", [try functions.coerce(position, to: .text, .explicit)], at: offset)
            return try functions.operatorCall("#>", [list, step], at: offset)
        }
        let text = try functions.operatorCall("[]", [list, position], at: offset)
        guard case .array(let type) = list.type else { return text }
        return try functions.coerce(text, to: type, .explicit)
    }

    /// `array[from:to]`: an end that is left out is the array's.
    private func slice(_ array: Expr, _ lower: Expr?, _ upper: Expr?, at offset: Int) throws(BindFailure) -> Expression
    {
        let list = try bind(array)
        if list.type == .jsonb { throw .notSupported("a slice of jsonb", at: offset) }
        guard case .array = list.type else {
            throw BindFailure(.typeMismatch, "cannot subscript type \(list.type), which is no array", at: offset)
        }
        func bound(_ expr: Expr?, orElse end: Int32) throws(BindFailure) -> Expression {
            guard let expr else {
                return Expression(.literal(.int64(Int64(end))), type: .integer, sourceOffset: offset)
            }
            return try functions.coerce(try bind(expr), to: .integer, .assignment)
        }
        return try functions.call(
            "[:]", [list, try bound(lower, orElse: .min), try bound(upper, orElse: .max)], at: offset)
    }

    // MARK: Columns

    private func column(_ name: QualifiedName) throws(BindFailure) -> Expression {
        let found: (column: RelationColumn, fields: [Name])
        do throws(BindFailure) {
            found = try scope.find(name)
        } catch {
            guard name.parts.count == 1, resultNames.contains(name.last.text), error.diagnostics.count == 1 else {
                throw error
            }
            var diagnostic = error.diagnostics[0]
            diagnostic.hint = nil
            diagnostic.help = [
                "\"\(name.last.text)\" is a name in the select list, which \(clause.rawValue) does not see: write its "
                    + "expression here, or put the query into FROM (SELECT ...) t."
            ]
            throw BindFailure([diagnostic])
        }
        return try access(found.column, found.fields, at: name.offset)
    }

    private func field(_ inner: Expr, _ name: Name) throws(BindFailure) -> Expression {
        var path = [name]
        var base = inner
        while case .field(let deeper, let field) = base.kind {
            path.insert(field, at: 0)
            base = deeper
        }
        guard case .column(let columnName) = base.kind else {
            throw BindFailure(.badType, "only a column of a record type has fields", at: base.offset)
        }
        let (column, fields) = try scope.find(columnName)
        return try access(column, fields + path, at: columnName.offset)
    }

    /// A column, or a field of a column of a record type.
    private func access(_ column: RelationColumn, _ fields: [Name], at offset: Int) throws(BindFailure) -> Expression {
        let plain = Expression(.column(column.index), type: column.type, sourceOffset: offset)
        guard let first = fields.first else { return plain }
        guard let record = column.record else {
            throw BindFailure(
                .badType,
                "column notation .\(first.text) applied to type \(column.type), which is not a composite type",
                at: first.offset,
                help: column.type == .jsonb ? ["A field of jsonb is taken out with ->> 'name'."] : [])
        }
        let type = try fieldType(record.type, fields)
        if let index = record.fields[fields.map(\.text)] {
            return Expression(.column(index), type: asValue(type), sourceOffset: offset)
        }
        // The record went through a query and is jsonb now.
        return try functions.field(fields, of: plain, asValue(type), at: offset)
    }

    /// `record IS NULL`: of no record, and of one whose fields all are NULL; `IS NOT NULL`: none of them is, which is
    /// not the opposite. Fields that are records are not looked into. Nil for what is no column of a record type.
    func nullTest(_ input: Expr, negated: Bool, at offset: Int) throws(BindFailure) -> Expression? {
        var path: [Name] = []
        var base = input
        while case .field(let deeper, let field) = base.kind {
            path.insert(field, at: 0)
            base = deeper
        }
        guard case .column(let name) = base.kind, let (column, fields) = try? scope.find(name),
            let record = column.record?.type, case .record(let type) = try fieldType(record, fields + path),
            !type.fields.isEmpty
        else { return nil }
        let tests = try type.fields.map { (field) throws(BindFailure) in
            let value = try access(column, fields + path + [Name(field.name, at: offset)], at: name.offset)
            return negate(truth(.isNull(value), offset), negated)
        }
        return tests.count == 1 ? tests[0] : truth(.and(tests), offset)
    }

    private func fieldType(_ record: RecordType, _ fields: [Name]) throws(BindFailure) -> DataType {
        var type = DataType.record(record)
        for field in fields {
            guard case .record(let inner) = type else {
                throw BindFailure(
                    .badType, "column notation .\(field.text) applied to type \(type), which is not a composite type",
                    at: field.offset)
            }
            guard let found = inner.fields.first(where: { $0.name == field.text }) else {
                throw BindFailure(
                    .unknownColumn, "column \"\(field.text)\" not found in data type \(inner.name)", at: field.offset,
                    hint: didYouMean(field.text, among: inner.fields.map(\.name)))
            }
            type = found.type
        }
        return type
    }

    private func refused(_ expr: Expr) -> BindFailure {
        switch expr.kind {
        case .star: BindFailure(.syntax, "* has no meaning here", at: expr.offset)
        case .fieldStar: .notSupported("(record).*", at: expr.offset, help: ["Name the fields: (record).field."])
        case .subquery:
            .notSupported(
                "a subquery as a value", at: expr.offset,
                help: ["What it gives may be joined: FROM a JOIN (SELECT ...) b ON a.key = b.key."])
        case .exists, .inSubquery:
            .notSupported(
                "a condition with a subquery", at: expr.offset,
                help: [
                    "A table that seldom changes is a lookup table, which is joined; of two streams each pair of rows "
                        + "is: FROM a JOIN b ON a.key = b.key."
                ])
        case .array, .slice, .quantified: .notSupported("an array", at: expr.offset)
        case .row:
            .notSupported(
                "a row of values here", at: expr.offset, help: ["Rows are compared by =, <> and IN, with each other."])
        case .current(let value):
            BindFailure(
                .notSupported,
                value == .user
                    ? "a job has no user" : "the clock can't be used in a job: its value changes from run to run",
                at: expr.offset, help: value == .user ? [] : ["Use the event time, or the column _kafka_timestamp."])
        default: .notSupported("this expression", at: expr.offset)
        }
    }
}

/// The type that a value of a column has: a record is its JSON.
func asValue(_ type: DataType) -> DataType {
    if case .record = type { return .jsonb }
    return type
}
