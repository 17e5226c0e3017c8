import Runner
import Testing

@Suite struct FingerprintTests {
    static let source = """
        CREATE TABLE purchases (category text, price integer, big bigint, ordered timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered');

        """

    static func fingerprint(_ sql: String) throws -> PlanFingerprint {
        try Planner.plan(source + sql).get().fingerprint
    }

    static func view(_ select: String, _ options: String = "") -> String {
        "CREATE MATERIALIZED VIEW v WITH (connector = 'console'\(options)) AS \(select);"
    }

    static let daily = """
        SELECT window_start, category, sum(price) AS s FROM tumble(purchases, ordered, interval '1 day')
        WHERE price > 0 GROUP BY window_start, category
        """

    @Test func `the text names what state depends on`() throws {
        let found = try Self.fingerprint(Self.view(Self.daily))
        #expect(
            found.text == """
                timezone: UTC
                source purchases: kafka topic t
                reading purchases format: json
                reading purchases columns: category text; ordered timestamptz; price integer
                reading purchases timestamp_format: auto
                reading purchases timezone: UTC
                reading purchases on_error: skip
                reading purchases late: drop
                reading purchases event_time: ordered
                reading purchases watermark_delay: 0 seconds
                reading purchases idle_timeout: none
                reading purchases max_future_skew: 1 hour
                state v aggregate: 2803249bac5badde
                v aggregate keys: category text
                v aggregate window: 1 day on ordered, zone UTC
                v aggregate aggregates: sum(price) of integer
                v aggregate rows: of purchases where price > 0
                sink v: console emit final
                answer v rows: of purchases where price > 0 by category, window
                answer v column window_start: window_start
                answer v column category: category
                answer v column s: sum(price)

                """)
        #expect(found.hash == "24b301a2d74d3411")
        #expect(PlanFingerprint(text: found.text) == found)
    }

    @Test func `names, comments and places in the file change nothing`() throws {
        let plain = try Self.fingerprint(Self.view(Self.daily))
        let renamed = try Self.fingerprint(
            "-- a comment\nSET commit_interval = '3 seconds';\nSET parallelism = 2;\n"
                + Self.view(Self.daily.replacing("AS s", "AS total").replacing("price > 0", "(price > 0)")))
        #expect(renamed.number == plain.number)
        #expect(renamed.hash == plain.hash)
        #expect(renamed.change(from: plain) == PlanChange())
    }

    @Test(arguments: [
        (
            "interval '1 day'", "interval '1 hour'",
            "v aggregate window was 1 day on ordered, zone UTC, is 1 hour on ordered, zone UTC"
        ),
        (
            "interval '1 day'", "interval '1 day', timezone => 'Asia/Jakarta'",
            "v aggregate window was 1 day on ordered, zone UTC, is 1 day on ordered, zone Asia/Jakarta"
        ),
        (
            "sum(price)", "sum(big)",
            "v aggregate aggregates was sum(price) of integer, is sum(big) of bigint"
        ),
        (
            "price > 0", "price > 1",
            "v aggregate rows was of purchases where price > 0, is of purchases where price > 1"
        ),
        (
            "window_start, category", "window_start, lower(category) AS category",
            "v aggregate keys was category text, is lower(category) text"
        ),
    ])
    func `a change is told in words`(from: String, to: String, sentence: String) throws {
        let old = try Self.fingerprint(Self.view(Self.daily))
        var changed = Self.daily.replacing(from, to)
        if to.contains("lower") {
            changed = changed.replacing("GROUP BY window_start, lower(category) AS category", "GROUP BY 1, 2")
        }
        let new = try Self.fingerprint(Self.view(changed))
        #expect(new.change(from: old).problems == [sentence])
        #expect(new.hash != old.hash)
    }

    static let second = """
        CREATE MATERIALIZED VIEW w WITH (connector = 'console') AS
        SELECT window_start, sum(big) FROM tumble(purchases, ordered, interval '1 hour') GROUP BY window_start;
        """

    @Test(arguments: [true, false]) func `a query beside the old one leaves its state alone`(isFirst: Bool) throws {
        let old = try Self.fingerprint(Self.view(Self.daily))
        let new = try Self.fingerprint(
            isFirst ? Self.second + Self.view(Self.daily) : Self.view(Self.daily) + Self.second)
        let change = new.change(from: old)
        #expect(change.problems == [])
        #expect(
            change.notes == [
                "w aggregate is new: it begins empty, with the next records",
                "columns of purchases that are read now have big bigint",
                "sink w is new: it gets the rows of epochs from here on",
            ])
        #expect(change.refusal == nil)
        #expect(old.change(from: new).problems.count == 1)
        #expect(old.change(from: new).problems.first?.hasPrefix("state of w aggregate is gone (keys ") == true)
        #expect(old.change(from: new).refusal?.contains("another job_name") == true)
    }

    @Test func `a query that makes old windows wait for another source as well is refused`() throws {
        let other = Self.source.replacing("purchases", "returns").replacing("'t'", "'u'")
        let old = try Planner.plan(other + Self.source + Self.view(Self.daily)).get().fingerprint
        let both = try Planner.plan(
            other + Self.source + Self.view(Self.daily)
                + """
                CREATE MATERIALIZED VIEW w WITH (connector = 'console') AS
                SELECT window_start, sum(s) FROM (
                    \(Self.daily)
                    UNION ALL
                    SELECT window_start, category, sum(price) AS s FROM tumble(returns, ordered, interval '1 day')
                    GROUP BY window_start, category) AS t
                GROUP BY window_start;
                """
        ).get().fingerprint
        #expect(both.change(from: old).problems.contains("v aggregate closes is new (by purchases, returns)"))
    }

    @Test func `a sink that reads the same state may come first and go again`() throws {
        let old = try Self.fingerprint(Self.view(Self.daily))
        let other = "CREATE MATERIALIZED VIEW a WITH (connector = 'blackhole') AS \(Self.daily);"
        let both = try Self.fingerprint(other + Self.view(Self.daily))
        #expect(
            both.change(from: old).notes == ["sink a is new: it gets the rows of epochs from here on"])
        #expect(both.change(from: old).problems == [])
        #expect(old.change(from: both).problems == [])
        #expect(old.change(from: both).notes == ["sink a is gone: nothing writes it any more"])
    }

    @Test func `a sink that shows every session has a table of its own for those that are over`() throws {
        let visits =
            "SELECT category, window_end, count(*) FROM session(purchases, ordered, interval '1 hour')"
            + " GROUP BY category, window_end"
        let old = try Self.fingerprint(Self.view(visits))
        let every = "CREATE MATERIALIZED VIEW every WITH (connector = 'console', emit = 'complete') AS \(visits);"
        let both = try Self.fingerprint(every + Self.view(visits))
        #expect(both.change(from: old).problems == [])
        #expect(
            both.change(from: old).notes == [
                "every closed sessions is new: it begins empty, with the next records",
                "sink every is new: it gets the rows of epochs from here on",
            ])
        #expect(old.change(from: both).problems.count == 1)
        #expect(old.change(from: both).problems.first?.hasPrefix("state of every closed sessions is gone") == true)
    }

    @Test func `another interval or number of lanes changes nothing`() throws {
        let totals = "SELECT category, count(*) FROM purchases GROUP BY category"
        let old = try Self.fingerprint(Self.view(totals, ", emit_interval = '2 s'"))
        let new = try Self.fingerprint("SET parallelism = 7;" + Self.view(totals, ", emit_interval = '9 s'"))
        #expect(new.change(from: old) == PlanChange() && new.number == old.number)
    }

    @Test func `another topic, target or way to emit is refused`() throws {
        let totals = "SELECT window_start, count(*) FROM tumble(purchases, ordered, interval '1 day') GROUP BY 1"
        let old = try Self.fingerprint(Self.view(totals))
        let changes = try Self.fingerprint(Self.view(totals, ", emit = 'changes'"))
        #expect(
            changes.change(from: old).problems == ["sink v was console emit final, is console emit changes"])
        let topic = try Planner.plan(
            Self.source.replacing("topic = 't'", "topic = 'u'") + Self.view(totals)
        ).get().fingerprint
        #expect(topic.change(from: old).problems == ["source purchases was kafka topic t, is kafka topic u"])
    }

    @Test func `equal queries over different rows are told apart`() throws {
        let found = try Planner.plan(
            Self.source
                + """
                CREATE MATERIALIZED VIEW a WITH (connector = 'console') AS
                SELECT category, count(*) FROM purchases WHERE price > 1 GROUP BY category;
                CREATE MATERIALIZED VIEW b WITH (connector = 'console') AS
                SELECT category, count(*) FROM purchases WHERE price > 2 GROUP BY category;
                """
        ).get().plan.statefulNodes
        #expect(found.map(\.label) == ["a aggregate", "b aggregate"])
        #expect(Set(found.map(\.identity)).count == 2)
    }

    @Test func `the type of a column is part of it`() throws {
        let job = Self.source + Self.view(Self.daily)
        let old = try Planner.plan(job).get().fingerprint
        let new = try Planner.plan(job.replacing("price integer", "price bigint")).get().fingerprint
        #expect(
            new.change(from: old).problems == [
                "v aggregate aggregates was sum(price) of integer, is sum(price) of bigint"
            ])
    }

    @Test func `what is no canonical text is not read`() {
        #expect(PlanFingerprint(text: "nonsense") == nil)
    }
}

