import Runner
import Testing

@Suite struct StatementTests {
    @Test(arguments: [
        ("SET a = 'x'", DeclaredValue.string("x")), ("SET a = 5", .number("5")), ("SET a = -1.5", .number("-1.5")),
        ("SET a = on", .word("on")), ("SET a = true", .word("true")), ("SET a TO 'x'", .string("x")),
        ("SET a = json", .word("json")), ("SET a = '1 s'", .string("1 s")),
    ])
    func `a setting keeps how its value was written`(sql: String, value: DeclaredValue) {
        guard case .set(let set) = only(sql) else {
            Issue.record("no SET: \(rendered(sql))")
            return
        }
        #expect(set.option.name == "a")
        #expect(set.option.nameOffset == 4)
        #expect(set.option.value == value)
    }

    @Test func `SET TIME ZONE is the setting timezone`() {
        guard case .set(let set) = only("SET TIME ZONE 'Asia/Jakarta'") else {
            Issue.record("no SET")
            return
        }
        #expect(set.option.name == "timezone" && set.option.value == .string("Asia/Jakarta"))
    }

    @Test func `options keep values of every form and their places`() {
        let sql = "CREATE TABLE t (a int) WITH (s = 'x''y', n = 5, d = 1.5, w = json, b = true, m = -3, f)"
        guard case .createTable(let table) = only(sql) else {
            Issue.record("no table: \(rendered(sql))")
            return
        }
        let values = table.options.entries.map(\.value)
        #expect(
            values == [
                .string("x'y"), .number("5"), .number("1.5"), .word("json"), .word("true"), .number("-3"), .absent,
            ])
        let bytes = Array(sql.utf8)
        #expect(table.options.entries.prefix(2).map { bytes[$0.nameOffset] } == Array("sn".utf8))
        #expect(table.options.entries.prefix(2).map { bytes[$0.valueOffset] } == Array("'5".utf8))
        #expect(sql.utf8.dropFirst(table.options.offset).starts(with: "WITH".utf8))
    }

    @Test func `an option's name may have a dot`() {
        guard case .createTable(let table) = only("CREATE TABLE t (a int) WITH (a.b = 'x')") else {
            Issue.record("no table")
            return
        }
        #expect(table.options.entries.map(\.name) == ["a.b"])
        #expect(table.options.entries.map(\.value) == [.string("x")])
    }

    @Test func `columns with keys and generated values`() {
        let sql = """
            CREATE TABLE s.t (a int PRIMARY KEY, b text[] NOT NULL, c varchar(10) NULL,
              d text GENERATED ALWAYS AS (j ->> 'd') STORED, e timestamp with time zone, "F" jsonb)
            """
        guard case .createTable(let table) = only(sql) else {
            Issue.record("no table: \(rendered(sql))")
            return
        }
        #expect(table.name.text == "s.t")
        #expect(table.primaryKey.map(\.text) == ["a"])
        #expect(
            table.columns.map { text($0.type) } == ["int4", "text[]", "varchar(10)", "text", "timestamptz", "jsonb"])
        #expect(table.columns.map(\.isNotNull) == [true, true, false, false, false, false])
        #expect(table.columns[3].generated.map { text($0) } == "(->> j 'd')")
        #expect(table.columns.map(\.name.text) == ["a", "b", "c", "d", "e", "F"])
        #expect(table.options.entries.isEmpty)
        #expect(table.options.offset == table.name.offset)
    }

    @Test func `types, views, inserts and comments`() {
        let sql = """
            CREATE TYPE ctx AS (source text, n bigint);
            CREATE VIEW v (a, b) AS SELECT 1, 2;
            CREATE MATERIALIZED VIEW mv (x) WITH (connector = 'console') AS SELECT a FROM v;
            INSERT INTO s (b, a) SELECT 1, 2;
            COMMENT ON TABLE t IS 'words';
            COMMENT ON COLUMN s.t.c IS NULL;
            COMMENT ON MATERIALIZED VIEW mv IS 'x';
            COMMENT ON TYPE ctx IS 'y';
            """
        let parsed = parseJob(sql)
        #expect(parsed.diagnostics == [])
        let said = parsed.job.statements.map { statement -> String in
            switch statement.kind {
            case .createType(let type): "type \(type.name.text) \(type.fields.map(\.name.text))"
            case .createView(let view): "view \(view.name.text) \(view.columnNames.map(\.text))"
            case .createMaterializedView(let view):
                "mv \(view.name.text) \(view.columnNames.map(\.text)) \(view.options.entries.count)"
            case .insert(let insert): "insert \(insert.target.text) \(insert.columns.map(\.text))"
            case .comment(let comment): "comment \(comment.target) \(comment.name.text) \(comment.text ?? "nil")"
            default: "other"
            }
        }
        #expect(
            said == [
                #"type ctx ["source", "n"]"#, #"view v ["a", "b"]"#, #"mv mv ["x"] 1"#, #"insert s ["b", "a"]"#,
                "comment table t words", "comment column s.t.c nil", "comment materializedView mv x",
                "comment type ctx y",
            ])
        let texts = parsed.job.statements.map { statement in
            String(decoding: Array(sql.utf8)[statement.range.offset..<statement.range.end], as: UTF8.self)
        }
        #expect(texts[1] == "CREATE VIEW v (a, b) AS SELECT 1, 2")
    }
}
