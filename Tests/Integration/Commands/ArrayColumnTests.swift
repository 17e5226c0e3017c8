import TestSupport
import Testing

/// Columns of arrays, from JSON and to JSON.
@Suite struct ArrayColumnTests {
    private static let lines = [
        #"{"id": 1, "tags": ["a", "b c", null], "sizes": [1, 20, null], "prices": [1.50, 2]}"#,
        #"{"id": 2, "tags": [], "sizes": [], "prices": null}"#,
        #"{"id": 3, "tags": ["x"], "sizes": ["7"], "prices": [0.1]}"#,
        #"{"id": 4, "tags": ["y"], "sizes": [1.5], "prices": []}"#,
        #"{"id": 5, "tags": "none", "sizes": [1], "prices": []}"#,
        #"{"id": 6, "sizes": [99999999999], "prices": []}"#,
        #"{"id": 7, "tags": [7, true, {"k": "v"}], "sizes": [3, 4]}"#,
    ]

    private func run(_ queries: String) throws -> (folder: String, summary: String) {
        let folder = Tree.scratch()
        try Tree.write(folder + "/in.json", Self.lines.joined(separator: "\n") + "\n")
        let head = """
            SET job_name = 'arrays';
            CREATE TABLE boxes (id integer, tags text[], sizes integer[], prices numeric(8, 2)[]) WITH (
                connector = 'file', path = '${DIR}/in.json', format = 'json');

            """
        let run = try JobRun(text: head + queries, environment: ["DIR": folder])
        return (folder, try run.catchUp(lanes: 1).summary)
    }

    private func rows(_ path: String) throws -> [String] {
        try Tree.read(path).split(separator: "\n").map(String.init)
    }

    @Test func `arrays come from JSON and go to JSON; one element that is no value spoils its record`() throws {
        let (folder, summary) = try run(
            """
            CREATE MATERIALIZED VIEW same WITH (connector = 'file', path = '${DIR}/same.json', format = 'json') AS
            SELECT id, tags, sizes, prices FROM boxes;
            """)
        #expect(
            try rows(folder + "/same.json") == [
                #"{"id":1,"tags":["a","b c",null],"sizes":[1,20,null],"prices":[1.50,2.00]}"#,
                #"{"id":2,"tags":[],"sizes":[],"prices":null}"#,
                #"{"id":3,"tags":["x"],"sizes":[7],"prices":[0.10]}"#,
                #"{"id":7,"tags":["7","true","{\"k\": \"v\"}"],"sizes":[3,4],"prices":null}"#,
            ])
        #expect(summary.contains("\"invalid\":3"), "\(summary)")
    }

    @Test func `CSV has arrays as COPY writes them, also of times; one that is none spoils its record`() throws {
        let folder = Tree.scratch()
        let good = [
            #"1,"{a,""b c"",NULL}","{1,20}","{""2024-02-29 12:00:00+00"",NULL}""#, "2,{},{},",
            #"3,"{""NULL"","""",""q\\\""r""}",{-7},{}"#,
        ]
        let bad = [#"4,a,{1},"#, #"5,{a},"{1,x}","#, #"6,"{a,b",{1},"#, #"7,{a},{1},{yesterday noon}"#]
        try Tree.write(folder + "/in.csv", "id,tags,sizes,times\n" + (good + bad).joined(separator: "\n") + "\n")
        let run = try JobRun(
            text: """
                SET job_name = 'csv_arrays';
                CREATE TABLE boxes (id integer, tags text[], sizes integer[], times timestamptz[]) WITH (
                    connector = 'file', path = '${DIR}/in.csv', format = 'csv', header = true);
                CREATE MATERIALIZED VIEW lines WITH (connector = 'file', path = '${DIR}/out.json', format = 'json') AS
                SELECT id, tags, sizes, to_jsonb(times) AS times FROM boxes;
                CREATE MATERIALIZED VIEW same WITH (connector = 'file', path = '${DIR}/out.csv', format = 'csv') AS
                SELECT * FROM boxes;
                """, environment: ["DIR": folder])
        let summary = try run.catchUp(lanes: 1).summary
        #expect(
            try rows(folder + "/out.json") == [
                #"{"id":1,"tags":["a","b c",null],"sizes":[1,20],"times":["2024-02-29T12:00:00+00:00", null]}"#,
                #"{"id":2,"tags":[],"sizes":[],"times":null}"#,
                #"{"id":3,"tags":["NULL","","q\\\"r"],"sizes":[-7],"times":[]}"#,
            ])
        #expect(try rows(folder + "/out.csv") == ["id,tags,sizes,times"] + good)
        #expect(summary.contains("\"invalid\":4"), "\(summary)")
    }

    @Test func `their elements are rows, and are found`() throws {
        let (folder, _) = try run(
            """
            CREATE MATERIALIZED VIEW sizes WITH (connector = 'file', path = '${DIR}/sizes.csv', format = 'csv') AS
            SELECT id, size, size + 1 AS next FROM boxes, unnest(sizes) AS size WHERE size IS NOT NULL;
            CREATE MATERIALIZED VIEW found WITH (connector = 'file', path = '${DIR}/found.csv', format = 'csv') AS
            SELECT id, tags[1] AS first, cardinality(sizes) AS n FROM boxes WHERE 'x' = ANY (tags) OR 20 = ANY (sizes);
            """)
        #expect(try rows(folder + "/sizes.csv") == ["id,size,next", "1,1,2", "1,20,21", "3,7,8", "7,3,4", "7,4,5"])
        #expect(try rows(folder + "/found.csv") == ["id,first,n", "1,a,3", "3,x,1"])
    }
}
