import Runner

/// What is added up for a group by the plain recomputation; what the parts mean is the job's matter.
typealias Totals = SIMD4<Double>

/// A whole job: its events, its SQL, and what its result must be by a plain program.
struct BenchJob: Sendable {
    let name: String
    let summary: String
    /// CREATE TYPE statements.
    var types = ""
    let columns: String
    /// WITH of the source, beside the connector.
    let source: String
    /// The select list behind `window_start`: keys, then values.
    let keys: String
    let values: String
    /// `tumble(...)` and what follows, up to GROUP BY.
    let from: String
    let keyCount: Int
    /// An event that closes every window.
    let closing: String
    /// `read_json` columns, and a query over `events` that gives the same columns: window in seconds, keys, values.
    let duckdb: (columns: String, query: String)
    let origin: @Sendable (_ seed: UInt64, _ partitions: Int) -> BenchEvents.Origin
    /// `window,key,key` of an event and what it adds; nil for one that the job drops.
    let group: @Sendable (EventText) -> (String, Totals)?
    /// The values of a result row.
    let result: @Sendable (Totals) -> [Double]

    /// The job's text.
    func text(job: String, topic: BenchTopic, sink: String, settings: String = "") -> String {
        let group = keys.split(separator: ",").map { part -> String in
            // A key with an alias is grouped by its expression.
            let words = String(part).split(separator: " ")
            guard let alias = words.firstIndex(of: "AS") else { return String(part) }
            return words[..<alias].joined(separator: " ")
        }.joined(separator: ", ")
        return """
            SET job_name = '\(job)';
            \(settings)
            \(types)
            CREATE TABLE events (\(columns)) WITH (\(topic.source), \(source));
            CREATE MATERIALIZED VIEW \(job) WITH (\(sink), emit = 'final') AS
            SELECT window_start, \(keys), \(values) FROM \(from) GROUP BY window_start, \(group);
            """
    }
}

extension BenchJob {
    static let all = [retail, items, shop, views, advertisements]

    private static let retailColumns = """
        transaction_id text NOT NULL, customer_id bigint, category text, brand text, product_name text, \
        quantity integer, price integer, payment_method text, "timestamp" timestamptz
        """

    private static func retail(
        name: String, summary: String, key: String, keySpace: UInt64?, find: @escaping @Sendable (EventText) -> String?
    ) -> BenchJob {
        BenchJob(
            name: name, summary: summary, columns: retailColumns,
            source: "event_time = 'timestamp', watermark_delay = '60 seconds'", keys: "\(key), payment_method",
            values: "avg(price) AS average, sum(quantity) AS quantity, sum(price::bigint * quantity) AS amount",
            from: "tumble(events, \"timestamp\", interval '5 minutes')", keyCount: 2,
            closing: "{\"transaction_id\":\"end\",\"timestamp\":\(BenchEvents.closingSeconds)}",
            duckdb: (
                "\(key): '\(key == "customer_id" ? "BIGINT" : "VARCHAR")', payment_method: 'VARCHAR', "
                    + "quantity: 'INTEGER', price: 'INTEGER', \"timestamp\": 'BIGINT'",
                "SELECT \"timestamp\" // 300 * 300 AS w, \(key), payment_method, avg(price), sum(quantity), "
                    + "sum(price::BIGINT * quantity) AS last FROM events GROUP BY ALL"
            ),
            origin: { seed, partitions in
                .profile(
                    EventOptions(
                        profile: .retail, seed: seed, partitions: partitions, disorderMicrosMax: 60_000_000,
                        keySpace: keySpace))
            },
            group: { event in
                guard let seconds = event.number("\"timestamp\":"), let quantity = event.number("\"quantity\":"),
                    let price = event.number("\"price\":"), let name = find(event),
                    let payment = event.text("\"payment_method\":")
                else { return nil }
                return (
                    "\(seconds / 300 * 300),\(name),\(payment)",
                    Totals(1, Double(price), Double(quantity), Double(price * quantity))
                )
            }, result: { [$0.y / $0.x, $0.z, $0.w] })
    }

    static let retail = retail(
        name: "retail", summary: "few groups: parsing is what costs", key: "category", keySpace: nil,
        find: { $0.text("\"category\":") })

    static let items = retail(
        name: "items", summary: "a million customers: state and output are what cost", key: "customer_id",
        keySpace: 1_000_000, find: { $0.text("\"customer_id\":") })

    /// As the peers' programs group: by the product's name, over their own events.
    static let products = retail(
        name: "items", summary: "300,000 products: state and output are what cost", key: "product_name",
        keySpace: nil, find: { $0.text("\"product_name\":") })

