import Operators
import Runner
import Testing

/// The type that PostgreSQL 15 gives an expression over `columns`; the answers were taken from a real one.
@Suite struct TypingTests {
    static let columns = """
        b boolean, s smallint, i integer, l bigint, n numeric(12, 2), m numeric, r real, d double precision, t text,
        v varchar(3), tz timestamptz, ts timestamp, da date, iv interval, j jsonb, u uuid
        """

    @Test func `of the times of a record the event's is a moment`() throws {
        let job = try Planner.plan(
            """
            CREATE TABLE x (\(Self.columns)) WITH (
                connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ts');
            SELECT tz, ts, da FROM x;
            """
        ).get()
        #expect(job.plan.sources[0].decoded.map(\.isMoment) == [false, true, false])
    }

    /// Types of the columns of a SELECT list, or the first message.
    static func types(_ list: String, _ rest: String = "") -> String {
        let sql = """
            CREATE TABLE x (\(columns)) WITH (
                connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'tz');
            SELECT \(list) FROM x \(rest);
            """
        switch Planner.plan(sql) {
        case .success(let job):
            return job.plan.sinks[0].columns.fields.map { "\($0.type)" }.joined(separator: ", ")
        case .failure(let rejection): return rejection.diagnostics.first?.message ?? ""
        }
    }

    @Test(arguments: [
        ("s + s", "smallint"), ("s + i", "integer"), ("i + l", "bigint"), ("l + n", "numeric"),
        ("n + d", "double precision"),
        ("r + r", "real"), ("r + d", "double precision"), ("i + r", "double precision"), ("s + r", "double precision"),
        ("m * n", "numeric"), ("i / 2", "integer"), ("i / 2.0", "numeric"), ("-i", "integer"),
        ("2147483647", "integer"),
        ("2147483648", "bigint"), ("9223372036854775808", "numeric"), ("1.5", "numeric"), ("1e3", "numeric"),
        ("i + '1'", "integer"), ("i + NULL", "integer"), ("'a'", "text"), ("NULL", "text"), ("n", "numeric(12,2)"),
        ("v", "varchar(3)"), ("n + n", "numeric"), ("n::integer", "integer"), ("i::numeric(5, 1)", "numeric(5,1)"),
    ])
    func `numbers and literals`(expression: String, type: String) {
        #expect(Self.types(expression) == type)
    }

    @Test(arguments: [
        ("i = l", "boolean"), ("t = 'x'", "boolean"), ("i BETWEEN 1 AND 2.5", "boolean"), ("i IN (1, 2, 3)", "boolean"),
        ("t LIKE 'a%'", "boolean"), ("t IS NULL", "boolean"), ("i IS DISTINCT FROM l", "boolean"),
        ("NOT b", "boolean"), ("b AND NULL", "boolean"), ("b IS TRUE", "boolean"), ("i > 1 OR b", "boolean"),
        ("t IN ('a', 'b')", "boolean"), ("da < tz", "boolean"), ("tz > '2026-01-01'", "boolean"),
    ])
    func `conditions`(expression: String, type: String) {
        #expect(Self.types(expression) == type)
    }

    @Test(arguments: [
        ("CASE WHEN b THEN i ELSE l END", "bigint"), ("CASE WHEN b THEN 1 ELSE 2.5 END", "numeric"),
        ("CASE WHEN b THEN 'x' END", "text"), ("CASE i WHEN 1 THEN r ELSE d END", "double precision"),
        ("CASE WHEN b THEN NULL ELSE i END", "integer"), ("coalesce(i, 0)", "integer"), ("coalesce(n, 0)", "numeric"),
        ("coalesce(n, n)", "numeric(12,2)"), ("coalesce(NULL, 'x')", "text"), ("coalesce(da, tz)", "timestamptz"),
        ("nullif(i, 0)", "integer"), ("nullif(n, 0)", "numeric(12,2)"), ("greatest(i, l, 3)", "bigint"),
        ("least(i, 2.5)", "numeric"),
    ])
    func `choices`(expression: String, type: String) {
        #expect(Self.types(expression) == type)
    }

    @Test(arguments: [
        ("greatest(j, '1')", "function greatest(jsonb"), ("ARRAY[j]", "function ARRAY(jsonb"),
        ("j - 1", "operator jsonb - integer is not supported yet"),
        ("j - ARRAY['a']", "operator jsonb - text[] is not supported yet"),
        ("j < j", "operator jsonb < jsonb is not supported yet"),
        ("to_char(iv, 'HH24')", "to_char of an interval is not supported yet"),
        ("age(tz)", "age(time) can't be used in a job: its value changes from run to run"),
    ])
    func `what is not there for a type is told without a hint`(expression: String, message: String) throws {
        let sql = """
            CREATE TABLE x (\(Self.columns)) WITH (
                connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'tz');
            SELECT \(expression) FROM x;
            """
        guard case .failure(let rejection) = Planner.plan(sql) else {
            Issue.record("\(expression) is taken")
            return
        }
        let first = try #require(rejection.diagnostics.first)
        #expect(first.message.hasPrefix(message) && first.hint == nil, "\(first.message) \(first.hint ?? "")")
    }

    @Test(arguments: [
        ("count(*)", "bigint"), ("count(t)", "bigint"), ("sum(s)", "bigint"), ("sum(i)", "bigint"),
        ("sum(l)", "numeric"),
        ("sum(n)", "numeric"), ("sum(r)", "real"), ("sum(d)", "double precision"), ("sum(iv)", "interval"),
        ("avg(s)", "numeric"), ("avg(i)", "numeric"), ("avg(l)", "numeric"), ("avg(r)", "double precision"),
        ("avg(d)", "double precision"), ("avg(iv)", "interval"), ("min(s)", "smallint"),
        ("max(n)", "numeric"),
        ("min(t)", "text"), ("max(v)", "text"), ("max(tz)", "timestamptz"), ("min(da)", "date"),
        ("bool_and(b)", "boolean"),
        ("every(b)", "boolean"), ("sum(i) + 1", "bigint"), ("sum(i) / count(*)", "bigint"),
        ("avg(i)::numeric(8, 2)", "numeric(8,2)"),
        ("sum(i) FILTER (WHERE b)", "bigint"), ("max('x')", "text"),
        ("avg(b)", "function avg(boolean) does not exist"), ("sum(tz)", "function sum(timestamptz) does not exist"),
        ("min(u)", "function min(uuid) does not exist"), ("max(j)", "function max(jsonb) does not exist"),
    ])
    func `aggregates`(expression: String, type: String) {
        #expect(Self.types(expression) == type)
    }
}
