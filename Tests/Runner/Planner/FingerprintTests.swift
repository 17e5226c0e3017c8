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
                v aggregate table: 4
                v aggregate keys: category text
                v aggregate window: 1 day on ordered, zone UTC
                v aggregate aggregates: sum(price) of integer
                v aggregate rows: of purchases where price > 0
                sink v: console emit final

                """)
        #expect(found.hash == "a795e3e5ebc95aa0")
        #expect(PlanFingerprint(text: found.text) == found)
    }

    @Test func `names, comments and places in the file change nothing`() throws {
        let plain = try Self.fingerprint(Self.view(Self.daily))
        let renamed = try Self.fingerprint(
            "-- a comment\nSET commit_interval = '3 seconds';\nSET parallelism = 2;\n"
                + Self.view(Self.daily.replacing("AS s", "AS total").replacing("price > 0", "(price > 0)")))
        #expect(renamed == plain)
        #expect(renamed.hash == plain.hash)
        #expect(renamed.differences(from: plain) == [])
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
        #expect(new.differences(from: old) == [sentence])
        #expect(new.hash != old.hash)
    }

    @Test func `new and lost queries are told`() throws {
        let one = try Self.fingerprint(Self.view(Self.daily))
        let two = try Self.fingerprint(
            Self.view(Self.daily)
                + "CREATE MATERIALIZED VIEW w WITH (connector = 'blackhole') AS SELECT category FROM purchases;")
        #expect(two.differences(from: one) == ["sink w is new (blackhole emit final)"])
        #expect(one.differences(from: two) == ["sink w is gone (was blackhole emit final)"])
    }

    @Test func `the type of a column is part of it`() throws {
        let job = Self.source + Self.view(Self.daily)
        let old = try Planner.plan(job).get().fingerprint
        let new = try Planner.plan(job.replacing("price integer", "price bigint")).get().fingerprint
        #expect(
            new.differences(from: old) == [
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
