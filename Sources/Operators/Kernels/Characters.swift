import Glibc

/// UTF-8 text by characters, which are code points as in PostgreSQL.
enum Characters {
    /// Number of code points.
    @inline(__always)
    static func count(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
        return count
    }

    /// Byte offset of character `index`, or the number of bytes when there are fewer.
    static func offset(of index: Int, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
        var left = index
        var at = start
        while at < bytes.count && left > 0 {
            at += length(bytes[at])
            left -= 1
        }
        return min(at, bytes.count)
    }

    /// Bytes of the character that begins with `first`.
    @inline(__always)
    static func length(_ first: UInt8) -> Int {
        first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    }

    /// The code point at a byte offset, and its bytes.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) -> (scalar: UInt32, length: Int) {
        let first = bytes[at]
        let length = min(length(first), bytes.count - at)
        switch length {
        case 1: return (UInt32(first), 1)
        case 2: return (UInt32(first & 0x1F) << 6 | low(bytes[at + 1]), 2)
        case 3: return (UInt32(first & 0x0F) << 12 | low(bytes[at + 1]) << 6 | low(bytes[at + 2]), 3)
        default:
            let high = UInt32(first & 0x07) << 18 | low(bytes[at + 1]) << 12
            return (high | low(bytes[at + 2]) << 6 | low(bytes[at + 3]), 4)
        }
    }

    private static func low(_ byte: UInt8) -> UInt32 { UInt32(byte & 0x3F) }

    /// Writes a code point as UTF-8; returns its bytes.
    static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        if scalar < 0x80 {
            target[0] = UInt8(scalar)
            return 1
        }
        let tail = UInt8(0x80 | (scalar & 0x3F))
        if scalar < 0x800 {
            target[0] = UInt8(0xC0 | scalar >> 6)
            target[1] = tail
            return 2
        }
        if scalar < 0x10000 {
            target[0] = UInt8(0xE0 | scalar >> 12)
            target[1] = UInt8(0x80 | (scalar >> 6 & 0x3F))
            target[2] = tail
            return 3
        }
        target[0] = UInt8(0xF0 | scalar >> 18 & 0x07)
        target[1] = UInt8(0x80 | (scalar >> 12 & 0x3F))
        target[2] = UInt8(0x80 | (scalar >> 6 & 0x3F))
        target[3] = tail
        return 4
    }
}

extension StringView {
    /// Calls `body` with the bytes; the pointer must not leave `body`.
    @inline(__always)
    func withUTF8Bytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        var copy = self
        let inline = isInline
        let count = count
        let outside = UnsafeRawPointer(bitPattern: UInt(rest))
        return try withUnsafePointer(to: &copy) { pointer throws(E) in
            let start = inline ? UnsafeRawPointer(pointer) + 4 : outside
            return try body(UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: count))
        }
    }

    /// Bytes `start..<end` of the string: inside the view when they fit, else where they lie.
    func slice(_ start: Int, _ end: Int) -> StringView {
        guard start > 0 || end < count else { return self }
        guard end > start else { return StringView() }
        return withUTF8Bytes { bytes in
            guard let base = bytes.baseAddress else { return StringView() }
            return StringView(base + start, count: end - start)
        }
    }
}
