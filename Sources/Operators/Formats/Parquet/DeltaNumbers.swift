/// Whole numbers as differences, in blocks of packed ones: DELTA_BINARY_PACKED.
///
///     head    varint values of a block · varint groups of a block · varint count · zigzag first value
///     block   zigzag least difference · a width in bits for each group · the groups: (difference - least), packed
struct DeltaNumbers {
    let values: Buffer<Int64>
    let count: Int
    /// Where the bytes behind them begin.
    let consumed: Int

    /// - Throws: `corrupt` when the bytes don't hold what they promise, or more than `countMax` values.
    init(_ bytes: FileBytes, countMax: Int) throws(ParquetError) {
        var reader = DeltaReader(bytes)
        // A page of NULLs alone may have nothing at all.
        guard bytes.count > 0 else {
            values = Buffer(capacity: 0)
            (count, consumed) = (0, 0)
            return
        }
        let blockSize = try reader.size()
        let groups = try reader.size()
        let count = try reader.size()
        var value = try reader.zigzag()
        guard groups > 0, blockSize <= DeltaNumbers.blockMax, blockSize > 0, blockSize % groups == 0,
            (blockSize / groups) % 8 == 0
        else { throw reader.corrupt("blocks of \(blockSize) values in \(groups) groups") }
        // Each block has a byte for its least difference and one for each group.
        guard count <= countMax, (count - 1) / blockSize <= bytes.count / (groups + 1) else {
            throw reader.corrupt("\(count) values, where \(countMax) are the most")
        }
        let out = Buffer<Int64>(capacity: count)
        if count > 0 { out[0] = value }
        var done = min(1, count)
        while done < count {
            let least = try reader.zigzag()
            let widths = try reader.take(groups)
            for group in 0..<groups where done < count {
                let width = Int(bytes.start[widths + group])
                guard width <= 64 else { throw reader.corrupt("numbers of \(width) bits") }
                let start = try reader.take(blockSize / groups * width / 8)
                let wanted = min(blockSize / groups, count - done)
                for index in 0..<wanted {
                    value = value &+ least &+ Int64(bitPattern: reader.bits(start, index * width, width))
                    out[done + index] = value
                }
                done += wanted
            }
        }
        self.values = out
        self.count = count
        consumed = reader.at
    }

    private static let blockMax = 1 << 16
}

/// Goes through the bytes of numbers that are stored as differences.
private struct DeltaReader {
    private let bytes: FileBytes
    private(set) var at = 0

    init(_ bytes: FileBytes) { self.bytes = bytes }

    func corrupt(_ what: String) -> ParquetError {
        .corrupt(offset: bytes.fileOffset, "a page of differences: \(what)")
    }

    mutating func take(_ count: Int) throws(ParquetError) -> Int {
        guard count <= bytes.count - at else { throw corrupt("it ends early") }
        defer { at += count }
        return at
    }

    private mutating func varint() throws(ParquetError) -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = bytes.start[try take(1)]
            guard shift < 64 else { throw corrupt("a number of more than 64 bits") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    mutating func size() throws(ParquetError) -> Int {
        let value = try varint()
        guard value <= UInt64(Int32.max) else { throw corrupt("a count of \(value)") }
        return Int(value)
    }

    mutating func zigzag() throws(ParquetError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// `width` bits (0...64), the lowest first, that begin `bit` bits behind `start`; they were taken.
    func bits(_ start: Int, _ bit: Int, _ width: Int) -> UInt64 {
        if width == 0 { return 0 }
        let from = start + bit >> 3
        let shift = UInt64(bit & 7)
        var word: UInt64 = 0
        let left = min(9, bytes.count - from)
        if left >= 8 {
            word = UnsafeRawPointer(bytes.start + from).loadUnaligned(as: UInt64.self) >> shift
        } else {
            for byte in 0..<left { word |= UInt64(bytes.start[from + byte]) << UInt64(8 * byte) }
            word >>= shift
        }
        if left == 9, shift > 0 { word |= UInt64(bytes.start[from + 8]) << (64 - shift) }
        return width == 64 ? word : word & (1 << UInt64(width) - 1)
    }
}
