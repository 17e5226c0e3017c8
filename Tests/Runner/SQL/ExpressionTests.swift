import Runner
import Testing

@Suite struct ExpressionTests {
    @Test(arguments: [
        ("1", "1"), ("-1", "-1"), ("2147483647", "2147483647"), ("-2147483648", "#-2147483648"),
        ("30000000000", "#30000000000"), ("0.908", "#0.908"), ("1e6", "#1e6"), ("'it''s'", "'it's'"),
        ("E'a\\nb'", "'a\nb'"), ("$$x$$", "'x'"), ("true", "true"), ("false", "false"), ("null", "null"),
        ("interval '1 day'", "(cast '1 day' interval)"), ("INTERVAL '2' SECOND", "(cast '2' interval{32})"),
        ("interval '1-2' year to month", "(cast '1-2' interval{3})"),
        ("interval(3) '1 day'", "(cast '1 day' interval(3))"), ("date '2026-01-01'", "(cast '2026-01-01' date)"),
        ("timestamptz '2026-01-01'", "(cast '2026-01-01' timestamptz)"),
        ("timestamp with time zone '2026-01-01'", "(cast '2026-01-01' timestamptz)"),
    ])
    func `literals keep their value`(sql: String, tree: String) {
        #expect(exprText(sql) == tree)
    }

    @Test(arguments: [
        ("a + b * 2", "(+ a (* b 2))"), ("(a + b) * 2", "(* (+ a b) 2)"), ("-a", "(- a)"), ("a != b", "(<> a b)"),
        ("a || 'x' || b", "(|| (|| a 'x') b)"), ("j -> 'a' ->> 'b'", "(->> (-> j 'a') 'b')"),
        ("j #>> '{a,b}'", "(#>> j '{a,b}')"), ("t ~* 'x'", "(~* t 'x')"), ("t !~ 'x'", "(!~ t 'x')"),
        ("a AND b AND c", "(and a b c)"), ("a OR b AND NOT c", "(or a (and b (not c)))"),
        ("a IS NULL", "(is null a)"), ("a IS NOT NULL", "(is not null a)"), ("a IS TRUE", "(is true a)"),
        ("a IS NOT FALSE", "(is not false a)"), ("a IS UNKNOWN", "(is unknown a)"),
        ("a IS DISTINCT FROM b", "(is distinct a b)"), ("a IS NOT DISTINCT FROM b", "(is not distinct a b)"),
        ("a BETWEEN 1 AND 2", "(between a 1 2)"), ("a NOT BETWEEN 1 AND 2", "(not between a 1 2)"),
        ("a BETWEEN SYMMETRIC 2 AND 1", "(between symmetric a 2 1)"),
        ("a NOT BETWEEN SYMMETRIC 2 AND 1", "(not between symmetric a 2 1)"),
        ("a IN (1, 2)", "(in a 1 2)"), ("a NOT IN ('x')", "(not in a 'x')"),
        ("a = ANY (b)", "(= any a b)"), ("a < ALL (b)", "(< all a b)"),
        ("a LIKE 'x%'", "(like a 'x%')"), ("a NOT ILIKE 'x%'", "(not ilike a 'x%')"),
        ("a LIKE 'x!%' ESCAPE '!'", "(like a like_escape('x!%', '!'))"),
        ("a SIMILAR TO 'x'", "(similar a 'x')"), ("a NOT SIMILAR TO 'x' ESCAPE '!'", "(not similar a 'x' '!')"),
    ])
    func `operators nest as in PostgreSQL`(sql: String, tree: String) {
        #expect(exprText(sql) == tree)
    }

