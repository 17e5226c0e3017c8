import Operators
import StateStore

extension SinkTable {
    /// A row's place by the sink's ORDER BY, as bytes in that order; empty without one.
    func sortKey(_ batch: Batch, _ row: Int) -> [UInt8] {
        var all: [UInt8] = []
        for item in order {
            let column = batch.columns[item.column]
            var part: [UInt8]
            if case .array = column.type {
                part = ArrayOrder.sortKey(column, row: row)
            } else {
                var writer = KeyWriter()
                writer.write(column, row: row)
                part = Array(writer.bytes)
            }
            if item.descending { for index in part.indices { part[index] = ~part[index] } }
            // The first byte only says whether it is NULL.
            if !part.isEmpty { part[0] = column.validity.isValid(row) == item.nullsFirst ? 1 : 0 }
            all += part
        }
        return all
    }
}
