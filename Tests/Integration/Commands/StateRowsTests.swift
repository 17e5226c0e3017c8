import Glibc
import TestSupport
import Testing

/// What `state export`, `state diff` and `state get` show of every kind of table, against PostgreSQL's own computation.
@Suite(.serialized, .enabled(if: Database.isAvailable, "needs PostgreSQL: apt-get install postgresql"))
struct StateRowsTests {
    /// A job with two checkpoints, of epochs 1 and 2, after 40 rows and after 60.
    private final class Kept {
        let database: Database
        let folder = Tree.scratch()
        let run: JobRun
        static let counts = [1: 40, 2: 60]

        init() throws {
            database = try Database()
            run = try JobRun(text: StateRows.job, environment: ["FOLDER": folder])
            try database.query("CREATE SCHEMA oracle")
            for epoch in [1, 2] {
                let count = Kept.counts[epoch] ?? 0
                try Tree.write(folder + "/in.ndjson", (0..<count).map { Kept.row($0) + "\n" }.joined())
                try run.catchUp()
                let values = (0..<count).map { "($json$\(Kept.row($0))$json$)" }.joined(separator: ", ")
                try database.query(
                    """
                    CREATE TABLE oracle.raw\(epoch) (j jsonb); INSERT INTO oracle.raw\(epoch) VALUES \(values);
                    CREATE VIEW oracle.rows\(epoch) AS
                    SELECT (j ->> 'id')::bigint AS id, j ->> 'shop' AS shop, (j ->> 'size')::integer AS size,
                           (j ->> 'price')::numeric(9, 2) AS price, to_timestamp((j ->> 'at')::bigint) AS at
                    FROM oracle.raw\(epoch);
                    """)
            }
        }

        /// Times only grow, so that none is late. The last shop comes with the later rows only.
        private static func row(_ index: Int) -> String {
            let shops = ["\"a\"", "\"b\"", "null", "\"\"", "\"it's \\\"x\\\", y\\\\\"", "\"late\""]
            let shop = index >= 40 ? shops[index % 6] : index % 9 == 0 ? shops[0] : shops[index % 5]
            let time = 1_617_000_000 + index * 7 + index / 10 * 60
            let price = "\(index * 37 % 101).\(10 + index % 90)"
            return "{\"id\":\(index),\"shop\":\(shop),\"size\":\(index % 3),\"price\":\(price),\"at\":\(time)}"
        }

        func expected(_ table: StateRows, _ epoch: Int) -> String {
            table.expected.split(separator: "FROM rows", omittingEmptySubsequences: false)
                .joined(separator: "FROM oracle.rows\(epoch)")
        }

        /// Runs the program `state`, which lies beside the runner.
        func state(_ words: [String], code wanted: Int32 = 0) throws -> String {
            let program = String(try Tree.runner.dropLast("runner".count)) + "state"
            let child = try Child(program, words + ["--state-dir", run.stateDirectory], environment: [:])
            let code = try child.wait(timeoutSeconds: 60)
            #expect(code == wanted, "\(words): \(child.errorText)")
            return child.outputText
        }

        /// Loads lines of JSON as rows of text.
        func load(_ lines: String, into table: String) throws {
            let values = lines.split(separator: "\n").map { "($json$\($0)$json$)" }.joined(separator: ", ")
            try database.query(
                "DROP TABLE IF EXISTS \(table); CREATE TABLE \(table) (line jsonb);"
                    + (values.isEmpty ? "" : "INSERT INTO \(table) VALUES \(values);"))
        }

        func expectSame(_ ours: String, _ expected: String, _ what: String) throws {
            let wrong = try database.difference(ours, expected)
            #expect(wrong.isEmpty, "\(what): \(wrong.prefix(6))")
        }
    }

    @Test(arguments: [1, 2])
    func `an export of every kind of table, in each format, has the rows that are to be there`(_ epoch: Int) throws {
        let kept = try Kept()
        let place = ["--epoch", "\(epoch)"]
        let everything = try kept.state(["export"] + place)
        let names = Set(everything.split(separator: "\n").compactMap { $0.split(separator: "\"").dropFirst(3).first })
        #expect(names == Set(StateRows.all.map { Substring($0.table) }), "a table that no case checks")
        for (number, table) in StateRows.all.enumerated() {
            let export = ["export", "--table", table.table] + place
            try kept.load(try kept.state(export), into: "public.lines")
            let csv = try kept.state(export + ["--format", "csv"])
            try kept.database.query(
                "DROP TABLE IF EXISTS public.fields; CREATE TABLE public.fields (\(table.typed));\n"
                    + "COPY public.fields FROM STDIN WITH (FORMAT csv, HEADER match);\n\(csv)\\.\n")
            let file = "\(kept.folder)/\(number)-\(epoch).parquet"
            _ = try kept.state(export + ["--format", "parquet", "--output", file])
            var forms = [
                ("ndjson", "(SELECT \(table.fields(of: "line")) FROM public.lines) l"), ("csv", "public.fields"),
            ]
            // The others are read by DuckDB where it is.
            if epoch == 1 || !ParquetReaders.areWanted {
                try ParquetReaders.loadByRunner(
                    file, into: "public.stored", table.typedInFile, of: kept.database, as: table.typed)
                forms.append(("parquet", "public.stored"))
            }
            let expected = kept.expected(table, epoch)
            #expect(try kept.database.value("SELECT count(*) > 3 FROM (\(expected)) e") == "t")
            for (form, source) in forms {
                try kept.expectSame("SELECT \(table.choice) FROM \(source)", expected, "\(table.table) as \(form)")
            }
        }
        if epoch == 2 && ParquetReaders.areWanted { try checkByDuckDB(kept, epoch) }
    }

