import Operators

/// Reads the rows that a lane's batches name from their Parquet files. One lane owns it.
final class ParquetDecoder {
    private let fields: [FieldSpec]
    /// Where the last batch ended: the next one mostly goes on there.
    private var last: (table: ParquetTable, cursor: ParquetCursor)?

    init(_ fields: [FieldSpec]) { self.fields = fields }

    func decode(_ held: HeldBatch, _ range: Range<Int>) throws(JobError) -> DecodedBatch {
        guard let table = held.batch.table, let first = range.first else {
            return DecodedBatch(batch: Batch(count: 0, columns: empty), sourceRows: Buffer(capacity: 0), bad: [])
        }
        do throws(ParquetError) {
            let row = held.batch.offsets[first]
            var cursor: ParquetCursor
            if let last, last.table === table, last.cursor.row == row {
                cursor = last.cursor
            } else {
                cursor = try table.reader.cursor(fields, from: row)
            }
            // The cursor has one owner, so that moving it on copies none of its buffers.
            last = nil
            let decoded = try cursor.next(rowsMax: range.count)
            guard let decoded, cursor.row == row + Int64(range.count) else {
                throw .input("rows \(row) to \(row + Int64(range.count)) are not there")
            }
            last = (table, cursor)
            return decoded
        } catch {
            last = nil
            throw JobError(.badData, "\(table.path): \(error)")
        }
    }

    private var empty: [Column] { fields.map { Column(type: $0.type, scalars: []) } }
}
