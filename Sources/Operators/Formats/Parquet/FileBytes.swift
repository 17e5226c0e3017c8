/// Where the bytes of a Parquet file come from: a file, or memory in tests. One thread uses it.
package protocol ParquetInput: AnyObject {
    /// The file's length when it was opened.
    var byteCount: Int64 { get }

    /// Fills `count` bytes at `target` with what lies from `offset` on.
    ///
    /// - Throws: `truncated` when the file has fewer bytes by now, `input` when it can't be read.
    func read(at offset: Int64, into target: UnsafeMutableRawPointer, count: Int) throws(ParquetError)
}

/// Bytes in memory as an input.
package final class ParquetMemory: ParquetInput {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var byteCount: Int64 { Int64(bytes.count) }

    package func read(at offset: Int64, into target: UnsafeMutableRawPointer, count: Int) throws(ParquetError) {
        guard offset >= 0, count >= 0, offset <= byteCount - Int64(count) else {
            throw .truncated(offset: offset, wanted: Int64(count))
        }
        bytes.withUnsafeBytes { all in
            if count > 0, let start = all.baseAddress { target.copyMemory(from: start + Int(offset), byteCount: count) }
        }
    }
}

/// A stretch of a file in memory, kept alive by who holds this. There is an address even when it is empty.
struct FileBytes {
    let owner: Buffer<UInt8>
    let start: UnsafePointer<UInt8>
    let count: Int
    /// Where it lies in the file, or the page does that it was unpacked from.
    let fileOffset: Int64

    /// Reads from the file.
    init(_ input: some ParquetInput, at offset: Int64, count: Int) throws(ParquetError) {
        owner = Buffer(capacity: count)
        start = UnsafePointer(owner.pointer)
        self.count = count
        fileOffset = offset
        try input.read(at: offset, into: owner.pointer, count: count)
    }

    /// Unpacks compressed bytes.
    init(_ packed: FileBytes, _ codec: PagePacking, count: Int) throws(ParquetError) {
        owner = Buffer(capacity: count)
        start = UnsafePointer(owner.pointer)
        self.count = count
        fileOffset = packed.fileOffset
        guard codec.decompress(packed, to: owner.pointer, count: count) else {
            throw .corrupt(offset: fileOffset, "\(codec.name) does not give the \(count) bytes that it should")
        }
    }

    /// Bytes that were made of what lies at `fileOffset`.
    init(made owner: Buffer<UInt8>, count: Int, fileOffset: Int64) {
        self.init(owner: owner, start: UnsafePointer(owner.pointer), count: count, fileOffset: fileOffset)
    }

    private init(owner: Buffer<UInt8>, start: UnsafePointer<UInt8>, count: Int, fileOffset: Int64) {
        self.owner = owner
        self.start = start
        self.count = count
        self.fileOffset = fileOffset
    }

    /// A part; `nil` when it does not lie inside.
    func part(_ from: Int, count: Int) -> FileBytes? {
        guard from >= 0, count >= 0, from <= self.count - count else { return nil }
        return FileBytes(owner: owner, start: start + from, count: count, fileOffset: fileOffset)
    }

    /// Everything from `from` on.
    func dropping(_ from: Int) -> FileBytes? { part(from, count: count - from) }
}
