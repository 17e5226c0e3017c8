import Glibc

/// The position of the first 00 byte.
@inline(__always)
func firstZero(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard !bytes.isEmpty, let base = bytes.base.baseAddress else { return nil }
    guard let found = memchr(base + bytes.startIndex, 0, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - base
}

/// Copies `bytes` to the cursor and advances it.
@inline(__always)
func copy(_ bytes: Slice<UnsafeRawBufferPointer>, to cursor: inout UnsafeMutableRawPointer) {
    guard !bytes.isEmpty, let base = bytes.base.baseAddress else { return }
    memcpy(cursor, base + bytes.startIndex, bytes.count)
    cursor += bytes.count
}
