import StateStore
import Testing

@testable import Runner

/// One job, and edits of its text that may or may not keep its state.
@Suite struct ChangeMatrixTests {
    private static let job = """
        SET job_name = 'matrix';
        SET commit_interval = '1 s';
        CREATE TABLE purchases (id bigint, category text, price integer, big bigint, paid boolean, ordered timestamptz)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered',
              watermark_delay = '1 minute', on_error = 'skip');
        CREATE TABLE copied (id bigint, category text) WITH (connector = 'blackhole');
        INSERT INTO copied SELECT id, category FROM purchases WHERE paid;
        CREATE VIEW good AS SELECT * FROM purchases WHERE price > 0;
        CREATE MATERIALIZED VIEW daily WITH (connector = 'postgres', connection = 'w') AS
        SELECT window_start, category, sum(price) AS s, max(big) AS m FROM tumble(good, ordered, interval '1 day')
        GROUP BY window_start, category;
        CREATE MATERIALIZED VIEW totals WITH (connector = 'blackhole', emit = 'changes', emit_interval = '2 s') AS
        SELECT category, count(*) AS n, avg(price) AS mean FROM purchases GROUP BY category HAVING count(*) > 1;
        CREATE MATERIALIZED VIEW busiest WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT big, n FROM (SELECT big, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, big) AS r
            FROM purchases GROUP BY big) q WHERE r <= 3;
        CREATE MATERIALIZED VIEW visits WITH (connector = 'blackhole') AS
        SELECT window_start, window_end, category, count(*) AS n FROM session(purchases, ordered, interval '5 minutes',
            by => category) GROUP BY window_start, window_end, category;
        """

    /// Rows that are kept as they came: the first of a key, the best of a window, both sides of a join.
    private static let rowsJob = """
        SET job_name = 'matrix';
        SET state_ttl = '7 days';
        CREATE TABLE orders (id bigint, shop text, price integer, weight real, labels text[], ordered timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered');
        CREATE TABLE payments (order_id bigint, amount integer, paid timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 'p', format = 'json', event_time = 'paid');
        CREATE TABLE shops (name text PRIMARY KEY, city text) WITH (connector = 'file', path = '/none/shops.csv', format = 'csv');
        CREATE MATERIALIZED VIEW dearest WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT DISTINCT ON (shop) shop, id FROM orders ORDER BY shop, price DESC;
        CREATE MATERIALIZED VIEW top WITH (connector = 'blackhole') AS
        SELECT window_start, shop, id FROM (SELECT *, row_number() OVER (PARTITION BY window_start, window_end, shop
            ORDER BY weight DESC) AS n FROM tumble(orders, ordered, interval '1 hour')) t WHERE n <= 2;
        CREATE MATERIALIZED VIEW places WITH (connector = 'blackhole') AS
        SELECT window_start, id, rank() OVER (PARTITION BY window_start, window_end ORDER BY price) AS place
        FROM tumble(orders, ordered, interval '2 hours');
        CREATE MATERIALIZED VIEW tags WITH (connector = 'blackhole') AS
        SELECT window_start, x, count(*) AS n FROM tumble((SELECT ordered, x FROM orders CROSS JOIN
            unnest(labels) AS x), ordered, interval '1 hour') GROUP BY window_start, x;
        CREATE MATERIALIZED VIEW paid_orders WITH (connector = 'blackhole') AS
        SELECT o.id, o.shop, p.amount FROM orders o JOIN payments p ON o.id = p.order_id
            AND p.paid BETWEEN o.ordered AND o.ordered + interval '1 hour';
        CREATE MATERIALIZED VIEW lists WITH (connector = 'blackhole') AS
        SELECT window_start, shop, array_agg(id ORDER BY price) AS ids
        FROM tumble(orders, ordered, interval '1 day') GROUP BY window_start, shop;
        CREATE MATERIALIZED VIEW cities WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT s.city, count(*) AS n FROM orders JOIN shops s ON orders.shop = s.name GROUP BY s.city;
        CREATE MATERIALIZED VIEW income WITH (connector = 'blackhole') AS
        SELECT window_end, shop, sum(sum(price)) OVER (PARTITION BY shop ORDER BY window_end) AS total
        FROM tumble(orders, ordered, interval '1 minute') GROUP BY window_end, shop;
        CREATE MATERIALIZED VIEW sliding WITH (connector = 'blackhole') AS
        SELECT window_start, count(*) AS n FROM hop(orders, ordered, interval '1 minute', interval '5 minutes')
        GROUP BY window_start;
        """

