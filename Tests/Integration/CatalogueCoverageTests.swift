import Operators
import Testing

@testable import Runner

/// Every function, operator, cast and aggregate that a job may write has a case that PostgreSQL answers, too.
@Suite struct CatalogueCoverageTests {
    /// Names that the catalogue has for itself: the grammar gives them, no job writes them.
    private static let own: Set<String> = [
        "ARRAY", "[]", "[:]", "SIMILAR TO", "~~", "~~*", "!~~", "!~~*", "timezone",
    ]
    /// A column of each type in the table of the cases.
    private static let columns = [
        "boolean": "bc", "smallint": "s", "integer": "ij", "bigint": "lm", "numeric": "nk", "real": "r",
        "double precision": "de", "text": "tuv", "timestamptz": "zy", "timestamp": "w",
    ].mapValues { $0.map(String.init) }.merging([
        "date": ["dt", "du"], "interval": ["iv", "iw"], "uuid": ["g", "h"], "jsonb": ["js", "jt"], "bytea": ["by"],
    ]) { first, _ in first }
    /// The fields of `extract` by PostgreSQL's documentation.
    private static let fields = [
        "century", "day", "decade", "dow", "doy", "epoch", "hour", "isodow", "isoyear", "jd", "julian", "microseconds",
        "millennium", "milliseconds", "minute", "month", "quarter", "second", "timezone", "timezone_hour",
        "timezone_minute", "week", "year",
    ]

    private static func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The names that stand before an opening parenthesis, in lower case, outside quoted text.
    static func called(_ text: String) -> Set<String> {
        var names: Set<String> = []
        var name = ""
        var isOver = false
        for character in unquoted(text) {
            if isNamePart(character) {
                name = isOver ? String(character) : name + String(character)
                isOver = false
            } else if character == "(" {
                if !name.isEmpty { names.insert(name.lowercased()) }
                name = ""
            } else if character == " " {
                isOver = true
            } else {
                name = ""
            }
        }
        return names
    }

    /// The names of the calls that OVER follows, or FILTER (...) and OVER.
    static func calledOver(_ text: String) -> Set<String> {
        var found: Set<String> = []
        var open: [String] = []
        var name = ""
        var next: String?
        let text = Array(unquoted(text).replacing("\n", with: " ").replacing("  ", with: " "))
        for (index, character) in text.enumerated() {
            if character == "(" {
                open.append(next ?? name.lowercased())
                next = nil
            } else if character == ")", let call = open.popLast() {
                let rest = String(text[(index + 1)...].prefix(9))
                if rest.hasPrefix(" OVER ") { found.insert(call) }
                if rest.hasPrefix(" FILTER (") { next = call }
            }
            name = isNamePart(character) ? name + String(character) : ""
        }
        return found
    }

    /// The operators by PostgreSQL's rules: one of several characters ends in + or - only with a special one in it.
    static func operators(_ text: String) -> Set<String> {
        var found: Set<String> = []
        for part in unquoted(text).split(whereSeparator: { !"+-*/<>=~!@#%^&|?".contains($0) }) {
            var symbol = String(part)
            let isSpecial = symbol.contains { "~!@#%^&|?".contains($0) }
            while symbol.count > 1, !isSpecial, symbol.hasSuffix("-") || symbol.hasSuffix("+") { symbol.removeLast() }
            found.insert(symbol)
            if symbol != part { found.insert(String(part.last ?? "-")) }
        }
        return found
    }

