import Runner
import Testing

/// A text of up to a million signs that a log shows by its beginning.
struct LongText: CustomTestStringConvertible {
    let text: String

    var testDescription: String { "\(text.prefix(40))... (\(text.utf8.count) bytes)" }
}

@Suite struct RobustnessTests {
    static func codes(_ sql: String) -> [DiagnosticCode] { parseJob(sql).diagnostics.map(\.code) }

    static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: [50, 900])
    func `moderate nesting is taken`(levels: Int) {
        #expect(Self.codes("SELECT 1" + Self.repeated(" + 1", levels)) == [])
        #expect(
            Self.codes(
                "SELECT " + Self.repeated("-", 0) + Self.repeated("f(", levels) + "1"
                    + Self.repeated(")", levels)) == [])
    }

    @Test(
        arguments: ([
            "SELECT 1" + repeated(" + 1", 9_900), "SELECT 1" + repeated("::int", 9_900),
            "SELECT a" + repeated(" || b", 3_000),
            "SELECT 1" + repeated(" UNION ALL SELECT 1", 4_900), "SELECT 1 FROM t" + repeated(" CROSS JOIN t", 6_500),
            "SELECT " + repeated("f(", 3_000) + "1" + repeated(")", 3_000),
            "SELECT " + repeated("(SELECT ", 2_000) + "1" + repeated(")", 2_000),
            "SELECT " + repeated("NOT ", 3_000) + "a", "SELECT a" + repeated(" COLLATE \"C\"", 9_900),
            "SELECT " + repeated("CASE WHEN ", 1_500) + "a" + repeated(" THEN 1 END", 1_500),
            "SELECT a" + repeated(" AT TIME ZONE 'UTC'", 4_900),
        ] as [String]).map(LongText.init))
    func `deep nesting is an error and no crash`(sql: LongText) {
        let codes = Self.codes(sql.text)
        #expect(codes.count == 1)
        #expect(codes == [.tooDeep] || codes == [.notSupported] || codes == [.syntax], "\(codes)")
    }

    @Test(
        arguments: ([
            "SELECT " + repeated("(", 100_000) + "1" + repeated(")", 100_000), "SELECT 1" + repeated("+1", 100_000),
            repeated("(", 1_000_000), repeated("[", 100_000), "SELECT 1" + repeated("::int", 100_000),
            repeated("a ", 100_000),
            "SELECT a" + repeated("[1]", 50_000), "SELECT " + repeated("- ", 50_000) + "1",
        ] as [String]).map(LongText.init))
    func `endless text is an error and no crash`(sql: LongText) {
        #expect(Self.codes(sql.text) == [.tooLarge])
    }

    @Test func `a parenthesis nested 9,900 times within the tokens of a statement`() {
        let sql = "SELECT " + Self.repeated("(", 9_900) + "1" + Self.repeated(")", 9_900)
        #expect(Self.codes(sql) == [])
    }

    @Test func `many statements, empty statements, no statement`() {
        #expect(parseJob(Self.repeated("SELECT 1;", 5_000)).job.statements.count == 5_000)
        #expect(parseJob(Self.repeated(";", 100_000)).diagnostics == [])
        for empty in ["", " \n\t", "-- only words", "/* only words */", ";;"] {
            let parsed = parseJob(empty)
            #expect(parsed.diagnostics == [] && parsed.job.statements.isEmpty)
        }
    }

    @Test func `a file beyond the bound is refused`() {
        let parsed = parseJob(Self.repeated(" ", Limits.jobFileBytesMax + 1))
        #expect(parsed.diagnostics.map(\.message) == ["a job file has at most 1 MiB; this one has 1048577 bytes"])
        #expect(Self.codes(Self.repeated(" ", Limits.jobFileBytesMax)) == [])
    }

    @Test func `zero bytes, byte order marks and other signs`() {
        #expect(parseJob("SELECT 1\0; SELECT").diagnostics.map(\.range) == [SourceRange(offset: 8, length: 1)])
        #expect(parseJob("\u{FEFF}SELECT 1").job.statements.count == 1)
        #expect(Self.codes("SELECT '\u{1}\u{7F}'") == [])
        #expect(Self.codes("SELECT 😀 FROM żółw") == [])
    }

    @Test func `the ends of strings and comments that never come`() {
        for text in [
            "SELECT 'abc", "SELECT \"abc", "SELECT $$abc", "/* abc", "SELECT E'\\x", "SELECT U&'\\zz'", "SELECT \"\"",
        ] {
            #expect(Self.codes("SELECT 1;\n" + text) == [.syntax], Comment(rawValue: text))
            #expect(parseJob("SELECT 1;\n" + text).job.statements.count == 1, "\(text)")
        }
    }

    @Test func `every prefix of every reference job is taken without a crash`() throws {
        for (name, _) in JobFileTests.jobs {
            let bytes = Array(try JobFileTests.load(name).utf8)
            for end in stride(from: 0, to: bytes.count, by: 23) {
                let text = String(decoding: bytes[..<end], as: UTF8.self)
                let parsed = parseJob(text)
                #expect(parsed.diagnostics.allSatisfy { $0.range.end <= text.utf8.count + 1 })
                let source = SourceText(name: name, text: text)
                let drawn = DiagnosticRenderer(source: source).render(parsed.diagnostics)
                #expect(drawn.isEmpty == parsed.diagnostics.isEmpty)
            }
        }
    }

    @Test func `a token changed anywhere is taken without a crash`() throws {
        let seed: UInt64 = 20_261_121
        var random = SplitMix(state: seed)
        let words = ["(", ")", ",", ";", "'", "\"", "select", "::", "[", "$1", "interval", "*", "--", "`", "\\", "é"]
        for (name, _) in JobFileTests.jobs {
            let text = try JobFileTests.load(name)
            for _ in 0..<20 {
                var bytes = Array(text.utf8)
                let word = words[Int(random.next() % UInt64(words.count))]
                let at = Int(random.next() % UInt64(bytes.count))
                bytes.replaceSubrange(at..<min(bytes.count, at + Int(random.next() % 5)), with: Array(word.utf8))
                let changed = String(decoding: bytes, as: UTF8.self)
                #expect(!rendered(changed).contains("SIGSEGV"), "seed \(seed)")
            }
        }
    }

    @Test func `parsing on many threads at once`() async {
        await withTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask { parseJob(Self.repeated("SELECT \(index);", index)).job.statements.count }
            }
            var sum = 0
            for await count in group { sum += count }
            #expect(sum == 49 * 50 / 2)
        }
    }
}

/// A small seeded generator (splitmix64).
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