extension String {
    /// The text with every occurrence of a part replaced.
    fileprivate func replacing(_ part: String, _ other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}

@Suite struct DepthTests {
    static let table = """
        CREATE TABLE p (a integer, b boolean) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');

        """

    /// Whether a job is taken, and how long its explanation is.
    static func bytes(_ sql: String) -> Int? {
        guard case .success(let job) = Planner.plan(table + sql) else { return nil }
        return Explanation(job).text().utf8.count + Explanation(job).json().utf8.count
    }

    @Test func `a view over a view over a view stays small`() throws {
        var sql = "CREATE VIEW w0 AS SELECT a + a AS a FROM p;\n"
        for index in 1..<60 { sql += "CREATE VIEW w\(index) AS SELECT a + a AS a FROM w\(index - 1);\n" }
        let size = try #require(Self.bytes(sql + "SELECT * FROM w59;"))
        #expect(size < 100_000)
    }

    @Test func `deep and long expressions are taken`() {
        #expect(Self.bytes("SELECT \(String(repeating: "a + ", count: 900))a FROM p;") != nil)
        #expect(Self.bytes("SELECT * FROM p WHERE \(String(repeating: "NOT ", count: 900))b;") != nil)
        #expect(
            Self.bytes("SELECT * FROM p WHERE a IN (\((0..<5_000).map(String.init).joined(separator: ",")));") != nil)
        let cases = String(repeating: "CASE WHEN b THEN ", count: 300) + "a" + String(repeating: " END", count: 300)
        #expect(Self.bytes("SELECT \(cases) FROM p;") != nil)
    }
}
