import Operators

/// The type that a name in a job means.
///
/// - Parameters:
///   - records: types made by CREATE TYPE, by name.
package func resolveType(
    _ type: TypeName, records: [String: RecordType] = [:]
) throws(Diagnostic) -> DataType {
    guard type.arrayDimensions <= 1 else {
        throw Diagnostic(.error, .badType, "arrays of arrays are not supported", at: type.offset)
    }
    let element = try scalarType(type, records)
    guard type.arrayDimensions == 1 else { return element }
    if case .record = element {
        throw Diagnostic(
            .error, .badType, "arrays of records are not supported", at: type.offset,
            help: ["Declare the column as jsonb and read it with jsonb_array_elements(column)."])
    }
    return .array(element)
}

/// Whether a name is that of a type that needs no CREATE TYPE, in any spelling that is known here.
func isTypeName(_ name: String) -> Bool {
    plainTypes[name] != nil || spelledTypes.contains(name) || refusedTypes[name] != nil || foreignTypes[name] != nil
}

private func scalarType(_ type: TypeName, _ records: [String: RecordType]) throws(Diagnostic) -> DataType {
    if let plain = plainTypes[type.name] {
        try refuseModifiers(type)
        return plain
    }
    switch type.name {
    case "numeric", "decimal", "dec": return .numeric(try numericShape(type))
    case "varchar", "character varying": return .text(limit: try textLimit(type))
    case "timestamptz", "timestamp", "datetime": return try timestampType(type)
    case "interval":
        if let fields = type.intervalFields, !fields.isEmpty {
            throw Diagnostic(
                .error, .badType, "an interval column with fields is not supported", at: type.offset,
                hint: "write interval")
        }
        try checkPrecision(type)
        return .interval
    default: break
    }
    if let record = records[type.name] {
        try refuseModifiers(type)
        return .record(record)
    }
    if let reason = refusedTypes[type.name] {
        throw Diagnostic(.error, .badType, "type \(type.name) is not supported", at: type.offset, hint: reason)
    }
    let known = plainTypes.keys.sorted() + spelledTypes + records.keys.sorted()
    let hint = foreignTypes[type.name].map { "the spelling here is \($0)" } ?? didYouMean(type.name, among: known)
    throw Diagnostic(
        .error, .unknownType, "type \"\(type.name)\" does not exist", at: type.offset, hint: hint,
        help: hint == nil ? ["Types: \(spelledTypes.joined(separator: ", ")), and those of CREATE TYPE."] : [])
}

private func refuseModifiers(_ type: TypeName) throws(Diagnostic) {
    guard type.modifiers.isEmpty else {
        throw Diagnostic(.error, .badType, "this type takes no number in parentheses", at: type.offset)
    }
}

private func numericShape(_ type: TypeName) throws(Diagnostic) -> NumericShape? {
    guard let precision = type.modifiers.first else { return nil }
    let scale = type.modifiers.count > 1 ? type.modifiers[1] : 0
    guard type.modifiers.count <= 2, (1...Limits.numericPrecisionMax).contains(precision) else {
        throw Diagnostic(
            .error, .badType, "numeric has 1 to \(Limits.numericPrecisionMax) digits", at: type.offset)
    }
    guard (0...precision).contains(scale) else {
        throw Diagnostic(
            .error, .badType, "the scale of numeric(\(precision), \(scale)) is between 0 and \(precision)",
            at: type.offset)
    }
    return NumericShape(precision: precision, scale: scale)
}

private func textLimit(_ type: TypeName) throws(Diagnostic) -> Int? {
    guard let limit = type.modifiers.first else { return nil }
    guard type.modifiers.count == 1, (1...10_485_760).contains(limit) else {
        throw Diagnostic(.error, .badType, "varchar(n) has 1 to 10485760 characters", at: type.offset)
    }
    return limit
}

/// Times have microseconds; a coarser precision would round, which no reader of the job expects.
private func timestampType(_ type: TypeName) throws(Diagnostic) -> DataType {
    try checkPrecision(type)
    return type.name == "timestamptz" ? .timestamptz : .timestamp
}

private func checkPrecision(_ type: TypeName) throws(Diagnostic) {
    if let precision = type.modifiers.first, precision != 6 {
        throw Diagnostic(
            .error, .badType, "times have microseconds: a precision of \(precision) is not supported",
            at: type.offset, hint: "leave out (\(precision))")
    }
}

private let plainTypes: [String: DataType] = [
    "bool": .boolean, "boolean": .boolean, "int2": .smallint, "smallint": .smallint, "tinyint": .smallint,
    "int4": .integer, "int": .integer, "integer": .integer, "int8": .bigint, "bigint": .bigint,
    "float4": .real, "real": .real, "float8": .double, "double": .double, "text": .text, "string": .text,
    "date": .date, "uuid": .uuid, "jsonb": .jsonb, "bytea": .bytea, "bytes": .bytea,
]

/// As people write them, for the list in a message.
private let spelledTypes = [
    "boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision", "text", "varchar",
    "timestamptz", "timestamp", "date", "interval", "jsonb", "uuid", "bytea",
]

/// Types of PostgreSQL that a job cannot have, and what to write in their place.
private let refusedTypes: [String: String] = [
    "serial": "write integer: numbering rows is the database's",
    "bigserial": "write bigint: numbering rows is the "
        + "database's", "smallserial": "write smallint: numbering rows is the database's",
    "serial4": "write integer: numbering rows is the database's",
    "serial8": "write bigint: numbering rows is the database's",
    "bpchar": "write text or varchar(n)", "char": "write text or varchar(n)", "name": "write text",
    "money": "write numeric(12, 2)", "time": "write text or interval", "timetz": "write text",
    "xml": "write text", "inet": "write text", "cidr": "write text", "macaddr": "write text",
    "bit": "write bytea or text", "varbit": "write bytea or text", "oid": "write bigint",
    "hstore": "write jsonb", "json": "write jsonb", "citext": "write text, and lower(column) in the query",
]

/// Types of other systems.
private let foreignTypes: [String: String] = [
    "timestamp_ltz": "timestamptz", "timestamp_ntz": "timestamp", "long": "bigint", "short": "smallint",
    "byte": "smallint", "float": "real", "binary": "bytea", "varbinary": "bytea", "blob": "bytea",
    "map": "jsonb", "struct": "a type made by CREATE TYPE, or jsonb", "array": "type[]",
    "row": "a type made by "
        + "CREATE TYPE, or jsonb", "uint8": "smallint", "uint16": "integer", "uint32": "bigint",
    "uint64": "numeric(20)",
    "int16": "smallint", "int32": "integer", "int64": "bigint", "float32": "real", "float64": "double precision",
    "utf8": "text", "variant": "jsonb", "object": "jsonb", "number": "numeric",
]