    static let shop = BenchJob(
        name: "shop", summary: "decimals; a group almost for each event",
        columns: """
            region text, shopid bigint, itemid bigint, orderid bigint, count integer, price numeric(12, 2), \
            "timestamp" timestamptz
            """,
        source: "timestamp_format = 'unix_seconds', event_time = 'timestamp', watermark_delay = '30 seconds'",
        keys: "region, shopid, itemid", values: "sum(price) AS gross_income",
        from: "tumble(events, \"timestamp\", interval '1 minute')", keyCount: 3,
        closing: "{\"timestamp\":\(BenchEvents.closingSeconds)}",
        duckdb: (
            "region: 'VARCHAR', shopid: 'BIGINT', itemid: 'BIGINT', price: 'DECIMAL(12,2)', \"timestamp\": 'BIGINT'",
            "SELECT \"timestamp\" // 60 * 60 AS w, region, shopid, itemid, sum(price) AS last FROM events GROUP BY ALL"
        ),
        origin: { seed, partitions in
            .profile(
                EventOptions(profile: .shop, seed: seed, partitions: partitions, disorderMicrosMax: 30_000_000))
        },
        group: { event in
            guard let seconds = event.number("\"timestamp\":"), let price = event.hundredths("\"price\":"),
                let region = event.text("\"region\":"), let shop = event.text("\"shopid\":"),
                let item = event.text("\"itemid\":")
            else { return nil }
            return ("\(seconds / 60 * 60),\(region),\(shop),\(item)", Totals(1, Double(price), 0, 0))
        }, result: { [$0.y / 100] })

    static let views = BenchJob(
        name: "views", summary: "nested JSON, times as text",
        types: "CREATE TYPE view_context AS (source text); CREATE TYPE view_properties AS (productid text);",
        columns: """
            event text, messageid text, userid text, properties view_properties, context view_context, \
            "timestamp" timestamptz
            """,
        source: "event_time = 'timestamp', watermark_delay = '5 minutes'", keys: "(context).source AS source",
        values: "count(*) AS source_number", from: "tumble(events, \"timestamp\", interval '5 minutes')", keyCount: 1,
        closing: "{\"timestamp\":\"2025-04-26 14:00:00.000+0000\"}",
        duckdb: (
            "context: 'STRUCT(source VARCHAR)', \"timestamp\": 'VARCHAR'",
            "SELECT epoch(strptime(\"timestamp\"[:19], '%Y-%m-%d %H:%M:%S'))::BIGINT // 300 * 300 AS w, "
                + "context.source, count(*) AS last FROM events GROUP BY ALL"
        ),
        origin: { seed, partitions in
            .profile(
                EventOptions(profile: .views, seed: seed, partitions: partitions, disorderMicrosMax: 60_000_000))
        },
        group: { event in
            guard let time = event.text("\"timestamp\":"), let seconds = EventText.unixSeconds(time),
                let source = event.text("\"source\":")
            else { return nil }
            return ("\(seconds / 300 * 300),\(source)", Totals(1, 0, 0, 0))
        }, result: { [$0.x] })

    static let advertisements = BenchJob(
        name: "ysb", summary: "a filter, then few groups",
        columns: """
            user_id text, page_id text, ad_id bigint, ad_type text, event_type text, event_time timestamptz, \
            ip_address text
            """,
        source: "timestamp_format = 'unix_millis', event_time = 'event_time', watermark_delay = '10 seconds'",
        keys: "ad_id / 10 AS campaign", values: "count(*) AS views",
        from: "tumble(events, event_time, interval '10 seconds') WHERE event_type = 'view'", keyCount: 1,
        closing: "{\"event_type\":\"view\",\"event_time\":\(BenchEvents.closingSeconds * 1_000)}",
        duckdb: (
            "ad_id: 'BIGINT', event_type: 'VARCHAR', event_time: 'BIGINT'",
            "SELECT event_time // 10000 * 10 AS w, ad_id // 10, count(*) AS last FROM events "
                + "WHERE event_type = 'view' GROUP BY ALL"
        ),
        origin: { seed, _ in .advertisements(seed: seed) },
        group: { event in
            guard event.text("\"event_type\":") == "view", let time = event.number("\"event_time\":"),
                let advertisement = event.number("\"ad_id\":")
            else { return nil }
            return ("\(time / 10_000 * 10),\(advertisement / 10)", Totals(1, 0, 0, 0))
        }, result: { [$0.x] })
}
