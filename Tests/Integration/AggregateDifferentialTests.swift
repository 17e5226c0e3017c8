import Operators
import Runner
import Testing

/// The same grouped queries over the same rows in a real PostgreSQL and here, through the whole front end and the
/// operators, on several lanes with a checkpoint and a restart on the way: equal rows, equal classes of errors.
@Suite(.serialized, .enabled(if: PostgresServer.isInstalled, "PostgreSQL's server is not installed"))
struct AggregateDifferentialTests {
    @Test func `grouped queries give what PostgreSQL gives, row by row`() throws {
        let cases = try DifferentialCases.queries()
        try #require(cases.count >= 200 || DifferentialCases.isChosen)
        let server = try PostgresServer.start()
        defer { server.stop() }
        let answers = try server.answers(rows: DifferentialCases.rowsSQL(), queries: cases)
        let table = try DifferentialTable(dump: answers.dump)
        var report: [String] = []
        for (number, query) in cases.enumerated() {
            let theirs = answers.outcomes[number]?.first ?? .error("no answer")
            let ours = GroupedRun(table: table).outcome(of: query)
            if !agree(theirs, ours) { report.append("  \(query)\n    PostgreSQL \(theirs)\n    we \(ours)") }
        }
        #expect(
            report.isEmpty, "\(report.count) of \(cases.count) queries differ:\n\(report.joined(separator: "\n"))")
    }

    /// What needs more than 38 digits is left out here.
    private func agree(_ theirs: DifferentialOutcome, _ ours: DifferentialOutcome) -> Bool {
        guard case .text(let text) = theirs, ours == .error(DifferentialOutcome.beyondDigits) else {
            return theirs.agrees(with: ours)
        }
        let numbers = text.split { !$0.isNumber && $0 != "." }
        return numbers.contains { $0.count(where: \.isNumber) > Decimal.digitsMax }
    }
}

/// A grouped query run over the table's rows by the job's own operators.
struct GroupedRun {
    let table: DifferentialTable

    /// The rows as PostgreSQL writes records, one a line, sorted.
    func outcome(of query: String) -> DifferentialOutcome {
        let job = """
            CREATE TABLE t (\(DifferentialTable.declaration)) WITH (
                connector = 'kafka', bootstrap_servers = '127.0.0.1:1', topic = 't', format = 'json');
            \(query)
            """
        switch Planner.plan(job) {
        case .failure(let rejection):
            let first = rejection.diagnostics.first { $0.severity == .error }
            return .error("refused: \(first?.message ?? "")")
        case .success(let planned):
            do {
                return try rows(planned.plan)
            } catch {
                return .error("\(error)")
            }
        }
    }

    private func rows(_ plan: LogicalPlan) throws -> DifferentialOutcome {
        var batches: [Batch] = []
        var errors = RowErrors()
        var failures: [String] = []
        for node in plan.nodes {
            switch node.kind {
            case .source(let index): batches.append(table.batch(plan.sources[index].schema))
            case .filter(let input, let condition):
                batches.append(ExpressionProgram(condition).select(batches[input.index], errors: &errors))
            case .project(let input, let values):
                let below = batches[input.index]
                let columns = values.map { ExpressionProgram($0).evaluate(below, errors: &errors) }
                batches.append(Batch(count: below.count, columns: columns))
            case .aggregate(let input, let spec):
                let life = try AggregateLife(spec: spec, input: batches[input.index])
                batches.append(try life.result(types: node.output.fields.map(\.type)))
                failures += life.failures
            default: throw HarnessError("a node that this harness does not run")
            }
        }
        if let error = errors.all.first {
            return .error(error.failure == .numericOverflow ? DifferentialOutcome.beyondDigits : error.code)
        }
        if let failure = failures.first {
            let isBeyond = failure.contains("numeric out of range")
            return .error(isBeyond ? DifferentialOutcome.beyondDigits : "22003 \(failure)")
        }
        guard let sink = plan.sinks.first else { throw HarnessError("a plan without a sink") }
        return .text(records(batches[sink.input.index]))
    }

    private func records(_ batch: Batch) -> String {
        var errors = RowErrors()
        let texts = batch.columns.map { column -> Column in
            if column.type == .text { return column }
            let source = Expression(.column(0), type: column.type)
            return ExpressionProgram(Expression(.cast(source), type: .text)).evaluate(
                Batch(count: batch.count, columns: [column]), errors: &errors)
        }
        let lines = (0..<batch.count).map { row -> [UInt8] in
            let fields = zip(texts, batch.columns).map { text, column -> [UInt8] in
                guard case .bytes(let bytes) = text[row] else { return [] }
                if case .boolean(let truth) = column[row] { return Array((truth ? "t" : "f").utf8) }
                return RecordText.field(bytes)
            }
            return Array("(".utf8) + fields.joined(separator: Array(",".utf8)) + Array(")".utf8)
        }
        let sorted = lines.sorted { $0.lexicographicallyPrecedes($1) }
        return String(decoding: Array(sorted.joined(separator: Array("\n".utf8))), as: UTF8.self)
    }
}

/// PostgreSQL's text of a record (`record_out`).
enum RecordText {
    static func field(_ text: [UInt8]) -> [UInt8] {
        let special = Array("\"\\(), \t\n\r\u{b}\u{c}".utf8)
        guard text.isEmpty || text.contains(where: special.contains) else { return text }
        var out = Array("\"".utf8)
        for byte in text {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(byte) }
            out.append(byte)
        }
        return out + Array("\"".utf8)
    }
}
