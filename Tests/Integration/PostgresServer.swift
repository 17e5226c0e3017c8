import Glibc

/// A PostgreSQL for one test: the one that PGHOST and PGPORT name, or a private one that `tools/services` starts.
struct PostgresServer {
    private let environment: String
    private let folder: String
    private let isPrivate: Bool

    static var isInstalled: Bool {
        environmentVariable("PGPORT") != nil || access("/usr/lib/postgresql/15/bin/initdb", X_OK) == 0
    }

    private static var root: String {
        var path = #filePath
        for _ in 0..<3 { path = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)) }
        return path
    }

    static func start() throws -> PostgresServer {
        let folder = try shell("mktemp -d /tmp/differential-XXXXXX").filter { $0 != "\n" }
        guard chmod(folder, 0o755) == 0 else { throw HarnessError("cannot open \(folder) to the server") }
        if let host = environmentVariable("PGHOST"), let port = environmentVariable("PGPORT") {
            return PostgresServer(
                environment: "PGHOST=\(host) PGPORT=\(port) PGUSER=postgres", folder: folder, isPrivate: false)
        }
        let lines = try shell("'\(root)/tools/services' start postgres '\(folder)'")
        let environment = lines.split(separator: "\n").filter { $0.hasPrefix("PG") }.joined(separator: " ")
        return PostgresServer(environment: environment, folder: folder, isPrivate: true)
    }

    func stop() {
        if isPrivate { _ = try? shell("'\(Self.root)/tools/services' stop '\(folder)'") }
        _ = try? shell("rm -rf '\(folder)'")
    }

    struct Answers {
        /// The table's rows, fields as text.
        var dump: [[String?]] = []
        /// By the case's number, one outcome for each row.
        var outcomes: [Int: [DifferentialOutcome]] = [:]
    }

    /// Evaluates every case for every row by itself, so that one row's error leaves the others alone.
    func answers(rows: String, cases: [String]) throws -> Answers {
        try answers(
            rows: rows, cases: cases,
            outcome: """
                CREATE FUNCTION outcome(expression text, row_id integer) RETURNS text LANGUAGE plpgsql AS $body$
                DECLARE result text;
                BEGIN
                    EXECUTE 'SELECT (' || expression || ')::text FROM t WHERE id = ' || row_id INTO result;
                    RETURN coalesce('=' || result, 'null');
                EXCEPTION WHEN OTHERS THEN RETURN 'error ' || SQLSTATE;
                END $body$;
                """, select: "SELECT number, outcome(expression, id) FROM cases, t ORDER BY number, id")
    }

    /// Runs every query; its rows as records, one a line, sorted.
    func answers(rows: String, queries: [String]) throws -> Answers {
        try answers(
            rows: rows, cases: queries,
            outcome: """
                CREATE FUNCTION outcome(query text) RETURNS text LANGUAGE plpgsql AS $body$
                DECLARE result text;
                BEGIN
                    EXECUTE format(
                        'SELECT coalesce(string_agg(q::text, %L ORDER BY q::text COLLATE "C"), %L) FROM (%s) q',
                        chr(10), '', query) INTO result;
                    RETURN '=' || result;
                EXCEPTION WHEN OTHERS THEN RETURN 'error ' || SQLSTATE;
                END $body$;
                """, select: "SELECT number, outcome(expression) FROM cases ORDER BY number")
    }

    private func answers(rows: String, cases: [String], outcome: String, select: String) throws -> Answers {
        let database = "d" + folder.drop { $0 != "-" }.dropFirst().lowercased()
        // The character classes of C.UTF-8, the order of bytes.
        _ = try psql(
            "postgres",
            "CREATE DATABASE \(database) TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        defer { _ = try? psql("postgres", "DROP DATABASE \(database)") }
        var script = "SET timezone = 'UTC';\nSET intervalstyle = 'postgres';\n\(rows)\n\(outcome)\n"
        script += "CREATE TABLE cases (number integer, expression text);\n"
        for (number, text) in cases.enumerated() {
            script += "INSERT INTO cases VALUES (\(number), $case$\(text)$case$);\n"
        }
        script += "COPY (SELECT * FROM t ORDER BY id) TO STDOUT;\n"
        script += "COPY (\(select)) TO STDOUT;\n"
        let output = try psql(database, script)
        var answers = Answers()
        for line in output.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { unescaped($0) }
            guard fields.count == 2, let number = fields[0].flatMap({ Int($0) }), let outcome = fields[1] else {
                answers.dump.append(fields)
                continue
            }
            answers.outcomes[number, default: []].append(parsed(outcome))
        }
        return answers
    }

    private func parsed(_ outcome: String) -> DifferentialOutcome {
        if outcome.hasPrefix("=") { return .text(String(outcome.dropFirst())) }
        if outcome.hasPrefix("error ") { return .error(String(outcome.dropFirst(6))) }
        return .null
    }

    private func psql(_ database: String, _ script: String) throws -> String {
        let file = "\(folder)/script.sql"
        try writeFile(file, script)
        return try shell("\(environment) psql -X -q -At -v ON_ERROR_STOP=1 -d \(database) -f '\(file)' 2>&1")
    }
}

/// A field of COPY's text format.
private func unescaped(_ field: Substring) -> String? {
    if field == "\\N" { return nil }
    guard field.contains("\\") else { return String(field) }
    var out = ""
    var isEscape = false
    for character in field {
        if isEscape {
            switch character {
            case "n": out.append("\n")
            case "t": out.append("\t")
            case "r": out.append("\r")
            case "b": out.append("\u{8}")
            case "f": out.append("\u{c}")
            case "v": out.append("\u{b}")
            default: out.append(character)
            }
            isEscape = false
        } else if character == "\\" {
            isEscape = true
        } else {
            out.append(character)
        }
    }
    return out
}
