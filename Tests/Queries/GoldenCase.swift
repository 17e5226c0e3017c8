import TestSupport

/// One golden query: a job, and for each of its tables the SELECT that gives the same rows in PostgreSQL.
struct GoldenCase: CustomStringConvertible, Sendable {
    let name: String
    let job: String
    let expected: [(table: String, select: String)]

    var description: String { name }

    static let folder = Tree.root + "/Tests/Queries"

    /// All cases in files, or those whose names contain what GOLDEN_ONLY says.
    static let all: [GoldenCase] = {
        let only = Tree.variable("GOLDEN_ONLY")
        let names = Tree.list(folder + "/Cases").filter { $0.hasSuffix(".sql") }
        return names.filter { name in only.map { name.contains($0) } ?? true }.compactMap { try? GoldenCase(file: $0) }
    }()

    /// The SQL that gives the topic's records types in PostgreSQL.
    static var recordsSQL: String { get throws { try Tree.read(folder + "/records.sql") } }

    /// The tables of PostgreSQL that golden queries join with.
    static var lookupsSQL: String { get throws { try Tree.read(folder + "/lookups.sql") } }

    /// A file: the job, then `--- expected: TABLE` lines, each with a SELECT under it. A job that does not declare
    /// the source itself gets the usual one.
    init(file: String) throws {
        let text = try Tree.read(GoldenCase.folder + "/Cases/" + file)
        var parts: [(String, String)] = [("", "")]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--- expected: ") {
                parts.append((String(line.dropFirst(14)), ""))
            } else {
                parts[parts.count - 1].1 += line + "\n"
            }
        }
        name = String(file.dropLast(4))
        let own = parts[0].1
        let source = own.contains("connector = 'kafka'") ? "" : try Tree.read(GoldenCase.folder + "/source.sql")
        let head = "SET job_name = '\(name)';\nSET commit_interval = '50 ms';\nSET checkpoint_interval = '50 ms';\n"
        job = head + source + own
        expected = parts.dropFirst().map { (table: $0.0, select: $0.1) }
    }
}
