import Operators

extension MySQLTarget {
    /// What a table lacks or has in the wrong way, one line each; empty when the sink may write to it.
    func differences(from there: MySQLCatalog) -> [String] {
        if !["BASE TABLE", "SYSTEM VERSIONED"].contains(there.kind) {
            return ["it is \(there.kind.lowercased()), not a table"]
        }
        var lines: [String] = []
        if there.engine.lowercased() != "innodb" {
            lines.append(
                "its engine is \(there.engine), which has no transactions (ALTER TABLE \(quoted) ENGINE = InnoDB)")
        }
        for (index, field) in layout.fields.enumerated() {
            guard let column = there.column(field.name) else {
                lines.append("column \"\(field.name)\": \(field.type) here, missing there")
                continue
            }
            lines += columnDifferences(field, column, isKey: index < layout.keyCount)
        }
        let written = Set(layout.fields.map { $0.name.lowercased() } + helpers.map(\.name))
        for column in there.columns where !written.contains(column.name.lowercased()) {
            if column.isNotNull && !column.hasDefault && !column.isGenerated && !column.isAutoIncrement {
                lines.append("column \"\(column.name)\": not written here, NOT NULL without a default there")
            }
        }
        return lines + keyDifferences(there)
    }

    private func columnDifferences(_ field: EncodedField, _ column: MySQLCatalog.Column, isKey: Bool) -> [String] {
        let name = "column \"\(field.name)\":"
        if column.isGenerated { return ["\(name) written here, GENERATED there"] }
        var lines: [String] = []
        if let reason = column.refusal(of: field.type) {
            lines.append("\(name) \(field.type) here, \(column.typeText) there\(reason)")
        } else if isKey, let collation = column.collation, field.wire == .text, !MySQLTarget.isBinary(collation) {
            let type = "\(quoteMySQL(column.name)) \(column.typeText) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            lines.append(
                "\(name) its collation \(collation) takes different texts for one key "
                    + "(ALTER TABLE \(quoted) MODIFY \(type) NOT NULL)")
        }
        let isDeclaredKey = isKey && !table.keyIsDerived
        if field.nullable && column.isNotNull && !isDeclaredKey {
            lines.append(
                "\(name) may be NULL here, NOT NULL there (NOT NULL at the source's column tells that it is never)")
        }
        // These give a value of their own to a NULL, where others refuse it.
        if field.nullable && column.isAutoIncrement { lines.append("\(name) may be NULL here, AUTO_INCREMENT there") }
        if field.nullable && column.isNotNull && column.type == "timestamp" && isDeclaredKey {
            lines.append("\(name) may be NULL here, and a TIMESTAMP there makes the time of day of it")
        }
        return lines
    }

    /// Whether different texts are different keys, apart from spaces at their ends.
    static func isBinary(_ collation: String) -> Bool {
        collation.hasSuffix("_bin") || collation == "binary"
    }

    /// Whether spaces at the end of a text do not count in a key.
    static func pads(_ collation: String) -> Bool {
        !collation.contains("nopad") && !collation.contains("0900") && collation != "binary"
    }

    private func keyDifferences(_ there: MySQLCatalog) -> [String] {
        if table.holdsOneRow {
            let column = there.column(MySQLTarget.rowColumn)
            let isThere = there.uniqueIndexes.contains { $0.columns == [MySQLTarget.rowColumn] }
            if let column, isThere, column.isNotNull, column.hasDefault { return otherIndexes(there) }
            return [
                "it may hold many rows, the query gives one (ALTER TABLE \(quoted) ADD \(MySQLTarget.rowColumn) "
                    + "TINYINT NOT NULL DEFAULT 1 UNIQUE)"
            ]
        }
        guard layout.keyCount > 0 else { return [] }
        let key = Set(indexColumns.map { $0.lowercased() })
        let list = indexColumns.map { quoteMySQL($0) }.joined(separator: ", ")
        let fitting = there.uniqueIndexes.contains { index in
            Set(index.columns) == key && index.columns.count == key.count && !index.isOfPrefixes
        }
        if !fitting {
            let names = keyFields.map { "\"\($0.name)\"" }.joined(separator: ", ")
            if helpers.isEmpty {
                return ["key: (\(names)) here, no PRIMARY KEY or UNIQUE on exactly these columns there"]
            }
            return [
                "key: NULLs in (\(names)) are one key here, each another there: let the table be made, or declare a "
                    + "PRIMARY KEY, or let the query give no NULL (coalesce)"
            ]
        }
        for helper in helpers where there.column(helper.name)?.isGenerated != true {
            return ["key: \(list) is expected to hold generated columns as Millrace makes them"]
        }
        return otherIndexes(there)
    }

    /// ON DUPLICATE KEY UPDATE takes a row that meets another by any unique index for the same row.
    private func otherIndexes(_ there: MySQLCatalog) -> [String] {
        let key = Set(indexColumns.map { $0.lowercased() })
        let written = Set(layout.fields.map { $0.name.lowercased() })
        return there.uniqueIndexes.compactMap { index in
            if !index.isOfPrefixes && key.isSubset(of: index.columns) { return nil }
            // A number that the database counts itself meets no other row.
            let isCounted = there.columns.contains { column in
                column.isAutoIncrement && !written.contains(column.name.lowercased())
                    && index.columns.contains(column.name.lowercased())
            }
            if isCounted { return nil }
            let names = index.columns.map { "\"\($0)\"" }.joined(separator: ", ")
            return
                "key: another UNIQUE index, \"\(index.name)\" on (\(names)), would let a row replace that of another "
                + "key"
        }
    }
}

