import Glibc

/// Finding bytes in bytes.
enum TextSearch {
    /// Byte offset of the first occurrence at or after `start`; the empty text is found at once.
    static func find(
        _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0
    ) -> Int? {
        guard let wanted = needle.baseAddress, !needle.isEmpty else { return start <= text.count ? start : nil }
        guard let base = text.baseAddress, text.count - start >= needle.count else { return nil }
        var at = start
        let last = text.count - needle.count
        while at <= last, let candidate = memchr(base + at, Int32(needle[0]), last - at + 1) {
            let offset = UnsafeRawPointer(candidate) - UnsafeRawPointer(base)
            if memcmp(base + offset, wanted, needle.count) == 0 { return offset }
            at = offset + 1
        }
        return nil
    }

    /// Byte offset of the last occurrence that ends at or before `end`.
    static func findLast(
        _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, before end: Int
    ) -> Int? {
        guard let wanted = needle.baseAddress, !needle.isEmpty, let base = text.baseAddress else { return nil }
        var at = end - needle.count
        while at >= 0 {
            if memcmp(base + at, wanted, needle.count) == 0 { return at }
            at -= 1
        }
        return nil
    }
}