    /// Line by line, as a quote may stand alone in another sort of quotes.
    private static func unquoted(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            line.split(separator: "'", omittingEmptySubsequences: false).enumerated()
                .map { $0.offset % 2 == 0 ? String($0.element) : "''" }.joined()
        }.joined(separator: "\n")
    }

    /// The jobs of the golden queries, without what is expected of them.
    private static func golden() throws -> String {
        let parts = DifferentialCases.folder.split(separator: "/").dropLast(2).map { "/" + $0 }
        let folder = parts.joined() + "/Queries/Cases"
        let files = try listFolder(folder).filter { $0.hasSuffix(".sql") }.map { try readFile("\(folder)/\($0)") }
        return files.map { file in
            file.split(separator: "\n").prefix { !$0.hasPrefix("---") }.filter { !$0.hasPrefix("--") }
                .joined(separator: "\n")
        }.joined(separator: "\n")
    }

    @Test func `a name is found as a whole word, and an operator as a whole symbol`() {
        #expect(
            Self.called("octet_length(t) || Upper (u) + (x) 'sum(' date_part('a', z)") == [
                "octet_length", "upper", "date_part",
            ])
        #expect(
            Self.calledOver("sum(min(a)) OVER w, max(b) FILTER (WHERE f(c)) OVER (d), avg(e) FILTER (WHERE g)")
                == ["sum", "max"])
        #expect(Self.operators("a <= b || '<' - -c->>d = -1 and e=-2") == ["<=", "||", "-", "->>", "="])
    }

    @Test func `every function has a case`() throws {
        let called = Self.called(try DifferentialCases.load().joined(separator: "\n"))
        let names = Catalogue.standard.functionNames.filter { !Self.own.contains($0) && !$0.contains(" ") }
        let missing = names.filter { !called.contains($0) }
        #expect(missing.isEmpty, "no case in Differential: \(missing.joined(separator: ", "))")
        #expect(names.count > 100)
    }

    @Test func `every operator has a case`() throws {
        let text = try DifferentialCases.load().joined(separator: "\n")
        let found = Self.operators(text)
        let missing = Catalogue.standard.operatorSymbols.filter { !Self.own.contains($0) && !found.contains($0) }
        #expect(missing.isEmpty, "no case in Differential: \(missing.joined(separator: " "))")
    }

    @Test func `every cast from one type to another has a case`() throws {
        // `nullif(t, 'x')::date` is of a column, too.
        let cases = Set(
            try DifferentialCases.load().map { line in
                guard line.hasPrefix("nullif("), let comma = line.firstIndex(of: ","),
                    let cast = line.firstRange(of: ")::")
                else {
                    return line
                }
                return line[..<comma].dropFirst("nullif(".count) + "::" + line[cast.upperBound...]
            })
        var missing: [String] = []
        for (from, columns) in Self.columns {
            for to in Self.columns.keys where to != from {
                if !columns.contains(where: { cases.contains("\($0)::\(to)") }) { missing.append("\(from) to \(to)") }
            }
        }
        #expect(missing.isEmpty, "no case in Differential: \(missing.sorted().joined(separator: ", "))")
    }

    @Test func `every field of every time has a case`() throws {
        let cases = Set(try DifferentialCases.load())
        let wanted = Self.fields.flatMap { field in ["z", "w", "dt", "iv"].map { "extract(\(field) from \($0))" } }
        let missing = wanted.filter { !cases.contains($0) }
        #expect(missing.isEmpty, "no case in Differential: \(missing.joined(separator: ", "))")
    }

    @Test func `every aggregate has a case that PostgreSQL answers, and a golden query that is killed`() throws {
        let grouped = Self.called(try DifferentialCases.queries().joined(separator: "\n"))
        let golden = Self.called(try Self.golden())
        // Aggregates that PostgreSQL has not: golden queries compare them with others of its own.
        let foreign: Set = ["approx_count_distinct", "first_value", "last_value"]
        let missing = AggregateResolution.names.filter { !grouped.contains($0) && !foreign.contains($0) }
        #expect(missing.isEmpty, "no case in Differential/Grouped: \(missing.joined(separator: ", "))")
        let unkilled = AggregateResolution.names.filter { !golden.contains($0) }
        #expect(unkilled.isEmpty, "no golden query: \(unkilled.joined(separator: ", "))")
    }

    @Test func `every window function is in a golden query`() throws {
        let called = Self.calledOver(try Self.golden())
        let names = AggregateResolution.runningNames.union(["row_number", "rank", "dense_rank"])
        let missing = names.subtracting(called)
        #expect(missing.isEmpty, "no golden query: \(missing.sorted().joined(separator: ", "))")
    }
}
