import Operators
import StateStore
import Testing

@testable import Runner

@Suite struct MySQLWritingTests {
    private static let counts = SinkTable(
        name: "counts", columns: schema(["word!": .text, "n": .bigint]), key: [0], emit: .changes)

    @Test(.mysql) func `the last row of a key wins, and a deleted key is gone`() throws {
        let database = try MySQLServer.database()
        let (sink, system) = try database.start(Self.counts)
        sink.add(.upsert, [[.text("a"), .int64(1)], [.text("b"), .int64(1)], [.text("a"), .int64(2)]])
        sink.add(.delete, [[.text("b"), .null]])
        sink.add(.upsert, [[.text("c"), .int64(3)]])
        _ = try system.commit(EpochCommit(1, [[sink.encoder.take()]]))
        #expect(try database.rows("SELECT * FROM counts ORDER BY word") == ["a|2", "c|3"])
        sink.add(.delete, [[.text("a"), .null]])
        sink.add(.upsert, [[.text("a"), .int64(9)], [.text("c"), .int64(4)]])
        sink.add(.delete, [[.text("x"), .null]])
        _ = try system.commit(EpochCommit(2, [[sink.encoder.take()]]))
        #expect(try database.rows("SELECT * FROM counts ORDER BY word") == ["a|9", "c|4"])
    }

    @Test(.mysql) func `texts that look alike are different keys`() throws {
        let database = try MySQLServer.database()
        let (sink, system) = try database.start(Self.counts)
        let words = ["a", "A", "a ", "a  ", "ä", "á", "ß", "ss", "", " "]
        try database.commit(1, sink, system, .upsert, words.enumerated().map { [.text($1), .int64(Int64($0))] })
        #expect(try database.rows("SELECT n FROM counts ORDER BY n") == words.indices.map { "\($0)" })
        try database.commit(2, sink, system, .delete, [[.text("a "), .null], [.text("A"), .null]])
        #expect(try database.rows("SELECT word FROM counts WHERE n < 4 ORDER BY n") == ["a", "a  "])
    }

    @Test(.mysql) func `many rows go in many statements, and deletions find each of them`() throws {
        let database = try MySQLServer.database()
        let table = SinkTable(
            name: "many", columns: schema(["a!": .bigint, "b!": .text, "v": .text]), key: [0, 1], emit: .changes)
        let (sink, system) = try database.start(table)
        let rows: [[Scalar]] = (0..<12_000).map { index in
            [.int64(Int64(index / 7)), .text("k\(index % 7)"), .text(String(repeating: "v", count: index % 200))]
        }
        try database.commit(1, sink, system, .upsert, rows)
        #expect(try database.rows("SELECT count(*), sum(length(v)) FROM many") == ["12000|1194000"])
        try database.commit(2, sink, system, .delete, rows.enumerated().filter { $0.0 % 3 != 0 }.map(\.1))
        #expect(try database.rows("SELECT count(*) FROM many") == ["4000"])
        try database.commit(3, sink, system, .delete, rows)
        #expect(try database.rows("SELECT count(*) FROM many") == ["0"])
    }

    @Test(.mysql) func `NULLs in a derived key are one key, of every type`() throws {
        let database = try MySQLServer.database()
        let types: [DataType] = [.text, .timestamptz, .date, .bigint, .double, .boolean, .uuid, .numeric, .bytea]
        for (number, type) in types.enumerated() {
            let zero: Scalar =
                switch type {
                case .text: .text("")
                case .double: .double(0)
                case .boolean: .boolean(false)
                case .numeric: .decimal(Decimal(coefficient: 0, scale: 0))
                case .bytea: .bytes([])
                case .uuid: .bytes([UInt8](repeating: 0, count: 16))
                case .timestamptz: .int64(TimeLimits.unixMicrosAtEpoch * -1)
                case .date: .int64(-10_957)
                default: .int64(0)
                }
            let table = SinkTable(
                name: "derived\(number)", columns: schema(["a": type, "b": .bigint, "n": .bigint]), key: [0, 1],
                keyIsDerived: true, emit: .changes)
            let sink = try MySQLSink(table)
            let system = try MySQLSystem(uri: database.uri, targets: [sink.target])
            _ = try system.start(SinkJob(name: table.name, uuid: randomUUID(), fingerprint: ""))
            // NULL and the value that stands for it are two keys.
            let keys: [[Scalar]] = [[.null, .null], [.null, .int64(0)], [zero, .null], [zero, .int64(0)]]
            for epoch in Int64(1)...2 {
                let rows = keys.enumerated().map { index, key in key + [.int64(Int64(index) + epoch * 10)] }
                try database.commit(epoch, sink, system, .upsert, rows)
            }
            #expect(try database.rows("SELECT n FROM \(table.name) ORDER BY n") == ["20", "21", "22", "23"])
            try database.commit(3, sink, system, .delete, [keys[0] + [.null], keys[3] + [.null]])
            #expect(try database.rows("SELECT n FROM \(table.name) ORDER BY n") == ["21", "22"], "\(type)")
            // What was made is accepted when it is there.
            _ = try system.start(SinkJob(name: table.name, uuid: randomUUID(), fingerprint: ""))
        }
    }

