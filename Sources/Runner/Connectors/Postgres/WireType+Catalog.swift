extension WireType {
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
        case .array(let element): WireType.arrays.first { $0.value == element.oid }?.key ?? 0
        }
    }

    /// The object ids of arrays, with those of their elements; varchar is the one type that is no case.
    static let arrays: [UInt32: UInt32] = [
        1000: 16, 1001: 17, 1005: 21, 1007: 23, 1009: 25, 1015: 1043, 1016: 20, 1021: 700, 1022: 701, 1115: 1114,
        1182: 1082, 1185: 1184, 1187: 1186, 1231: 1700, 2951: 2950, 3807: 3802,
    ]

    /// As what a column of such values is a parameter.
    var parameter: WireType { isArray ? .text : self }

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
        case .array(let element): element.name + "[]"
        }
    }
}
