/// Reads a Parquet file: its footer at once, its rows as batches on demand.
///
/// Nothing in the file is trusted: what is damaged throws with the byte where it was seen, and no length makes this
/// take more memory than a page may have.
package struct ParquetReader {
    /// What the file has, in its order.
    package let columns: [ParquetColumn]
    package let rowCount: Int64
    /// The rows of each row group.
    package let rowGroupRows: [Int64]
    let metadata: FileMetadata
    private let input: any ParquetInput

    private static let magic: [UInt8] = Array("PAR1".utf8)

    /// Reads the footer.
    package init(_ input: some ParquetInput) throws(ParquetError) {
        self.input = input
        let size = input.byteCount
        guard size > 0 else { throw .notParquet("it is empty") }
        guard size >= 12 else { throw .notParquet("it has \(size) bytes") }
        let head = try FileBytes(input, at: 0, count: 4)
        guard ParquetReader.has(ParquetReader.magic, head, at: 0) else {
            throw .notParquet("it does not start with PAR1")
        }
        let tail = try FileBytes(input, at: size - 8, count: 8)
        guard ParquetReader.has(ParquetReader.magic, tail, at: 4) else {
            throw .notParquet(
                "it does not end with PAR1: it is cut short, or still being written, or its footer is encrypted")
        }
        let length = Int64(UnsafeRawPointer(tail.start).loadUnaligned(as: UInt32.self))
        guard length <= size - 12, length <= ParquetLimits.footerBytesMax else {
            throw .corrupt(offset: size - 8, "a footer of \(length) bytes in a file of \(size)")
        }
        let footer = try FileBytes(input, at: size - 8 - length, count: Int(length))
        var reader = CompactReader(footer)
        metadata = try FileMetadata(&reader)
        columns = try SchemaWalk(metadata.schema).columns
        rowCount = metadata.rowCount
        rowGroupRows = metadata.rowGroups.map(\.rowCount)
        try check(footer.fileOffset)
    }

    private static func has(_ magic: [UInt8], _ bytes: FileBytes, at offset: Int) -> Bool {
        magic.indices.allSatisfy { bytes.start[offset + $0] == magic[$0] }
    }

    private func check(_ offset: Int64) throws(ParquetError) {
        var sum: Int64 = 0
        for (index, group) in metadata.rowGroups.enumerated() {
            guard group.chunks.count == columns.count else {
                throw .corrupt(
                    offset: offset, "row group \(index) has \(group.chunks.count) columns, the schema \(columns.count)")
            }
            let (next, overflow) = sum.addingReportingOverflow(group.rowCount)
            guard group.rowCount >= 0, !overflow else {
                throw .corrupt(offset: offset, "row group \(index) has \(group.rowCount) rows")
            }
            sum = next
        }
        guard sum == rowCount else {
            throw .corrupt(offset: offset, "the row groups have \(sum) rows together, the file \(rowCount)")
        }
    }

    /// A cursor that reads these fields of each row.
    ///
    /// - Parameters:
    ///   - fields: names are matched exactly, then by the only case-insensitive match.
    ///   - row: the first row to read, counted over the whole file.
    ///   - zones: rules by name for `TimestampFormat.timezone`; what is missing is loaded.
    /// - Throws: when the file lacks a field or has it as a type that can't be read as the field's.
    package func cursor(
        _ fields: [FieldSpec], from row: Int64 = 0, zones: [String: TimeZoneRules] = [:]
    ) throws(ParquetError) -> ParquetCursor {
        var bound: [ParquetCursor.Binding] = []
        for field in fields {
            let index = try find(field.path)
            let conversion = try ValueConversion(columns[index], field, zones: zones)
            bound.append(ParquetCursor.Binding(column: index, conversion: conversion, notNull: field.notNull))
        }
        return try ParquetCursor(self, input, bound, from: row)
    }

    /// Whether rows have such a column, in whichever case.
    package func has(_ path: [String]) -> Bool {
        let folded = path.map { $0.lowercased() }
        return columns.contains { $0.path.map { $0.lowercased() }.starts(with: folded) }
    }

    private func find(_ path: [String]) throws(ParquetError) -> Int {
        if let exact = columns.firstIndex(where: { $0.path == path }) { return exact }
        let folded = path.map { $0.lowercased() }
        let alike = columns.indices.filter { columns[$0].path.map { $0.lowercased() } == folded }
        let name = path.joined(separator: ".")
        if alike.count == 1 { return alike[0] }
        guard alike.isEmpty else { throw .column(name, "the file has \(alike.count) that differ in case alone") }
        if let group = columns.first(where: { $0.path.starts(with: path) }) {
            if let refusal = group.refusal { throw .column(name, refusal) }
            throw .column(name, "in the file it has fields of its own, such as \(group.name)")
        }
        let names = columns.prefix(20).map(\.name).joined(separator: ", ")
        throw .column(name, "the file does not have it; it has \(names)\(columns.count > 20 ? ", ..." : "")")
    }
}