    @Test(.mysql) func `a table of one row has one`() throws {
        let database = try MySQLServer.database()
        let table = SinkTable(
            name: "total", columns: schema(["n": .bigint, "s": .numeric]), keyIsDerived: true, holdsOneRow: true,
            emit: .changes)
        let (sink, system) = try database.start(table)
        for epoch in Int64(1)...3 {
            try database.commit(epoch, sink, system, .upsert, [[.int64(epoch), .null], [.int64(epoch * 2), .null]])
            #expect(try database.rows("SELECT n FROM total") == ["\(epoch * 2)"])
        }
        #expect(throws: ServerError.self) { try database.run("INSERT INTO total (n) VALUES (1)") }
        try database.commit(4, sink, system, .delete, [[.null, .null]])
        #expect(try database.rows("SELECT count(*) FROM total") == ["0"])
        _ = try system.start(testJob)
    }

    @Test(.mysql) func `columns that the database fills itself stay its own`() throws {
        let database = try MySQLServer.database()
        try database.run(
            """
            CREATE TABLE counts (
                id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT,
                word VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                utime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, note TEXT,
                UNIQUE KEY (word))
            """)
        let (sink, system) = try database.start(Self.counts, create: .never)
        try database.commit(1, sink, system, .upsert, [[.text("a"), .int64(1)], [.text("b"), .int64(2)]])
        try database.run("UPDATE counts SET note = 'mine' WHERE word = 'a'")
        let before = try database.rows("SELECT id, word FROM counts ORDER BY word")
        try database.commit(2, sink, system, .upsert, [[.text("a"), .int64(7)]])
        #expect(try database.rows("SELECT id, word FROM counts ORDER BY word") == before)
        #expect(
            try database.rows("SELECT word, n, note, utime IS NOT NULL FROM counts ORDER BY word") == [
                "a|7|mine|1", "b|2|~|1",
            ])
    }

    @Test(.mysql) func `where a collation pads, a key that ends with a space is a refused row`() throws {
        let database = try MySQLServer.database()
        try database.run(
            "CREATE TABLE counts (word VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, n BIGINT)")
        var table = Self.counts
        table.onError = .deadLetter
        let (sink, system) = try database.start(table)
        let rows: [[Scalar]] = [[.text("a"), .int64(1)], [.text("a "), .int64(2)], [.text("A"), .int64(3)]]
        let report = try database.commit(1, sink, system, .upsert, rows)
        #expect(report.rejectedRows == 1)
        #expect(try database.rows("SELECT n FROM counts ORDER BY n") == ["1", "3"])
        #expect(try database.rows("SELECT detail FROM millrace_dead_letter")[0].contains("ends with a space"))
    }

    @Test(.mysql) func `several targets of two databases are one transaction`() throws {
        let database = try MySQLServer.database()
        let other = try MySQLServer.database()
        let columns = schema(["n!": .bigint])
        let here = try MySQLSink(SinkTable(name: "here", columns: columns))
        let there = try MySQLSink(SinkTable(name: "there", columns: columns), database: other.name)
        let system = try MySQLSystem(uri: database.uri, targets: [here.target, there.target])
        _ = try system.start(testJob)
        try other.run("ALTER TABLE there ADD CONSTRAINT small CHECK (n < 5)")
        for number in Int64(1)...2 {
            here.add(.append, [[.int64(number)]])
            there.add(.append, [[.int64(number * 4)]])
            let epoch = EpochCommit(number, [[here.encoder.take()], [there.encoder.take()]])
            if number == 1 {
                _ = try system.commit(epoch)
            } else {
                #expect(throws: SinkError.self) { try system.commit(epoch) }
            }
        }
        #expect(try database.rows("SELECT n FROM here") == ["1"])
        #expect(try other.rows("SELECT n FROM there") == ["4"])
        #expect(try database.rows("SELECT epoch FROM millrace_job") == ["1"])
    }
}
