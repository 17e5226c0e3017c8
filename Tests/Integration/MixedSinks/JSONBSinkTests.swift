import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct JSONBSinkTests {
    @Test func `jsonb leaves a job as PostgreSQL shows it, whoever takes it`() throws {
        let folder = Tree.scratch()
        mkdir(folder + "/out", 0o755)
        let values = [
            #"{"b":1,"a":[1, null ,2.50], "b" : 3}"#, #"{"long":{"y":1e2,"x":"\u0041"},"k":[]}"#, #"[ ]"#, "null",
        ]
        try Tree.write(
            folder + "/in.ndjson",
            values.enumerated().map { "{\"id\": \($0), \"j\": \($1)}\n" }.joined())
        let database = try Database()
        let run = try JobRun(
            text: """
                SET job_name = 'jsonbs';
                CREATE TABLE input (id bigint, j jsonb) WITH (connector = 'file', path = '${FOLDER}/in.ndjson',
                    format = 'json');
                CREATE TABLE stored (id bigint, j jsonb) WITH (connector = 'postgres', connection = 'warehouse');
                INSERT INTO stored SELECT id, j FROM input;
                CREATE TABLE lines (id bigint, j jsonb) WITH (
                    connector = 'file', path = '${FOLDER}/out/lines.json', format = 'json');
                INSERT INTO lines SELECT id, j FROM input;
                CREATE TABLE fields (id bigint, j jsonb) WITH (
                    connector = 'file', path = '${FOLDER}/out/fields.csv', format = 'csv', header = false);
                INSERT INTO fields SELECT id, j FROM input;
                SELECT id, j FROM input;
                """, environment: ["FOLDER": folder, "RUNNER_CONN_WAREHOUSE": database.uri])
        let (_, child) = try run.catchUp()
        let shown = try database.value(
            "SELECT string_agg(format('{\"id\":%s,\"j\":%s}', id, coalesce(j::text, 'null')), '~' ORDER BY id) "
                + "FROM stored")
        let expected = shown.split(separator: "~").map(String.init)
        #expect(expected.count == values.count)
        #expect(try Tree.read(folder + "/out/lines.json").split(separator: "\n").map(String.init) == expected)
        #expect(child.outputText.split(separator: "\n").dropLast().map(String.init) == expected)
        let fields = try database.value(
            "SELECT string_agg(id || ',\"' || replace(j::text, '\"', '\"\"') || '\"', '~' ORDER BY id) "
                + "FROM stored WHERE id < 2")
        #expect(
            try Tree.read(folder + "/out/fields.csv").split(separator: "\n").prefix(2).joined(separator: "~") == fields
        )
    }
}
