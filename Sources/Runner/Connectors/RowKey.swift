import Operators
import StateStore

extension KeyWriter {
    /// Appends the value of a row in the order of its type; NULL comes last.
    mutating func write(_ column: Column, row: Int) {
        guard column.validity.isValid(row) else {
            writeNull()
            return
        }
        switch column.values {
        case .boolean(let values): writeBool(values[row] != 0)
        case .int64(let values): writeInt64(values[row])
        case .double(let values): writeDouble(values[row])
        case .decimal(let vector):
            let value = vector[row]
            writeDecimal(coefficient: value.coefficient, scale: value.scale)
        case .interval(let values):
            let value = values[row]
            let days = Int128(value.days) + 30 * Int128(value.months)
            writeDecimal(coefficient: days * Int128(TimeLimits.microsPerDay) + Int128(value.micros), scale: 0)
        case .bytes(let vector): vector.views[row].withBytes { writeBytes($0) }
        }
    }
}
