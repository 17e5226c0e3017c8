import Operators

extension PostgresTarget {
    /// What a table lacks or has in the wrong way, one line each; empty when the sink may write to it.
    func differences(from there: CatalogTable) -> [String] {
        var lines = kindDifferences(there)
        // Nothing more can be said of what is no table.
        if !lines.isEmpty { return lines }
        if !there.missingPrivileges.isEmpty {
            lines.append("privileges missing: \(there.missingPrivileges.joined(separator: ", "))")
        }
        for field in layout.fields {
            guard let column = there.columns.first(where: { $0.name == field.name }) else {
                lines.append("column \"\(field.name)\": \(field.type) here, missing there")
                continue
            }
            lines += columnDifferences(field, column)
        }
        let written = Set(layout.fields.map(\.name))
        for column in there.columns
        where !written.contains(column.name) && column.isNotNull && !column.hasDefault && !column.isGenerated {
            lines.append(
                "column \"\(column.name)\": not written here, NOT NULL without a default there")
        }
        return lines + keyDifferences(there)
    }

    private func kindDifferences(_ there: CatalogTable) -> [String] {
        let kinds = [
            "v": "a view", "m": "a materialized view", "f": "a foreign table", "S": "a sequence", "i": "an index",
            "c": "a composite type", "I": "an index",
        ]
        if !["r", "p"].contains(there.kind) { return ["it is \(kinds[there.kind] ?? "no table"), not a table"] }
        var lines: [String] = []
        if there.persistence == "u" {
            lines.append("it is UNLOGGED: a crash of the database would empty it (ALTER TABLE \(quoted) SET LOGGED)")
        }
        if there.persistence == "t" { lines.append("it is a temporary table") }
        if there.hasRules { lines.append("it has rules, which would rewrite what is written") }
        if there.hasRowSecurity { lines.append("row-level security applies to this role, which COPY does not allow") }
        return lines
    }

    private func columnDifferences(_ field: EncodedField, _ column: CatalogTable.Column) -> [String] {
        let name = "column \"\(field.name)\":"
        if column.isGenerated { return ["\(name) written here, GENERATED ALWAYS there"] }
        var lines: [String] = []
        if !fits(field.type, column.type, column.modifier) {
            lines.append("\(name) \(field.type) here, \(column.typeText) there")
        }
        if keyFields.contains(field), let collation = column.foldingCollation {
            lines.append(
                "\(name) its collation \(quote(collation)) takes different texts for one key (ALTER TABLE \(quoted) "
                    + "ALTER COLUMN \(quote(column.name)) TYPE \(column.typeText) COLLATE \"C\")")
        }
        let isDeclaredKey = !table.keyIsDerived && keyFields.contains(field)
        if field.nullable && column.isNotNull && !isDeclaredKey {
            lines.append(
                "\(name) may be NULL here, NOT NULL there (NOT NULL at the source's column tells that it is never)")
        }
        return lines
    }

    /// Whether every value of `type` can stand in the column as it is: nothing is ever rounded or cut by the database.
    private func fits(_ type: DataType, _ there: UInt32, _ modifier: Int) -> Bool {
        let varchar: UInt32 = 1043
        if case .array(let element) = type {
            guard let inner = WireType.arrays[there] else { return false }
            return fits(element, inner, modifier)
        }
        guard let wire = WireType(type) else { return false }
        if wire == .text && there == varchar {
            guard modifier >= 0 else { return true }
            if case .text(let limit?) = type { return limit <= modifier - 4 }
            return false
        }
        guard wire.oid == there else { return false }
        guard modifier >= 0 else { return true }
        // numeric: precision in the high half, scale in the low eleven bits, signed. Other types: fewer digits of a
        // second, which would round.
        guard case .numeric(let shape?) = type else { return false }
        let packed = modifier - 4
        let precision = (packed >> 16) & 0xFFFF
        let scale = ((packed & 0x7FF) ^ 1024) - 1024
        return shape.scale <= scale && shape.precision - shape.scale <= precision - scale
    }

    private func keyDifferences(_ there: CatalogTable) -> [String] {
        if table.holdsOneRow {
            if there.uniqueIndexes.contains(where: { ["true", "(true)"].contains($0.columns.joined(separator: ",")) }) {
                return []
            }
            return ["it may hold many rows, the query gives one (CREATE UNIQUE INDEX ON \(quoted) ((true)))"]
        }
        guard layout.keyCount > 0 else { return [] }
        let key = Set(keyFields.map(\.name))
        let fitting = there.uniqueIndexes.filter { Set($0.columns) == key && $0.columns.count == key.count }
        let list = keyFields.map { quote($0.name) }.joined(separator: ", ")
        let mayBeNull = keyFields.contains { field in
            let isNotNull = there.columns.first { $0.name == field.name }?.isNotNull ?? false
            return table.keyIsDerived && field.nullable && !isNotNull
        }
        if fitting.isEmpty {
            let form = mayBeNull ? "UNIQUE NULLS NOT DISTINCT" : "PRIMARY KEY or UNIQUE"
            return ["key: (\(list)) here, no \(form) on exactly these columns there"]
        }
        let folding = fitting.lazy.compactMap(\.foldingCollation).first
        let columnsFold = keyFields.contains { field in
            there.columns.contains { $0.name == field.name && $0.foldingCollation != nil }
        }
        if let folding, !columnsFold {
            return [
                "key: a UNIQUE index on (\(list)) has the collation \(quote(folding)), which takes different texts for "
                    + "one key"
            ]
        }
        if mayBeNull && !fitting.contains(where: \.nullsAreEqual) {
            return ["key: NULLs in (\(list)) are one key here, each another there: it needs UNIQUE NULLS NOT DISTINCT"]
        }
        return []
    }
}

extension PostgresTarget {
    /// Makes the table if it is missing and may be made, then says what is wrong with it. Inside a transaction.
    func prepare(_ connection: PostgresConnection) throws(ServerError) -> [String] {
        guard try CatalogTable(self, connection) == nil else { return try check(connection) }
        let lines = try check(connection)
        guard lines.isEmpty else { return lines }
        for statement in createSQL { try connection.execute(statement) }
        return try check(connection)
    }

    /// What is wrong with the table, or with making it, without making anything.
    func check(_ connection: PostgresConnection) throws(ServerError) -> [String] {
        if let there = try CatalogTable(self, connection) { return differences(from: there) }
        if create == .never { return ["it does not exist, and create_table is 'never'"] }
        if connection.serverVersion < 150_000 && table.keyIsDerived && layout.keyCount > 0 {
            return ["UNIQUE NULLS NOT DISTINCT needs PostgreSQL 15: declare a PRIMARY KEY instead"]
        }
        let schemas = try connection.query(
            """
            SELECT has_schema_privilege(oid, 'CREATE') AND has_schema_privilege(oid, 'USAGE'), current_user
            FROM pg_namespace WHERE nspname = $1
            """, [.text(schema)])
        if schemas.rows == 0 { return ["schema \"\(schema)\" does not exist"] }
        guard schemas.isTrue(0, 0) else {
            let role = quote(schemas.text(0, 1) ?? "")
            return ["it is missing and may not be made: GRANT CREATE, USAGE ON SCHEMA \(quote(schema)) TO \(role)"]
        }
        return []
    }

    /// The lines under a heading, as an error's text.
    func refusal(_ lines: [String]) -> String {
        "\(heading):\n" + lines.map { "  " + $0 }.joined(separator: "\n")
    }

    /// What the lines are about.
    var heading: String { "table \(text) does not fit sink \(table.name)" }
}
