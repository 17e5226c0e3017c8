/// Makes a Parquet file of batches: bytes out, no I/O.
///
/// Rows are held until their row group is full; `takeBytes` gives what is final by then, in the file's order.
package struct ParquetWriter {
    package let fields: [ParquetField]
    private let options: ParquetOptions
    private var metadata = FileMetadata()
    private var builders: [ChunkBuilder] = []
    private var out: [UInt8] = Array("PAR1".utf8)
    /// Where in the file `out` starts.
    private var position: Int64 = 0
    private var groupRows = 0
    private var isFinished = false

    /// - Throws: `column` for a type that is not written, for a name that is empty or comes twice.
    package init(_ fields: [ParquetField], options: ParquetOptions = ParquetOptions()) throws(ParquetError) {
        self.fields = fields
        self.options = options
        guard !fields.isEmpty else { throw .unsupported("a Parquet file needs a column") }
        var names: Set<String> = []
        for field in fields {
            if let refusal = ParquetField.refusal(field.type) { throw .column(field.name, refusal) }
            guard !field.name.isEmpty, names.insert(field.name).inserted else {
                throw .column(field.name, "a Parquet file needs a name of its own for each column")
            }
        }
        metadata.createdBy = "Millrace"
        metadata.schema = [SchemaElement(name: "schema", childCount: fields.count)] + fields.flatMap(\.elements)
        builders = fields.map { ChunkBuilder($0, options) }
    }

    /// Rows so far.
    package var rowCount: Int64 { metadata.rowCount + Int64(groupRows) }

    /// Memory that is held for rows and for bytes that nobody took yet, about.
    package var heldBytes: Int { out.count + builders.reduce(0) { $0 + $1.heldBytes } }

    /// Bytes of the file that are final: taken ones and those to take.
    package var finalBytes: Int64 { position + Int64(out.count) }

    /// Adds rows, their columns in the order of `fields`.
    ///
    /// - Parameter lists: the arrays of each column that has them, by its place.
    /// - Throws: `value` when one can't be held; no row of the batch is added then.
    package mutating func append(_ batch: Batch, lists: [Int: ListColumn] = [:]) throws(ParquetError) {
        precondition(!isFinished && batch.columns.count == fields.count, "rows that do not fit the file")
        var columns: [Int: PreparedColumn] = [:]
        var prepared: [Int: PreparedLists] = [:]
        for (index, field) in fields.enumerated() {
            if field.isList {
                guard let list = lists[index] else { preconditionFailure("arrays without their elements") }
                prepared[index] = try PreparedLists(list, field)
            } else {
                columns[index] = try PreparedColumn(batch.columns[index], field)
            }
        }
        for index in builders.indices {
            if let column = columns[index] { builders[index].append(column) }
            if let list = prepared[index] { builders[index].append(list) }
        }
        groupRows += batch.count
        let held = builders.reduce(0) { $0 + $1.heldBytes }
        if groupRows >= options.rowGroupRowsMax || held >= options.rowGroupBytesMax { try closeRowGroup() }
    }

    /// Writes the rows that are held as a row group.
    package mutating func closeRowGroup() throws(ParquetError) {
        guard groupRows > 0 else { return }
        var group = RowGroupMetadata(rowCount: Int64(groupRows))
        for index in builders.indices {
            let chunk = try builders[index].write(to: &out, position: position, codec: options.codec)
            group.unpackedBytes += chunk.unpackedBytes
            group.chunks.append(chunk)
            builders[index] = ChunkBuilder(fields[index], options)
        }
        metadata.rowGroups.append(group)
        metadata.rowCount += Int64(groupRows)
        groupRows = 0
    }

    /// Writes what is held and the footer; the file is whole then.
    package mutating func finish() throws(ParquetError) {
        try closeRowGroup()
        let footer = metadata.encoded
        out.append(contentsOf: footer)
        appendLittleEndian(UInt32(truncatingIfNeeded: footer.count), to: &out)
        out.append(contentsOf: "PAR1".utf8)
        isFinished = true
    }

    /// The bytes that are final and were not taken before.
    package mutating func takeBytes() -> [UInt8] {
        position += Int64(out.count)
        let taken = out
        out = []
        return taken
    }
}
