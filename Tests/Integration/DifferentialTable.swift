import Operators
import Runner

/// PostgreSQL's rows as columns, and the evaluation of an expression over them through the whole front end.
struct DifferentialTable {
    private static let columns: [(name: String, sql: String, type: DataType)] = [
        ("id", "integer", .integer), ("b", "boolean", .boolean), ("c", "boolean", .boolean),
        ("s", "smallint", .smallint), ("i", "integer", .integer), ("j", "integer", .integer),
        ("l", "bigint", .bigint), ("m", "bigint", .bigint), ("n", "numeric", .numeric), ("k", "numeric", .numeric),
        ("p", "numeric(12,2)", .numeric(NumericShape(precision: 12, scale: 2))), ("r", "real", .real),
        ("d", "double precision", .double), ("e", "double precision", .double), ("t", "text", .text),
        ("u", "text", .text), ("v", "varchar(5)", .text(limit: 5)), ("z", "timestamptz", .timestamptz),
        ("y", "timestamptz", .timestamptz), ("w", "timestamp", .timestamp), ("dt", "date", .date),
        ("du", "date", .date),
        ("iv", "interval", .interval), ("iw", "interval", .interval), ("g", "uuid", .uuid), ("h", "uuid", .uuid),
        ("js", "jsonb", .jsonb), ("jt", "jsonb", .jsonb), ("by", "bytea", .bytea),
    ]

    private let byName: [String: Column]
    let count: Int
    let identifiers: [Int]

    /// - Parameter dump: the table as `COPY ... TO STDOUT` writes it, without its escapes.
    init(dump: [[String?]]) throws {
        count = dump.count
        identifiers = dump.map { Int(($0.first ?? nil) ?? "") ?? 0 }
        var byName: [String: Column] = [:]
        for (position, declared) in Self.columns.enumerated() {
            let texts = dump.map { $0[position].map(Scalar.text) ?? .null }
            let input = Batch(count: count, columns: [Column(type: .text, scalars: texts)])
            let source = Expression(.column(0), type: .text)
            var errors = RowErrors()
            let expression = declared.type == .text ? source : Expression(.cast(source), type: declared.type)
            byName[declared.name] = ExpressionProgram(expression).evaluate(input, errors: &errors)
            if let error = errors.all.first { throw HarnessError("column \(declared.name): \(error)") }
        }
        self.byName = byName
    }

    /// The columns as CREATE TABLE takes them.
    static var declaration: String { columns.map { "\"\($0.name)\" \($0.sql)" }.joined(separator: ", ") }

    /// The columns of a source.
    func batch(_ schema: Schema) -> Batch {
        Batch(count: count, columns: schema.fields.compactMap { byName[$0.name] })
    }

    /// One outcome for each row.
    func evaluate(_ text: String) -> [DifferentialOutcome] {
        let job = """
            CREATE TABLE t (\(Self.declaration)) WITH (
                connector = 'kafka', bootstrap_servers = '127.0.0.1:1', topic = 't', format = 'json');
            SELECT (\(text))::text AS result FROM t
            """
        switch Planner.plan(job) {
        case .failure(let rejection):
            let first = rejection.diagnostics.first { $0.severity == .error }
            return Array(repeating: .error("refused: \(first?.message ?? "")"), count: count)
        case .success(let planned): return run(planned.plan)
        }
    }

    private func run(_ plan: LogicalPlan) -> [DifferentialOutcome] {
        guard let source = plan.sources.first,
            let expression = plan.nodes.compactMap({ node -> Expression? in
                if case .project(_, let expressions) = node.kind { expressions.first } else { nil }
            }).last
        else { return Array(repeating: .error("refused: no projection in the plan"), count: count) }
        let batch = batch(source.schema)
        var errors = RowErrors()
        let result = ExpressionProgram(expression).evaluate(batch, errors: &errors)
        var outcomes = (0..<count).map { row -> DifferentialOutcome in
            guard case .bytes(let bytes) = result[row] else { return .null }
            return .text(String(decoding: bytes, as: UTF8.self))
        }
        for error in errors.all {
            let isBeyond = error.failure == .numericOverflow
            outcomes[error.row] = .error(isBeyond ? DifferentialOutcome.beyondDigits : error.code)
        }
        return outcomes
    }
}
