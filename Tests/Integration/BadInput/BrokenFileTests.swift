import Glibc
import TestSupport
import Testing

@Suite struct BrokenFileTests {
    private static let header = ", header = true"

    @Test func `a byte order mark, CRLF, quotes and blank lines are read`() throws {
        let job = try FileJob("a.csv", options: Self.header)
        try job.put("a.csv", "\u{FEFF}id,name\r\n1,\"a \"\"b\"\"\"\r\n\r\n2,\"x\ny, z\"\r\n3,5\" pipe\r\n4,")
        let (code, said) = try job.outcome()
        #expect(code == 0, "\(said)")
        #expect(said.contains("\"records\":4,\"rows\":5,\"late\":0,\"invalid\":0"), "\(said)")
        #expect(try job.copied == ["1,\"a \"\"b\"\"\"", "2,\"x", "y, z\"", "3,\"5\"\" pipe\"", "4,"])
    }

    @Test func `each broken record is counted and told, the others are read`() throws {
        let job = try FileJob("a.csv", options: Self.header)
        let broken: [[UInt8]] = [
            Array("2".utf8), Array("3,a,b".utf8), Array("x,4".utf8), Array("99999999999999999999,5".utf8),
            Array("6,\"a\"b".utf8), Array("7,".utf8) + [0xFF, 0xE4], Array("8,a".utf8) + [0] + Array("b".utf8),
            Array("9,".utf8) + [UInt8](repeating: UInt8(ascii: "y"), count: 17 << 20), Array("10,\"never closed".utf8),
        ]
        var bytes = Array("id,name\n1,first\n".utf8)
        for (index, record) in broken.enumerated() { bytes += record + Array("\n\(100 + index),good\n".utf8) }
        try job.put("a.csv", bytes)
        let (code, said) = try job.outcome()
        #expect(code == 0, "\(said)")
        #expect(said.contains("\"invalid\":\(broken.count)"), "\(said.suffix(2_000))")
        #expect(try job.copied == ["1,first"] + broken.indices.map { "\(100 + $0),good" })
    }

    @Test func `with on_error = 'fail' a broken record ends the job and nothing of it is written`() throws {
        let job = try FileJob("a.csv", options: Self.header + ", on_error = 'fail'")
        try job.put("a.csv", "id,name\n1,a\n2,\"b\n")
        let (code, said) = try job.outcome()
        #expect(code == 65 && said.contains("in/a.csv") && said.contains("12"), "\(code): \(said)")
        #expect((try? job.copied) ?? [] == [])
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x69, 0, 0x0A, 0], "UTF-16"), ([0xFE, 0xFF, 0, 0x69, 0, 0x0A], "UTF-16"),
            ([0x1F, 0x8B, 8, 0, 0, 0], "gzip"), (Array("PAR1....PAR1".utf8), "Parquet"),
            ([0x50, 0x4B, 3, 4, 0], "ZIP"), (Array("id,name\r1,a\r2,b\r".utf8), "carriage return alone"),
            (Array("name,name,id\n1,a,b\n".utf8), "twice a column \"name\""),
            (Array("id,nmae\n1,a\n".utf8), "did you mean \"nmae\""),
            (Array("id;name\n1;a\n".utf8), "is delimiter = ';' meant?"), (Array("\"id,name\n1,a\n".utf8), "header"),
        ] as [([UInt8], String)])
    func `a file of another kind or with another header is refused as a whole`(_ bytes: [UInt8], _ what: String) throws
    {
        let job = try FileJob("a.csv", options: Self.header)
        try job.put("a.csv", bytes)
        let (code, said) = try job.outcome()
        #expect(code == 65 && said.contains(what) && said.contains("in/a.csv"), "\(code): \(said)")
    }

    @Test(arguments: ["", "/", "none.csv"]) func `a folder, or no file, is told`(_ path: String) throws {
        let job = try FileJob(path, options: Self.header)
        let (code, said) = try job.outcome()
        #expect(code == 65, "\(said)")
        #expect(said.contains(path == "none.csv" ? "none.csv: no such file" : "it is a folder"), "\(said)")
    }

    @Test func `a file that may not be read is told`() throws {
        let job = try FileJob("*.json", format: "json")
        try job.put("a.json", "{\"id\": 1}\n")
        // Root may read everything, so it is a link that leads to itself.
        symlink("loop.json", job.folder + "/in/loop.json")
        let (code, said) = try job.outcome()
        #expect(code == 0, "what is no file is no part of the glob: \(said)")
        #expect(try job.total == "1,1")
    }

    @Test func `settings of runner.toml are flags, and a wrong one is told`() throws {
        var job = try FileJob("a.csv")
        try job.put("a.csv", "1,a\n")
        job.run.environment["RUNNER_CONFIG"] = job.folder + "/runner.toml"
        for (text, code, what) in [
            ("until_caught_up = true\noutput = \"json\"\n", 0, "\"records\":1"),
            ("paralelism = 2\n", 2, "unknown setting paralelism; did you mean parallelism?"),
            ("parallelism = 0\n", 2, "parallelism in runner.toml takes a whole number"), ("parallelism\n", 78, ":1:"),
        ] as [(String, Int32, String)] {
            try Tree.write(job.folder + "/runner.toml", text)
            let child = try job.run.start()
            #expect(try child.wait() == code, "\(text): \(child.errorText)")
            #expect((child.errorText + child.outputText).contains(what), "\(text): \(child.errorText)")
        }
        unlink(job.folder + "/runner.toml")
        let child = try job.run.start()
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("runner.toml: No such file"), "\(child.errorText)")
    }
}
