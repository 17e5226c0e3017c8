import Operators

/// One table of the server that a sink writes to.
package struct MySQLTarget: RowTarget {
    package let table: SinkTable
    /// Not quoted; `nil` is the connection's database.
    let database: String?
    /// Not quoted.
    let name: String
    let create: CreateTablePolicy
    let layout: RowLayout

    /// Throws `SinkError.refused` for what no table of MySQL can be for the sink.
    package init(
        _ table: SinkTable, database: String?, name: String, create: CreateTablePolicy
    ) throws(SinkError) {
        if table.emit == .complete {
            throw .refused("sink \(table.name): emit = 'complete' is for console and files; use 'changes'")
        }
        if table.emit == .changes && table.key.isEmpty && !table.holdsOneRow {
            throw .refused("sink \(table.name): its rows change, and without a key no row can be found again")
        }
        layout = try RowLayout(table, arraysAreJSON: true)
        self.table = table
        self.database = database
        self.name = name
        self.create = create
        let ours = layout.fields.first { $0.name.lowercased().hasPrefix("millrace_") }
        if let ours, !helpers.isEmpty || table.holdsOneRow {
            throw .refused("sink \(table.name): \"\(ours.name)\" is a name for columns that Millrace makes; rename it")
        }
    }

    /// `database.name`, for people.
    package var text: String { database.map { "\($0).\(name)" } ?? name }

    var quoted: String { (database.map { "\(quoteMySQL($0))." } ?? "") + quoteMySQL(name) }

    var keyFields: ArraySlice<EncodedField> { layout.fields.prefix(layout.keyCount) }

    /// A unique index takes two NULLs for two keys, so a key that may hold NULL is told apart by columns that the
    /// database computes: the value with a NULL as its type's zero, and which of them are NULL.
    struct Helper: Sendable {
        var name: String
        /// Position among the key's fields.
        var field: Int
    }

    /// One for each key field that may be NULL; empty when none may.
    var helpers: [Helper] {
        guard table.keyIsDerived else { return [] }
        return keyFields.enumerated().filter { $1.nullable }.map {
            Helper(name: "millrace_key_\($0.offset)", field: $0.offset)
        }
    }

    static let nullsColumn = "millrace_nulls"
    static let rowColumn = "millrace_row"

    /// Columns of the index that tells keys apart.
    var indexColumns: [String] {
        if table.holdsOneRow { return [MySQLTarget.rowColumn] }
        let helpers = helpers
        let names = keyFields.enumerated().map { index, field in
            helpers.first { $0.field == index }?.name ?? field.name
        }
        return helpers.isEmpty ? names : names + [MySQLTarget.nullsColumn]
    }

    /// Everything of an INSERT before its rows.
    var insertSQL: String {
        "INSERT INTO \(quoted) (\(layout.fields.map { quoteMySQL($0.name) }.joined(separator: ", "))) VALUES "
    }

    /// What follows the rows of an INSERT whose keys may be there already.
    var onDuplicateSQL: String {
        let values = layout.fields.dropFirst(layout.keyCount).map { field in
            "\(quoteMySQL(field.name)) = VALUES(\(quoteMySQL(field.name)))"
        }
        if values.isEmpty, let key = layout.fields.first.map({ quoteMySQL($0.name) }) {
            return " ON DUPLICATE KEY UPDATE \(key) = \(key)"
        }
        return " ON DUPLICATE KEY UPDATE \(values.joined(separator: ", "))"
    }

    /// The statement that makes the table, or why no table can be made.
    func createSQL(isMariaDB: Bool) -> Result<String, ServerError> {
        let columns = MySQLColumn(collation: isMariaDB ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin")
        guard let keyLength = columns.keyLength(keyFields) else {
            return .failure(
                ServerError(
                    refusing: "its key is longer than InnoDB's 3072 bytes: declare its text columns as varchar(n)"))
        }
        let isNullable = !helpers.isEmpty
        var lines = layout.fields.enumerated().map { index, field in
            let isKey = index < layout.keyCount
            let type = columns.definition(field, keyLength: isKey ? keyLength : nil)
            let mayBeNull = field.nullable && (!isKey || table.keyIsDerived)
            return (field.column, "\(quoteMySQL(field.name)) \(type)\(mayBeNull ? " NULL" : " NOT NULL")")
        }.sorted { $0.0 < $1.0 }.map(\.1)
        for helper in helpers {
            let field = layout.fields[helper.field]
            let type = columns.definition(field, keyLength: keyLength)
            lines.append(
                "\(quoteMySQL(helper.name)) \(type) GENERATED ALWAYS AS "
                    + "(COALESCE(\(quoteMySQL(field.name)), \(MySQLColumn.zero(field.wire)))) VIRTUAL INVISIBLE")
        }
        if isNullable {
            let bits = helpers.enumerated().map { bit, helper in
                "(\(quoteMySQL(layout.fields[helper.field].name)) IS NULL) * \(UInt64(1) << UInt64(bit))"
            }
            lines.append(
                "\(MySQLTarget.nullsColumn) BIGINT GENERATED ALWAYS AS (\(bits.joined(separator: " + "))) VIRTUAL "
                    + "INVISIBLE")
        }
        if table.holdsOneRow {
            lines.append("\(MySQLTarget.rowColumn) TINYINT NOT NULL DEFAULT 1 INVISIBLE PRIMARY KEY")
        } else if layout.keyCount > 0 {
            let key = indexColumns.map { quoteMySQL($0) }.joined(separator: ", ")
            lines.append(isNullable ? "UNIQUE KEY millrace_key (\(key))" : "PRIMARY KEY (\(key))")
        }
        return .success(
            "CREATE TABLE IF NOT EXISTS \(quoted) (\n    \(lines.joined(separator: ",\n    "))\n) ENGINE = InnoDB "
                + "DEFAULT CHARACTER SET utf8mb4 COLLATE \(columns.collation)")
    }
}

/// A name as MySQL takes it whatever is in it.
func quoteMySQL(_ name: String) -> String {
    "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
}
