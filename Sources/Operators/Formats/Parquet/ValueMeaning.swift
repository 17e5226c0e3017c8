/// What the values of a column in a file are, whichever way its writer said so.
enum ValueMeaning: Equatable, Sendable {
    case boolean
    case integer(bits: Int, isSigned: Bool)
    case decimal(NumericShape)
    case real
    case double
    case text
    case json
    case bytes
    case uuid
    case date
    case timestamp(isUTC: Bool, unit: TimeUnit)
    /// Julian day and nanoseconds, Hive's and old Spark's; an instant by custom.
    case int96
    case interval
    /// No value at all: NULL in every row, of whatever type a reader likes.
    case null
    /// Not read here: why.
    case unsupported(String)

    /// The SQL type that such a column is by itself.
    var dataType: DataType? {
        switch self {
        case .boolean: .boolean
        case .integer(let bits, true): bits <= 16 ? .smallint : bits <= 32 ? .integer : .bigint
        case .integer(let bits, false):
            bits <= 8
                ? .smallint
                : bits <= 16
                    ? .integer
                    : bits <= 32 ? .bigint : .numeric(NumericShape(precision: 20, scale: 0))
        case .decimal(let shape): .numeric(shape)
        case .real: .real
        case .double: .double
        case .text: .text
        case .json: .jsonb
        case .bytes: .bytea
        case .uuid: .uuid
        case .date: .date
        case .timestamp(let isUTC, _): isUTC ? .timestamptz : .timestamp
        case .int96: .timestamptz
        case .interval: .interval
        case .null: .text
        case .unsupported: nil
        }
    }

    /// From a leaf of the schema: the logical type where there is one, else the converted, else the stored.
    init(_ element: SchemaElement) {
        guard let type = element.type else {
            self = .unsupported("it has fields of its own")
            return
        }
        let width = element.typeLength
        guard type != .fixedBytes || (width > 0 && width <= 1 << 20) else {
            self = .unsupported("its values have a length of \(width)")
            return
        }
        if let logical = element.logical, let meaning = ValueMeaning(logical, type, width) {
            self = meaning
        } else if let converted = element.converted, let meaning = ValueMeaning(converted, element, type) {
            self = meaning
        } else {
            self = ValueMeaning(stored: type)
        }
    }

    private init(stored type: StoredType) {
        self =
            switch type {
            case .boolean: .boolean
            case .int32: .integer(bits: 32, isSigned: true)
            case .int64: .integer(bits: 64, isSigned: true)
            case .int96: .int96
            case .float: .real
            case .double: .double
            case .bytes, .fixedBytes: .bytes
            }
    }

    /// `nil` when the logical type says nothing, or nothing that fits how the values are stored.
    private init?(_ logical: LogicalType, _ type: StoredType, _ width: Int) {
        switch (logical, type) {
        case (.string, .bytes), (.enumeration, .bytes): self = .text
        case (.json, .bytes): self = .json
        case (.uuid, .fixedBytes) where width == 16: self = .uuid
        case (.date, .int32): self = .date
        case (.timestamp(let isUTC, let unit), .int64): self = .timestamp(isUTC: isUTC, unit: unit)
        case (.decimal(let scale, let precision), _):
            self = ValueMeaning.decimal(type, NumericShape(precision: precision, scale: scale), width)
        case (.integer(let bits, let isSigned), .int32) where bits == 8 || bits == 16 || bits == 32:
            self = .integer(bits: bits, isSigned: isSigned)
        case (.integer(64, let isSigned), .int64): self = .integer(bits: 64, isSigned: isSigned)
        case (.null, _): self = .null
        case (.time, _): self = .unsupported("a time of day has no type here")
        case (.float16, _): self = .unsupported("floats of two bytes are not read")
        case (.map, _), (.list, _): self = .unsupported("lists and maps are not read")
        case (.other(let code), _): self = .unsupported("logical type \(code) is not known")
        default: return nil
        }
    }

    private init?(_ converted: ConvertedType, _ element: SchemaElement, _ type: StoredType) {
        switch (converted, type) {
        case (.utf8, .bytes), (.enumeration, .bytes): self = .text
        case (.json, .bytes): self = .json
        case (.decimal, _):
            let shape = NumericShape(precision: element.precision, scale: element.scale)
            self = ValueMeaning.decimal(type, shape, element.typeLength)
        case (.date, .int32): self = .date
        case (.timestampMillis, .int64): self = .timestamp(isUTC: true, unit: .millis)
        case (.timestampMicros, .int64): self = .timestamp(isUTC: true, unit: .micros)
        case (.uint8, .int32), (.uint16, .int32), (.uint32, .int32):
            self = .integer(bits: converted == .uint8 ? 8 : converted == .uint16 ? 16 : 32, isSigned: false)
        case (.uint64, .int64): self = .integer(bits: 64, isSigned: false)
        case (.int8, .int32), (.int16, .int32):
            self = .integer(bits: converted == .int8 ? 8 : 16, isSigned: true)
        case (.interval, .fixedBytes) where element.typeLength == 12: self = .interval
        case (.timeMillis, _), (.timeMicros, _): self = .unsupported("a time of day has no type here")
        default: return nil
        }
    }

    private static func decimal(_ type: StoredType, _ shape: NumericShape, _ width: Int) -> ValueMeaning {
        guard shape.precision > 0, shape.scale >= 0, shape.scale <= shape.precision else {
            return .unsupported("a decimal of \(shape.precision) digits, \(shape.scale) of them after the point")
        }
        guard shape.precision <= Decimal.digitsMax else {
            return .unsupported("a decimal of \(shape.precision) digits; at most \(Decimal.digitsMax)")
        }
        switch type {
        case .int32, .int64, .bytes, .fixedBytes: return .decimal(shape)
        default: return .unsupported("a decimal that is stored as \(type)")
        }
    }
}
