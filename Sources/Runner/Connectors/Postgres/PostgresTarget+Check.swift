import Operators

/// A table as the database's catalogue has it.
struct CatalogTable {
    struct Column {
        var name: String
        var type: UInt32
        var modifier: Int
        /// As PostgreSQL spells it.
        var typeText: String
        var isNotNull: Bool
        var hasDefault: Bool
        /// GENERATED ALWAYS, as an expression or as an identity.
        var isGenerated: Bool
        /// The collation by which different texts may be equal, if the column's does.
        var foldingCollation: String?
    }

    struct UniqueIndex {
        /// Key columns; the text of the expression for an index over one.
        var columns: [String]
        var nullsAreEqual: Bool
        /// The collation of one of them by which different texts may be equal.
        var foldingCollation: String?
    }

    var oid: String
    /// `pg_class.relkind`.
    var kind: String
    /// `pg_class.relpersistence`.
    var persistence: String
    var hasRules: Bool
    var hasRowSecurity: Bool
    var missingPrivileges: [String]
    var columns: [Column]
    /// Only those that can arbitrate a conflict: valid, immediate, over all rows.
    var uniqueIndexes: [UniqueIndex]

    /// Reads the catalogue; `nil` when there is no such table.
    init?(_ target: PostgresTarget, _ connection: PostgresConnection) throws(ServerError) {
        let found = try connection.query(
            """
            SELECT c.oid, c.relkind, c.relpersistence, c.relhasrules, row_security_active(c.oid),
                   has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
                   has_table_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid, 'DELETE'),
                   has_schema_privilege(n.oid, 'USAGE')
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = $2
            """, [.text(target.schema), .text(target.name)])
        guard found.rows == 1, let oid = found.text(0, 0) else { return nil }
        self.oid = oid
        kind = found.text(0, 1) ?? ""
        persistence = found.text(0, 2) ?? ""
        hasRules = found.isTrue(0, 3)
        hasRowSecurity = found.isTrue(0, 4)
        let wanted = target.table.key.isEmpty && !target.table.holdsOneRow ? [6] : [5, 6, 7, 8]
        let names = [5: "SELECT", 6: "INSERT", 7: "UPDATE", 8: "DELETE"]
        missingPrivileges = wanted.filter { !found.isTrue(0, $0) }.compactMap { names[$0] }
        if !found.isTrue(0, 9) { missingPrivileges.append("USAGE on the schema") }
        columns = try CatalogTable.columns(oid, connection)
        uniqueIndexes = try CatalogTable.uniqueIndexes(oid, connection)
    }

    private static func columns(_ oid: String, _ connection: PostgresConnection) throws(ServerError) -> [Column] {
        let found = try connection.query(
            """
            SELECT attname, atttypid, atttypmod, format_type(atttypid, atttypmod), attnotnull,
                   atthasdef OR attidentity <> '', attgenerated <> '' OR attidentity = 'a', c.collname
            FROM pg_attribute LEFT JOIN pg_collation AS c ON c.oid = attcollation AND NOT c.collisdeterministic
            WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """, [.text(oid)])
        return (0..<found.rows).map { row in
            Column(
                name: found.text(row, 0) ?? "", type: UInt32(found.text(row, 1) ?? "") ?? 0,
                modifier: Int(found.text(row, 2) ?? "") ?? -1, typeText: found.text(row, 3) ?? "?",
                isNotNull: found.isTrue(row, 4), hasDefault: found.isTrue(row, 5), isGenerated: found.isTrue(row, 6),
                foldingCollation: found.text(row, 7))
        }
    }

    private static func uniqueIndexes(
        _ oid: String, _ connection: PostgresConnection
    ) throws(ServerError) -> [UniqueIndex] {
        let nullsAreEqual = connection.serverVersion >= 150_000 ? "i.indnullsnotdistinct" : "false"
        let found = try connection.query(
            """
            SELECT i.indexrelid, \(nullsAreEqual), coalesce(a.attname, pg_get_indexdef(i.indexrelid, k.place, true)),
                   c.collname
            FROM pg_index AS i CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) AS k(place)
            LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place - 1]
            LEFT JOIN pg_collation AS c ON c.oid = i.indcollation[k.place - 1] AND NOT c.collisdeterministic
            WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
            ORDER BY i.indexrelid, k.place
            """, [.text(oid)])
        var indexes: [UniqueIndex] = []
        var last: String?
        for row in 0..<found.rows {
            if found.text(row, 0) != last {
                indexes.append(UniqueIndex(columns: [], nullsAreEqual: found.isTrue(row, 1)))
                last = found.text(row, 0)
            }
            indexes[indexes.count - 1].columns.append(found.text(row, 2) ?? "")
            if let collation = found.text(row, 3) { indexes[indexes.count - 1].foldingCollation = collation }
        }
        return indexes
    }
}