    private static let rowEdits: [(what: String, from: String, to: String, verdict: Verdict)] = [
        ("a comment", "SET job_name", "-- why\nSET job_name", .goesOn),
        ("another type of what orders and is summed up", "price integer", "price numeric(12, 2)", .refused),
        ("another type of what orders the best rows", "weight real", "weight double precision", .refused),
        ("another type of a kept row's column", "(id bigint", "(id integer", .refused),
        ("another type of a join's other side", "amount integer", "amount bigint", .refused),
        ("the least in place of the dearest", "shop, price DESC", "shop, price", .refused),
        ("a column of the first rows more", "(shop) shop, id", "(shop) shop, id, weight", .refused),
        (
            "other first rows", "DISTINCT ON (shop) shop, id FROM orders ORDER BY shop,",
            "DISTINCT ON (id) id, shop FROM orders ORDER BY id,", .refused
        ),
        ("more of the best rows of a window, which are chosen when it closes", "n <= 2", "n <= 5", .goesOn),
        ("another rank", "rank() OVER", "dense_rank() OVER", .goesOn),
        (
            "rows without an element, too", "CROSS JOIN\n    unnest(labels) AS x",
            "LEFT JOIN LATERAL\n    unnest(labels) AS x ON true", .refused
        ),
        ("another order of a rank", "ORDER BY price) AS place", "ORDER BY weight) AS place", .refused),
        ("another bound of a join", "o.ordered + interval '1 hour'", "o.ordered + interval '2 hours'", .refused),
        ("another key of a join", "o.id = p.order_id", "o.id = p.order_id + 1", .refused),
        ("an outer join", "orders o JOIN", "orders o LEFT JOIN", .refused),
        ("another order of a list", "id ORDER BY price)", "id ORDER BY price DESC)", .refused),
        ("a list that is ordered by another type", "id ORDER BY price)", "id ORDER BY price::bigint)", .refused),
        ("another key of a lookup", "orders.shop = s.name", "lower(orders.shop) = s.name", .refused),
        ("another path of the lookup's file", "/none/shops.csv", "/none/other.csv", .goesOn),
        (
            "another partition of a running total", "OVER (PARTITION BY shop ORDER BY window_end) AS total",
            "OVER (ORDER BY window_end) AS total", .refused
        ),
        (
            "another slide", "interval '1 minute', interval '5 minutes'", "interval '30 seconds', interval '5 minutes'",
            .refused
        ),
        (
            "windows without rows, too", "interval '1 minute', interval '5 minutes')",
            "interval '1 minute', interval '5 minutes', fill => true)", .refused
        ),
        ("another time to live", "'7 days'", "'8 days'", .refused),
    ]

    /// `waits`: the state is kept, but epochs that were begun with the old text must be made again with it first.
    private enum Verdict { case goesOn, waits, refused }

