/// A column of a file to be written.
package struct ParquetField: Sendable {
    package let name: String
    package let type: DataType
    package let isNullable: Bool

    package init(_ name: String, _ type: DataType, isNullable: Bool = true) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }

    /// Why columns of a type can't be written, with what to do; `nil` when they can.
    package static func refusal(_ type: DataType) -> String? {
        switch type {
        case .numeric(nil):
            "Parquet needs the digits of a numeric: write CAST(... AS numeric(18, 2)), or as many as there can be"
        case .numeric(let shape?) where shape.precision > Decimal.digitsMax:
            "Parquet's decimals have at most \(Decimal.digitsMax) digits"
        case .numeric(let shape?) where shape.scale < 0 || shape.scale > shape.precision:
            "Parquet's decimals have a scale from 0 to their precision"
        case .interval:
            "Parquet's intervals hold neither microseconds nor negative parts: write CAST(... AS text), or "
                + "EXTRACT(epoch FROM ...)"
        case .array(let element): refusal(element: element)
        case .record: "Parquet files are written without structures: write to_jsonb(...)"
        case .unknown: "the column has no type: write CAST(... AS text)"
        default: nil
        }
    }

    /// How what is stored is described in the file; elements of arrays can be NULL.
    var element: SchemaElement {
        var element = SchemaElement(
            name: isList ? "element" : name, repetition: isNullable || isList ? .optional : .required)
        switch leafType {
        case .boolean: element.type = .boolean
        case .smallint: element.set(.int32, .int16, .integer(bits: 16, isSigned: true))
        case .integer: element.set(.int32, .int32, .integer(bits: 32, isSigned: true))
        case .bigint: element.set(.int64, .int64, .integer(bits: 64, isSigned: true))
        case .numeric(let shape): element.set(decimal: shape ?? NumericShape(precision: Decimal.digitsMax, scale: 0))
        case .real: element.type = .float
        case .double: element.type = .double
        case .text, .unknown: element.set(.bytes, .utf8, .string)
        case .timestamptz: element.set(.int64, .timestampMicros, .timestamp(isUTC: true, unit: .micros))
        // The older annotation always means UTC.
        case .timestamp: element.set(.int64, nil, .timestamp(isUTC: false, unit: .micros))
        case .date: element.set(.int32, .date, .date)
        case .uuid:
            element.set(.fixedBytes, nil, .uuid)
            element.typeLength = 16
        case .jsonb, .array, .record: element.set(.bytes, .json, .json)
        case .bytea, .interval: element.type = .bytes
        }
        return element
    }
}

extension SchemaElement {
    fileprivate mutating func set(_ type: StoredType, _ converted: ConvertedType?, _ logical: LogicalType) {
        self.type = type
        self.converted = converted
        self.logical = logical
    }

    /// In the smallest of the forms that the format has for so many digits.
    fileprivate mutating func set(decimal shape: NumericShape) {
        let logical = LogicalType.decimal(scale: shape.scale, precision: shape.precision)
        (precision, scale) = (shape.precision, shape.scale)
        if precision <= 9 {
            set(.int32, .decimal, logical)
        } else if precision <= 18 {
            set(.int64, .decimal, logical)
        } else {
            set(.fixedBytes, .decimal, logical)
            let bits = 128 - (powerOfTen(precision) - 1).leadingZeroBitCount
            // One more for the sign.
            typeLength = (bits + 1 + 7) / 8
        }
    }
}

/// How a file is laid out.
package struct ParquetOptions: Sendable {
    package var codec: ParquetCodec
    /// A row group is closed when it has as many rows, or when its values take as much memory.
    package var rowGroupRowsMax: Int
    package var rowGroupBytesMax: Int
    /// Whether columns with few different values are written as a dictionary.
    package var usesDictionaries: Bool

    package init(
        codec: ParquetCodec = .snappy, rowGroupRowsMax: Int = 1 << 20, rowGroupBytesMax: Int = 64 << 20,
        usesDictionaries: Bool = true
    ) {
        self.codec = codec
        self.rowGroupRowsMax = rowGroupRowsMax
        self.rowGroupBytesMax = rowGroupBytesMax
        self.usesDictionaries = usesDictionaries
    }
}
