import Operators

/// The CREATE TABLE that reads a topic, from a sample of it.
struct TapDDL {
    private let sample: TapSample
    private let options: TapOptions

    init(_ sample: TapSample, _ options: TapOptions) {
        self.sample = sample
        self.options = options
    }

    /// Statements of the job language; what is left out and record types first.
    var text: String {
        var notes = ""
        var types: [(name: String, columns: String)] = []
        let topic = options.topic.lowercased()
        var lines: [String] = []
        for field in sample.schema.fields {
            if let reason = TapDDL.refusal(of: field.name) {
                let name = visibleText(field.name)
                notes += "-- left out: field \"\(name.count <= 40 ? name : name.prefix(39) + "…")\", \(reason)\n"
                continue
            }
            let type = typeName(field, prefix: topic, &types)
            lines.append("    \(TapDDL.identifier(field.name)) \(type)")
        }
        if lines.isEmpty {
            return sample.schema.objects == 0
                ? "-- no record of \(options.topic) is a JSON object\n"
                : "\(notes)-- no field of \(options.topic) can be a column\n"
        }
        let created = types.map { "CREATE TYPE \(TapDDL.identifier($0.name)) AS (\($0.columns));\n" }.joined()
        // Topics have ASCII names alone.
        let table = TapDDL.identifier(String(topic.prefix(Limits.nameBytesMax)))
        return "\(notes)\(created)CREATE TABLE \(table) (\n\(lines.joined(separator: ",\n"))\n) WITH (\n"
            + settings.map { "    \($0.0) = '\($0.1.replacing("'", with: "''"))'" }.joined(separator: ",\n") + "\n);\n"
    }

    /// Why no column of a table can be named so; nil when one can.
    private static func refusal(of name: String) -> String? {
        if name.isEmpty { return "as a column needs a name" }
        if name.utf8.count > Limits.nameBytesMax { return "as a name has at most \(Limits.nameBytesMax) bytes" }
        if name.utf8.contains(0) { return "as no name in SQL has a NUL character" }
        if SystemColumn(rawValue: name) != nil { return "as every record has a system column of this name" }
        return nil
    }

    private var settings: [(String, String)] {
        var list = [
            ("connector", "kafka"), ("bootstrap_servers", options.bootstrapServers), ("topic", options.topic),
            ("format", "json"),
        ]
        if let time = sample.eventTime, TapDDL.refusal(of: time.name) == nil {
            // What is left out is 'auto', by which numbers of every size are read, and text besides.
            if let unit = time.unixUnit, unit != "unix_seconds", !TapDDL.haveTextTimes(sample.schema.fields) {
                list.append(("timestamp_format", unit))
            }
            list.append(("event_time", time.name))
            list.append(("watermark_delay", TapDDL.duration(sample.disorder.suggestedDelaySeconds)))
        }
        return list
    }

    /// Whether a column is a timestamp whose values are text: the format of the table's numbers would not read it.
    private static func haveTextTimes(_ fields: [FieldProfile]) -> Bool {
        fields.contains { field in
            field.isTime && !field.isNumberTime && !field.isDate || haveTextTimes(field.members?.fields ?? [])
        }
    }

    /// The column type that takes every value of the sample.
    private func typeName(
        _ field: FieldProfile, prefix: String, _ types: inout [(name: String, columns: String)]
    ) -> String {
        if field === sample.eventTime { return "timestamptz" }
        switch field.kind {
        case .boolean: return "boolean"
        case .integer: return field.hugeIntegers > 0 ? "numeric" : "bigint"
        case .decimal: return "numeric(18, \(max(2, field.scaleMax)))"
        case .float: return "double precision"
        case .text:
            if field.isDate { return "date" }
            if field.isTime, !field.isNumberTime {
                return field.localTimes == field.values ? "timestamp" : "timestamptz"
            }
            return field.uuids == field.values ? "uuid" : "text"
        case .object:
            let name = "\(prefix)_\(field.name.lowercased())"
            let isFree = TapDDL.refusal(of: name) == nil && !types.contains { $0.name == name }
            guard isFree, let members = field.members, !members.fields.isEmpty,
                members.fields.allSatisfy({
                    $0.members == nil && $0.kind != nil && TapDDL.refusal(of: $0.name) == nil
                })
            else { return "jsonb" }
            let columns = members.fields.map { "\(TapDDL.identifier($0.name)) \(typeName($0, prefix: name, &types))" }
            types.append((name, columns.joined(separator: ", ")))
            return TapDDL.identifier(name)
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
