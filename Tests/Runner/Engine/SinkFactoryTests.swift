import Operators
import Testing

@testable import Runner

@Suite struct SinkFactoryTests {
    private static let source = """
        CREATE TABLE purchases (category text, price integer) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');

        """

    private static func table(_ sql: String) throws -> SinkTable {
        SinkTable(try #require(try Planner.plan(source + sql).get().plan.sinks.first), onError: .skip)
    }

    @Test func `only an aggregate over everything is a table of one row`() throws {
        let whole = try Self.table(
            """
            CREATE MATERIALIZED VIEW v WITH (connector = 'postgres', connection = 'w') AS
            SELECT count(*) FROM purchases;
            """)
        #expect(whole.holdsOneRow && whole.key.isEmpty)
        let grouped = try Self.table(
            """
            CREATE MATERIALIZED VIEW v WITH (connector = 'postgres', connection = 'w') AS
            SELECT category, count(*) FROM purchases GROUP BY category;
            """)
        #expect(!grouped.holdsOneRow && grouped.key == [0])
    }

    @Test func `rows that change are not one row because they have no key`() throws {
        var plan = SinkPlan(
            name: "s", sourceOffset: 0, input: NodeID(0), columns: Schema([.init(name: "n", type: .bigint)]),
            connector: .postgres(connectionName: "w", schema: nil, table: "s", create: .auto))
        plan.emit = .changes
        plan.keyIsDerived = true
        let table = SinkTable(plan, onError: .skip)
        #expect(!table.holdsOneRow)
        // One row would be kept of all of them.
        #expect(throws: SinkError.self) { try PostgresTarget(table, schema: nil, name: "s", create: .auto) }
    }
}
