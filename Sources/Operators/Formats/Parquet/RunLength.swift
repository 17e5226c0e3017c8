/// Reads Parquet's mix of runs and bit-packed groups: definition levels, dictionary indices, booleans.
///
///     varint  n n n n n 0    the value that follows (in whole bytes) n times
///     varint  n n n n n 1    8 * n values of `bitWidth` bits each, packed from the lowest bit on
struct RunLengthReader {
    private let bytes: FileBytes
    private var at: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private let bitWidth: Int
    private let mask: UInt64
    private var repeatsLeft = 0
    private var repeated: UInt32 = 0
    private var packedLeft = 0
    /// Bits of the packed group behind `at`.
    private var bit = 0
    private var packedEnd: UnsafePointer<UInt8>

    /// - Parameter bitWidth: 0...32
    init(_ bytes: FileBytes, bitWidth: Int) {
        self.bytes = bytes
        at = bytes.start
        end = at + bytes.count
        packedEnd = at
        self.bitWidth = bitWidth
        mask = (1 << UInt64(bitWidth)) - 1
    }

    /// Reads `count` values; false when the bytes end before or make no sense.
    mutating func read(_ count: Int, into target: UnsafeMutablePointer<UInt32>) -> Bool {
        var done = 0
        while done < count {
            if repeatsLeft > 0 {
                let taken = min(repeatsLeft, count - done)
                (target + done).update(repeating: repeated, count: taken)
                repeatsLeft -= taken
                done += taken
            } else if packedLeft > 0 {
                let taken = min(packedLeft, count - done)
                unpack(taken, target + done)
                packedLeft -= taken
                done += taken
                if packedLeft == 0 { at = packedEnd }
            } else if !nextRun() {
                return false
            }
        }
        return true
    }

    private mutating func nextRun() -> Bool {
        var header: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard at < end, shift < 35 else { return false }
            let byte = at.pointee
            at += 1
            header |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { break }
            shift += 7
        }
        let count = Int(header >> 1)
        if header & 1 == 0 {
            let width = (bitWidth + 7) / 8
            guard end - at >= width else { return false }
            var value: UInt64 = 0
            for index in 0..<width { value |= UInt64(at[index]) << UInt64(8 * index) }
            guard value <= mask else { return false }
            at += width
            repeated = UInt32(truncatingIfNeeded: value)
            repeatsLeft = count
            return true
        }
        // Some writers leave out the padding of the last group.
        let bytes = min(count * bitWidth, end - at)
        packedLeft = bitWidth == 0 ? count * 8 : min(count * 8, bytes * 8 / bitWidth)
        packedEnd = at + bytes
        bit = 0
        if packedLeft == 0 { at = packedEnd }
        return true
    }

    private mutating func unpack(_ count: Int, _ target: UnsafeMutablePointer<UInt32>) {
        var bit = bit
        for index in 0..<count {
            let from = at + bit >> 3
            var word: UInt64 = 0
            if end - from >= 8 {
                word = UnsafeRawPointer(from).loadUnaligned(as: UInt64.self)
            } else {
                for byte in 0..<(end - from) { word |= UInt64(from[byte]) << UInt64(8 * byte) }
            }
            target[index] = UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
            bit += bitWidth
        }
        self.bit = bit
    }
}

/// Writes what `RunLengthReader` reads: runs of eight and more as runs, the rest packed.
enum RunLengthWriter {
    static func append(_ values: UnsafeBufferPointer<UInt32>, bitWidth: Int, to out: inout [UInt8]) {
        var literals = 0
        var at = 0
        while at < values.count {
            var end = at + 1
            while end < values.count, values[end] == values[at] { end += 1 }
            // Packed values come in groups of eight: the run gives what the last group lacks.
            let missing = (8 - (at - literals) % 8) % 8
            if end - at - missing >= 8 {
                at += missing
                appendPacked(UnsafeBufferPointer(rebasing: values[literals..<at]), bitWidth, to: &out)
                appendVarint(UInt64(end - at) << 1, to: &out)
                for byte in 0..<((bitWidth + 7) / 8) {
                    out.append(UInt8(truncatingIfNeeded: values[at] >> UInt32(8 * byte)))
                }
                literals = end
            }
            at = end
        }
        appendPacked(UnsafeBufferPointer(rebasing: values[literals...]), bitWidth, to: &out)
    }

    private static func appendPacked(_ values: UnsafeBufferPointer<UInt32>, _ bitWidth: Int, to out: inout [UInt8]) {
        if values.isEmpty { return }
        let groups = (values.count + 7) / 8
        appendVarint(UInt64(groups) << 1 | 1, to: &out)
        var held: UInt64 = 0
        var bits = 0
        for index in 0..<(groups * 8) {
            held |= (index < values.count ? UInt64(values[index]) : 0) << UInt64(bits)
            bits += bitWidth
            while bits >= 8 {
                out.append(UInt8(truncatingIfNeeded: held))
                held >>= 8
                bits -= 8
            }
        }
    }

    private static func appendVarint(_ value: UInt64, to out: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        out.append(UInt8(truncatingIfNeeded: rest))
    }
}
