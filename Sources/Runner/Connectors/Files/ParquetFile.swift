import Glibc
import Operators

/// Parquet has its directory at the end, so rows wait as `StagedRows` and become a file when it is whole.
final class ParquetFile: FileFormat {
    let head: [UInt8] = []

    func append(_ batch: Batch, row: Int, to out: inout [UInt8]) { StagedRows.append(batch, row: row, to: &out) }
}

extension FileTarget {
    /// Rows wait in a form of their own, and a file is made of them when it gets its name.
    var isStaged: Bool { options.format == .parquet }

    /// The columns of a Parquet file.
    var parquetFields: [ParquetField] {
        kept.map { ParquetField(table.columns.fields[$0].name, table.columns.fields[$0].type) }
    }
}

/// Makes a Parquet file of staged rows, a part at a time.
struct ParquetMaking {
    private let target: FileTarget
    private let files: OutputFiles
    private static let blockBytes = 4 << 20
    private static let batchRows = 8_192

    init(_ target: FileTarget, _ files: OutputFiles) {
        self.target = target
        self.files = files
    }

    /// Of the first `length` bytes of the file at `staged`.
    func make(from staged: String, length: Int64, to path: String) throws(FileFailure) {
        var writer = try writer(path)
        var written: Int64 = 0
        var at: Int64 = 0
        var blockBytes = Int64(ParquetMaking.blockBytes)
        while at < length {
            let bytes = try files.read(staged, from: at, to: min(length, at + blockBytes))
            let used = try append(bytes, to: &writer, path)
            guard used > 0 || blockBytes < length - at else { throw failure("its staged rows are damaged", staged) }
            // One row may be longer than a block.
            if used == 0 { blockBytes *= 4 }
            at += Int64(used)
            if writer.finalBytes > written + Int64(ParquetMaking.blockBytes) {
                written += try flush(&writer, to: path, at: written)
            }
        }
        try finish(&writer, to: path, at: written)
    }

    /// Of rows in memory.
    func make(of staged: [UInt8], to path: String) throws(FileFailure) {
        var writer = try writer(path)
        guard try append(staged, to: &writer, path) == staged.count else {
            throw failure("its rows are damaged", path)
        }
        try finish(&writer, to: path, at: 0)
    }

    private func failure(_ what: String, _ path: String) -> FileFailure {
        FileFailure(call: "write Parquet", path: path, errno: EINVAL, reason: what)
    }

    private func writer(_ path: String) throws(FileFailure) -> ParquetWriter {
        do throws(ParquetError) {
            return try ParquetWriter(target.parquetFields, options: ParquetOptions(codec: target.options.codec))
        } catch {
            throw failure("\(error)", path)
        }
    }

    /// How many of the bytes were whole rows.
    private func append(
        _ staged: [UInt8], to writer: inout ParquetWriter, _ path: String
    ) throws(FileFailure) -> Int {
        // The columns point into it.
        let memory = Buffer<UInt8>(staged)
        let types = target.parquetFields.map(\.type)
        var used = 0
        while used < staged.count {
            guard
                let found = StagedReader.read(
                    memory, from: used, to: staged.count, types: types, rowsMax: ParquetMaking.batchRows)
            else { throw failure("its staged rows are damaged", path) }
            if found.end == used { break }
            do throws(ParquetError) {
                try writer.append(splitting: found.batch)
            } catch {
                throw failure("\(error)", path)
            }
            used = found.end
        }
        return used
    }

    private func flush(_ writer: inout ParquetWriter, to path: String, at offset: Int64) throws(FileFailure) -> Int64 {
        let bytes = writer.takeBytes()
        try files.write(bytes, to: path, at: offset)
        return Int64(bytes.count)
    }

    private func finish(_ writer: inout ParquetWriter, to path: String, at offset: Int64) throws(FileFailure) {
        do throws(ParquetError) {
            try writer.finish()
        } catch {
            throw failure("\(error)", path)
        }
        _ = try flush(&writer, to: path, at: offset)
    }
}
