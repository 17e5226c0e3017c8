extension JSONCursor {
    /// Intervals, UUIDs and bytes, which JSON writes as text.
    @inline(never)
    mutating func storeParsedText(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard take("\"") else { return mismatch() }
        var string = TextToken(at)
        guard self.string(&string) else { return false }
        var text = UnsafeRawBufferPointer(start: string.start, count: string.count)
        if string.hasEscape {
            let target = row.arena._withUnsafeGuaranteedRef { $0.allocate(string.count) }
            let count = unescape(string, to: target.assumingMemoryBound(to: UInt8.self))
            text = UnsafeRawBufferPointer(start: target, count: count)
        }
        switch plan.pointee.kind {
        case .interval: return storeInterval(text, plan, row)
        case .uuid: return storeUUID(text, plan, row)
        default: return storeBytes(text, plan, row)
        }
    }

    private mutating func storeInterval(
        _ text: UnsafeRawBufferPointer, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> Bool {
        switch IntervalReader.read(text) {
        case .value(let interval):
            plan.pointee.values.assumingMemoryBound(to: Interval.self)[row.row] = interval
            return true
        case .malformed: return fail(.invalidValue)
        case .outOfRange: return fail(.outOfRange)
        }
    }

    /// 32 hexadecimal digits, with PostgreSQL's freedom: a hyphen after any group of four, braces around all.
    private mutating func storeUUID(
        _ text: UnsafeRawBufferPointer, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> Bool {
        let target = row.arena._withUnsafeGuaranteedRef { $0.allocate(16) }
        guard readUUID(text, to: target) else { return fail(.invalidValue) }
        plan.pointee.values.assumingMemoryBound(to: StringView.self)[row.row] = StringView(target, count: 16)
        return true
    }

    /// `\x` and hexadecimal digits, as PostgreSQL writes bytes, or padded base64 (RFC 4648), as protobuf does.
    private mutating func storeBytes(
        _ text: UnsafeRawBufferPointer, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> Bool {
        let target = row.arena._withUnsafeGuaranteedRef { $0.allocate(max(1, text.count)) }
        let isHex = text.count >= 2 && text[0] == UInt8(ascii: "\\") && text[1] == UInt8(ascii: "x")
        guard let count = isHex ? readHex(text, from: 2, to: target) : readBase64(text, to: target) else {
            return fail(.invalidValue)
        }
        plan.pointee.values.assumingMemoryBound(to: StringView.self)[row.row] = StringView(target, count: count)
        return true
    }
}

/// Writes the 16 bytes of a UUID.
func readUUID(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Bool {
    var at = 0
    var end = text.count
    if end >= 2, text[0] == UInt8(ascii: "{"), text[end - 1] == UInt8(ascii: "}") {
        at = 1
        end -= 1
    }
    for index in 0..<16 {
        if index > 0, index % 2 == 0, at < end, text[at] == UInt8(ascii: "-") { at += 1 }
        guard at + 2 <= end, let high = hexDigit(text[at]), let low = hexDigit(text[at + 1]) else { return false }
        target.storeBytes(of: high << 4 | low, toByteOffset: index, as: UInt8.self)
        at += 2
    }
    return at == end
}

/// Writes the bytes of pairs of hexadecimal digits and returns how many.
func readHex(_ text: UnsafeRawBufferPointer, from start: Int, to target: UnsafeMutableRawPointer) -> Int? {
    guard (text.count - start) % 2 == 0 else { return nil }
    let count = (text.count - start) / 2
    for index in 0..<count {
        guard let high = hexDigit(text[start + index * 2]), let low = hexDigit(text[start + index * 2 + 1]) else {
            return nil
        }
        target.storeBytes(of: high << 4 | low, toByteOffset: index, as: UInt8.self)
    }
    return count
}

/// Writes the bytes of padded base64 and returns how many; the unused bits of the last digit must be zero.
func readBase64(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int? {
    guard text.count % 4 == 0 else { return nil }
    var end = text.count
    while end > 0, end > text.count - 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    var bits: UInt32 = 0
    var held: UInt32 = 0
    var count = 0
    for index in 0..<end {
        guard let digit = base64Digit(text[index]) else { return nil }
        bits = bits << 6 | UInt32(digit)
        held += 6
        guard held >= 8 else { continue }
        held -= 8
        target.storeBytes(of: UInt8(truncatingIfNeeded: bits >> held), toByteOffset: count, as: UInt8.self)
        count += 1
    }
    return bits & (1 << held &- 1) == 0 ? count : nil
}

private func base64Digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
}
