import Operators
import Runner
import Testing

@Suite struct TypeTests {
    static let records = ["ctx": RecordType(name: "ctx", fields: [.init(name: "source", type: .text)])]

    static func type(_ written: String) -> String {
        guard case .createTable(let table) = only("CREATE TABLE t (a \(written))") else {
            return rendered("CREATE TABLE t (a \(written))")
        }
        do throws(Diagnostic) { return try resolveType(table.columns[0].type, records: records).description } catch {
            return "\(error.message)\(error.hint.map { "; \($0)" } ?? "")"
        }
    }

    @Test(arguments: [
        ("boolean", "boolean"), ("bool", "boolean"), ("smallint", "smallint"), ("tinyint", "smallint"),
        ("int", "integer"), ("integer", "integer"), ("int4", "integer"), ("bigint", "bigint"), ("int8", "bigint"),
        ("numeric", "numeric"), ("numeric(12, 2)", "numeric(12,2)"), ("decimal(5)", "numeric(5,0)"),
        ("numeric(38, 38)", "numeric(38,38)"), ("real", "real"), ("double precision", "double precision"),
        ("float", "double precision"), ("double", "double precision"), ("text", "text"), ("string", "text"),
        ("varchar", "text"), ("varchar(20)", "varchar(20)"), ("character varying(3)", "varchar(3)"),
        ("timestamptz", "timestamptz"), ("timestamp with time zone", "timestamptz"), ("timestamp", "timestamp"),
        ("timestamp(6)", "timestamp"), ("datetime", "timestamp"), ("date", "date"), ("interval", "interval"),
        ("jsonb", "jsonb"), ("uuid", "uuid"), ("bytea", "bytea"), ("bytes", "bytea"), ("bigint[]", "bigint[]"),
        ("numeric(5, 1)[]", "numeric(5,1)[]"), ("int array", "integer[]"), ("ctx", "ctx"),
    ])
    func `a written type`(written: String, type: String) {
        #expect(Self.type(written) == type)
    }

    @Test(arguments: [
        ("txet", "type \"txet\" does not exist; did you mean \"text\"?"),
        ("ctxx", "type \"ctxx\" does not exist; did you mean \"ctx\"?"),
        ("timestamp_ltz", "type \"timestamp_ltz\" does not exist; the spelling here is timestamptz"),
        ("foo", "type \"foo\" does not exist"), ("numeric(39, 2)", "numeric has 1 to 38 digits"),
        ("numeric(3, 4)", "the scale of numeric(3, 4) is between 0 and 3"),
        ("numeric(5, -2)", "the scale of numeric(5, -2) is between 0 and 5"),
        ("varchar(0)", "varchar(n) has 1 to 10485760 characters"),
        ("serial", "type serial is not supported; write integer: numbering rows is the database's"),
        ("char(3)", "type bpchar is not supported; write text or varchar(n)"),
        ("time", "type time is not supported; write text or interval"),
        ("json", "type json is not supported; write jsonb"),
        ("timestamptz(3)", "times have microseconds: a precision of 3 is not supported; leave out (3)"),
        ("interval(0)", "times have microseconds: a precision of 0 is not supported; leave out (0)"),
        ("int[][]", "arrays of arrays are not supported"), ("ctx[]", "arrays of records are not supported"),
        ("text(3)", "this type takes no number in parentheses"),
    ])
    func `a type that cannot be used says why`(written: String, message: String) {
        #expect(Self.type(written) == message)
    }
}
