/// A SQL type of the job language; PostgreSQL's meaning of each.
package indirect enum DataType: Hashable, Sendable {
    case boolean
    case smallint
    case integer
    case bigint
    /// Exact decimal; `nil` is `numeric` without precision and scale.
    case numeric(NumericShape?)
    case real
    case double
    /// `text`, or `varchar(limit)` counted in characters.
    case text(limit: Int?)
    case timestamptz
    case timestamp
    case date
    case interval
    case uuid
    case jsonb
    case bytea
    case array(DataType)
    case record(RecordType)
    /// A NULL or quoted literal whose type its surroundings decide, PostgreSQL's `unknown`.
    case unknown
}

/// Precision and scale of a declared `numeric(precision, scale)`, in decimal digits.
package struct NumericShape: Hashable, Sendable {
    package let precision: Int
    package let scale: Int

    package init(precision: Int, scale: Int) {
        self.precision = precision
        self.scale = scale
    }
}

/// A record type made by `CREATE TYPE name AS (...)`.
package struct RecordType: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package let name: String
        package let type: DataType

        package init(name: String, type: DataType) {
            self.name = name
            self.type = type
        }
    }

    package let name: String
    package let fields: [Field]

    package init(name: String, fields: [Field]) {
        self.name = name
        self.fields = fields
    }

    /// Its fields, with those of its record types in their place.
    package var columnCount: Int {
        fields.reduce(0) { count, field in
            if case .record(let inner) = field.type { count + inner.columnCount } else { count + 1 }
        }
    }
}

/// How the values of a type lie in memory.
package enum PhysicalType: Hashable, Sendable {
    /// One byte a value, 0 or 1.
    case boolean
    /// All integers; `date` as days and both timestamps as microseconds since 2000-01-01.
    case int64
    /// `double precision`, and `real` as a double that is exactly a float.
    case double
    /// 128-bit coefficient and a display scale.
    case decimal
    case interval
    /// `text`, `jsonb` (as its JSON text), `bytea`, and `uuid` as its 16 bytes.
    case bytes
}

extension DataType {
    package static let text = DataType.text(limit: nil)
    package static let numeric = DataType.numeric(nil)

    /// How values of this type lie in memory; `unknown` lies as text, a record or an array as its JSON text.
    package var physical: PhysicalType {
        switch self {
        case .boolean: .boolean
        case .smallint, .integer, .bigint, .timestamptz, .timestamp, .date: .int64
        case .real, .double: .double
        case .numeric: .decimal
        case .interval: .interval
        case .text, .uuid, .jsonb, .bytea, .array, .record, .unknown: .bytes
        }
    }
}

extension DataType: CustomStringConvertible {
    /// The type as PostgreSQL spells it.
    package var description: String {
        switch self {
        case .boolean: "boolean"
        case .smallint: "smallint"
        case .integer: "integer"
        case .bigint: "bigint"
        case .numeric(nil): "numeric"
        case .numeric(let shape?): "numeric(\(shape.precision),\(shape.scale))"
        case .real: "real"
        case .double: "double precision"
        case .text(nil): "text"
        case .text(let limit?): "varchar(\(limit))"
        case .timestamptz: "timestamptz"
        case .timestamp: "timestamp"
        case .date: "date"
        case .interval: "interval"
        case .uuid: "uuid"
        case .jsonb: "jsonb"
        case .bytea: "bytea"
        case .array(let element): "\(element)[]"
        case .record(let record): record.name
        case .unknown: "unknown"
        }
    }
}