    private static let edits: [(what: String, from: String, to: String, verdict: Verdict)] = [
        ("a comment", "SET job_name", "-- why\nSET job_name", .goesOn),
        ("another commit interval", "commit_interval = '1 s'", "commit_interval = '5 s'", .goesOn),
        ("more lanes", "SET commit_interval", "SET parallelism = 8;\nSET commit_interval", .goesOn),
        ("fewer lanes", "SET commit_interval", "SET parallelism = 1;\nSET commit_interval", .goesOn),
        (
            "another checkpoint interval", "SET commit_interval",
            "SET checkpoint_interval = '9 s';\nSET commit_interval",
            .goesOn
        ),
        ("another emit interval", "emit_interval = '2 s'", "emit_interval = '1 minute'", .goesOn),
        ("other brokers", "'h:1'", "'h:1,i:1'", .goesOn),
        ("another policy for bad records", "'skip'", "'fail'", .waits),
        ("another policy for late rows", "on_error = 'skip'", "on_error = 'skip', late = 'dead_letter'", .waits),
        ("another delay of the watermark", "'1 minute'", "'2 minutes'", .waits),
        ("partitions that may be idle", "on_error = 'skip'", "on_error = 'skip', idle_timeout = '5 s'", .waits),
        ("another bound of future times", "on_error = 'skip'", "on_error = 'skip', max_future_skew = '1 day'", .waits),
        ("another form of times", "on_error = 'skip'", "on_error = 'skip', timestamp_format = 'unix_millis'", .waits),
        (
            "another zone of times without one", "on_error = 'skip'", "on_error = 'skip', timezone = 'Asia/Tokyo'",
            .refused
        ),
        ("a column that must be there", "paid boolean,", "paid boolean NOT NULL,", .waits),
        (
            "another type of a column without state", "(id bigint, category text, price",
            "(id integer, category text, price", .waits
        ),
        (
            "another column that is read", "SELECT id, category FROM purchases",
            "SELECT id::bigint AS id, id::text AS category FROM purchases", .goesOn
        ),
        (
            "one more column that is read", "paid boolean, ordered timestamptz)",
            "paid boolean, ordered timestamptz, note text NOT NULL)", .waits
        ),
        ("a column of the source more", "paid boolean", "paid boolean, note text", .goesOn),
        (
            "an unused column of the source less", "id bigint, category text, price", "category text, id bigint, price",
            .goesOn
        ),
        ("another name of an output column", "sum(price) AS s", "sum(price) AS total", .goesOn),
        ("parentheses", "price > 0", "(price > 0)", .goesOn),
        ("a query without state, changed", "WHERE paid", "WHERE NOT paid", .goesOn),
        (
            "a query without state, gone", "INSERT INTO copied SELECT id, category FROM purchases WHERE paid;", "",
            .goesOn
        ),
        ("another name of a view", "good", "fine", .goesOn),
        (
            "a sink more", "CREATE MATERIALIZED VIEW totals",
            "CREATE MATERIALIZED VIEW every_id WITH (connector = 'blackhole') AS SELECT id FROM purchases;\n"
                + "CREATE MATERIALIZED VIEW totals", .goesOn
        ),
        (
            "a query with state more", "CREATE MATERIALIZED VIEW totals",
            "CREATE MATERIALIZED VIEW more WITH (connector = 'blackhole') AS SELECT paid, sum(big) FROM purchases "
                + "GROUP BY paid;\nCREATE MATERIALIZED VIEW totals", .goesOn
        ),
        ("the result of an aggregate in an expression", "max(big) AS m", "max(big) + 1 AS m", .goesOn),
        ("another condition on groups", "count(*) > 1", "count(*) > 2", .goesOn),
        (
            "another time zone of the job", "SET commit_interval", "SET timezone = 'Asia/Tokyo';\nSET commit_interval",
            .refused
        ),
        ("another topic", "topic = 't'", "topic = 'u'", .refused),
        ("another filter before an aggregate", "price > 0", "price > 5", .refused),
        ("no filter before an aggregate", " WHERE price > 0", "", .refused),
        ("another size of windows", "interval '1 day'", "interval '1 hour'", .refused),
        (
            "another origin of windows", "interval '1 day'",
            "interval '1 day', origin => timestamptz '2024-01-01 01:00:00Z'",
            .refused
        ),
        ("another zone of windows", "interval '1 day'", "interval '1 day', timezone => 'Asia/Tokyo'", .refused),
        (
            "windows that overlap", "tumble(good, ordered, interval '1 day')",
            "hop(good, ordered, interval '6 hours', interval '24 hours')", .refused
        ),
        ("another gap of sessions", "interval '5 minutes'", "interval '6 minutes'", .refused),
        ("an aggregate of another column", "sum(price)", "sum(big)", .refused),
        ("another aggregate", "max(big)", "min(big)", .refused),
        ("an aggregate more", "max(big) AS m", "max(big) AS m, count(*) AS n", .refused),
        ("an aggregate less", ", max(big) AS m", "", .refused),
        ("an aggregate of distinct values", "avg(price)", "avg(DISTINCT price)", .refused),
        ("an aggregate of some rows", "avg(price)", "avg(price) FILTER (WHERE paid)", .refused),
        (
            "a key more", "SELECT category, count(*) AS n, avg(price) AS mean FROM purchases GROUP BY category",
            "SELECT category, paid, count(*) AS n, avg(price) AS mean FROM purchases GROUP BY category, paid",
            .refused
        ),
        (
            "a key that is computed",
            "SELECT category, count(*) AS n, avg(price) AS mean FROM purchases GROUP BY category",
            "SELECT upper(category), count(*) AS n, avg(price) AS mean FROM purchases GROUP BY 1", .refused
        ),
        ("another type of a key", "category text, price", "category varchar(20), price", .refused),
        ("another type of what is summed up", "price integer", "price bigint", .refused),
        ("a query with state less", "CREATE MATERIALIZED VIEW visits", "CREATE VIEW visits", .refused),
        ("fewer of the groups that rank first, as they change", "r <= 3", "r <= 1", .refused),
        ("another order of groups as they change", "BY count(*) DESC, big", "BY count(*), big", .refused),
        ("another way to emit", "emit = 'changes', emit_interval = '2 s'", "emit = 'complete'", .refused),
    ]