    /// DuckDB reads all files at once; it starts slowly.
    private func checkByDuckDB(_ kept: Kept, _ epoch: Int) throws {
        let script = """
            import duckdb, glob, sys
            duckdb.sql("SET timezone = 'UTC'")
            for name in glob.glob(sys.argv[1]):
                duckdb.sql(f"COPY (SELECT * FROM '{name}') TO '{name}.csv' " r"(FORMAT csv, HEADER, NULLSTR '\\N')")
            """
        _ = try ParquetReaders.run(script, ["\(kept.folder)/*-\(epoch).parquet"])
        for (number, table) in StateRows.all.enumerated() {
            let rows = try Tree.read("\(kept.folder)/\(number)-\(epoch).parquet.csv")
            try kept.database.query(
                "DROP TABLE IF EXISTS public.stored; CREATE TABLE public.stored (\(table.typed));\n"
                    + "COPY public.stored FROM STDIN WITH (FORMAT csv, HEADER match, NULL '\\N');\n\(rows)\\.\n")
            try kept.expectSame(
                "SELECT \(table.choice) FROM public.stored", kept.expected(table, epoch),
                "\(table.table) by DuckDB")
        }
    }

    @Test func `a diff of two named checkpoints has what came, what went and what is other`() throws {
        let kept = try Kept()
        var changes: Set<String> = []
        for table in StateRows.all where table.shown == nil {
            try kept.load(
                try kept.state(["diff", "1", "2", "--table", table.table, "-o", "json"]), into: "public.lines")
            let ours = ["before", "after"].map { side in
                """
                SELECT line ->> 'change' AS change, '\(side)' AS side, \(table.fields(of: "item"))
                FROM public.lines, jsonb_array_elements(
                    CASE jsonb_typeof(line -> '\(side)') WHEN 'array' THEN line -> '\(side)' WHEN 'null' THEN '[]'
                         ELSE jsonb_build_array(line -> '\(side)') END) item
                """
            }
            let names = table.shownNames
            func entries(_ epoch: Int) -> String {
                """
                rows\(epoch) AS (SELECT concat_ws('|', '', \(keyText(table))) AS key, * FROM (
                    \(kept.expected(table, epoch))) AS x (\(names))),
                entries\(epoch) AS (
                    SELECT key, array_agg(r::text ORDER BY r::text) AS held FROM rows\(epoch) r GROUP BY key)
                """
            }
            let expected = """
                WITH \(entries(1)), \(entries(2)), found AS (
                    SELECT key, CASE WHEN a.held IS NULL THEN 'added' WHEN b.held IS NULL THEN 'removed'
                                ELSE 'changed' END AS change
                    FROM entries1 a FULL JOIN entries2 b USING (key) WHERE a.held IS DISTINCT FROM b.held)
                SELECT change, 'before', \(names) FROM found JOIN rows1 USING (key)
                UNION ALL SELECT change, 'after', \(names) FROM found JOIN rows2 USING (key)
                """
            try kept.expectSame(ours.joined(separator: " UNION ALL "), expected, "\(table.table) from 1 to 2")
            changes.formUnion(try kept.database.query("SELECT DISTINCT line ->> 'change' FROM public.lines"))
        }
        #expect(changes == ["added", "changed", "removed"])
        // The other way round what was added is removed.
        let back = try kept.state(["diff", "2", "1", "--table", "latest", "-o", "json"])
        #expect(back.contains("\"change\":\"removed\",\"before\":{\"shop\":\"late\","), "\(back)")
        #expect(try kept.state(["diff", "2", "2"]).isEmpty)
        _ = try kept.state(["diff", "1", "3"], code: 1)
    }

    private func keyText(_ table: StateRows) -> String {
        table.key.split(separator: ", ").map { "coalesce(\($0)::text, '~')" }.joined(separator: ", ")
    }

    @Test func `get finds the rows of a key in every kind of table`() throws {
        let kept = try Kept()
        let shops = ["a", "b", "NULL", "''", "it's \"x\", y\\", "'late'"]
        for table in StateRows.all {
            for shop in shops {
                let isNull = shop == "NULL"
                let text = shop.hasPrefix("'") ? String(shop.dropFirst().dropLast()) : shop
                let condition = isNull ? "shop IS NULL" : "shop = $shop$\(text)$shop$"
                let wanted =
                    "SELECT * FROM (\(kept.expected(table, 2))) AS x (\(table.shownNames)) WHERE \(condition)"
                let count = try kept.database.value("SELECT count(*) FROM (\(wanted)) w")
                let lines = try kept.state(
                    ["get", "shop=\(shop)", "--table", table.table, "--limit", "1000", "-o", "json"],
                    code: count == "0" ? 1 : 0)
                try kept.load(lines, into: "public.lines")
                try kept.expectSame(
                    "SELECT \(table.choice) FROM (SELECT \(table.fields(of: "line")) FROM public.lines) l", wanted,
                    "\(table.table) of \(shop)")
            }
        }
        // A column that is no key, in each table that has it, and two columns at once.
        let rows = try kept.state(["get", "id=58", "-o", "json"]).split(separator: "\n")
        #expect(
            Set(rows.compactMap { $0.split(separator: "\"").dropFirst(3).first })
                == ["latest", "slots", "window_firsts", "window_rows", "pairs", "window_pairs right"], "\(rows)")
        let one = try kept.state(["get", "shop=b", "row_number=2", "--table", "top_rows", "-o", "json"])
        #expect(one.split(separator: "\n").count == 1 && one.contains("\"row_number\":2"), "\(one)")
        _ = try kept.state(["get", "shop=b", "row_number=3", "--table", "top_rows"], code: 1)
    }
}