extension MySQLCatalog.Column {
    /// Why not every value of the type stands in the column as it is, or is refused with an error; `nil` when it is so.
    /// What MySQL would round or cut without an error is never taken.
    func refusal(of dataType: DataType) -> String? {
        let fits: Bool
        switch dataType {
        case .boolean: fits = ["tinyint", "bit", "bool", "boolean"].contains(type)
        case .smallint: fits = isInteger(["smallint", "mediumint", "int", "bigint"], digits: 5)
        case .integer: fits = isInteger(["int", "bigint"], digits: 10)
        case .bigint: fits = isInteger(["bigint"], digits: 19)
        case .numeric(let shape?):
            guard type == "decimal", let precision, let scale else { return "" }
            fits = shape.scale <= scale && shape.precision - shape.scale <= precision - scale
        case .numeric(nil):
            if type == "decimal", scale == MySQLColumn.scaleMax { return nil }
            return type == "decimal" ? ", which would round; cast it to numeric(p, s) in the query" : ""
        case .real: fits = type == "float" && scale == nil || type == "double" && scale == nil
        case .double: fits = type == "double" && scale == nil
        case .text, .unknown: return textRefusal()
        case .timestamptz: return timeRefusal(["datetime", "timestamp"])
        case .timestamp: return timeRefusal(["datetime"])
        case .date: fits = type == "date"
        case .uuid: fits = type == "uuid" || ["char", "varchar"].contains(type) && (length ?? 0) >= 36
        case .jsonb, .array: fits = type == "json" || type == "longtext" && characterSet == "utf8mb4"
        case .bytea: fits = ["varbinary", "blob", "mediumblob", "longblob"].contains(type)
        case .interval, .record: fits = false
        }
        return fits ? nil : ""
    }

    private func isInteger(_ types: [String], digits: Int) -> Bool {
        if type == "decimal", let precision, let scale { return precision - scale >= digits }
        return types.contains(type)
    }

    private func textRefusal() -> String? {
        // A longer text is an error of its row; CHAR drops spaces at the end.
        guard ["varchar", "text", "mediumtext", "longtext"].contains(type) else {
            return type == "char" ? ", which drops spaces at the end; use VARCHAR" : ""
        }
        return characterSet == "utf8mb4" ? nil : " in character set \(characterSet ?? "?"); utf8mb4 holds every text"
    }

    private func timeRefusal(_ types: [String]) -> String? {
        guard types.contains(type) else { return "" }
        return fraction == 6 ? nil : ", which would round; microseconds need \(type.uppercased())(6)"
    }
}
