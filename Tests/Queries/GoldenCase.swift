import TestSupport

/// One golden query: a job, and for each of its tables the SELECT that gives the same rows in PostgreSQL.
struct GoldenCase: Sendable {
    let name: String
    let job: String
    let expected: [Expected]

    static let folder = Tree.root + "/Tests/Queries"

    /// The cases in files, or those whose names contain what GOLDEN_ONLY says.
    static let names: [String] = {
        let only = Tree.variable("GOLDEN_ONLY")
        let names = Tree.list(folder + "/Cases").filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }
        return names.filter { name in only.map { name.contains($0) } ?? true }
    }()

    /// The SQL that gives the topic's records types in PostgreSQL.
    static var recordsSQL: String { get throws { try Tree.read(folder + "/records.sql") } }

    /// The tables of PostgreSQL that golden queries join with.
    static var lookupsSQL: String { get throws { try Tree.read(folder + "/lookups.sql") } }

    /// A file: the job, then `--- expected: TABLE` lines, each with a SELECT under it. A job that does not declare
    /// the source itself gets the usual one.
    init(_ name: String) throws {
        self.name = name
        let text = try Tree.read(GoldenCase.folder + "/Cases/\(name).sql")
        var own = ""
        var expected: [Expected] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("---") {
                expected.append(try Expected(line, name))
            } else if expected.isEmpty {
                own += line + "\n"
            } else {
                expected[expected.count - 1].select += line + "\n"
            }
        }
        guard !expected.isEmpty else {
            throw HarnessError("\(name): no \"--- expected: TABLE\", nothing would be checked")
        }
        let source = own.contains("connector = 'kafka'") ? "" : try Tree.read(GoldenCase.folder + "/source.sql")
        let head = "SET job_name = '\(name)';\nSET commit_interval = '50 ms';\nSET checkpoint_interval = '50 ms';\n"
        job = head + source + own
        self.expected = expected
    }
}

/// What one table, or one file, must hold.
struct Expected: Sendable {
    let table: String
    /// The table is in `${OUT}/TABLE.csv`.
    let isFile: Bool
    var select = ""

    /// - Parameter line: `--- expected: TABLE` or `--- expected file: TABLE`; whatever else begins with three hyphens
    ///   is a mistake, which would else be a comment.
    init(_ line: Substring, _ name: String) throws {
        let file = "--- expected file: "
        let plain = "--- expected: "
        isFile = line.hasPrefix(file)
        guard isFile || line.hasPrefix(plain) else { throw HarnessError("\(name): what is \"\(line)\"?") }
        table = String(line.dropFirst(isFile ? file.count : plain.count))
    }
}
