/// A table as the server's information schema has it.
struct MySQLCatalog {
    struct Column {
        var name: String
        /// `varchar`, without length.
        var type: String
        /// `varchar(20)`, as the server spells it.
        var typeText: String
        var isNotNull: Bool
        var hasDefault: Bool
        var isGenerated: Bool
        /// Counts by itself.
        var isAutoIncrement: Bool
        /// Of text: the most characters; of bytes: the most bytes.
        var length: Int?
        var precision: Int?
        var scale: Int?
        /// Digits of a second's fraction.
        var fraction: Int?
        var characterSet: String?
        var collation: String?

        var isUnsigned: Bool { typeText.lowercased().contains("unsigned") }
    }

    struct UniqueIndex {
        var name: String
        var columns: [String]
        /// Over the first characters of a column only.
        var isOfPrefixes: Bool
    }

    var kind: String
    var engine: String
    var columns: [Column]
    var uniqueIndexes: [UniqueIndex]

    /// Reads the information schema; `nil` when there is no such table, or none that we may see.
    init?(_ target: MySQLTarget, _ connection: MySQLConnection) throws(ServerError) {
        let database = target.database.map(literal) ?? "DATABASE()"
        let place = "TABLE_SCHEMA = \(database) AND TABLE_NAME = \(literal(target.name))"
        let found = try connection.execute(
            "SELECT TABLE_TYPE, ENGINE FROM information_schema.TABLES WHERE \(place)")
        guard found.rows.count == 1 else { return nil }
        kind = found.text(0, 0) ?? ""
        engine = found.text(0, 1) ?? ""
        columns = try MySQLCatalog.columns(place, connection)
        uniqueIndexes = try MySQLCatalog.uniqueIndexes(place, connection)
    }

    func column(_ name: String) -> Column? {
        columns.first { $0.name.lowercased() == name.lowercased() }
    }

    private static func columns(_ place: String, _ connection: MySQLConnection) throws(ServerError) -> [Column] {
        let found = try connection.execute(
            """
            SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT IS NOT NULL, EXTRA,
                   CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION,
                   CHARACTER_SET_NAME, COLLATION_NAME
            FROM information_schema.COLUMNS WHERE \(place) ORDER BY ORDINAL_POSITION
            """)
        return found.rows.indices.map { row in
            func number(_ column: Int) -> Int? { found.integer(row, column).map { Int($0) } }
            let extra = (found.text(row, 5) ?? "").lowercased()
            let words = ["virtual generated", "stored generated", "persistent"]
            return Column(
                name: found.text(row, 0) ?? "", type: (found.text(row, 1) ?? "").lowercased(),
                typeText: found.text(row, 2) ?? "?", isNotNull: found.text(row, 3) == "NO",
                hasDefault: found.integer(row, 4) == 1, isGenerated: words.contains { extra.contains($0) },
                isAutoIncrement: extra.contains("auto_increment"), length: number(6), precision: number(7),
                scale: number(8), fraction: number(9), characterSet: found.text(row, 10),
                collation: found.text(row, 11))
        }
    }

    private static func uniqueIndexes(
        _ place: String, _ connection: MySQLConnection
    ) throws(ServerError) -> [UniqueIndex] {
        let found = try connection.execute(
            """
            SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
            WHERE \(place) AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX
            """)
        var indexes: [UniqueIndex] = []
        for row in found.rows.indices {
            let name = found.text(row, 0) ?? ""
            if indexes.last?.name != name {
                indexes.append(UniqueIndex(name: name, columns: [], isOfPrefixes: false))
            }
            indexes[indexes.count - 1].columns.append(found.text(row, 1)?.lowercased() ?? "")
            if found.text(row, 2) != nil { indexes[indexes.count - 1].isOfPrefixes = true }
        }
        return indexes
    }
}
