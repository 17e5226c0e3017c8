/// Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7): nothing overlong, no surrogates, nothing past U+10FFFF.
// hot: row
func isUTF8(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    var at = 0
    while at < count {
        let first = bytes[at]
        if first < 0x80 {
            at += 1
            continue
        }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard first >= 0xC2, first <= 0xF4, at + length <= count else { return false }
        let second = bytes[at + 1]
        // The second byte's range excludes what the first byte alone can't.
        let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
        let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
        guard second >= low, second <= high else { return false }
        if length > 2, bytes[at + 2] & 0xC0 != 0x80 { return false }
        if length > 3, bytes[at + 3] & 0xC0 != 0x80 { return false }
        at += length
    }
    return true
}

/// Why bytes that no decoder has looked at can't be text; nil when they can.
package func textFault(_ bytes: UnsafeRawBufferPointer) -> RecordFault? {
    guard let base = bytes.baseAddress else { return nil }
    if !isUTF8(base.assumingMemoryBound(to: UInt8.self), count: bytes.count) { return .invalidUTF8 }
    return bytes.contains(0) ? .nulInText : nil
}

/// How many characters valid UTF-8 has: the bytes that continue none.
func characterCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
}
