import Glibc
import Operators
import Testing

@testable import Runner

/// Tables that are read as a whole when a job starts.
@Suite struct LookupLoaderTests {
    let folder: String

    init() throws {
        var template = Array("/tmp/millrace-lookups-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
    }

    /// The rows of a table over a file with this text.
    private func load(_ text: String, _ columns: String, _ options: String) throws -> Result<[LookupRows], JobError> {
        let path = "\(folder)/table"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        let plan = try Planner.plan(
            """
            CREATE TABLE s (id bigint, name text)
            WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');
            CREATE TABLE t (\(columns)) WITH (connector = 'file', path = '\(path)', \(options));
            SELECT s.name, t.* FROM s JOIN t ON t.id = s.id;
            """
        ).get().plan
        let loader = try LookupLoader(plan, connections: ConnectionLookup(environment: [:]) { _ in nil })
        do throws(JobError) { return .success(try loader.load(log: { _ in })) } catch { return .failure(error) }
    }

    private func message(_ text: String, _ columns: String, _ options: String) throws -> String {
        switch try load(text, columns, options) {
        case .success(let tables): return "\(tables.map(\.count)) rows"
        case .failure(let error): return error.message.replacing("\(folder)/", with: "")
        }
    }

    @Test func `rows are read as a source of the same format reads them`() throws {
        let csv = try load(
            "id;at\n1;2025-01-01 00:00:00\n3;\n", "id integer PRIMARY KEY, at timestamptz",
            "format = 'csv', header = true, delimiter = ';', timezone = 'Asia/Jakarta'"
        ).get()
        #expect(csv.map(\.count) == [2])
        guard case .int64(let at) = csv[0].batch.columns[1][0] else {
            Issue.record("no time")
            return
        }
        #expect(at == 789_004_800_000_000 - 7 * 3_600_000_000)
        let json = try load(
            "{\"id\": 1, \"twice\": 2}\n{\"id\": 2}\n",
            "id bigint PRIMARY KEY, doubled bigint GENERATED ALWAYS AS (id * 2) STORED", "format = 'json'"
        ).get()
        #expect(json[0].batch.columns.count == 2)
    }

    @Test func `a key that comes twice is told with its row`() throws {
        #expect(
            try message("1,a\n2,b\n1,c\n", "id bigint PRIMARY KEY, v text", "format = 'csv'")
                == "lookup table t, row 3: PRIMARY KEY (id) = (1) comes twice; make its rows unique, or declare the "
                + "key that they have")
    }

    @Test func `a key without a value and a row that is none end the start`() throws {
        let missing = try message("{\"id\": 1}\n{\"v\": 2}\n", "id bigint PRIMARY KEY, v bigint", "format = 'json'")
        #expect(missing.hasPrefix("lookup table t, table at 10: id: missing_not_null"), "\(missing)")
        let bad = try message("1,a\nx,b\n", "id bigint PRIMARY KEY, v text", "format = 'csv'")
        #expect(bad.hasPrefix("lookup table t, table at 4: id: invalid_value"))
    }
}
