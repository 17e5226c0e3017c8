import Operators

/// Where a field of a tuple comes from and how it travels.
struct EncodedField: Hashable, Sendable {
    /// Position in the batch.
    let column: Int
    let name: String
    let type: DataType
    let wire: WireType
    /// Whether NULL may come.
    let nullable: Bool
}

/// The order of the fields in every tuple of one sink: key columns first.
struct RowLayout: Sendable {
    let fields: [EncodedField]
    let keyCount: Int

    /// - Parameter arraysAreJSON: for a database that has no arrays.
    init(_ table: SinkTable, arraysAreJSON: Bool = false) throws(SinkError) {
        let rest = table.columns.fields.indices.filter { !table.key.contains($0) }
        var fields: [EncodedField] = []
        for column in table.key + rest {
            let field = table.columns.fields[column]
            var wire = WireType(field.type)
            if arraysAreJSON, case .array = field.type { wire = .jsonb }
            guard let wire else {
                throw .refused(
                    "sink \(table.name): column \"\(field.name)\" is \(field.type), which cannot be written to "
                        + "a database yet; write it as to_jsonb(...) or with ::text")
            }
            fields.append(
                EncodedField(
                    column: column, name: field.name, type: field.type, wire: wire, nullable: field.nullable))
        }
        self.fields = fields
        keyCount = table.key.count
        // Of jsonb the keys of groups alone have one form for all equal values.
        let takesJSON = table.keyIsDerived && !arraysAreJSON
        let noKey = fields.prefix(keyCount).first { $0.wire == .jsonb && !takesJSON }
        if let field = noKey {
            throw .refused(
                "sink \(table.name): \"\(field.name)\" is \(field.type), which cannot be a key; cast it to text")
        }
    }
}
