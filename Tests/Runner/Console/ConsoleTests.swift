import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// A console that writes into memory.
private final class Screen: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let size = Mutex<TerminalSize?>(nil)

    func settings(
        _ format: ConsoleFormat = .table, width: Int? = nil, height: Int? = nil, zone: TimeZoneRules = .utc
    ) -> ConsoleSettings {
        resize(width, height)
        return ConsoleSettings(format: format, zone: zone) { [self] in
            size.withLock { $0 }
        } write: { [self] new in
            bytes.withLock { $0 += new }
            return nil
        }
    }

    func resize(_ width: Int?, _ height: Int? = nil) {
        size.withLock { $0 = width.map { TerminalSize(columns: $0, lines: height ?? 24) } }
    }

    /// What was written since the last look.
    func take() -> String {
        bytes.withLock { all in
            defer { all = [] }
            return String(decoding: all, as: UTF8.self)
        }
    }
}

@Suite struct ConsoleTests {
    private static let sales = schema([
        "window_end": .timestamptz, "country": .text, "total": .numeric, "ok": .boolean,
    ])

    private static func sale(_ seconds: Int64, _ country: Scalar, _ cents: Int128) -> [Scalar] {
        [.int64(seconds * 1_000_000), country, .decimal(Decimal(coefficient: cents, scale: 2)), .boolean(cents > 0)]
    }

    private func show(
        _ table: SinkTable, _ settings: ConsoleSettings, _ epochs: [[(RowOperation, [[Scalar]])]]
    ) throws {
        let system = ConsoleSystem([table], settings: settings)
        let encoder = ConsoleEncoder(table, settings: settings)
        for (index, epoch) in epochs.enumerated() {
            for (operation, rows) in epoch { encoder.append(batch(table.columns, rows), operation: operation) }
            var commit = EpochCommit(Int64(index + 1), [[encoder.take()]])
            commit.boundary.emit = 1
            _ = try system.commit(commit)
        }
    }

