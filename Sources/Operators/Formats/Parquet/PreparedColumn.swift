/// A column's values in the units of the format: days and microseconds since 1970, decimals of one scale.
struct PreparedColumn {
    let count: Int
    let values: Values
    let validity: Validity

    /// - Throws: `value` when one does not fit the format.
    init(_ column: Column, _ field: ParquetField) throws(ParquetError) {
        precondition(column.type.physical == field.type.physical, "a column of another physical form than its field")
        count = column.count
        validity = column.validity
        if !field.isNullable, let row = (0..<count).first(where: { !column.validity.isValid($0) }) {
            throw .value(column: field.name, row: row, "NULL in a column that is NOT NULL")
        }
        switch (field.type, column.values) {
        case (.timestamptz, .int64(let from)), (.timestamp, .int64(let from)):
            values = .int64(try PreparedColumn.unixMicros(from, column, field))
        case (.date, .int64(let from)):
            values = .int64(try PreparedColumn.unixDays(from, column, field))
        case (.smallint, .int64(let from)), (.integer, .int64(let from)):
            try PreparedColumn.checkRange(from, column, field)
            values = column.values
        case (.numeric(let shape?), .decimal(let from)):
            values = .decimal(try PreparedColumn.rescaled(from, shape, column, field))
        default: values = column.values
        }
    }

    private static func unixMicros(
        _ from: Buffer<Int64>, _ column: Column, _ field: ParquetField
    ) throws(ParquetError) -> Buffer<Int64> {
        let out = Buffer<Int64>(repeating: 0, count: column.count)
        for row in 0..<column.count where column.validity.isValid(row) {
            let value = from.pointer[row]
            // Infinity as DuckDB writes it.
            if value == TimeLimits.infinity || value == TimeLimits.negativeInfinity {
                out.pointer[row] = value == TimeLimits.infinity ? .max : -.max
                continue
            }
            let (micros, overflow) = value.addingReportingOverflow(TimeLimits.unixMicrosAtEpoch)
            guard !overflow else {
                throw .value(column: field.name, row: row, "a time after the year 294246, which Parquet can't hold")
            }
            out.pointer[row] = micros
        }
        return out
    }

    private static func unixDays(
        _ from: Buffer<Int64>, _ column: Column, _ field: ParquetField
    ) throws(ParquetError) -> Buffer<Int64> {
        let out = Buffer<Int64>(repeating: 0, count: column.count)
        for row in 0..<column.count where column.validity.isValid(row) {
            guard TimeLimits.isDate(from.pointer[row]) else {
                throw .value(column: field.name, row: row, "a date without end, which Parquet can't hold")
            }
            out.pointer[row] = from.pointer[row] + TimeLimits.unixSecondsAtEpoch / 86_400
        }
        return out
    }

    private static func checkRange(
        _ from: Buffer<Int64>, _ column: Column, _ field: ParquetField
    ) throws(ParquetError) {
        let bound = field.type == .smallint ? Int64(Int16.max) : Int64(Int32.max)
        for row in 0..<column.count where column.validity.isValid(row) {
            guard from.pointer[row] <= bound, from.pointer[row] >= -bound - 1 else {
                throw .value(column: field.name, row: row, "\(from.pointer[row]) is no \(field.type)")
            }
        }
    }

    private static func rescaled(
        _ from: DecimalVector, _ shape: NumericShape, _ column: Column, _ field: ParquetField
    ) throws(ParquetError) -> DecimalVector {
        let out = DecimalVector(capacity: column.count)
        for row in 0..<column.count {
            guard column.validity.isValid(row) else {
                out[row] = Decimal(coefficient: 0, scale: shape.scale)
                continue
            }
            let value = from[row]
            let isAsDeclared =
                Int(value.scale) == shape.scale && value.coefficient.magnitude < powerOfTen(shape.precision)
            guard let exact = isAsDeclared ? value : value.conformed(to: shape) else {
                throw .value(column: field.name, row: row, "a number with too many digits for \(field.type)")
            }
            out[row] = exact
        }
        return out
    }
}