    @Test(arguments: [
        ("CASE WHEN a THEN 1 ELSE 2 END", "(case _ [a 1] 2)"),
        ("CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' END", "(case a [1 'x'] [2 'y'] _)"),
        ("coalesce(a, b, 0)", "(coalesce a b 0)"), ("nullif(a, 0)", "(nullif a 0)"),
        ("greatest(a, b)", "(greatest a b)"), ("least(a, 1)", "(least a 1)"),
        ("a::bigint", "(cast a int8)"), ("CAST(a AS numeric(12, 2))", "(cast a numeric(12,2))"),
        ("a::text[]", "(cast a text[])"), ("a::varchar(10)", "(cast a varchar(10))"),
        ("a::double precision", "(cast a float8)"), ("a::view_context", "(cast a view_context)"),
        ("(context).source", "(field context source)"), ("context.source", "context.source"),
        ("(context).a.b", "(field (field context a) b)"), ("items[1]", "(element items 1)"),
        ("items[1:2]", "(slice items 1 2)"), ("items[:2]", "(slice items _ 2)"),
        ("(regexp_match(u, 'x'))[2]", "(element regexp_match(u, 'x') 2)"), ("(context).*", "(field context *)"),
        ("array[1, 2]", "(array 1 2)"), ("ARRAY[]::int[]", "(cast (array) int4[])"), ("row(1, a)", "(row 1 a)"),
        ("(1, a)", "(row 1 a)"), ("(select 1)", "(subquery select 1)"), ("exists (select 1)", "(exists select 1)"),
        ("a in (select b from t)", "(in a select b from t)"),
        ("a not in (select b from t)", "(not (in a select b from t))"),
    ])
    func `conditional and structured expressions`(sql: String, tree: String) {
        #expect(exprText(sql) == tree)
    }

    @Test(arguments: [
        ("count(*)", "count(*)"), ("count(DISTINCT a)", "count(distinct, a)"),
        ("sum(a) FILTER (WHERE b > 0)", "sum(a, filter (> b 0))"),
        ("string_agg(a, ',' ORDER BY b DESC NULLS LAST)", "string_agg(a, ',', order b desc nulls last)"),
        ("percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", "percentile_cont(#0.5, within a)"),
        ("f(a, b => 1)", "f(a, b=>1)"), ("s.f(1)", "s.f(1)"),
        ("EXTRACT(epoch FROM ts)", "(extract epoch ts)"), ("extract('year' from ts)", "(extract year ts)"),
        ("ts AT TIME ZONE 'UTC'", "(zone ts 'UTC')"), ("timezone('UTC', ts)", "timezone('UTC', ts)"),
        ("position('a' IN b)", "position(b, 'a')"), ("substring(a FROM 2 FOR 3)", "substring(a, 2, 3)"),
        ("trim(a)", "btrim(a)"), ("trim(leading 'x' from a)", "ltrim(a, 'x')"),
        ("trim(trailing from a)", "rtrim(a)"), ("overlay(a placing 'b' from 2)", "overlay(a, 'b', 2)"),
        ("CURRENT_TIMESTAMP", "(current timestamp)"), ("current_date", "(current date)"), ("user", "(current user)"),
        ("localtimestamp", "(current localTimestamp)"), ("now()", "now()"),
        ("t.*", "t.*"), ("*", "*"),
    ])
    func `calls and SQL's special spellings`(sql: String, tree: String) {
        #expect(exprText(sql) == tree)
    }

    @Test(arguments: [
        ("row_number() OVER (PARTITION BY a, b ORDER BY c DESC)", "row_number(over (partition a b order c desc))"),
        ("sum(x) over w", "sum(x, over w)"), ("sum(x) over (w order by b)", "sum(x, over (w order b))"),
        ("sum(x) over ()", "sum(x, over ())"),
        (
            "avg(x) OVER (ORDER BY t ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)",
            "avg(x, over (order t rows -10 to here))"
        ),
        ("avg(x) OVER (ORDER BY t ROWS 3 PRECEDING)", "avg(x, over (order t rows -3 to here))"),
        (
            "avg(x) OVER (ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
            "avg(x, over (order t range start to end))"
        ),
        (
            "avg(x) OVER (ORDER BY t GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING)",
            "avg(x, over (order t groups +1 to +2))"
        ),
        (
            "avg(x) OVER (ORDER BY t ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING)",
            "avg(x, over (order t rows here to +2))"
        ),
    ])
    func `windows after OVER`(sql: String, tree: String) {
        #expect(exprText(sql) == tree)
    }
}