    @Test func `a table looks as psql shows it and grows without a second heading`() throws {
        let screen = Screen()
        let rows = [Self.sale(0, .text("United Kingdom"), 1250), Self.sale(300, .null, -5)]
        try show(
            SinkTable(name: "t", columns: Self.sales), screen.settings(),
            [[(.append, rows)], [(.append, [Self.sale(600, .text("France"), 0)])]])
        #expect(
            screen.take() == """
                       window_end       |    country     | total | ok
                ------------------------+----------------+-------+----
                 2000-01-01 00:00:00+00 | United Kingdom | 12.50 | t
                 2000-01-01 00:05:00+00 |                | -0.05 | f
                 2000-01-01 00:10:00+00 | France         |  0.00 | f

                """)
    }

    @Test func `a wider value draws the heading anew`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["a": .text]))
        try show(table, screen.settings(), [[(.append, [[.text("x")]])], [(.append, [[.text("longer")]])]])
        #expect(screen.take() == " a\n---\n x\n   a\n--------\n longer\n")
    }

    @Test func `JSON keeps numbers exact, times in RFC 3339, and quotes what needs it`() throws {
        let screen = Screen()
        let columns = schema([
            "a\"b": .text, "n": .numeric, "d": .double, "t": .timestamptz, "l": .timestamp, "j": .jsonb, "b": .boolean,
            "i": .interval,
        ])
        let rows: [[Scalar]] = [
            [
                .text("x\"\\\n\u{1}é"), .decimal(Decimal(coefficient: 1000, scale: 3)), .double(.nan),
                .int64(500_000), .int64(0), .text(#"{"k":[1]}"#), .boolean(true), .interval(Interval(days: 1)),
            ],
            [.null, .null, .double(1e300), .null, .null, .null, .null, .null],
        ]
        try show(SinkTable(name: "t", columns: columns), screen.settings(.json), [[(.append, rows)]])
        #expect(
            screen.take() == #"""
                {"a\"b":"x\"\\\n\u0001é","n":1.000,"d":"NaN","t":"2000-01-01T00:00:00.5Z",\#
                "l":"2000-01-01T00:00:00","j":{"k":[1]},"b":true,"i":"1 day"}
                {"a\"b":null,"n":null,"d":1e+300,"t":null,"l":null,"j":null,"b":null,"i":null}

                """#)
    }

    @Test func `CSV quotes commas, quotes and line ends, and tells NULL from an empty text`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["a": .text, "b,c": .text]))
        let rows: [[Scalar]] = [
            [.text("x,y"), .text("say \"hi\"")], [.null, .text("")], [.text("two\nlines"), .text("plain")],
        ]
        try show(table, screen.settings(.csv), [[(.append, rows)], [(.append, [[.text("1"), .text("2")]])]])
        #expect(screen.take() == "a,\"b,c\"\n\"x,y\",\"say \"\"hi\"\"\"\n,\"\"\n\"two\nlines\",plain\n1,2\n")
    }

    @Test func `CSV has arrays as COPY writes them, and JSON as its own`() throws {
        let screen = Screen()
        let columns = schema(["a": .array(.integer), "b": .array(.text(limit: nil))])
        let table = SinkTable(name: "t", columns: columns)
        let rows: [[Scalar]] = [[.text("[3, null]"), .text(#"["x","a b","q\"r"]"#)], [.text("[]"), .null]]
        try show(table, screen.settings(.csv), [[(.append, rows)]])
        #expect(screen.take() == #"a,b\#n"{3,NULL}","{x,""a b"",""q\""r""}"\#n{},\#n"#)
        try show(table, screen.settings(.json), [[(.append, [rows[0]])]])
        #expect(screen.take() == #"{"a":[3, null],"b":["x","a b","q\"r"]}\#n"#)
    }

    @Test func `Markdown escapes bars and puts numbers at the right`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["a": .text, "n": .integer]))
        try show(table, screen.settings(.markdown), [[(.append, [[.text("x|y"), .int64(3)]])]])
        #expect(screen.take() == "| a | n |\n|---|---:|\n| x\\|y | 3 |\n")
    }

    @Test func `changes say what happened to the row, and a deleted row shows its key alone`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["k": .text, "n": .bigint]), key: [0], emit: .changes)
        try show(
            table, screen.settings(),
            [[(.upsert, [[.text("a"), .int64(1)]])], [(.delete, [[.text("a"), .int64(9)]])]])
        #expect(
            screen.take() == """
                   op   | k | n
                --------+---+---
                 upsert | a | 1
                 delete | a |

                """)
    }

    @Test func `a whole table is drawn anew on a terminal and appended in a pipe`() throws {
        let table = SinkTable(name: "t", columns: schema(["n": .integer]), emit: .complete)
        let epochs: [[(RowOperation, [[Scalar]])]] = [
            [(.replaceAll, [[.int64(1)]])], [(.replaceAll, [[.int64(2)], [.int64(3)]])],
        ]
        let pipe = Screen()
        try show(table, pipe.settings(), epochs)
        #expect(pipe.take() == " n\n---\n 1\n(1 row)\n\n n\n---\n 2\n 3\n(2 rows)\n\n")
        let terminal = Screen()
        try show(table, terminal.settings(width: 80, height: 24), epochs)
        let clear = "\u{1B}[H\u{1B}[J"
        #expect(terminal.take() == clear + " n\n---\n 1\n(1 row)\n\n" + clear + " n\n---\n 2\n 3\n(2 rows)\n\n")
    }

    @Test func `a whole result that has no row left is shown empty, once`() throws {
        let table = SinkTable(name: "t", columns: schema(["n": .integer]), emit: .complete)
        let epochs: [[(RowOperation, [[Scalar]])]] = [
            [], [(.replaceAll, [[.int64(1)]])], [], [], [(.replaceAll, [[.int64(2)]])], [],
        ]
        let pictures = [" n\n---\n 1\n(1 row)\n\n", " n\n---\n(0 rows)\n\n", " n\n---\n 2\n(1 row)\n\n"]
        let expected = [pictures[0], pictures[1], pictures[2], pictures[1]]
        let pipe = Screen()
        try show(table, pipe.settings(), epochs)
        #expect(pipe.take() == expected.joined())
        let terminal = Screen()
        try show(table, terminal.settings(width: 80, height: 24), epochs)
        #expect(terminal.take() == expected.map { "\u{1B}[H\u{1B}[J" + $0 }.joined())
        let markdown = Screen()
        try show(table, markdown.settings(.markdown), epochs)
        let heading = "| n |\n|---:|\n"
        #expect(
            markdown.take() == ["\(heading)| 1 |\n", heading, "\(heading)| 2 |\n", heading].joined(separator: "\n"))
    }

    @Test func `a whole result whose time has not come stays as it is`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["n": .integer]), emit: .complete)
        let settings = screen.settings()
        let system = ConsoleSystem([table], sinks: [3], settings: settings)
        let encoder = ConsoleEncoder(table, settings: settings)
        encoder.append(batch(table.columns, [[.int64(1)]]), operation: .replaceAll)
        for (epoch, emit) in [(Int64(1), UInt64(8)), (2, 7), (3, 8)] {
            _ = screen.take()
            var commit = EpochCommit(epoch, [[encoder.take()]])
            commit.boundary.emit = emit
            _ = try system.commit(commit)
            if epoch == 2 { #expect(screen.take() == "") }
        }
        #expect(screen.take() == " n\n---\n(0 rows)\n\n")
    }

    @Test func `where no rows are asked for there is a heading, once`() throws {
        var table = SinkTable(name: "t", columns: schema(["n": .integer]))
        table.limit = 0
        let epochs: [[(RowOperation, [[Scalar]])]] = [[], [(.append, [[.int64(1)]])], []]
        for (format, text) in [(ConsoleFormat.csv, "n\n"), (.json, ""), (.table, " n\n---\n")] {
            let screen = Screen()
            try show(table, screen.settings(format), epochs)
            #expect(screen.take() == text)
        }
    }

    @Test func `a table longer than the terminal says how much is hidden`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["n": .integer]), emit: .complete)
        let rows = (0..<30).map { [Scalar.int64(Int64($0))] }
        try show(table, screen.settings(width: 80, height: 6), [[(.replaceAll, rows)]])
        #expect(screen.take() == "\u{1B}[H\u{1B}[J n\n----\n  0\n  1\n... 31 more lines\n")
    }

    @Test func `a wide table is cut to the terminal, and to nothing in a pipe`() throws {
        let table = SinkTable(name: "t", columns: schema(["a": .text, "b": .text]))
        let rows: [[Scalar]] = [[.text(String(repeating: "x", count: 100)), .text("漢字漢字漢字")]]
        let terminal = Screen()
        try show(table, terminal.settings(width: 40, height: 24), [[(.append, rows)]])
        for line in terminal.take().split(separator: "\n") { #expect(TableDrawing.width(String(line)) <= 40) }
        let pipe = Screen()
        try show(table, pipe.settings(), [[(.append, rows)]])
        #expect(pipe.take().contains(String(repeating: "x", count: 100)))
    }

    private static let wide = schema([
        "category": .text, "window_start": .timestamptz, "window_end": .timestamptz, "n": .bigint, "total": .numeric,
    ])

    private static func hour(_ seconds: Int64) -> [Scalar] {
        let start = 791_240_400 * 1_000_000 + seconds * 1_000_000
        return [
            .text(String(repeating: "x", count: 30)), .int64(start), .int64(start + 3_600_000_000), .int64(1234),
            .decimal(Decimal(coefficient: 1_234_567, scale: 2)),
        ]
    }

    @Test(arguments: [
        (80, 0, "xxxxxxxxx… | 2025-01-26 21:00:00+00 | 2025-01-26 22:00:00+00"),
        (72, 0, "xxxxxxx… | 2025-01-26 21:00+00 | 2025-01-26 22:00+00"),
        (66, 0, "xxxxxxx… | 2025-01-26 21:00 | 2025-01-26 22:00"),
        (40, 0, "xxxxxxx… | 2025-01-26 21:00 | 2025-01-26 22:00"),
        (72, 5, "xxxxxxx… | 2025-01-26 21:00:05 | 2025-01-26 22:00:05"),
    ])
    func `on a narrow terminal texts are cut, then times shown shorter, and no time or number is cut`(
        width: Int, seconds: Int64, row: String
    ) throws {
        let screen = Screen()
        try show(
            SinkTable(name: "t", columns: Self.wide), screen.settings(width: width, height: 24),
            [[(.append, [Self.hour(seconds), Self.hour(seconds)])]])
        let lines = screen.take().split(separator: "\n")
        #expect(lines.dropFirst(2).allSatisfy { $0 == " \(row) | 1234 | 12345.67" }, "\(lines)")
        #expect(lines.allSatisfy { TableDrawing.width(String($0)) <= max(width, 66) }, "\(lines)")
    }

    @Test func `a time that needs its seconds draws the heading anew, a long heading gives way to numbers`() throws {
        let screen = Screen()
        let rows = [Self.hour(0), Self.hour(7)].map { [$0[1]] }
        let times = SinkTable(name: "t", columns: schema(["at": .timestamptz]))
        try show(times, screen.settings(width: 21, height: 24), rows.map { [(RowOperation.append, [$0])] })
        #expect(
            screen.take() == """
                         at
                ---------------------
                 2025-01-26 21:00+00
                         at
                ---------------------
                 2025-01-26 21:00:07

                """)
        let sums = SinkTable(name: "t", columns: schema(["the_sum_of_it_all": .bigint, "text": .text]))
        try show(
            sums, screen.settings(width: 22, height: 24),
            [[(.append, [[.int64(123_456_789), .text(String(repeating: "y", count: 9))]])]])
        #expect(screen.take() == " the_sum_… |   text\n-----------+----------\n 123456789 | yyyyyyy…\n")
    }

    @Test func `tables that a terminal cut are shown in full at the end, and others stay as they are`() throws {
        let tables = ["first", "second"].map {
            SinkTable(name: $0, columns: schema(["n": .integer, "text": .text]), emit: .complete)
        }
        let text = String(repeating: "x", count: 70)
        for (lines, isCut) in [(6, true), (40, false)] {
            let screen = Screen()
            let settings = screen.settings(width: 80, height: lines)
            let system = ConsoleSystem(tables, settings: settings)
            let rows = tables.map { table in
                let encoder = ConsoleEncoder(table, settings: settings)
                encoder.append(
                    batch(table.columns, (0..<8).map { [.int64($0), .text(isCut ? text : "y")] }),
                    operation: .replaceAll)
                return [encoder.take()]
            }
            var commit = EpochCommit(1, rows)
            commit.boundary.emit = 3
            _ = try system.commit(commit)
            #expect(screen.take().contains("more lines") == isCut)
            try system.finish()
            let end = screen.take()
            guard isCut else {
                #expect(end == "")
                continue
            }
            let pipe = Screen()
            let piped = ConsoleSystem(tables, settings: pipe.settings())
            _ = try piped.commit(commit)
            try piped.finish()
            let shown = pipe.take()
            #expect(shown.contains(" 7 | \(text)\n(8 rows)\n") && shown.contains("second\n"))
            #expect(end == "\u{1B}[H\u{1B}[J" + shown.replacing("\n\n\nsecond", with: "\n\nsecond"), "\(end)")
        }
    }

    @Test func `a line that the terminal breaks counts as the lines that it takes`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["a": .date, "b": .date, "c": .date]), emit: .complete)
        let rows = (0..<9).map { day in (0..<3).map { _ in Scalar.int64(day) } }
        try show(table, screen.settings(width: 20, height: 12), [[(.replaceAll, rows)]])
        // Each row has 38 columns: two lines.
        let lines = screen.take().split(separator: "\n")
        #expect(lines.count == 6 && lines.last == "... 9 more lines", "\(lines)")
    }

    @Test func `a terminal that changes its size is drawn to with the size that it has then`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["n": .integer, "text": .text]), emit: .complete)
        let settings = screen.settings(width: 80, height: 24)
        let system = ConsoleSystem([table], settings: settings)
        let encoder = ConsoleEncoder(table, settings: settings)
        var seen: [[String]] = []
        for (epoch, size) in [(Int64(1), (80, 24)), (2, (30, 6)), (3, (80, 24))] {
            screen.resize(size.0, size.1)
            let rows = (0..<8).map { [Scalar.int64($0), .text(String(repeating: "x", count: 50))] }
            encoder.append(batch(table.columns, rows), operation: .replaceAll)
            var commit = EpochCommit(epoch, [[encoder.take()]])
            commit.boundary.emit = 1
            _ = try system.commit(commit)
            seen.append(screen.take().split(separator: "\n").map(String.init))
        }
        #expect(seen[0] == seen[2])
        #expect(seen.map(\.count) == [11, 5, 11])
        for line in seen[1].dropFirst() { #expect(TableDrawing.width(line) <= 30, "\(line)") }
    }

    @Test func `control characters cannot reach the terminal`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["a": .text]))
        try show(table, screen.settings(), [[(.append, [[.text("\u{1B}[2J\u{9B}1m\u{7}")]])]])
        #expect(screen.take().split(separator: "\n").last == #" \x1b[2J\x9b1m\x07"#)
    }

    @Test func `a preview is ordered with NULLs in place, limited, and then done`() throws {
        let screen = Screen()
        var table = SinkTable(name: "t", columns: schema(["k": .text, "n": .integer]))
        table.order = [
            RankSpec.Order(column: 1, descending: true, nullsFirst: true),
            RankSpec.Order(column: 0, descending: false, nullsFirst: false),
        ]
        table.limit = 5
        let settings = screen.settings(.csv)
        let system = ConsoleSystem([table], settings: settings)
        let encoder = ConsoleEncoder(table, settings: settings)
        let rows: [[Scalar]] = [
            [.text("b"), .int64(-1)], [.text("c"), .int64(7)], [.text("z"), .null], [.null, .int64(7)],
            [.text("a"), .int64(7)], [.text("d"), .int64(-5)],
        ]
        encoder.append(batch(table.columns, rows), operation: .append)
        let report = try system.commit(EpochCommit(1, [[encoder.take()]]))
        #expect(report.rows == 5)
        #expect(report.hasReachedLimit)
        #expect(screen.take() == "k,n\nz,\na,7\nc,7\n,7\nb,-1\n")
        encoder.append(batch(table.columns, rows), operation: .append)
        _ = try system.commit(EpochCommit(2, [[encoder.take()]]))
        #expect(screen.take() == "")
    }

    @Test func `an epoch that was shown is not shown again`() throws {
        let screen = Screen()
        let table = SinkTable(name: "t", columns: schema(["n": .integer]))
        let settings = screen.settings(.csv)
        let system = ConsoleSystem([table], settings: settings)
        let encoder = ConsoleEncoder(table, settings: settings)
        encoder.append(batch(table.columns, [[.int64(1)]]), operation: .append)
        let epoch = EpochCommit(3, [[encoder.take()]])
        _ = try system.commit(epoch)
        _ = try system.commit(epoch)
        #expect(screen.take() == "n\n1\n")
    }

    @Test func `times are shown in the zone that was asked for`() throws {
        let screen = Screen()
        let zone = TimeZoneRules(fixedOffsetMicros: 7 * 3_600_000_000, name: "+07")
        let table = SinkTable(name: "t", columns: schema(["t": .timestamptz]))
        try show(table, screen.settings(.csv, zone: zone), [[(.append, [[.int64(0)]])]])
        #expect(screen.take() == "t\n2000-01-01 07:00:00+07\n")
    }

    @Test func `two tables are told apart by their names`() throws {
        let screen = Screen()
        let tables = ["first", "second"].map { SinkTable(name: $0, columns: schema(["n": .integer])) }
        let settings = screen.settings()
        let system = ConsoleSystem(tables, settings: settings)
        let rows = tables.map { table in
            let encoder = ConsoleEncoder(table, settings: settings)
            encoder.append(batch(table.columns, [[.int64(1)]]), operation: .append)
            return [encoder.take()]
        }
        _ = try system.commit(EpochCommit(1, rows))
        #expect(screen.take() == "first\n n\n---\n 1\n\nsecond\n n\n---\n 1\n")
    }

    @Test func `the blackhole counts`() throws {
        let encoder = BlackholeEncoder()
        let columns = schema(["n": .integer])
        encoder.append(batch(columns, [[.int64(1)], [.int64(2)]]), operation: .append)
        encoder.append(batch(columns, [[.int64(3)]]), operation: .upsert)
        #expect(try BlackholeSystem().commit(EpochCommit(1, [[encoder.take()]])).rows == 3)
    }
}
