import Operators

/// How a column's values travel to PostgreSQL: one case for each binary format.
enum WireType: Hashable, Sendable {
    case bool
    case int2
    case int4
    case int8
    case float4
    case float8
    case numeric
    case text
    case timestamptz
    case timestamp
    case date
    case interval
    case uuid
    case jsonb
    case bytea

    /// `nil` for a type that can't be written yet: arrays and records.
    init?(_ type: DataType) {
        switch type {
        case .boolean: self = .bool
        case .smallint: self = .int2
        case .integer: self = .int4
        case .bigint: self = .int8
        case .real: self = .float4
        case .double: self = .float8
        case .numeric: self = .numeric
        case .text, .unknown: self = .text
        case .timestamptz: self = .timestamptz
        case .timestamp: self = .timestamp
        case .date: self = .date
        case .interval: self = .interval
        case .uuid: self = .uuid
        case .jsonb: self = .jsonb
        case .bytea: self = .bytea
        case .array, .record: return nil
        }
    }

    /// The type's object id, fixed in PostgreSQL's catalogue (`src/include/catalog/pg_type.dat`).
    var oid: UInt32 {
        switch self {
        case .bool: 16
        case .bytea: 17
        case .int8: 20
        case .int2: 21
        case .int4: 23
        case .text: 25
        case .float4: 700
        case .float8: 701
        case .date: 1082
        case .timestamp: 1114
        case .timestamptz: 1184
        case .interval: 1186
        case .numeric: 1700
        case .uuid: 2950
        case .jsonb: 3802
        }
    }

    /// The type's name in `pg_catalog`.
    var name: String {
        switch self {
        case .bool: "bool"
        case .bytea: "bytea"
        case .int8: "int8"
        case .int2: "int2"
        case .int4: "int4"
        case .text: "text"
        case .float4: "float4"
        case .float8: "float8"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestamptz: "timestamptz"
        case .interval: "interval"
        case .numeric: "numeric"
        case .uuid: "uuid"
        case .jsonb: "jsonb"
        }
    }

    /// Bytes of every value, or `nil` when they differ from value to value.
    var fixedBytes: Int? {
        switch self {
        case .bool: 1
        case .int2: 2
        case .int4, .float4, .date: 4
        case .int8, .float8, .timestamp, .timestamptz: 8
        case .interval, .uuid: 16
        case .numeric, .text, .jsonb, .bytea: nil
        }
    }

    /// Whether equal values always have equal bytes, as a key must to be compared outside the database.
    var hasOneForm: Bool {
        switch self {
        case .float4, .float8, .numeric, .interval, .jsonb: false
        default: true
        }
    }
}
