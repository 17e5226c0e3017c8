extension DataType {
    /// The type that `description` spells so; nil for records and what is none.
    package init?(described text: String) {
        let simple: [String: DataType] = [
            "boolean": .boolean, "smallint": .smallint, "integer": .integer, "bigint": .bigint, "numeric": .numeric,
            "real": .real, "double precision": .double, "text": .text, "timestamptz": .timestamptz,
            "timestamp": .timestamp, "date": .date, "interval": .interval, "uuid": .uuid, "jsonb": .jsonb,
            "bytea": .bytea, "unknown": .unknown,
        ]
        if let type = simple[text] {
            self = type
            return
        }
        if text.hasSuffix("[]"), let element = DataType(described: String(text.dropLast(2))) {
            self = .array(element)
            return
        }
        let parts = text.split { "(,)".contains($0) }.map(String.init)
        if parts.count == 3, parts[0] == "numeric", let precision = Int(parts[1]), let scale = Int(parts[2]) {
            self = .numeric(NumericShape(precision: precision, scale: scale))
            return
        }
        guard parts.count == 2, parts[0] == "varchar", let limit = Int(parts[1]) else { return nil }
        self = .text(limit: limit)
    }
}
