import Glibc
import TestSupport
import Testing

/// Files of each format under a job that is killed in every phase: each row is read once.
@Suite struct KilledFileTests {
    enum Kind: String, CaseIterable {
        case csv
        case lines
        /// One JSON array a file.
        case array
        case parquet
        /// One file that grows, its last line without an end.
        case followed
        /// A folder in which arrays appear.
        case followedArrays
    }

    /// In the order of an epoch.
    private static let phases = [
        "decoded", "exchanged", "journaled", "beforeCommit", "duringCommit", "afterCommit", "checkpointLinked",
        "manifestWritten",
    ]
    /// At the sources' rate a file takes several epochs.
    private static let rowsPerFile = 3_000

    private static func rows(_ part: Int) -> [(id: Int, name: String)] {
        (part * rowsPerFile..<(part + 1) * rowsPerFile).map { ($0, "row \($0)]}") }
    }

    private func job(_ kind: Kind) throws -> FileJob {
        let pace = ", rate = 20000"
        switch kind {
        case .csv: return try FileJob("*.csv", options: pace)
        case .lines, .array: return try FileJob("*.json", format: "json", options: pace)
        case .parquet: return try FileJob("*.parquet", format: "parquet", options: pace)
        case .followedArrays: return try FileJob("*.json", format: "json", options: ", follow = true" + pace)
        case .followed: return try FileJob("grown.csv", options: ", follow = true" + pace)
        }
    }

    /// Gives the job one more part of its rows.
    private func put(_ part: Int, _ kind: Kind, _ job: FileJob) throws {
        let rows = Self.rows(part)
        let objects = rows.map { "{\"id\": \($0.id), \"name\": \"\($0.name)\"}" }
        switch kind {
        case .csv: try job.put("\(part).csv", rows.map { "\($0.id),\($0.name)\n" }.joined())
        case .lines: try job.put("\(part).json", objects.map { $0 + "\n" }.joined())
        case .array, .followedArrays: try job.put("\(part).json", " [" + objects.joined(separator: ",\n ") + "]\n")
        case .parquet:
            let folder = "\(job.folder)/made/part=\(part)"
            let name = try #require(Tree.list(folder).first { $0.hasSuffix(".parquet") })
            #expect(rename("\(folder)/\(name)", "\(job.folder)/in/\(part).parquet") == 0)
        case .followed:
            // What is cut off comes with the next part.
            let text = (part == 0 ? "" : "]}\n") + rows.map { "\($0.id),\($0.name)\n" }.joined()
            try job.put("grown.csv", String(text.dropLast(3)), append: true)
        }
    }

    /// One Parquet file for each part.
    private func writeParquet(_ folder: String, parts: Int) throws {
        try Tree.write(
            folder + "/rows.csv",
            (0..<parts).flatMap { part in Self.rows(part).map { "\($0.id),\($0.name),\(part)\n" } }.joined())
        try JobRun(
            text: """
                SET job_name = 'writer';
                CREATE TABLE input (id bigint, name text, part integer) WITH (
                    connector = 'file', path = '${FOLDER}/rows.csv', format = 'csv');
                CREATE TABLE made (id bigint, name text, part integer) WITH (
                    connector = 'file', path = '${FOLDER}/made', format = 'parquet', partition_by = 'part');
                INSERT INTO made SELECT id, name, part FROM input;
                """, environment: ["FOLDER": folder]
        ).catchUp()
    }

    @Test(arguments: Kind.allCases) func `killed in every phase, a job reads each row once`(_ kind: Kind) throws {
        let job = try job(kind)
        if kind == .parquet { try writeParquet(job.folder, parts: Self.phases.count) }
        for (part, phase) in Self.phases.enumerated() {
            try put(part, kind, job)
            // There are new rows, so an epoch with all its phases comes, and a checkpoint at its end.
            #expect(try job.run.runUntilKilled(phase + ":1", lanes: 1 + part % 2), "\(phase) never came")
        }
        if kind == .followed {
            // The line that has no end is waited for by no run.
            try job.run.catchUp()
            #expect(try job.copied.count == Self.phases.count * Self.rowsPerFile - 1)
            try job.put("grown.csv", "]}\n", append: true)
        }
        try job.run.catchUp(lanes: 2)
        let expected = Self.phases.indices.flatMap(Self.rows).map { "\($0.id),\($0.name)" }
        #expect(try job.copied.sorted() == expected.sorted())
        #expect(try job.total == "\(expected.count),\(expected.count * (expected.count - 1) / 2)")
        // Nothing is left that another start would read.
        let (summary, _) = try job.run.catchUp()
        #expect(summary.contains("\"records\":0,"), "\(summary)")
    }
}

/// A file with one JSON array under a whole job.
@Suite struct ArrayFileTests {
    @Test func `its elements are the records, however they are laid out`() throws {
        let job = try FileJob("*.json", format: "json")
        try job.put("a.json", "\u{FEFF} [\n{\"id\": 1, \"name\": \"a]},\\\"[\"} , {\"name\": \"two\",\n\n\"id\":\n2},")
        try job.put("a.json", "{\"id\": 3, \"more\": [{}, [1, {\"id\": 9}]], \"name\": null}\n]\n", append: true)
        try job.put("b.json", "[]")
        try job.put("c.json", "[5, {\"id\": \"x\"}, {\"id\": 4, \"name\": \"last\"}]")
        let (code, said) = try job.outcome()
        #expect(code == 0, "\(said)")
        #expect(try job.copied == ["1,\"a]},\"\"[\"", "2,two", "3,", "4,last"])
        #expect(said.contains("\"records\":6,") && said.contains("\"invalid\":2,"), "\(said)")
        #expect(try job.total == "4,10")
    }

    @Test(arguments: [
        "[{\"id\": 1}\n, {\"id\": 2}", "[{\"id\": 1}\n{\"id\": 2}]", "[{\"id\": 1}]\n[]", "[{\"id\": 1},\n{\"id\": ",
    ])
    func `one that is broken ends the job with its name and the place`(_ text: String) throws {
        let job = try FileJob("a.json", format: "json")
        try job.put("a.json", text)
        let (code, said) = try job.outcome()
        #expect(code == 65 && said.contains("in/a.json"), "\(code): \(said)")
    }
}
