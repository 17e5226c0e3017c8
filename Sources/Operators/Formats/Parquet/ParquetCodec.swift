import CLZ4
import CSnappy
import CZstd

/// How pages are compressed.
package enum ParquetCodec: Int, CaseIterable, Sendable {
    case none = 0
    case snappy = 1
    case zstd = 6
    /// Plain LZ4 blocks, `LZ4_RAW`.
    case lz4 = 7

    /// The name in `compression = '...'`.
    package var name: String { "\(self)" }

    package init?(name: String) {
        guard let codec = ParquetCodec.allCases.first(where: { $0.name == name }) else { return nil }
        self = codec
    }

    /// The compressed form of `input`, which is not empty.
    func compress(_ input: [UInt8]) throws(ParquetError) -> [UInt8] {
        if self == .none { return input }
        let count = input.count
        let bound =
            switch self {
            case .none: count
            case .snappy: snappy_max_compressed_length(count)
            case .zstd: ZSTD_compressBound(count)
            case .lz4: Int(LZ4_compressBound(Int32(clamping: count)))
            }
        let out = [UInt8](unsafeUninitializedCapacity: max(bound, 1)) { room, written in
            input.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = room.baseAddress else { return }
                written = compress(from, count, to, bound)
            }
        }
        guard !out.isEmpty else { throw .unsupported("\(name) could not compress \(count) bytes") }
        return out
    }

    /// How many bytes were written; 0 when it failed.
    private func compress(
        _ from: UnsafePointer<UInt8>, _ count: Int, _ to: UnsafeMutablePointer<UInt8>, _ bound: Int
    ) -> Int {
        let source = UnsafeRawPointer(from).assumingMemoryBound(to: CChar.self)
        let target = UnsafeMutableRawPointer(to).assumingMemoryBound(to: CChar.self)
        switch self {
        case .none: return 0
        case .snappy:
            var written = bound
            return snappy_compress(source, count, target, &written) == SNAPPY_OK ? written : 0
        case .zstd:
            let written = ZSTD_compress(to, bound, from, count, 3)
            return ZSTD_isError(written) == 0 ? written : 0
        case .lz4: return Int(LZ4_compress_default(source, target, Int32(clamping: count), Int32(clamping: bound)))
        }
    }

    /// Fills `count` bytes at `target`; false when `input` is damaged or gives another length.
    func decompress(_ input: FileBytes, to target: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        let from = UnsafeRawPointer(input.start).assumingMemoryBound(to: CChar.self)
        let to = UnsafeMutableRawPointer(target).assumingMemoryBound(to: CChar.self)
        switch self {
        case .none:
            guard input.count == count else { return false }
            target.update(from: input.start, count: count)
            return true
        case .snappy:
            var length = 0
            guard snappy_uncompressed_length(from, input.count, &length) == SNAPPY_OK, length == count else {
                return false
            }
            return snappy_uncompress(from, input.count, to, &length) == SNAPPY_OK && length == count
        case .zstd: return ZSTD_decompress(target, count, input.start, input.count) == count
        case .lz4:
            guard let length = Int32(exactly: input.count), let room = Int32(exactly: count) else { return false }
            return LZ4_decompress_safe(from, to, length, room) == room
        }
    }
}
