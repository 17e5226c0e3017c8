import Operators
import StateStore

/// Writes a lane's rows as pieces of files.
///
/// ```
/// | folder length | folder | key length | key | rows | byte length | bytes | ...     lengths and rows UInt32
/// ```
///
/// A piece holds one row when rows are to be sorted; else all rows of a batch that go into one folder.
package final class FileEncoder: SinkEncoder {
    private let target: FileTarget
    private let format: any FileFormat
    private var chunks: [EncodedRows.Chunk] = []
    package private(set) var byteCount = 0

    package init(_ target: FileTarget) {
        self.target = target
        format = target.makeFormat()
    }

    package func append(_ batch: Batch, operation: RowOperation) {
        guard batch.count > 0 else { return }
        var bytes: [UInt8] = []
        if operation == .delete {
            // The system refuses them; there is nothing to write.
        } else if target.isSorted {
            appendSorted(batch, to: &bytes)
        } else {
            appendFolders(batch, to: &bytes)
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

    private func appendSorted(_ batch: Batch, to out: inout [UInt8]) {
        let file = batch.selecting(target.kept)
        var key = KeyWriter()
        for row in 0..<batch.count {
            key.reset()
            target.table.sortKey(batch, row).withUnsafeBytes { key.appendEncoded($0) }
            for column in batch.columns { key.write(column, row: row) }
            var bytes: [UInt8] = []
            format.append(file, row: row, to: &bytes)
            FilePart.append(folder: target.folder(batch, row: row), key: key.bytes, rows: 1, bytes, to: &out)
        }
    }

    private func appendFolders(_ batch: Batch, to out: inout [UInt8]) {
        let file = batch.selecting(target.kept)
        let noKey = UnsafeRawBufferPointer(start: nil, count: 0)
        var folders: [[UInt8]] = []
        var known: [[UInt8]: Int] = [:]
        var pieces: [(rows: Int, bytes: [UInt8])] = []
        for row in 0..<batch.count {
            let folder = target.folders.isEmpty ? [] : target.folder(batch, row: row)
            let index: Int
            if let found = known[folder] {
                index = found
            } else {
                index = folders.count
                known[folder] = index
                folders.append(folder)
                pieces.append((0, []))
            }
            pieces[index].rows += 1
            format.append(file, row: row, to: &pieces[index].bytes)
        }
        for (folder, piece) in zip(folders, pieces) {
            FilePart.append(folder: folder, key: noKey, rows: piece.rows, piece.bytes, to: &out)
        }
    }
}

/// Bytes for one folder.
struct FilePart {
    var folder: ExactName
    var key: ArraySlice<UInt8>
    var rows: Int
    var bytes: ArraySlice<UInt8>

    static func append(
        folder: [UInt8], key: UnsafeRawBufferPointer, rows: Int, _ bytes: [UInt8], to out: inout [UInt8]
    ) {
        append(UInt32(truncatingIfNeeded: folder.count), to: &out)
        out += folder
        append(UInt32(truncatingIfNeeded: key.count), to: &out)
        out += key
        append(UInt32(truncatingIfNeeded: rows), to: &out)
        append(UInt32(truncatingIfNeeded: bytes.count), to: &out)
        out += bytes
    }

    private static func append(_ value: UInt32, to out: inout [UInt8]) {
        withUnsafeBytes(of: value) { out += $0 }
    }

    /// The pieces of an epoch: sorted when they have keys, else in the order of lanes.
    static func decode(_ lanes: [EncodedRows]) -> [FilePart] {
        var pieces: [FilePart] = []
        for chunk in lanes.flatMap(\.chunks) {
            var offset = 0
            func next() -> Int {
                defer { offset += 4 }
                return chunk.bytes.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                }
            }
            func slice() -> ArraySlice<UInt8> {
                let count = next()
                defer { offset += count }
                return chunk.bytes[offset..<offset + count]
            }
            while offset < chunk.bytes.count {
                let folder = ExactName(String(decoding: slice(), as: UTF8.self))
                let key = slice()
                let rows = next()
                pieces.append(FilePart(folder: folder, key: key, rows: rows, bytes: slice()))
            }
        }
        guard pieces.contains(where: { !$0.key.isEmpty }) else { return pieces }
        return pieces.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
