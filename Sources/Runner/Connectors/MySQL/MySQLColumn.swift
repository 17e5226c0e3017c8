import Operators

/// What columns of our types are in MySQL.
///
/// | here | there |
/// |---|---|
/// | boolean | `TINYINT(1)` |
/// | smallint, integer, bigint | `SMALLINT`, `INT`, `BIGINT` |
/// | numeric(p, s), numeric | `DECIMAL(p, s)`, `DECIMAL(65, 30)` |
/// | real, double precision | `FLOAT`, `DOUBLE` |
/// | text, varchar(n) | `LONGTEXT`, `VARCHAR(n)`; in a key `VARCHAR`, 255 characters or what the key has room for |
/// | timestamptz, timestamp | `DATETIME(6)`, the first in UTC |
/// | date, uuid | `DATE`, `VARCHAR(36)` |
/// | jsonb, bytea | `JSON`, `LONGBLOB`; in a key `VARBINARY(255)` |
/// | arrays | `JSON` |
struct MySQLColumn {
    /// Of text: binary and without padding, so that `a`, `A` and `a ` are three keys.
    let collation: String

    /// InnoDB's bound on an index, bytes.
    static let keyBytesMax = 3_072
    private static let keyTextLengthMax = 255
    /// A longer VARCHAR counts too much towards the bound of 65,535 bytes a row.
    private static let varcharLengthMax = 1_000
    /// Most digits behind the point of a DECIMAL.
    static let scaleMax = 30

    /// Why no column of MySQL can hold values of the type; `nil` when one can.
    static func refusal(_ type: DataType) -> String? {
        switch type {
        case .interval: "MySQL has no type for it; cast it to text"
        case .numeric(let shape?) where shape.scale > scaleMax || shape.scale < 0:
            "MySQL's DECIMAL has 0 to 30 digits behind the point"
        default: nil
        }
    }

    /// Characters for each text column of the key that has no length of its own; `nil` when the key has no room.
    func keyLength(_ fields: ArraySlice<EncodedField>) -> Int? {
        var fixed = 8
        var open = 0
        for field in fields {
            switch (field.wire, field.type) {
            case (.text, .text(let limit?)): fixed += 4 * limit + 2
            case (.text, _), (.bytea, _): open += 1
            case (.uuid, _): fixed += 36
            case (.numeric, _): fixed += 32
            default: fixed += 9
            }
        }
        let room = MySQLColumn.keyBytesMax - fixed
        guard open > 0 else { return room >= 0 ? 0 : nil }
        let length = min(MySQLColumn.keyTextLengthMax, room / (4 * open) - 1)
        return length > 0 ? length : nil
    }

    /// - Parameter keyLength: what `keyLength` gave, for a column of the key.
    func definition(_ field: EncodedField, keyLength: Int?) -> String {
        switch field.wire {
        case .bool: return "TINYINT(1)"
        case .int2: return "SMALLINT"
        case .int4: return "INT"
        case .int8: return "BIGINT"
        case .float4: return "FLOAT"
        case .float8: return "DOUBLE"
        case .numeric:
            guard case .numeric(let shape?) = field.type else { return "DECIMAL(65, 30)" }
            return "DECIMAL(\(max(shape.precision, shape.scale)), \(shape.scale))"
        case .text:
            let collated = "CHARACTER SET utf8mb4 COLLATE \(collation)"
            if case .text(let limit?) = field.type, keyLength != nil || limit <= MySQLColumn.varcharLengthMax {
                return "VARCHAR(\(limit)) \(collated)"
            }
            return keyLength.map { "VARCHAR(\($0)) \(collated)" } ?? "LONGTEXT \(collated)"
        case .timestamptz, .timestamp: return "DATETIME(6)"
        case .date: return "DATE"
        // A generated column may not depend on a CHAR, whose padding a session decides on.
        case .uuid: return "VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin"
        case .jsonb, .array: return "JSON"
        case .bytea, .interval: return keyLength.map { "VARBINARY(\($0))" } ?? "LONGBLOB"
        }
    }

    /// The value that stands for NULL in an index.
    static func zero(_ wire: WireType) -> String {
        switch wire {
        case .timestamptz, .timestamp: "'1970-01-01 00:00:00'"
        case .date: "'1970-01-01'"
        case .text, .uuid, .jsonb, .bytea, .interval: "''"
        default: "0"
        }
    }
}
