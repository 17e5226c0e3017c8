import Operators

/// How a column's values lie in an encoded row: one case for each of PostgreSQL's binary formats; arrays as their text.
indirect enum WireType: Hashable, Sendable {
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
    case array(WireType)

    /// `nil` for a type that can't be written yet: records, and arrays whose elements have no text that arrays hold.
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
        case .array(let element):
            guard let inner = WireType(element), !inner.isArray, inner != .jsonb else { return nil }
            self = .array(inner)
        case .record: return nil
        }
    }

    var isArray: Bool { if case .array = self { true } else { false } }

    /// Whether equal values always have equal bytes, as a key must to be compared outside the database.
    var hasOneForm: Bool {
        switch self {
        case .float4, .float8, .numeric, .interval, .jsonb, .array: false
        default: true
        }
    }
}
