import Operators
import StateStore
import Testing

@testable import Runner

@Suite struct StateTablesTests {
    private static let source = """
        CREATE TABLE purchases (category text, price integer, ordered timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered');

        """

    private static func view(_ name: String, _ select: String) -> String {
        "CREATE MATERIALIZED VIEW \(name) WITH (connector = 'console') AS \(select);\n"
    }

    private static let totals = view("totals", "SELECT category, count(*) FROM purchases GROUP BY category")
    private static let daily = view(
        "daily",
        """
        SELECT window_start, category, sum(sum(price)) OVER (PARTITION BY category ORDER BY window_start) AS s
        FROM tumble(purchases, ordered, interval '1 day') GROUP BY window_start, category
        """)

    private static func tables(_ sql: String, _ old: StateSchema? = nil) throws -> (StateTables, StateSchema, [Int]) {
        let job = try Planner.plan(source + sql).get()
        let tables = StateTables(job.plan, old: old)
        let schema = StateSchema(job.plan, job: "j", fingerprint: job.fingerprint, tables: tables)
        return (
            tables, try #require(StateSchema(metadata: OperatorMetadata.encode([], schema: schema.encoded()))),
            job.plan.aggregateNodes
        )
    }

    @Test func `a table keeps its number wherever its query stands`() throws {
        let (_, old, _) = try Self.tables(Self.daily)
        let (tables, new, nodes) = try Self.tables(Self.totals + Self.daily, old)
        let daily = try #require(old.tables.first)
        #expect(new.tables.first { $0.name == "daily" }?.id == daily.id)
        let totals = try #require(new.tables.first { $0.name == "totals" })
        #expect(totals.id != daily.id && totals.id >= old.nextTable)
        #expect(Set(nodes.map { tables.id(of: $0) }).count == 2)
    }

    @Test func `a number is never given twice, even when its query is gone`() throws {
        let (_, both, _) = try Self.tables(Self.daily + Self.totals)
        let (_, one, _) = try Self.tables(Self.daily, both)
        #expect(one.nextTable == both.nextTable)
        let (_, again, _) = try Self.tables(Self.totals + Self.daily, one)
        let used = Set(both.tables.map(\.id))
        #expect(again.tables.first { $0.name == "totals" }.map { !used.contains($0.id) } == true)
    }

    @Test func `metadata goes to the operator that it is from`() throws {
        let (_, old, _) = try Self.tables(Self.daily)
        let (tables, new, _) = try Self.tables(Self.totals + Self.daily, old)
        #expect(old.operators.count == 2 && new.operators.count == 3)
        let found = tables.metadata([[[1]], [[2], [3]]], of: old)
        let byTable = Dictionary(zip(new.operators.map(\.table), found)) { first, _ in first }
        #expect(byTable[old.operators[0].table] == [[1]] && byTable[old.operators[1].table] == [[2], [3]])
        #expect(found.filter(\.isEmpty).count == 1)
    }

    @Test func `epochs of another plan are not replayed`() throws {
        let job = try Planner.plan(Self.source + Self.totals).get().fingerprint
        let own = BoundaryRecord(epoch: Epoch(4), plan: job.number)
        let old = BoundaryRecord(epoch: Epoch(3))
        #expect(StateOutlook.refusal(of: job, toReplay: [old, own]) == nil)
        let text = StateOutlook.refusal(of: job, toReplay: [BoundaryRecord(epoch: Epoch(3), plan: 1), own])
        #expect(text?.contains("since epoch 3,") == true)
    }

    @Test func `positions and watermarks go by the names of sources`() throws {
        let other = Self.source.replacingAll("purchases", "clicks").replacingAll("'t'", "'u'")
        let job = try Planner.plan(
            other + Self.source + "SELECT price FROM clicks;\n" + Self.totals
        ).get()
        #expect(job.plan.sources.map(\.name) == ["clicks", "purchases"])
        let parts = PlanParts(plan: job.plan, fingerprint: job.fingerprint)
        let mark = RecordMark(offset: 6, hash: 9)
        let record = BoundaryRecord(
            epoch: Epoch(1),
            partitions: [
                .init(source: 0, topic: "t", partition: 0, offset: 7, watermarkMicros: 5, mark: mark),
                .init(source: 1, topic: "gone", partition: 0, offset: 8),
            ], sources: [.init(source: "purchases", micros: 5), .init(source: "gone", micros: 6)])
        let place = SourcePartition(source: 1, topic: "t", partition: 0)
        #expect(parts.positions(of: record) == [place: 7])
        #expect(parts.marks(of: record) == [place: mark])
        var tracker = WatermarkTracker(rules: parts.rules)
        parts.restore(&tracker, from: record, nowMicros: 0)
        #expect(tracker.watermarks == [nil, 5])
        #expect(Array(tracker.partitions.keys) == [place])
    }
}

extension String {
    fileprivate func replacingAll(_ part: String, _ other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
