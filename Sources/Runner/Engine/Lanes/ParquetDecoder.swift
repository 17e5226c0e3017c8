import Operators

/// Reads the rows that a lane's batches name from their Parquet files. One lane owns it.
final class ParquetDecoder {
    /// What is read from one file, and where the last batch of it ended: the next one mostly goes on there.
    private struct Open {
        let table: ParquetTable
        /// For each wanted field its one value, when the file's folders give it.
        let folders: [Column?]
        /// The other fields.
        let stored: [Int]
        var cursor: ParquetCursor?
    }

    private let fields: [FieldSpec]
    private let settings: EvaluationSettings
    private var open: Open?

    init(_ fields: [FieldSpec], _ settings: EvaluationSettings = EvaluationSettings()) {
        self.fields = fields
        self.settings = settings
    }

    func decode(_ held: HeldBatch, _ range: Range<Int>) throws(JobError) -> DecodedBatch {
        guard let table = held.batch.table, let first = range.first else {
            return DecodedBatch(batch: Batch(count: 0, columns: empty), sourceRows: Buffer(capacity: 0), bad: [])
        }
        let row = held.batch.offsets[first]
        var file = if let open, open.table === table { open } else { try begin(table) }
        // The cursor has one owner, so that moving it on copies none of its buffers.
        open = nil
        do throws(ParquetError) {
            let last = file.cursor
            file.cursor = nil
            var cursor =
                if let last, last.row == row { last } else {
                    try table.reader.cursor(file.stored.map { fields[$0] }, from: row)
                }
            let decoded = try cursor.next(rowsMax: range.count)
            guard let decoded, cursor.row == row + Int64(range.count) else {
                throw .input("rows \(row) to \(row + Int64(range.count)) are not there")
            }
            file.cursor = cursor
            open = file
            return file.stored.count == fields.count ? decoded : with(file, decoded)
        } catch {
            throw JobError(.badData, "\(table.path): \(error)")
        }
    }

    /// A column that the file has comes from the file, as for pyarrow; its folders give what it lacks.
    private func begin(_ table: ParquetTable) throws(JobError) -> Open {
        let named = HiveFolders.columns(table.path)
        var folders: [Column?] = []
        for field in fields {
            let name = field.path.joined(separator: ".")
            let value =
                named.last { $0.name == name } ?? named.last { $0.name.lowercased() == name.lowercased() }
            if let value, !table.reader.has(field.path) {
                folders.append(try folder(value.value, field, table))
            } else {
                folders.append(nil)
            }
        }
        return Open(table: table, folders: folders, stored: folders.indices.filter { folders[$0] == nil }, cursor: nil)
    }

    /// The value of a folder as a column of one row, read as the same text in a CSV file is.
    private func folder(_ value: String?, _ field: FieldSpec, _ table: ParquetTable) throws(JobError) -> Column {
        let name = field.path.joined(separator: ".")
        guard value != nil || !field.notNull else {
            throw JobError(.badData, "\(table.path): its folder has no \(name), which is NOT NULL")
        }
        let column = Column(type: .text, scalars: [value.map { .text($0) } ?? .null])
        let row = DecodedBatch(
            batch: Batch(count: 1, columns: [column]), sourceRows: Buffer(repeating: 0, count: 1), bad: [])
        let typed: DecodedBatch
        do throws(TimeError) {
            typed = try TypedText([field], settings: settings).typed(row)
        } catch {
            throw JobError(.invalidJob, "\(error)")
        }
        guard typed.bad.isEmpty else {
            throw JobError(.badData, "\(table.path): its folder says \(name)=\(value ?? ""), no \(field.type)")
        }
        return typed.batch.columns[0]
    }

    private func with(_ file: Open, _ decoded: DecodedBatch) -> DecodedBatch {
        let count = decoded.batch.count
        var columns: [Column] = []
        var next = 0
        for folder in file.folders {
            if let folder {
                columns.append(folder.repeated(count))
            } else {
                columns.append(decoded.batch.columns[next])
                next += 1
            }
        }
        let bad = decoded.bad.map { bad in
            BadRecord(
                record: bad.record, fault: bad.fault, field: bad.field.map { file.stored[$0] },
                byteOffset: bad.byteOffset)
        }
        return DecodedBatch(batch: Batch(count: count, columns: columns), sourceRows: decoded.sourceRows, bad: bad)
    }

    private var empty: [Column] { fields.map { Column(type: $0.type, scalars: []) } }
}
