import Operators
import StateStore

/// Encodes a lane's result rows for a database: tuples of PostgreSQL's binary COPY format, key columns first.
///
/// PostgreSQL takes them as they are; other databases' connectors read them field by field.
///
/// ```
/// | fields: Int16 | length: Int32 | bytes ... | length: Int32 | bytes ... | ...     all big-endian; NULL is length -1
/// ```
///
/// A deleted row is a tuple of its key alone. Nothing is looked up and nothing can fail: what a column can't hold is
/// written so that the database refuses the row, and the policy for such rows decides.
package final class TupleEncoder: SinkEncoder {
    private let allFields: [EncodedField]
    private let keyFields: [EncodedField]
    private var open = ByteBuffer(capacity: 1 << 12)
    private var openOperation = RowOperation.append
    private var openRows = 0
    private var sealed: [EncodedRows.Chunk] = []
    /// Bytes of sealed chunks in memory.
    private var sealedBytes = 0
    private let memoryBytesMax: Int
    private let overflowFolder: String
    private var overflow: OverflowFile?
    private var cursors = Buffer<Int>(capacity: 0)
    private let numerics = NumericSlots()
    /// For columns of arrays, by position: their text as PostgreSQL reads it.
    private var arrayTexts: [Int: ExpressionProgram] = [:]

    /// An open chunk is sealed when it has grown this large.
    private static let chunkBytes = 1 << 20

    /// Throws `SinkError.refused` when a column's type can't be written.
    ///
    /// - Parameters:
    ///   - arraysAreJSON: arrays are written as JSON, for a database that has none.
    ///   - memoryBytesMax: bytes of rows that stay in memory; what an epoch has beyond goes to a nameless file.
    ///   - overflowFolder: where that file is made.
    package init(
        _ table: SinkTable, arraysAreJSON: Bool = false, memoryBytesMax: Int = .max, overflowFolder: String = "/tmp"
    ) throws(SinkError) {
        self.memoryBytesMax = memoryBytesMax
        self.overflowFolder = overflowFolder
        let layout = try RowLayout(table, arraysAreJSON: arraysAreJSON)
        allFields = layout.fields
        keyFields = Array(layout.fields.prefix(layout.keyCount))
        for field in layout.fields where field.wire.isArray {
            let array = Expression(.column(field.column), type: field.type)
            arrayTexts[field.column] = ExpressionProgram(Expression(.cast(array), type: .text))
        }
    }

    /// The rows with arrays as text.
    private func withArrayTexts(_ batch: Batch) -> Batch {
        guard !arrayTexts.isEmpty else { return batch }
        var columns = batch.columns
        for (column, program) in arrayTexts {
            var errors = RowErrors()
            columns[column] = program.evaluate(batch, errors: &errors)
        }
        return Batch(count: batch.count, columns: columns)
    }

    package var byteCount: Int { sealedBytes + open.count }

    package func append(_ batch: Batch, operation: RowOperation) {
        guard batch.count > 0 else { return }
        if operation != openOperation || open.count >= TupleEncoder.chunkBytes { seal() }
        openOperation = operation
        openRows += batch.count
        encode(withArrayTexts(batch), operation == .delete ? keyFields : allFields)
    }

    package func take() -> EncodedRows {
        seal()
        defer {
            sealed = []
            sealedBytes = 0
            overflow = nil
        }
        return EncodedRows(chunks: sealed)
    }

    private func seal() {
        guard openRows > 0 else { return }
        let chunk = EncodedRows.Chunk(operation: openOperation, rows: openRows, bytes: open.array)
        open.reset()
        openRows = 0
        if sealedBytes + chunk.bytes.count > memoryBytesMax {
            overflow = overflow ?? OverflowFile(folder: overflowFolder)
            if let overflow {
                let moved = chunk.stored(in: overflow)
                sealed.append(moved)
                sealedBytes += moved.bytes.count
                return
            }
        }
        sealed.append(chunk)
        sealedBytes += chunk.bytes.count
    }

    /// Three passes, column at a time: how long each row is, where each starts, then the bytes.
    private func encode(_ batch: Batch, _ fields: [EncodedField]) {
        let rows = batch.count
        if cursors.capacity < rows { cursors = Buffer(capacity: max(rows, 1024)) }
        let cursor = cursors.pointer
        cursor.update(repeating: 2 + 4 * fields.count, count: rows)
        numerics.reset()
        for field in fields {
            precondition(
                batch.columns[field.column].type.physical == field.type.physical,
                "a batch whose column is not of the sink's type")
            addLengths(batch.columns[field.column], field.wire, cursor, numerics)
        }
        var total = 0
        for row in 0..<rows {
            let length = cursor[row]
            cursor[row] = total
            total += length
        }
        guard let target = open.appendUninitialized(total).baseAddress else { return }
        let header = Int16(truncatingIfNeeded: fields.count).bigEndian
        for row in 0..<rows {
            target.storeBytes(of: header, toByteOffset: cursor[row], as: Int16.self)
            cursor[row] += 2
        }
        numerics.rewind()
        for field in fields {
            writeColumn(batch.columns[field.column], field.wire, target, cursor, numerics)
        }
    }
}
