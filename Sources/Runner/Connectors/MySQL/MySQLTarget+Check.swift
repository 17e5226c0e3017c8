extension MySQLTarget {
    /// Makes the table if it is missing and may be made, then says what is wrong with it. Outside a transaction, as
    /// making a table would end one.
    func prepare(_ connection: MySQLConnection) throws(ServerError) -> [String] {
        if create == .auto, try MySQLCatalog(self, connection) == nil {
            switch createSQL(isMariaDB: connection.isMariaDB) {
            case .failure(let error): return [error.message]
            case .success(let statement): try connection.execute(statement)
            }
        }
        return try check(connection)
    }

    /// What is wrong with the table, without making anything.
    func check(_ connection: MySQLConnection) throws(ServerError) -> [String] {
        guard let there = try MySQLCatalog(self, connection) else {
            return create == .never ? ["it does not exist, and create_table is 'never'"] : []
        }
        let lines = differences(from: there)
        return lines.isEmpty ? missingPrivileges(connection) : lines
    }

    /// Asked with statements that touch no row: rights come by user, role, database, table and column.
    private func missingPrivileges(_ connection: MySQLConnection) -> [String] {
        let names = layout.fields.map { quoteMySQL($0.name) }
        let list = names.joined(separator: ", ")
        var statements = ["INSERT INTO \(quoted) (\(list)) SELECT \(list) FROM \(quoted) WHERE FALSE"]
        if layout.keyCount > 0 || table.holdsOneRow {
            statements.append("UPDATE \(quoted) SET \(names[0]) = \(names[0]) WHERE FALSE")
            statements.append("DELETE FROM \(quoted) WHERE FALSE")
        }
        return statements.compactMap { statement in
            do throws(ServerError) {
                try connection.execute(statement)
                return nil
            } catch {
                return "privileges missing: \(error.text)"
            }
        }
    }

    /// What the differences stand under.
    var heading: String { "table \(text) does not fit sink \(table.name)" }

    /// The lines under the heading, as an error's text.
    func refusal(_ lines: [String]) -> String {
        "\(heading):\n" + lines.map { "  " + $0 }.joined(separator: "\n")
    }
}
