import Runner
import Testing

@Suite struct RefusalTests {
    @Test(arguments: [
        ("SELECT a FROM t UNION SELECT b FROM u", "UNION without ALL is not supported yet", "UNION"),
        ("SELECT a FROM t INTERSECT SELECT b FROM u", "INTERSECT is not supported yet", "INTERSECT"),
        ("SELECT a FROM t EXCEPT ALL SELECT b FROM u", "EXCEPT is not supported yet", "EXCEPT"),
        ("WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x", "WITH RECURSIVE is not supported yet", "WITH"),
        ("SELECT a INTO x FROM t", "SELECT INTO is not supported yet", "INTO"),
        ("SELECT a FROM t FOR UPDATE", "FOR UPDATE is not supported yet", "FOR"),
        ("SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES", "WITH TIES is not supported yet", "TIES"),
        (
            "SELECT a FROM t GROUP BY ROLLUP (a)", "a GROUP BY with GROUPING SETS, ROLLUP or CUBE is not supported yet",
            "ROLLUP"
        ),
        ("SELECT a FROM t GROUP BY DISTINCT a", "GROUP BY DISTINCT is not supported yet", "GROUP"),
        ("SELECT a FROM ONLY t", "ONLY is not supported yet", "t"),
        ("SELECT a FROM t TABLESAMPLE system (5)", "TABLESAMPLE is not supported yet", "TABLESAMPLE"),
        ("SELECT a FROM t NATURAL JOIN u", "NATURAL JOIN is not supported yet", "JOIN"),
        ("SELECT a FROM (t JOIN u ON true) x", "an alias of a join is not supported yet", "JOIN"),
        ("SELECT a FROM ROWS FROM (f(1)) x", "ROWS FROM is not supported yet", "SELECT"),
        ("SELECT a FROM f(1) AS x (b int)", "a column definition list is not supported yet", "f"),
        ("SELECT $1", "a job has no parameters", "$1"), ("SELECT B'101'", "bit strings are not supported", "B'101'"),
        ("SELECT a COLLATE \"C\"", "COLLATE is not supported", "COLLATE"),
        ("SELECT f(VARIADIC a)", "VARIADIC is not supported yet", "f"),
        ("SELECT ARRAY(SELECT 1)", "ARRAY(SELECT ...) is not supported yet", "ARRAY"),
        ("SELECT a > ALL (SELECT 1)", "ALL (SELECT ...) is not supported yet", ">"),
        ("SELECT a > ANY (SELECT 1)", "> ANY (SELECT ...) is not supported yet", ">"),
        ("SELECT a[1:2][1]", "a slice of more than one dimension is not supported yet", "a"),
        ("SELECT current_timestamp(3)", "a precision here is not supported yet", "current_timestamp"),
        (
            "SELECT sum(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING EXCLUDE TIES)", "EXCLUDE is not supported yet",
            "EXCLUDE"
        ),
        ("SELECT xmlelement(name a)", "XML is not supported yet", "SELECT"),
    ])
    func `a query with what is not there yet is refused at its place`(sql: String, message: String, at: String) {
        Self.check(sql, message, at)
    }

