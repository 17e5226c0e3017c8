import Glibc
import TestSupport
import Testing

/// Parquet files that the job's own sink wrote, read back by another job.
@Suite struct ParquetJobTests {
    /// Files `year=2024/part=a%2Fb/...parquet` in a folder, and the rows that they were made of.
    private func written() throws -> String {
        let folder = Tree.scratch()
        try Tree.write(
            folder + "/rows.csv",
            (0..<1_000).map { "\($0),\($0 % 3 == 2 ? "" : "\(2024 + $0 % 3)"),\($0 % 2 == 0 ? "a/b" : "ü=%")\n" }
                .joined()
        )
        try JobRun(
            text: """
                SET job_name = 'writer';
                CREATE TABLE input (id bigint, year integer, part text) WITH (
                    connector = 'file', path = '${FOLDER}/rows.csv', format = 'csv');
                CREATE TABLE lake (id bigint, year integer, part text) WITH (
                    connector = 'file', path = '${FOLDER}/lake', format = 'parquet', partition_by = 'year, part');
                INSERT INTO lake SELECT id, year, part FROM input;
                """, environment: ["FOLDER": folder]
        ).catchUp()
        return folder
    }

    private func reader(_ folder: String, _ files: String, yearType: String = "integer") throws -> JobRun {
        try JobRun(
            text: """
                SET job_name = 'reader';
                CREATE TABLE lake (part text, id bigint, "Year" \(yearType)) WITH (
                    connector = 'file', path = '${FOLDER}/lake/\(files)', format = 'parquet');
                CREATE TABLE back (id bigint, year \(yearType), part text) WITH (
                    connector = 'file', path = '${FOLDER}/back.csv', format = 'csv', header = false);
                INSERT INTO back SELECT id, "Year", part FROM lake;
                """, environment: ["FOLDER": folder])
    }

    @Test func `columns of Hive's folders are read back from the path`() throws {
        let folder = try written()
        try reader(folder, "*/*/*.parquet").catchUp(lanes: 2)
        func lines(_ name: String) throws -> [Substring] {
            try Tree.read("\(folder)/\(name)").split(separator: "\n").sorted()
        }
        #expect(try lines("back.csv") == lines("rows.csv"))
    }

    @Test func `arrays of a JSON topic go through a Parquet file and come back`() throws {
        let folder = Tree.scratch()
        let rows = [
            #"{"id":1,"tags":["a","b c",null],"sizes":[1,2],"prices":[1.5,2.25],"days":["2024-02-29"],"ok":[true]}"#,
            #"{"id":2,"tags":[],"sizes":null,"prices":[],"days":[],"ok":[null]}"#,
            #"{"id":3,"tags":["ü\"{},"],"sizes":[-5],"prices":[10],"days":["1999-12-31",null],"ok":[]}"#,
        ]
        try Tree.write(folder + "/rows.json", rows.map { $0 + "\n" }.joined())
        let columns = "id bigint, tags text[], sizes integer[], prices numeric(9, 2)[], days date[], ok boolean[]"
        try JobRun(
            text: """
                SET job_name = 'writer';
                CREATE TABLE input (\(columns)) WITH (connector = 'file', path = '${FOLDER}/rows.json', format = 'json');
                CREATE TABLE lake (\(columns), moments timestamptz[]) WITH (
                    connector = 'file', path = '${FOLDER}/lake', format = 'parquet');
                INSERT INTO lake SELECT *, ARRAY[timestamptz '2024-02-29 12:00+00', NULL] FROM input;
                """, environment: ["FOLDER": folder]
        ).catchUp()
        try JobRun(
            text: """
                SET job_name = 'reader';
                CREATE TABLE lake (\(columns), moments timestamptz[]) WITH (
                    connector = 'file', path = '${FOLDER}/lake/*.parquet', format = 'parquet');
                CREATE TABLE back (\(columns)) WITH (
                    connector = 'file', path = '${FOLDER}/back.json', format = 'json');
                INSERT INTO back SELECT id, tags, sizes, prices, days, ok FROM lake;
                CREATE TABLE times (id bigint, moment timestamptz, days integer) WITH (
                    connector = 'file', path = '${FOLDER}/times.csv', format = 'csv', header = false);
                INSERT INTO times SELECT id, moment, cardinality(days) FROM lake, unnest(moments) AS moment;
                """, environment: ["FOLDER": folder]
        ).catchUp()
        let back = try Tree.read("\(folder)/back.json").split(separator: "\n").map(String.init)
        let wanted = rows.map {
            $0.replacing("[1.5,2.25]", with: "[1.50,2.25]").replacing("[10]", with: "[10.00]")
        }
        #expect(back == wanted)
        let times = (1...3).flatMap { id in
            ["\(id),2024-02-29 12:00:00+00,\([1, 0, 2][id - 1])", "\(id),,\([1, 0, 2][id - 1])"]
        }
        #expect(try Tree.read("\(folder)/times.csv").split(separator: "\n").map(String.init) == times)
    }

    @Test func `a folder's value of another type is told with its file`() throws {
        let folder = try written()
        let child = try reader(folder, "*/part=a*/*.parquet", yearType: "boolean").start(["--until-caught-up"])
        #expect(try child.wait() == 65)
        #expect(child.errorText.contains(/its folder says Year=202[45], no boolean/), "\(child.errorText)")
    }

    @Test func `a file cut short at any part ends the job with its name and the place`() throws {
        let folder = try written()
        let parts = "\(folder)/lake/year=2024/" + (Tree.list("\(folder)/lake/year=2024").first ?? "")
        let file = "\(parts)/\(Tree.list(parts).first ?? "")"
        var status = stat()
        #expect(stat(file, &status) == 0)
        let length = Int(status.st_size)
        for left in [0, 3, 4, 11, length / 4, length / 2, length - 9, length - 8, length - 4, length - 1] {
            truncate(file, off_t(left))
            let child = try reader(folder, "*/*/*.parquet").start(["--until-caught-up"])
            #expect(try child.wait() == 65, "\(left) of \(length): \(child.errorText)")
            #expect(child.errorText.contains(file), "\(left) of \(length): \(child.errorText)")
            truncate(file, off_t(length))
        }
        // It is all zeros now, as after a crash of a machine.
        let child = try reader(folder, "*/*/*.parquet").start(["--until-caught-up"])
        #expect(try child.wait() == 65)
        #expect(child.errorText.contains("\(file): not a Parquet file"), "\(child.errorText)")
    }
}
