import Runner
import Testing

/// A job that is not right, and everything that is said about it.
struct ErrorCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Behind `errorPrelude`.
    let sql: String
    let expected: String

    init(_ name: String, _ sql: String, _ expected: String) {
        self.name = name
        self.sql = sql
        self.expected = expected
    }

    var testDescription: String { name }

    /// The messages as they are; nothing about tables of the prelude that the case does not use.
    var messages: String {
        let sql = errorPrelude + self.sql
        let found: [Diagnostic] =
            switch Planner.plan(sql) {
            case .success(let job): job.warnings
            case .failure(let rejection): rejection.diagnostics
            }
        let shown = found.filter { $0.code != .unusedTable || $0.range.offset >= errorPrelude.utf8.count }
        return DiagnosticRenderer(source: SourceText(name: "job.sql", text: sql)).render(shown)
    }
}

@Suite struct PlannerErrorTests {
    @Test(
        arguments: nameErrors + typeErrors + aggregateErrors + windowErrors + joinErrors + sessionErrors + objectErrors
            + sinkErrors + rowErrors + topicSinkErrors + lookupErrors + newcomerErrors + foreignErrors)
    func `every mistake is told at its place`(mistake: ErrorCase) {
        #expect(mistake.messages == mistake.expected)
    }
}

/// What the jobs of the cases declare.
let errorPrelude = """
    CREATE TYPE place AS (city text, zip integer);
    CREATE TABLE purchases (
        category text, brand text, quantity integer, price integer, ordered timestamptz, created timestamptz
    ) WITH (
        connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json',
        event_time = 'ordered'
    );
    CREATE TABLE customers (name text NOT NULL, address place, joined timestamptz)
    WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'c', format = 'json');
    CREATE TABLE invoices ("OrderNo" text, "InvoiceDate" timestamp, "UnitPrice" numeric(12, 3)) WITH (
        connector = 'kafka', bootstrap_servers = 'h:1', topic = 'i', format = 'json',
        event_time = 'InvoiceDate'
    );
    CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
    WITH (connector = 'postgres', connection = 'w');
    CREATE TABLE log (category text, amount bigint)
    WITH (connector = 'postgres', connection = 'w', table = 'log');
    CREATE TABLE peaks (category text, amount bigint, PRIMARY KEY (category, amount))
    WITH (connector = 'postgres', connection = 'w');

    """
