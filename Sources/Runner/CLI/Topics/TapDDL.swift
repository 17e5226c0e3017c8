import Operators

/// The CREATE TABLE that reads a topic, from a sample of it.
struct TapDDL {
    private let sample: TapSample
    private let options: TapOptions

    init(_ sample: TapSample, _ options: TapOptions) {
        self.sample = sample
        self.options = options
    }

    /// Statements of the job language; record types first.
    var text: String {
        var types = ""
        let table = TapDDL.identifier(options.topic.lowercased())
        var lines: [String] = []
        for field in sample.schema.fields {
            let type = typeName(field, prefix: options.topic.lowercased(), &types)
            lines.append("    \(TapDDL.identifier(field.name)) \(type)")
        }
        if lines.isEmpty { return "-- no record of \(options.topic) is a JSON object\n" }
        return "\(types)CREATE TABLE \(table) (\n\(lines.joined(separator: ",\n"))\n) WITH (\n"
            + settings.map { "    \($0.0) = '\($0.1.replacing("'", with: "''"))'" }.joined(separator: ",\n") + "\n);\n"
    }

    private var settings: [(String, String)] {
        var list = [
            ("connector", "kafka"), ("bootstrap_servers", options.bootstrapServers), ("topic", options.topic),
            ("format", "json"),
        ]
        if let time = sample.eventTime {
            if let unit = time.unixUnit, unit != "unix_seconds" { list.append(("timestamp_format", unit)) }
            list.append(("event_time", time.name))
            list.append(("watermark_delay", TapDDL.duration(sample.disorder.suggestedDelaySeconds)))
        }
        return list
    }

    /// The column type that takes every value of the sample.
    private func typeName(_ field: FieldProfile, prefix: String, _ types: inout String) -> String {
        if field === sample.eventTime { return "timestamptz" }
        switch field.kind {
        case .boolean: return "boolean"
        case .integer: return field.hugeIntegers > 0 ? "numeric" : "bigint"
        case .decimal: return "numeric(18, \(max(2, field.scaleMax)))"
        case .float: return "double precision"
        case .text:
            if field.isDate { return "date" }
            if field.isTime { return field.localTimes == field.values ? "timestamp" : "timestamptz" }
            return field.uuids == field.values ? "uuid" : "text"
        case .object:
            guard let members = field.members, members.fields.allSatisfy({ $0.members == nil && $0.kind != nil }) else {
                return "jsonb"
            }
            let name = TapDDL.identifier("\(prefix)_\(field.name.lowercased())")
            let columns = members.fields.map { "\(TapDDL.identifier($0.name)) \(typeName($0, prefix: name, &types))" }
            types += "CREATE TYPE \(name) AS (\(columns.joined(separator: ", ")));\n"
            return name
        // Several kinds, arrays, and fields that were always null: jsonb takes whatever comes.
        case .array, nil: return "jsonb"
        }
    }

    /// A name as SQL writes it: quoted unless it is a plain one and no word of the language.
    static func identifier(_ name: String) -> String {
        let plain = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
        let first = name.utf8.first.map { !(48...57).contains($0) } ?? false
        if plain, first, !reserved.contains(name) { return name }
        return "\"\(name.replacing("\"", with: "\"\""))\""
    }

    /// PostgreSQL's reserved words, and names of types, which read badly bare.
    private static let reserved: Set<String> = [
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary",
        "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint", "create",
        "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
        "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
        "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike", "in",
        "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like",
        "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or",
        "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select",
        "session_user", "similar", "some", "symmetric", "table", "tablesample", "then", "to", "trailing", "true",
        "union", "unique", "user", "using", "variadic", "verbose", "when", "where", "window", "with",
        "bigint", "boolean", "char", "character", "coalesce", "date", "dec", "decimal", "double", "float", "int",
        "integer", "interval", "numeric", "precision", "real", "row", "smallint", "text", "time", "timestamp",
        "values", "varchar",
    ]

    /// Seconds as a duration of the job language.
    static func duration(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        for (size, name) in units where seconds >= size && seconds % size == 0 {
            return "\(seconds / size) \(name)\(seconds == size ? "" : "s")"
        }
        return "\(seconds) second\(seconds == 1 ? "" : "s")"
    }
}
