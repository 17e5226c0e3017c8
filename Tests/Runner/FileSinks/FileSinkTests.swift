import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

@Suite struct FileSinkTests {
    static let sales = SinkTable(
        name: "sales", columns: schema(["country": .text, "total": .numeric, "paid": .boolean, "at": .timestamptz]))

    static func sale(_ country: Scalar, _ cents: Int128, _ seconds: Int64 = 0) -> [Scalar] {
        [country, .decimal(Decimal(coefficient: cents, scale: 2)), .boolean(cents > 0), .int64(seconds * 1_000_000)]
    }

    @Test func `one CSV file grows with each commit and has one header`() throws {
        let folder = try SinkFolder("out.csv", .csv, Self.sales)
        try folder.start()
        #expect(try folder.commit(1, [Self.sale(.text("France"), 1250)]).rows == 1)
        try folder.commit(2)
        try folder.commit(3, [Self.sale(.text("a,\"b\"\n"), -5, 1)], [Self.sale(.null, 0)], [Self.sale(.text(""), 1)])
        #expect(
            folder.visible == [
                "out.csv": """
                country,total,paid,at
                France,12.50,true,2000-01-01 00:00:00+00
                "a,""b""

                """ + "\",-0.05,false,2000-01-01 00:00:01+00\n,0.00,false,2000-01-01 00:00:00+00\n"
                    + "\"\",0.01,true,2000-01-01 00:00:00+00\n"
            ])
        #expect(folder.hidden.isEmpty)
    }

    @Test func `rows of groups are sorted, whichever lane they come from`() throws {
        let folder = try SinkFolder(
            "deep/er/out.json", .json, SinkTable(name: "t", columns: schema(["y": .integer, "m": .integer])))
        folder.isSorted = true
        folder.restart()
        try folder.start()
        try folder.commit(1, [[.int64(2011), .int64(2)], [.int64(2010), .int64(12)]], [[.int64(2011), .int64(1)]])
        #expect(
            folder.visible == [
                "deep/er/out.json": "{\"y\":2010,\"m\":12}\n{\"y\":2011,\"m\":1}\n{\"y\":2011,\"m\":2}\n"
            ])
    }

    @Test func `a job that ends without rows leaves its file`() throws {
        let folder = try SinkFolder("out.csv", .csv, Self.sales)
        try folder.start()
        try folder.commit(1)
        #expect(folder.visible.isEmpty)
        try folder.commit(2, endOfInput: true)
        #expect(folder.visible == ["out.csv": "country,total,paid,at\n"])
        folder.restart()
        #expect(try folder.start()?.epoch == Epoch(2))
        try folder.commit(3, endOfInput: true)
        #expect(folder.visible == ["out.csv": "country,total,paid,at\n"])
    }

    @Test func `without a header a file has rows alone`() throws {
        let folder = try SinkFolder("out.csv", .csv, Self.sales) { $0.header = false }
        try folder.start()
        try folder.commit(1, [Self.sale(.text("x"), 1)])
        #expect(folder.visible == ["out.csv": "x,0.01,true,2000-01-01 00:00:00+00\n"])
    }

    @Test func `a folder gets a file for each commit that has rows`() throws {
        let folder = try SinkFolder("rows", .csv, Self.sales)
        try folder.start()
        try folder.commit(1, [Self.sale(.text("a"), 1)])
        try folder.commit(2)
        try folder.commit(3, [Self.sale(.text("b"), 2)])
        #expect(folder.visible.keys.sorted() == ["rows/part-0000000001.csv", "rows/part-0000000003.csv"])
        #expect(
            folder.visible["rows/part-0000000003.csv"] == """
                country,total,paid,at
                b,0.02,true,2000-01-01 00:00:00+00

                """)
        #expect(folder.hidden.isEmpty)
    }

    @Test func `partitions become folders as Hive names them`() throws {
        let folder = try SinkFolder("rows", .json, Self.sales) { $0.partitionBy = ["country", "paid"] }
        try folder.start()
        try folder.commit(1, [Self.sale(.text("a/b=c%"), 1), Self.sale(.null, -1), Self.sale(.text("a/b=c%"), 2)])
        let at = "\"at\":\"2000-01-01T00:00:00Z\""
        #expect(
            folder.visible == [
                "rows/country=a%2Fb%3Dc%25/paid=true/part-0000000001.json":
                    "{\"total\":0.01,\(at)}\n{\"total\":0.02,\(at)}\n",
                "rows/country=__HIVE_DEFAULT_PARTITION__/paid=false/part-0000000001.json":
                    "{\"total\":-0.01,\(at)}\n",
            ])
    }

    @Test func `a file that rolls is shown when its time is over, also across a restart`() throws {
        let folder = try SinkFolder("rows", .json, SinkTable(name: "t", columns: schema(["n": .integer]))) {
            $0.rollMicros = 60_000_000
        }
        try folder.start()
        try folder.commit(1, [[.int64(1)]])
        try folder.commit(2, [[.int64(2)]])
        #expect(folder.visible.isEmpty && folder.hidden.count == 1)
        folder.clock = 59_000_000
        folder.restart()
        try folder.start()
        try folder.commit(3, [[.int64(3)]])
        #expect(folder.visible.isEmpty)
        folder.clock = 60_000_000
        folder.restart()
        try folder.start()
        try folder.commit(4)
        #expect(folder.visible == ["rows/part-0000000001.json": "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"])
        try folder.commit(5, [[.int64(5)]])
        try folder.commit(6, endOfInput: true)
        #expect(folder.visible["rows/part-0000000005.json"] == "{\"n\":5}\n")
    }

    @Test func `complete writes the file anew, also when nothing is left`() throws {
        let table = SinkTable(name: "t", columns: schema(["n": .integer]), emit: .complete)
        let folder = try SinkFolder("out.csv", .csv, table)
        folder.isSorted = true
        folder.restart()
        try folder.start()
        try folder.commit(1, [[.int64(2)]], [[.int64(1)]], operation: .replaceAll, emit: 1)
        #expect(folder.visible == ["out.csv": "n\n1\n2\n"])
        try folder.commit(2)
        #expect(folder.visible == ["out.csv": "n\n1\n2\n"])
        try folder.commit(3, [[.int64(3)]], operation: .replaceAll, emit: 1)
        #expect(folder.visible == ["out.csv": "n\n3\n"])
        try folder.commit(4, emit: 1)
        #expect(folder.visible == ["out.csv": "n\n"])
        #expect(folder.hidden.isEmpty)
    }

    @Test func `an epoch that the files have is not written again`() throws {
        let folder = try SinkFolder("out.csv", .csv, SinkTable(name: "t", columns: schema(["n": .integer])))
        try folder.start()
        try folder.commit(1, [[.int64(1)]])
        try folder.commit(1, [[.int64(1)]])
        folder.restart()
        #expect(try folder.start()?.epoch == Epoch(1))
        try folder.commit(1, [[.int64(1)]])
        try folder.commit(2, [[.int64(2)]])
        #expect(folder.visible == ["out.csv": "n\n1\n2\n"])
    }

    @Test func `the job's identity and the boundaries after the checkpoint are remembered`() throws {
        let folder = try SinkFolder("out.csv", .csv, SinkTable(name: "t", columns: schema(["n": .integer])))
        try folder.start()
        try folder.commit(1, [[.int64(1)]])
        var second = folder.epoch(2, [[[.int64(2)]]])
        second.oldestCheckpoint = Epoch(1)
        _ = try folder.system.commit(second)
        folder.restart()
        let position = try #require(
            try folder.start(SinkJob(name: testJob.name, uuid: "another", fingerprint: "f2")))
        #expect(position.uuid == testJob.uuid && position.fingerprint == testJob.fingerprint)
        #expect(position.boundaries == [boundary(2)])
        try folder.commit(3)
        folder.restart()
        #expect(try folder.start()?.fingerprint == "f2")
    }

    @Test func `a sink that joins a job stands where the job stands, durably`() throws {
        let folder = try SinkFolder("out.csv", .csv, SinkTable(name: "t", columns: schema(["n": .integer])))
        try folder.start()
        try folder.system.join(at: Epoch(41))
        folder.restart()
        #expect(try folder.start()?.epoch == Epoch(41))
        try folder.commit(42, [[.int64(1)]])
        #expect(folder.visible == ["out.csv": "n\n1\n"])
    }

    @Test func `dead letters lie beside the manifest, a JSON object a line, and may be cleared away`() throws {
        let folder = try SinkFolder("out.csv", .csv, SinkTable(name: "t", columns: schema(["n": .integer])))
        try folder.start()
        let letters = [
            DeadLetter(
                source: "s", topic: "a.csv", partition: 2, offset: 7, reason: "malformed", detail: "no \"object\"",
                record: Array("{\"x\"".utf8)),
            DeadLetter(source: "t", reason: "expression_error", detail: "d", record: [0xFF, 0x00]),
        ]
        try folder.commit(1, [[.int64(1)]], letters: [letters[0]])
        try folder.commit(2, [], letters: [letters[1]])
        #expect(
            folder.letters == [
                #"{"job":"\#(testJob.name)","epoch":1,"source":"s","topic":"a.csv","partition":2,"offset":7,"#
                    + #""reason":"malformed","detail":"no \"object\"","record":"{\"x\""}"#,
                #"{"job":"\#(testJob.name)","epoch":2,"source":"t","topic":null,"partition":null,"offset":null,"#
                    + #""reason":"expression_error","detail":"d","record_hex":"ff00"}"#,
            ])
        // A line that was written and not committed goes at the next start; a cleared file begins anew.
        let path = ".millrace/out.csv/dead_letters.ndjson"
        try folder.write(path, folder.letters.joined(separator: "\n") + "\n{\"job\":")
        folder.restart()
        try folder.start()
        #expect(folder.letters.count == 2)
        try folder.write(path, "")
        try folder.commit(3, [[.int64(2)]], letters: [letters[0]])
        #expect(folder.letters.count == 1 && folder.letters[0].contains("\"epoch\":3"))
    }
}
