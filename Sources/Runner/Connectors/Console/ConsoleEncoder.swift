import Operators
import StateStore

/// Turns a lane's rows into text cells.
///
/// ```
/// | sort key length | sort key | cell length | cell | cell length | cell | ...     lengths Int32, -1 for NULL
/// ```
///
/// The sort key is the ORDER BY of the sink as bytes in that order; empty without one.
package final class ConsoleEncoder: SinkEncoder {
    private let table: SinkTable
    private let text: ValueText
    private let isJSON: Bool
    private var chunks: [EncodedRows.Chunk] = []
    package private(set) var byteCount = 0

    package init(_ table: SinkTable, settings: ConsoleSettings) {
        self.table = table
        text = ValueText(zone: settings.zone, hasArrayLiterals: settings.format == .csv)
        isJSON = settings.format == .json
    }

    package func append(_ batch: Batch, operation: RowOperation) {
        guard batch.count > 0 || operation == .replaceAll else { return }
        var bytes: [UInt8] = []
        for row in 0..<batch.count {
            appendCounted(table.sortKey(batch, row), to: &bytes)
            for (index, column) in batch.columns.enumerated() {
                // Of a deleted row only the key is known.
                let isKnown = operation != .delete || table.key.isEmpty || table.key.contains(index)
                appendCounted(isKnown ? cell(column, row) : nil, to: &bytes)
            }
        }
        byteCount += bytes.count
        chunks.append(EncodedRows.Chunk(operation: operation, rows: batch.count, bytes: bytes))
    }

    package func take() -> EncodedRows {
        defer {
            chunks = []
            byteCount = 0
        }
        return EncodedRows(chunks: chunks)
    }

    private func cell(_ column: Column, _ row: Int) -> [UInt8]? {
        if isJSON, case .int64(let values) = column.values, column.validity.isValid(row) {
            // JSON's times are those of RFC 3339.
            let micros = values[row]
            switch column.type {
            case .timestamptz:
                let offset = TimeLimits.isTimestamp(micros) ? text.zone.offset(at: micros) : 0
                return Array(TimeText.string { TimeText.write(rfc3339: micros, offset: offset, to: $0) }.utf8)
            case .timestamp:
                return Array(TimeText.string { TimeText.write(isoTimestamp: micros, to: $0) }.utf8)
            default: break
            }
        }
        var out: [UInt8] = []
        return text.append(column, row: row, to: &out) ? out : nil
    }

    private func appendCounted(_ bytes: [UInt8]?, to out: inout [UInt8]) {
        withUnsafeBytes(of: Int32(truncatingIfNeeded: bytes?.count ?? -1)) { out += $0 }
        if let bytes { out += bytes }
    }
}
