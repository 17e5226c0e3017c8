/// A place in JSON text. Skips values by their syntax; strict, as RFC 8259 and PostgreSQL are.
struct JSONBScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var at: Int

    /// Deeper nesting fails instead of exhausting the stack.
    static let depthMax = 1000

    init(_ bytes: UnsafeBufferPointer<UInt8>, at: Int = 0) {
        self.bytes = bytes
        self.at = at
    }

    @inline(__always) var atEnd: Bool { at >= bytes.count }
    /// The next byte, 0 at the end.
    @inline(__always) var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

    @inline(__always)
    mutating func skipBlanks() {
        while at < bytes.count, bytes[at] <= 0x20,
            bytes[at] == 0x20 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9
        { at += 1 }
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func take(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - at >= length else { return false }
        for index in 0..<length where bytes[at + index] != word.utf8Start[index] { return false }
        at += length
        return true
    }

    /// Skips one value without blanks around it; `false` when there is none.
    mutating func skipValue(depth: Int = 0) -> Bool {
        guard depth < JSONBScanner.depthMax else { return false }
        switch peek {
        case UInt8(ascii: "\""): return skipString() != nil
        case UInt8(ascii: "{"): return skipObject(depth)
        case UInt8(ascii: "["): return skipArray(depth)
        case UInt8(ascii: "t"): return take(word: "true")
        case UInt8(ascii: "f"): return take(word: "false")
        case UInt8(ascii: "n"): return take(word: "null")
        default: return skipNumber()
        }
    }

    private mutating func skipObject(_ depth: Int) -> Bool {
        at += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return true }
        while true {
            skipBlanks()
            guard skipString() != nil else { return false }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { return false }
            skipBlanks()
            guard skipValue(depth: depth + 1) else { return false }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    private mutating func skipArray(_ depth: Int) -> Bool {
        at += 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return true }
        while true {
            skipBlanks()
            guard skipValue(depth: depth + 1) else { return false }
            skipBlanks()
            if take(UInt8(ascii: "]")) { return true }
            guard take(UInt8(ascii: ",")) else { return false }
        }
    }

    /// Skips a string; its inside and whether that holds escapes.
    @inline(__always)
    mutating func skipString() -> (range: Range<Int>, escaped: Bool)? {
        guard let base = bytes.baseAddress, at < bytes.count, base[at] == UInt8(ascii: "\"") else { return nil }
        let start = at + 1
        let end = bytes.count
        var place = start
        var escaped = false
        while place < end {
            let byte = base[place]
            // Everything from the blank on but the quote and the backslash is plain.
            if byte > UInt8(ascii: "\\") || (byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")) {
                place &+= 1
            } else if byte == UInt8(ascii: "\"") {
                at = place &+ 1
                return (start..<place, escaped)
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
                place &+= 2
            } else {
                return nil
            }
        }
        return nil
    }

    private mutating func digits() -> Bool {
        let start = at
        while at < bytes.count, bytes[at] &- 48 <= 9 { at += 1 }
        return at > start
    }

    mutating func skipNumber() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { guard digits() else { return false } }
        if take(UInt8(ascii: ".")) { guard digits() else { return false } }
        if peek | 0x20 == UInt8(ascii: "e") {
            at += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
            guard digits() else { return false }
        }
        // A number ends at a delimiter: `01` and `1x` are none.
        return !(peek &- 48 <= 9 || (peek | 0x20) &- 97 < 26 || peek == UInt8(ascii: ".")) || atEnd
    }
}
