import CRocksDB

typealias ErrorSlot = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Makes one call that reports failure through an error string, and throws that string as a `StoreError`.
@inline(__always)
func rocks<Result>(_ call: (ErrorSlot) -> Result) throws(StoreError) -> Result {
    var message: UnsafeMutablePointer<CChar>?
    let result = call(&message)
    if let message { throw takeError(message) }
    return result
}

/// Turns an error string into a `StoreError` and frees the string.
@inline(never)
func takeError(_ message: UnsafeMutablePointer<CChar>) -> StoreError {
    defer { rocksdb_free(message) }
    return StoreError(engineMessage: String(cString: message))
}

extension UnsafeRawBufferPointer {
    /// The first byte as C wants it; RocksDB accepts any address for an empty slice, but not null.
    @inline(__always) var chars: UnsafePointer<CChar> {
        if let start = baseAddress { return start.assumingMemoryBound(to: CChar.self) }
        return emptyText.pointer
    }
}

/// The bytes of two keys at once.
@inline(__always)
func withChars(
    _ left: [UInt8], _ right: [UInt8], _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
) {
    left.withUnsafeBytes { left in right.withUnsafeBytes { right in body(left, right) } }
}

private let emptyText = StaticCString("")
