import Runner
import Testing

@Suite struct QueryTests {
    @Test(arguments: [
        ("select a as x, b y, c from t", "select a as x, b as y, c from t"),
        ("select distinct a from t", "select distinct a from t"),
        (
            "select distinct on (a, b) a from t order by a, c desc",
            "select distinct on (a b) a from t order(a c desc)"
        ),
        (
            "select * from t where a > 1 group by 1, b having count(*) > 2 order by a nulls first limit 3 offset 1",
            "select * from t where (> a 1) group(1 b) having (> count(*) 2) order(a nulls first) limit(3) offset(1)"
        ),
        ("select a from t limit all", "select a from t"),
        ("select a from t fetch first 5 rows only", "select a from t limit(5)"),
        (
            "select a from t union all select b from u union all select c from v",
            "union(select a from t | select b from u | select c from v)"
        ),
        (
            "(select a from t limit 1) union all select b from u order by 1",
            "union(select a from t limit(1) | select b from u) order(1)"
        ),
        ("values (1, 'a'), (2, 'b')", "values(1 'a' | 2 'b')"),
        (
            "with x as (select 1), y (a) as (select 2) select * from x",
            "with x as select 1 with y as select 2 select * from x"
        ),
        (
            "select sum(a) over w from t window w as (partition by b order by c)",
            "select sum(a, over w) from t window w (partition b order c)"
        ),
        ("table t", "select * from t"),
    ])
    func `clauses of a query`(sql: String, tree: String) {
        #expect(queryText(sql) == tree)
    }

    @Test(arguments: [
        ("t as x (a, b)", "t as x(a,b)"), ("public.t x", "public.t as x"), ("t, u", "t, u"),
        ("(select 1) q", "[select 1] as q"), ("(select 1) as q(a)", "[select 1] as q(a)"),
        (
            "tumble(t, ts, interval '5 minutes', origin => o, timezone => 'Asia/Jakarta') w",
            "tumble(t, ts, (cast '5 minutes' interval), origin=>o, timezone=>'Asia/Jakarta') as w"
        ),
        (
            "t, lateral jsonb_array_elements(t.items) with ordinality as i(item, n)",
            "t, lateral jsonb_array_elements(t.items) ordinality as i(item,n)"
        ),
        ("t join u on t.a = u.a", "(inner t u on (= t.a u.a))"), ("t cross join u", "(inner t u)"),
        ("t left join u using (a, b)", "(left t u using a,b)"),
        ("t right join u on true", "(right t u on true)"),
        (
            "t full outer join u on true full join v on false",
            "(full (full t u on true) v on false)"
        ),
        ("t join (u join v on true) on false", "(inner t (inner u v on true) on false)"),
    ])
    func `items of FROM`(sql: String, tree: String) {
        #expect(queryText("select 1 from \(sql)") == "select 1 from \(tree)")
    }

    @Test func `every part knows where it stands`() throws {
        let sql = """
            SELECT p.price AS total, (x).y, "Ab" "Cd"
            FROM purchases AS p
            JOIN tumble(o, ts, interval '1 day') w ON p.a = w.b;
            """
        guard case .select(let query) = only(sql), case .select(let select) = query.body else {
            Issue.record("no query")
            return
        }
        func at(_ offset: Int) -> String {
            String(
                decoding: Array(sql.utf8)[offset...].prefix { $0 != 32 && $0 != 44 && $0 != 10 && $0 != 40 },
                as: UTF8.self)
        }
        #expect(at(query.offset) == "SELECT")
        guard case .column(let name) = select.targets[0].expr.kind else {
            Issue.record("no column")
            return
        }
        #expect(name.parts.map { at($0.offset) } == ["p.price", "price"])
        #expect(at(select.targets[0].alias?.offset ?? 0) == "total")
        guard case .field(_, let field) = select.targets[1].expr.kind else {
            Issue.record("no field")
            return
        }
        #expect(at(field.offset) == "y")
        #expect(at(select.targets[2].expr.offset) == "\"Ab\"")
        #expect(at(select.targets[2].alias?.offset ?? 0) == "\"Cd\"")
        #expect(at(select.from[0].offset) == "JOIN")
        guard case .join(let join) = select.from[0].kind, case .function(let call, _) = join.right.kind else {
            Issue.record("no join")
            return
        }
        #expect(at(join.left.alias?.name.offset ?? 0) == "p")
        #expect(at(join.right.alias?.name.offset ?? 0) == "w")
        #expect(call.arguments.map { at($0.value.offset) } == ["o", "ts", "interval"])
    }

    @Test func `an alias is found past FROM words, nested parentheses and CASE`() {
        let sql = "SELECT a IS DISTINCT FROM b AS c, extract(year FROM d) e, CASE WHEN f THEN 1 END g FROM t"
        guard case .select(let query) = only(sql), case .select(let select) = query.body else {
            Issue.record("no query")
            return
        }
        let bytes = Array(sql.utf8)
        let found = select.targets.map { String(decoding: bytes[($0.alias?.offset ?? 0)...].prefix(1), as: UTF8.self) }
        #expect(found == ["c", "e", "g"])
    }

    @Test func `strings and names with Unicode escapes are whole`() {
        #expect(queryText(#"SELECT U&'d\0061t', U&"d\0061t" AS x FROM t"#) == "select 'dat', dat as x from t")
        #expect(queryText(#"SELECT U&'it''s \0061'"#) == "select 'it's a'")
    }

    @Test func `offsets count bytes, not characters`() {
        let sql = "SELECT 'żółw', '🐢', price FROM t; SELECT 'ż', b"
        let parsed = parseJob(sql)
        let bytes = Array(sql.utf8)
        var found: [String] = []
        for statement in parsed.job.statements {
            guard case .select(let query) = statement.kind, case .select(let select) = query.body else { continue }
            for target in select.targets {
                guard case .column(let name) = target.expr.kind else { continue }
                found.append(String(decoding: bytes[name.offset...].prefix(5), as: UTF8.self))
            }
        }
        #expect(found == ["price", "b"])
    }
}
