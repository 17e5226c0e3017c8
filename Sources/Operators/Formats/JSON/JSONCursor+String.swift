import CSIMD

/// A string as it lies in the record, without its quotes.
struct TextToken {
    var start: UnsafePointer<UInt8>
    var count = 0
    var hasEscape = false

    @inline(__always)
    init(_ start: UnsafePointer<UInt8>) {
        self.start = start
    }
}

extension JSONCursor {
    /// Reads a string whose opening quote has been passed, up to and with its closing quote.
    @inline(__always)
    mutating func string(_ string: inout TextToken) -> Bool {
        string = TextToken(at)
        let masks = simd_string_scan32(at)
        if masks.stop != 0 {
            let plain = masks.stop.trailingZeroBitCount
            let closing = at + plain
            let high = masks.high & ((1 &<< UInt32(truncatingIfNeeded: plain)) &- 1)
            if closing.pointee == UInt8(ascii: "\""), closing < end, high == 0 {
                string.count = plain
                at = closing + 1
                return true
            }
        }
        return longString(&string)
    }

    /// The same for any string, from its start.
    // hot: row
    @inline(never)
    private mutating func longString(_ string: inout TextToken) -> Bool {
        var high: UInt32 = 0
        while at < end {
            let masks = simd_string_scan32(at)
            guard masks.stop != 0 else {
                high |= masks.high
                at += 32
                continue
            }
            let plain = masks.stop.trailingZeroBitCount
            high |= masks.high & ((1 &<< UInt32(truncatingIfNeeded: plain)) &- 1)
            at += plain
            switch peek {
            case UInt8(ascii: "\""):
                string.count = at - string.start
                at += 1
                guard high == 0 || isUTF8(string.start, count: string.count) else {
                    at = string.start
                    return fail(.invalidUTF8)
                }
                return true
            case UInt8(ascii: "\\"):
                string.hasEscape = true
                guard skipEscape() else { return false }
            default: return fail(.malformed)
            }
        }
        return fail(.malformed)
    }

    /// Passes one escape and checks it; a surrogate must be one half of a pair.
    private mutating func skipEscape() -> Bool {
        at += 1
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 1
            return true
        case UInt8(ascii: "u"):
            guard end - at >= 5, let unit = hexUnit(at + 1) else { return fail(.malformed) }
            at += 5
            if unit & 0xF800 != 0xD800 { return true }
            guard unit < 0xDC00, end - at >= 6, at[0] == UInt8(ascii: "\\"), at[1] == UInt8(ascii: "u"),
                let low = hexUnit(at + 2), low & 0xFC00 == 0xDC00
            else { return fail(.invalidUTF8) }
            at += 6
            return true
        default: return fail(.malformed)
        }
    }
}

/// Four hexadecimal digits as a UTF-16 code unit.
func hexUnit(_ bytes: UnsafePointer<UInt8>) -> UInt32? {
    var unit: UInt32 = 0
    for index in 0..<4 {
        guard let digit = hexDigit(bytes[index]) else { return nil }
        unit = unit << 4 | UInt32(digit)
    }
    return unit
}

@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt8? {
    if byte &- 48 <= 9 { return byte &- 48 }
    let letter = (byte | 0x20) &- 97
    return letter < 6 ? letter &+ 10 : nil
}

/// Writes a valid string's characters to `target`, which has room for `string.count` bytes: escapes only shrink.
///
/// - Returns: the bytes written.
// hot: row
func unescape(_ string: TextToken, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var read = string.start
    let end = read + string.count
    var out = target
    while read < end {
        guard read.pointee == UInt8(ascii: "\\") else {
            out.pointee = read.pointee
            out += 1
            read += 1
            continue
        }
        let escape = read[1]
        read += 2
        guard escape == UInt8(ascii: "u") else {
            out.pointee = plainEscape(escape)
            out += 1
            continue
        }
        var scalar = hexUnit(read) ?? 0
        read += 4
        if scalar & 0xFC00 == 0xD800, let low = hexUnit(read + 2) {
            scalar = 0x10000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
            read += 6
        }
        out = writeUTF8(scalar, to: out)
    }
    return out - target
}

private func plainEscape(_ escape: UInt8) -> UInt8 {
    switch escape {
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    default: escape
    }
}

private func writeUTF8(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x80 {
        target[0] = UInt8(truncatingIfNeeded: scalar)
        return target + 1
    }
    if scalar < 0x800 {
        target[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
        target[1] = tail(0)
        return target + 2
    }
    if scalar < 0x10000 {
        target[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
        target[1] = tail(6)
        target[2] = tail(0)
        return target + 3
    }
    target[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
    target[1] = tail(12)
    target[2] = tail(6)
    target[3] = tail(0)
    return target + 4
}