    @Test func `each of fifty-two edits goes on, waits or is refused with what is different`() throws {
        #expect(Self.edits.count == 52)
        try Self.check(Self.edits, of: Self.job)
    }

    @Test func `kept rows go on under edits that leave their bytes alone, and no other`() throws {
        try Self.check(Self.rowEdits, of: Self.rowsJob)
    }

    @Test func `what is computed from the state may change, and is told`() throws {
        let old = try Planner.plan(Self.job).get().fingerprint
        func notes(_ from: String, _ to: String) throws -> [String] {
            let new = try Planner.plan(Self.job.replacing(from, with: to)).get().fingerprint
            #expect(new.number == old.number)
            let change = new.change(from: old)
            #expect(change.problems.isEmpty)
            return change.notes
        }
        let rest = "; rows written before stay as they are until they change"
        #expect(
            try notes("HAVING count(*) > 1", "HAVING count(*) > 2") == [
                "totals: its rows were of purchases by category where count(*) > 1, "
                    + "are of purchases by category where count(*) > 2\(rest)"
            ])
        #expect(
            try notes("max(big) AS m", "max(big) + 1 AS m") == [
                "daily: column m was max(big), is max(big) + 1\(rest)"
            ])
        #expect(
            try notes("WHERE paid", "WHERE NOT paid") == [
                "copied: its rows were of purchases where paid, are of purchases where NOT paid\(rest)"
            ])
        #expect(try notes("SET job_name", "-- why\nSET job_name").isEmpty)
    }

    private static func check(
        _ edits: [(what: String, from: String, to: String, verdict: Verdict)], of job: String
    ) throws {
        let old = try Planner.plan(job).get().fingerprint
        for edit in edits {
            var text = job.replacing(edit.from, with: edit.to)
            // A view over nothing takes no options.
            if edit.to == "CREATE VIEW visits" {
                text = text.replacing("VIEW visits WITH (connector = 'blackhole')", with: "VIEW visits")
            }
            #expect(text != job, "\(edit.what)")
            let new: PlanFingerprint
            do {
                new = try Planner.plan(text).get().fingerprint
            } catch {
                Issue.record("\(edit.what): \(error.diagnostics.map(\.message))")
                continue
            }
            let change = new.change(from: old)
            #expect(change.problems.isEmpty == (edit.verdict != .refused), "\(edit.what): \(change.problems)")
            if let refusal = change.refusal {
                #expect(refusal.contains("undo the change, or start afresh"), "\(edit.what): \(refusal)")
            }
            let pending = StateOutlook.refusal(
                of: new, toReplay: [BoundaryRecord(epoch: Epoch(7), plan: old.number)], among: [old.text])
            if edit.verdict == .waits {
                #expect(!change.notes.isEmpty && change.refusal == nil, "\(edit.what): \(change.notes)")
                #expect(pending?.contains(change.notes.first ?? "?") == true, "\(edit.what): \(pending ?? "")")
                #expect(pending?.contains("start it once with its old text (until it has") == true, "\(edit.what)")
            }
            if new.number == old.number { #expect(pending == nil, "\(edit.what)") }
            // A job is itself, however its fingerprint came back.
            #expect(new.change(from: PlanFingerprint(text: new.text) ?? old) == PlanChange(), "\(edit.what)")
        }
    }
}
