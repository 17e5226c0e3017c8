import CZlib

/// How the pages of a file that is read may be packed: more ways than are written.
enum PagePacking: Equatable {
    case codec(ParquetCodec)
    case gzip
    /// LZ4 blocks in Hadoop's frames, or one bare block: writers did both under one number.
    case framedLZ4

    /// By its number in the format; `nil` for what is not read.
    init?(_ code: Int) {
        switch code {
        case 2: self = .gzip
        case 5: self = .framedLZ4
        default:
            guard let codec = ParquetCodec(rawValue: code) else { return nil }
            self = .codec(codec)
        }
    }

    var name: String {
        switch self {
        case .codec(let codec): codec.name
        case .gzip: "gzip"
        case .framedLZ4: "lz4"
        }
    }

    /// What a file calls a codec that is not read here.
    static func foreignName(_ code: Int) -> String {
        let names = [3: "LZO", 4: "BROTLI"]
        return names[code] ?? "codec \(code)"
    }

    /// Fills `count` bytes at `target`; false when `input` is damaged or gives another length.
    func decompress(_ input: FileBytes, to target: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        switch self {
        case .codec(let codec): codec.decompress(input, to: target, count: count)
        case .gzip: PagePacking.inflate(input, to: target, count: count)
        case .framedLZ4:
            PagePacking.unframe(input, to: target, count: count)
                || ParquetCodec.lz4.decompress(input, to: target, count: count)
        }
    }

    /// One gzip or zlib stream, or several in a row.
    private static func inflate(_ input: FileBytes, to target: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        guard let packed = UInt32(exactly: input.count), let room = UInt32(exactly: count) else { return false }
        var stream = z_stream()
        // The largest window, and whichever header there is.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, size) == Z_OK else { return false }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: input.start)
        stream.avail_in = packed
        stream.next_out = target
        stream.avail_out = room
        while true {
            guard CZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END else { return false }
            if stream.avail_in == 0 || stream.avail_out == 0 { return stream.avail_in == 0 && stream.avail_out == 0 }
            guard inflateReset(&stream) == Z_OK else { return false }
        }
    }

    /// Frames of two lengths, unpacked and packed, in four bytes each with the highest first, then a block.
    private static func unframe(_ input: FileBytes, to target: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        var (from, done) = (0, 0)
        while from < input.count {
            guard input.count - from >= 8 else { return false }
            let lengths = UnsafeRawPointer(input.start + from)
            let unpacked = Int(UInt32(bigEndian: lengths.loadUnaligned(as: UInt32.self)))
            let packed = Int(UInt32(bigEndian: lengths.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            from += 8
            guard unpacked <= count - done, let block = input.part(from, count: packed),
                ParquetCodec.lz4.decompress(block, to: target + done, count: unpacked)
            else { return false }
            from += packed
            done += unpacked
        }
        return done == count
    }
}
