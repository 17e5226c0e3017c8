import FoundationEssentials
import Operators
import Runner
import Testing

@Suite struct ExplainTests {
    static let job = #"""
        SET job_name = 'shop';
        CREATE TABLE purchases (category text, price integer, ordered timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered',
            watermark_delay = '1 hour');
        CREATE MATERIALIZED VIEW "say ""so""" WITH (connector = 'console') AS
        SELECT window_start, category, count(*) FROM tumble(purchases, ordered, interval '5 minutes')
        GROUP BY window_start, category;
        """#
    /// 2026-11-21 12:03:20 in UTC.
    static let now: Int64 = (9_822 * 86_400 + 12 * 3_600 + 200) * 1_000_000

    static func explanation() throws -> Explanation { Explanation(try Planner.plan(job).get()) }

    @Test func `the first final row is due when its window is closed`() throws {
        let text = try Self.explanation().text(now: Self.now)
        #expect(
            text.contains(
                "  first final row expected at 2026-11-22 13:05:00+00; windows close 1 hour after their end\n"))
        #expect(try Self.explanation().text().contains("\n  windows close 1 hour after their end\n"))
    }

    private static let prices = """
        CREATE TABLE purchases (category text, price integer, ordered timestamptz, unread text) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');

        """

    @Test func `a whole number of type numeric has its type and no point`() {
        let text = explained(Self.prices + "SELECT price + numeric '100' + 0.50 AS x FROM purchases;")
        #expect(text.contains("100::numeric") && !text.contains("100.") && text.contains("0.50"), "\(text)")
    }

    @Test func `columns that nothing reads go, and the job's time zone stays`() throws {
        let sql = "SET timezone = 'Asia/Jakarta';\n" + Self.prices + "SELECT extract(hour FROM ordered) FROM purchases;"
        let plan = try Planner.plan(sql).get().plan
        #expect(plan.sources[0].decoded.count == 1)
        #expect(plan.timezone == "Asia/Jakarta")
    }

    struct Shape: Decodable {
        struct Node: Decodable {
            var id: Int
            var kind: String
            var inputs: [Int]
        }
        struct Sink: Decodable {
            var name: String
            var input: Int
            var key: [String]
            var emit: String
            var due: String?
        }
        var job: String
        var fingerprint: String
        var nodes: [Node]
        var sinks: [Sink]
    }

    @Test func `JSON has the graph`() throws {
        let explanation = try Self.explanation()
        let shape = try JSONDecoder().decode(Shape.self, from: Data(explanation.json().utf8))
        #expect(shape.job == "shop" && shape.fingerprint.count == 16)
        #expect(shape.nodes.map(\.kind) == ["source", "window", "project", "aggregate", "project"])
        #expect(shape.nodes.map(\.inputs) == [[], [0], [1], [2], [3]])
        #expect(shape.sinks.count == 1 && shape.sinks[0].name == "say \"so\"" && shape.sinks[0].input == 4)
        #expect(shape.sinks[0].key == ["category", "window_start"] && shape.sinks[0].emit == "final")
        #expect(shape.sinks[0].due == "windows close 1 hour after their end")
    }

    @Test func `the graph for Graphviz`() throws {
        #expect(
            try Self.explanation().dot() == #"""
                digraph job {
                  rankdir=LR;
                  node [shape=box, fontname="monospace"];
                  n0 [label="source purchases"];
                  n1 [label="window 5 minutes on ordered, zone UTC"];
                  n0 -> n1;
                  n2 [label="project category, window_start, window_end"];
                  n1 -> n2;
                  n3 [label="aggregate by category, window: count(*)"];
                  n2 -> n3;
                  n4 [label="project window_start, category, count = count(*)"];
                  n3 -> n4;
                  s0 [shape=cds, label="say \"so\" -> console: upsert by (category, window_start), \#
                each\nrow once, when its window closes"];
                  n4 -> s0;
                }

                """#)
    }

    @Test(arguments: [
        "000_daily_purchases.sql", "001a_purchases_30s.sql", "001b_bank_customers.sql", "001c_monthly_retail.sql",
        "002_retail_5m.sql", "003_shop_gross_income.sql", "004_connected_platforms.sql",
    ])
    func `every reference job plans as written`(name: String) throws {
        let told = messages(try jobText(name))
        #expect(!told.contains("error["), "\(told)")
    }
}
