import Operators

/// One table of the database that a sink writes to.
package struct PostgresTarget: RowTarget {
    package let table: SinkTable
    /// Not quoted.
    package let schema: String
    /// Not quoted.
    package let name: String
    package let create: CreateTablePolicy
    let layout: RowLayout

    /// Throws `SinkError.refused` for what no table of PostgreSQL can be for the sink.
    package init(
        _ table: SinkTable, schema: String?, name: String, create: CreateTablePolicy
    ) throws(SinkError) {
        if table.emit == .complete {
            throw .refused("sink \(table.name): emit = 'complete' is for console and files; use 'changes'")
        }
        if table.emit == .changes && table.key.isEmpty && !table.holdsOneRow {
            throw .refused("sink \(table.name): its rows change, and without a key no row can be found again")
        }
        layout = try RowLayout(table)
        self.table = table
        self.schema = schema ?? "public"
        self.name = name
        self.create = create
    }

    /// `schema.name`, for people.
    var text: String { "\(schema).\(name)" }

    var quoted: String { "\(quote(schema)).\(quote(name))" }

    var keyFields: ArraySlice<EncodedField> { layout.fields.prefix(layout.keyCount) }

    private var columnList: String { layout.fields.map { quote($0.name) }.joined(separator: ", ") }

    var copySQL: String { "COPY \(quoted) (\(columnList)) FROM STDIN (FORMAT binary)" }

    /// Values of an array travel as text, which binary COPY does not take for them.
    var hasArrays: Bool { layout.fields.contains { $0.wire.isArray } }

    /// Inserts rows from one array for each column.
    var insertSQL: String {
        let arrays = layout.fields.enumerated().map { "$\($0 + 1)::\($1.wire.parameter.name)[]" }
            .joined(separator: ", ")
        guard hasArrays else { return "INSERT INTO \(quoted) (\(columnList)) SELECT * FROM unnest(\(arrays))" }
        let names = layout.fields.indices.map { "c\($0)" }.joined(separator: ", ")
        let values = layout.fields.enumerated().map { "c\($0)" + ($1.wire.isArray ? "::\($1.wire.name)" : "") }
        return "INSERT INTO \(quoted) (\(columnList)) SELECT \(values.joined(separator: ", ")) "
            + "FROM unnest(\(arrays)) AS new(\(names))"
    }

    /// The same; a row whose key is there takes the new values.
    var upsertSQL: String { "\(insertSQL) ON CONFLICT \(onConflict)" }

    private var onConflict: String {
        let key = table.holdsOneRow ? "(true)" : keyFields.map { quote($0.name) }.joined(separator: ", ")
        let values = layout.fields.dropFirst(layout.keyCount).map { "\(quote($0.name)) = EXCLUDED.\(quote($0.name))" }
        return values.isEmpty ? "(\(key)) DO NOTHING" : "(\(key)) DO UPDATE SET \(values.joined(separator: ", "))"
    }

    /// Deletes keys from one array for each key column. `nulls[i]` says that column i is NULL in all of them: a NULL is
    /// found by IS NULL, which an index serves and IS NOT DISTINCT FROM does not.
    func deleteSQL(nulls: [Bool]) -> String {
        if table.holdsOneRow { return "DELETE FROM \(quoted)" }
        let arrays = keyFields.enumerated().map { "$\($0 + 1)::\($1.wire.parameter.name)[]" }
            .joined(separator: ", ")
        let names = (0..<layout.keyCount).map { "k\($0)" }.joined(separator: ", ")
        let conditions = keyFields.enumerated().map { index, field in
            "target.\(quote(field.name)) "
                + (nulls[index] ? "IS NULL" : "= gone.k\(index)" + (field.wire.isArray ? "::\(field.wire.name)" : ""))
        }
        return "DELETE FROM \(quoted) AS target USING unnest(\(arrays)) AS gone(\(names)) WHERE "
            + conditions.joined(separator: " AND ")
    }

    /// The statements that make the table.
    var createSQL: [String] {
        var lines = table.columns.fields.map { field in
            "\(quote(field.name)) \(field.type == .unknown ? "text" : field.type.description)"
                + (field.nullable ? "" : " NOT NULL")
        }
        let key = keyFields.map { quote($0.name) }.joined(separator: ", ")
        if !key.isEmpty {
            lines.append(table.keyIsDerived ? "UNIQUE NULLS NOT DISTINCT (\(key))" : "PRIMARY KEY (\(key))")
        }
        // Rows that change often find room for their next version on the same page.
        let room = table.emit == .changes ? " WITH (fillfactor = 80)" : ""
        var statements = ["CREATE TABLE \(quoted) (\n    \(lines.joined(separator: ",\n    "))\n)\(room)"]
        // An index over a constant lets one row in.
        if table.holdsOneRow { statements.append("CREATE UNIQUE INDEX ON \(quoted) ((true))") }
        return statements
    }
}

/// A name as SQL takes it whatever is in it.
func quote(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
