/// Goes through the rows of a file, in their order.
package struct ParquetCursor {
    struct Binding {
        let column: Int
        let conversion: ValueConversion
        let notNull: Bool
    }

    /// The next row, counted over the whole file; a cursor made with it goes on here.
    package private(set) var row: Int64 = 0
    private let reader: ParquetReader
    private let input: any ParquetInput
    private let bindings: [Binding]
    private var group = -1
    private var groupLeft: Int64 = 0
    private var cursors: [ColumnCursor] = []

    init(
        _ reader: ParquetReader, _ input: any ParquetInput, _ bindings: [Binding], from row: Int64
    ) throws(ParquetError) {
        self.reader = reader
        self.input = input
        self.bindings = bindings
        guard row >= 0, row <= reader.rowCount else {
            throw .input("the Parquet file has \(reader.rowCount) rows, and reading should go on at row \(row)")
        }
        // Whole row groups before the first row are not even opened.
        while group + 1 < reader.rowGroupRows.count, self.row + reader.rowGroupRows[group + 1] <= row {
            group += 1
            self.row += reader.rowGroupRows[group]
        }
        while self.row < row {
            _ = try columns(rowsMax: Int(min(row - self.row, 8_192)))
        }
    }

    /// The next rows, at most `rowsMax` of them; `nil` at the end. Bad rows are told and left out.
    package mutating func next(rowsMax: Int) throws(ParquetError) -> DecodedBatch? {
        guard var outputs = try columns(rowsMax: rowsMax) else { return nil }
        let count = outputs.count
        var bad: [BadRecord] = []
        var good: Buffer<UInt8>?
        for field in bindings.indices {
            if bindings[field].notNull { outputs.columns[field].refuseNulls(count) }
            guard let faults = outputs.columns[field].faults else { continue }
            let flags = good ?? Buffer<UInt8>(repeating: 1, count: count)
            for row in 0..<count where faults.pointer[row] != 0 && flags.pointer[row] != 0 {
                flags.pointer[row] = 0
                let fault = FaultMarks.fault(faults.pointer[row])
                bad.append(BadRecord(record: row, fault: fault, field: field, byteOffset: 0))
            }
            good = flags
        }
        let batch = Batch(count: count, columns: outputs.columns.map { $0.column(count) })
        guard let good, !bad.isEmpty else {
            let rows = Buffer<Int32>(capacity: count)
            for row in 0..<count { rows.pointer[row] = Int32(truncatingIfNeeded: row) }
            return DecodedBatch(batch: batch, sourceRows: rows, bad: [])
        }
        bad.sort { $0.record < $1.record }
        let list = RowList(where: good.pointer, count: count)
        withExtendedLifetime(good) {}
        return DecodedBatch(batch: batch.gathered(list), sourceRows: list.rows, bad: bad)
    }

    private mutating func columns(rowsMax: Int) throws(ParquetError) -> (columns: [ColumnOutput], count: Int)? {
        while groupLeft == 0 {
            guard group + 1 < reader.rowGroupRows.count else { return nil }
            group += 1
            try openGroup()
        }
        let count = Int(min(Int64(rowsMax), groupLeft))
        var outputs: [ColumnOutput] = []
        for index in cursors.indices { outputs.append(try cursors[index].read(count)) }
        groupLeft -= Int64(count)
        row += Int64(count)
        return (outputs, count)
    }

    private mutating func openGroup() throws(ParquetError) {
        let metadata = reader.metadata.rowGroups[group]
        groupLeft = metadata.rowCount
        cursors = []
        for binding in bindings {
            cursors.append(
                try ColumnCursor(
                    input, reader.columns[binding.column], metadata.chunks[binding.column], binding.conversion,
                    rowCount: metadata.rowCount))
        }
    }
}
