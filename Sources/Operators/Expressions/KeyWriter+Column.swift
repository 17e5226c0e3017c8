import StateStore

extension KeyWriter {
    /// Appends the value of a row in the order of its type; NULL comes last.
    package mutating func write(_ column: Column, row: Int) {
        guard column.validity.isValid(row) else { return writeNull() }
        write(column.values, row: row)
    }

    /// Appends the value of a row that is not NULL; arrays and jsonb in the order of their bytes.
    package mutating func write(_ values: Values, row: Int) {
        switch values {
        case .boolean(let buffer): writeBool(buffer.pointer[row] != 0)
        case .int64(let buffer): writeInt64(buffer.pointer[row])
        case .double(let buffer): writeDouble(buffer.pointer[row])
        case .bytes(let vector): vector.views.pointer[row].withBytes { writeBytes($0) }
        case .decimal(let vector):
            writeDecimal(coefficient: vector.coefficients.pointer[row], scale: vector.scales.pointer[row])
        case .interval(let buffer):
            writeDecimal(coefficient: buffer.pointer[row].comparisonMicros, scale: 0)
        }
    }
}
