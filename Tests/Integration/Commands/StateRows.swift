/// One operator's table in a checkpoint of the job `StateRows.job`, and what must be in it.
struct StateRows {
    let table: String
    /// Name and type, as the export has them.
    let columns: [(name: String, type: String)]
    /// Columns that tell entries of the store apart, as SQL.
    let key: String
    /// What the rows should be, in PostgreSQL's words over `rows(id, shop, size, price, at)`.
    let expected: String
    /// The columns that `expected` gives, where these are not all.
    var shown: String?

    init(_ table: String, _ columns: String, key: String, _ expected: String, shown: String? = nil) {
        self.table = table
        self.columns = columns.split(separator: ";").map { column in
            let parts = column.split(separator: ":").map(String.init)
            return (parts[0], parts[1])
        }
        self.key = key
        self.expected = expected
        self.shown = shown
    }

    /// `"name" type, ...` for a table of PostgreSQL.
    var typed: String { columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ") }
    /// The same for the Parquet file, which has numerics without a scale as text.
    var typedInFile: String {
        columns.map { "\"\($0.name)\" \($0.type == "numeric" ? "text" : $0.type)" }.joined(separator: ", ")
    }
    /// The columns that `expected` gives.
    var shownNames: String { shown ?? columns.map { "\"\($0.name)\"" }.joined(separator: ", ") }
    /// Those of an export, to be compared with it: where not all are, a row may be there several times.
    var choice: String { shown.map { "DISTINCT \($0)" } ?? "*" }
    /// All columns out of `line`, which is JSON.
    func fields(of line: String) -> String {
        columns.map { "(\(line) ->> '\($0.name)')::\($0.type) AS \"\($0.name)\"" }.joined(separator: ", ")
    }

    /// An operator of every kind. The watermark of `events` never closes a window, that of `closing` does.
    static let job = """
        SET job_name = 'kinds';
        CREATE TABLE events (id bigint, shop text, size integer, price numeric(9, 2), at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json', follow = true, event_time = 'at',
            watermark_delay = '1000 days', timestamp_format = 'unix_seconds');
        CREATE TABLE closing (id bigint, shop text, size integer, price numeric(9, 2), at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json', follow = true, event_time = 'at',
            watermark_delay = '1 minute', timestamp_format = 'unix_seconds');
        CREATE MATERIALIZED VIEW totals WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT shop, count(*) AS n, sum(price) AS total, min(price) AS least, max(at) AS last,
            count(DISTINCT size) AS sizes FROM events GROUP BY shop;
        CREATE MATERIALIZED VIEW minutes WITH (connector = 'blackhole') AS
        SELECT window_start, shop, count(*) AS n FROM tumble(events, at, interval '1 minute')
        GROUP BY window_start, shop;
        CREATE MATERIALIZED VIEW hops WITH (connector = 'blackhole') AS
        SELECT window_start, shop, count(*) AS n, sum(price) AS total
        FROM hop(events, at, interval '30 seconds', interval '2 minutes') GROUP BY window_start, shop;
        CREATE MATERIALIZED VIEW visits WITH (connector = 'blackhole') AS
        SELECT shop, window_start, window_end, count(*) AS n FROM session(events, at, interval '30 seconds')
        GROUP BY shop, window_start, window_end;
        CREATE MATERIALIZED VIEW running WITH (connector = 'blackhole') AS
        SELECT shop, window_start, sum(price) AS total,
            sum(sum(price)) OVER (PARTITION BY shop ORDER BY window_start) AS so_far
        FROM tumble(closing, at, interval '1 minute') GROUP BY shop, window_start;
        CREATE MATERIALIZED VIEW latest WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT DISTINCT ON (shop) shop, id, price, at FROM events ORDER BY shop, at DESC, id;
        CREATE MATERIALIZED VIEW slots WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT DISTINCT ON (id % 7, shop, price) id % 7 AS slot, shop, id, price FROM events
        ORDER BY id % 7, shop, price, at DESC, id;
        CREATE MATERIALIZED VIEW window_firsts WITH (connector = 'blackhole') AS
        SELECT DISTINCT ON (window_start, shop) window_start, shop, id FROM tumble(events, at, interval '5 minutes')
        ORDER BY window_start, shop, price DESC, id;
        CREATE MATERIALIZED VIEW top_rows WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT * FROM (SELECT shop, id, price, row_number() OVER (PARTITION BY shop ORDER BY price DESC, id) AS place
                       FROM events) t WHERE place <= 2;
        CREATE MATERIALIZED VIEW ranked WITH (connector = 'blackhole', emit = 'changes') AS
        SELECT * FROM (SELECT *, rank() OVER (ORDER BY n DESC) AS place
                       FROM (SELECT shop, size, count(*) AS n FROM events GROUP BY shop, size) c) t WHERE place <= 3;
        CREATE MATERIALIZED VIEW window_rows WITH (connector = 'blackhole') AS
        SELECT window_start, id, shop, price, place FROM (
            SELECT *, dense_rank() OVER (PARTITION BY window_start, shop ORDER BY price DESC NULLS LAST) AS place
            FROM tumble(events, at, interval '5 minutes')) t WHERE place < 3;
        CREATE TABLE pairs (a bigint, b bigint, shop text) WITH (connector = 'blackhole');
        INSERT INTO pairs SELECT a.id, b.id, b.shop FROM events a JOIN events b
        ON a.shop = b.shop AND b.at BETWEEN a.at AND a.at + interval '1 minute';
        CREATE TABLE window_pairs (a bigint, b bigint) WITH (connector = 'blackhole');
        INSERT INTO window_pairs SELECT a.id, b.id
        FROM tumble((SELECT * FROM events WHERE id < 50), at, interval '1 minute') a
        JOIN tumble((SELECT id, shop, at FROM events WHERE id > 9), at, interval '1 minute') b
        ON a.window_start = b.window_start AND a.shop = b.shop;
        """

    private static let minute = "date_bin('1 minute', at, '2000-01-01')"
    private static let closed = """
        SELECT shop, \(minute) + interval '1 minute' AS e, sum(price) AS total FROM rows GROUP BY 1, 2
        HAVING \(minute) + interval '1 minute' <= (SELECT max(at) - interval '1 minute' FROM rows)
        """

    static let all: [StateRows] = [
        StateRows(
            "totals", "shop:text;n:bigint;total:numeric;least:numeric;last:timestamptz;sizes:bigint", key: "shop",
            "SELECT shop, count(*), sum(price), min(price), max(at), count(DISTINCT size) FROM rows GROUP BY shop"),
        StateRows(
            "minutes", "shop:text;window_start:timestamptz;window_end:timestamptz;n:bigint", key: "shop, window_start",
            "SELECT shop, \(minute), \(minute) + interval '1 minute', count(*) FROM rows GROUP BY 1, 2"),
        StateRows(
            "hops", "shop:text;pane_start:timestamptz;pane_end:timestamptz;n:bigint;total:numeric",
            key: "shop, pane_start",
            """
            SELECT shop, date_bin('30 seconds', at, '2000-01-01'),
                   date_bin('30 seconds', at, '2000-01-01') + interval '30 seconds', count(*), sum(price)
            FROM rows GROUP BY 1, 2
            """),
        StateRows(
            "visits", "shop:text;pane_end:timestamptz;n:bigint;first_row:timestamptz;last_row:timestamptz",
            key: "shop, pane_end",
            """
            SELECT shop, date_bin('30 seconds', at, '2000-01-01') + interval '30 seconds', count(*), min(at), max(at)
            FROM rows GROUP BY 1, 2
            """),
        StateRows(
            "running", "shop:text;window_start:timestamptz;window_end:timestamptz;total:numeric",
            key: "shop, window_start",
            """
            SELECT shop, \(minute), \(minute) + interval '1 minute', sum(price) FROM rows GROUP BY 1, 2
            HAVING \(minute) + interval '1 minute' > (SELECT max(at) - interval '1 minute' FROM rows)
            """),
        StateRows(
            "running running", "shop:text;closed_through:timestamptz;running total 1:numeric", key: "shop",
            "SELECT shop, max(e), sum(total) FROM (\(closed)) c GROUP BY shop"),
        StateRows(
            "latest", "shop:text;id:bigint;price:numeric(9, 2);at:timestamptz", key: "shop",
            "SELECT DISTINCT ON (shop) shop, id, price, at FROM rows ORDER BY shop, at DESC, id"),
        // A computed key, a column, and a number, of which the kept row alone knows how it was written.
        StateRows(
            "slots", "slot:bigint;shop:text;price:numeric(9, 2);id:bigint;price_2:numeric(9, 2)",
            key: "slot, shop, price",
            """
            SELECT DISTINCT ON (id % 7, shop, price) id % 7, shop, price, id, price FROM rows
            ORDER BY id % 7, shop, price, at DESC, id
            """),
        StateRows(
            "window_firsts", "shop:text;window_start:timestamptz;window_end:timestamptz;id:bigint",
            key: "shop, window_start",
            """
            SELECT DISTINCT ON (shop, date_bin('5 minutes', at, '2000-01-01')) shop,
                   date_bin('5 minutes', at, '2000-01-01'),
                   date_bin('5 minutes', at, '2000-01-01') + interval '5 minutes', id FROM rows
            ORDER BY shop, date_bin('5 minutes', at, '2000-01-01'), price DESC, id
            """),
        StateRows(
            "top_rows", "shop:text;id:bigint;price:numeric(9, 2);row_number:bigint", key: "shop",
            """
            SELECT * FROM (SELECT shop, id, price, row_number() OVER (PARTITION BY shop ORDER BY price DESC, id) AS place
                           FROM rows) t WHERE place <= 2
            """),
        StateRows(
            "ranked", "shop:text;size:integer;n:bigint", key: "shop, size",
            "SELECT shop, size, count(*) FROM rows GROUP BY 1, 2"),
        StateRows(
            "window_rows",
            "shop:text;window_start:timestamptz;window_end:timestamptz;id:bigint;price:numeric(9, 2)", key: "id",
            """
            SELECT shop, date_bin('5 minutes', at, '2000-01-01'),
                   date_bin('5 minutes', at, '2000-01-01') + interval '5 minutes', id, price FROM rows
            """),
        // A row lies in each bucket in which it can meet one of the other side.
        StateRows(
            "pairs",
            "shop:text;window_start:timestamptz;window_end:timestamptz;side:text;epoch:bigint;id:bigint;at:timestamptz;"
                + "id_2:bigint;at_2:timestamptz", key: "shop, window_start",
            """
            SELECT shop, 'left', id, at, NULL, NULL FROM rows WHERE shop IS NOT NULL
            UNION ALL SELECT shop, 'right', NULL, NULL, id, at FROM rows WHERE shop IS NOT NULL
            """, shown: "shop, side, id, at, id_2, at_2"),
        StateRows(
            "window_pairs left", "shop:text;window_start:timestamptz;window_end:timestamptz;id:bigint", key: "id",
            "SELECT shop, \(minute), \(minute) + interval '1 minute', id FROM rows WHERE id < 50"),
        StateRows(
            "window_pairs right", "shop:text;window_start:timestamptz;window_end:timestamptz;id:bigint", key: "id",
            "SELECT shop, \(minute), \(minute) + interval '1 minute', id FROM rows WHERE id > 9"),
    ]
}