    @Test(arguments: [
        ("CREATE TABLE t (a int DEFAULT 5)", "DEFAULT is not supported yet", "DEFAULT"),
        ("CREATE TABLE t (a int CHECK (a > 0))", "CHECK is not supported yet", "CHECK"),
        ("CREATE TABLE t (a int UNIQUE)", "UNIQUE is not supported yet", "UNIQUE"),
        ("CREATE TABLE t (a int REFERENCES u)", "a foreign key is not supported yet", "REFERENCES"),
        (
            "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)", "GENERATED AS IDENTITY is not supported yet",
            "GENERATED"
        ),
        ("CREATE TABLE t (a int, CHECK (a > 0))", "CHECK is not supported yet", "CHECK"),
        ("CREATE TABLE t (LIKE u)", "LIKE in a table is not supported yet", "t"),
        ("CREATE TABLE t (a int) PARTITION BY RANGE (a)", "PARTITION is not supported yet", "PARTITION"),
        ("CREATE TABLE t (a int) INHERITS (u)", "INHERITS is not supported yet", "t"),
        ("CREATE TABLE t (a int) USING delta", "USING or TABLESPACE is not supported yet", "USING"),
        ("CREATE TEMPORARY TABLE t (a int)", "CREATE TEMPORARY TABLE is not supported", "CREATE"),
        ("CREATE TEMP VIEW v AS SELECT 1", "CREATE TEMPORARY VIEW is not supported", "CREATE"),
        ("CREATE TABLE t (a text COLLATE \"C\")", "COLLATE is not supported", "a"),
        ("CREATE TABLE t (a int PRIMARY KEY, PRIMARY KEY (a))", "a table has one PRIMARY KEY", "a"),
        ("CREATE TABLE t (price int, PRIMARY KEY (pirce))", "column \"pirce\" does not exist in t", "pirce"),
        ("CREATE TABLE t AS SELECT 1", "CREATE TABLE ... AS is not supported yet", "CREATE"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA", "WITH NO DATA is not supported yet", "CREATE"),
        ("CREATE VIEW v WITH (security_barrier) AS SELECT 1", "WITH on a view is not supported yet", "v"),
        ("CREATE TYPE c AS ENUM ('a')", "CREATE TYPE has no place in a job", "CREATE"),
        ("INSERT INTO t SELECT 1 ON CONFLICT DO NOTHING", "ON CONFLICT is not supported", "ON"),
        ("INSERT INTO t SELECT 1 RETURNING a", "RETURNING is not supported yet", "t"),
        ("INSERT INTO t DEFAULT VALUES", "DEFAULT VALUES is not supported yet", "t"),
        ("INSERT INTO t (a, a) SELECT 1, 2", "\"a\" is there twice in this column list", "a"),
        ("SET a = DEFAULT", "SET in this form is not supported yet", "SET"),
        ("SET a = 1, 2", "SET in this form is not supported yet", "SET"),
        ("RESET a", "SET in this form is not supported yet", "RESET"),
        ("COMMENT ON DATABASE d IS 'x'", "a comment on this is not supported yet", "COMMENT"),
        ("UPDATE t SET a = 1", "UPDATE has no place in a job", "UPDATE"),
        ("EXPLAIN SELECT 1", "EXPLAIN has no place in a job", "EXPLAIN"),
        ("BEGIN", "BEGIN has no place in a job", "BEGIN"),
        ("CREATE INDEX ON t (a)", "CREATE INDEX has no place in a job", "CREATE"),
        ("CREATE TABLE t (a int) WITH (topic = (1))", "syntax error at \"(\"", "("),
        (
            "SELECT a" + String(repeating: "b", count: 70), "a name has at most 63 bytes; this one has 71",
            "a" + String(repeating: "b", count: 70)
        ),
    ])
    func `a statement with what is not there is refused at its place`(sql: String, message: String, at: String) {
        Self.check(sql, message, at)
    }

    @Test func `clauses without effect are warned about`() {
        let sql = "CREATE TABLE IF NOT EXISTS t (a int); CREATE OR REPLACE VIEW v AS SELECT 1;"
        let parsed = parseJob(sql)
        #expect(parsed.job.statements.count == 2 && parsed.isValid)
        #expect(
            parsed.diagnostics.map(\.message) == [
                "IF NOT EXISTS has no effect in a job", "OR REPLACE has no effect in a job",
            ])
    }

    static func check(_ sql: String, _ message: String, _ at: String) {
        let diagnostics = parseJob("SELECT 'ż';\n" + sql).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        let bytes = Array(("SELECT 'ż';\n" + sql).utf8)
        let found = diagnostics.first.map {
            String(decoding: bytes[$0.range.offset...].prefix(at.utf8.count), as: UTF8.self)
        }
        #expect(found == at)
    }
}
