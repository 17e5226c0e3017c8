import Operators
import Runner
import Testing

/// The same expressions over the same rows in a real PostgreSQL and here: equal texts, equal classes of errors.
@Suite(.serialized, .enabled(if: PostgresServer.isInstalled, "PostgreSQL's server is not installed"))
struct DifferentialTests {
    @Test func `expressions give what PostgreSQL gives, row by row`() throws {
        let cases = try DifferentialCases.load()
        try #require(cases.count >= 200 || DifferentialCases.isChosen)
        let server = try PostgresServer.start()
        defer { server.stop() }
        let answers = try server.answers(rows: DifferentialCases.rowsSQL(), cases: cases)
        let table = try DifferentialTable(dump: answers.dump)
        var report: [String] = []
        var differing = 0
        for (number, text) in cases.enumerated() {
            let ours = table.evaluate(text)
            var shown: [String] = []
            let outcomes = answers.outcomes[number] ?? []
            // What fails with every value may be refused before there is one.
            let onlyFails = outcomes.contains(where: \.isError) && outcomes.allSatisfy { $0.isError || $0 == .null }
            for (row, theirs) in outcomes.enumerated() where !theirs.agrees(with: ours[row]) {
                if onlyFails && ours[row].isRefusal { continue }
                shown.append("    row \(table.identifiers[row]): PostgreSQL \(theirs), we \(ours[row])")
            }
            if !shown.isEmpty || answers.outcomes[number]?.count != table.count {
                differing += 1
                report.append("  \(text)\n" + shown.prefix(4).joined(separator: "\n"))
            }
        }
        #expect(differing == 0, "\(differing) of \(cases.count) cases differ:\n\(report.joined(separator: "\n"))")
    }
}

/// What one expression gives for one row.
enum DifferentialOutcome: CustomStringConvertible, Equatable {
    case null
    case text(String)
    /// SQLSTATE, or the message of a job that was refused.
    case error(String)

    /// A number of more than 38 digits, which is an error here.
    static let beyondDigits = "22003 beyond 38 digits"

    /// Errors agree when their SQLSTATEs are of one class; a refused job agrees with any error.
    func agrees(with other: DifferentialOutcome) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.text(let a), .text(let b)): a == b
        case (.text(let theirs), .error(DifferentialOutcome.beyondDigits)):
            theirs.count(where: \.isNumber) > Decimal.digitsMax || theirs.hasSuffix("Infinity") || theirs == "NaN"
        case (.error(let a), .error(let b)): a.prefix(2) == b.prefix(2) || b.hasPrefix("refused")
        default: false
        }
    }

    var isError: Bool { if case .error = self { true } else { false } }

    var isRefusal: Bool { if case .error(let code) = self { code.hasPrefix("refused") } else { false } }

    var description: String {
        switch self {
        case .null: "NULL"
        case .text(let text): "\"\(text)\""
        case .error(let code): "error \(code)"
        }
    }
}

/// The lines of the data files.
enum DifferentialCases {
    static let folder =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
        + "/Differential"
    static let only = environmentVariable("DIFFERENTIAL_ONLY")

    /// Not all cases are asked for.
    static var isChosen: Bool { only != nil || more != nil }

    static func rowsSQL() throws -> String { try readFile("\(folder)/rows.sql") }

    /// A file with cases of one run, from tools/fuzz/expressions; instead of those here.
    private static let more = environmentVariable("DIFFERENTIAL_MORE")

    static func load() throws -> [String] {
        if let more { return try readFile(more).split(separator: "\n").map(String.init) }
        return try lines(folder)
    }

    /// Whole queries over the same rows.
    static func queries() throws -> [String] {
        if let more { return try readFile(more).split(separator: "\n").map(String.init) }
        return try lines("\(folder)/Grouped")
    }

    private static func lines(_ folder: String) throws -> [String] {
        let names = try listFolder(folder).filter { $0.hasSuffix(".sql") && $0 != "rows.sql" }.sorted()
        let lines = try names.flatMap { try readFile("\(folder)/\($0)").split(separator: "\n").map(String.init) }
        return lines.filter { line in
            !line.hasPrefix("--") && !line.isEmpty && (only.map { line.contains($0) } ?? true)
        }
    }
}
