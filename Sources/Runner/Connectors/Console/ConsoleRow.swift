import Operators

/// One row to be shown.
struct ConsoleRow {
    var operation: RowOperation
    var sortKey: ArraySlice<UInt8>
    /// `nil` is NULL.
    var cells: [ArraySlice<UInt8>?]

    /// All rows of an epoch's share of one sink, in the order in which they came.
    static func decode(_ lanes: [EncodedRows], columns: Int) -> [ConsoleRow] {
        var rows: [ConsoleRow] = []
        for chunk in lanes.flatMap(\.chunks) {
            var offset = 0
            func next() -> ArraySlice<UInt8>? {
                let start = offset
                let length = chunk.bytes.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: start, as: Int32.self))
                }
                offset += 4 + max(0, length)
                return length < 0 ? nil : chunk.bytes[start + 4..<offset]
            }
            for _ in 0..<chunk.rows {
                let key = next() ?? []
                let cells = (0..<columns).map { _ in next() }
                rows.append(ConsoleRow(operation: chunk.operation, sortKey: key, cells: cells))
            }
        }
        return rows
    }
}
