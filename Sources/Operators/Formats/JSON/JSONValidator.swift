import Glibc

/// Checks any JSON text, not only objects, by the rules of the decoder.
package enum JSONValidator {
    /// `nil` for valid JSON (RFC 8259), else what is wrong and where.
    package static func check(
        _ text: UnsafeRawBufferPointer, limits: RecordLimits = RecordLimits()
    ) -> (fault: RecordFault, byteOffset: Int)? {
        guard let base = text.baseAddress, text.count > 0 else { return (.empty, 0) }
        guard text.count <= limits.bytesMax else { return (.tooLarge, limits.bytesMax) }
        let copy = UnsafeMutableRawPointer.allocate(byteCount: text.count + 1 + JSONCursor.padding, alignment: 16)
        defer { copy.deallocate() }
        memcpy(copy, base, text.count)
        memset(copy + text.count, 0, 1 + JSONCursor.padding)
        // A blank ends a number that stands alone.
        copy.storeBytes(of: UInt8(ascii: " "), toByteOffset: text.count, as: UInt8.self)
        let bytes = UnsafePointer(copy.assumingMemoryBound(to: UInt8.self))
        var cursor = JSONCursor(bytes, count: text.count + 1, depthMax: limits.depthMax)
        cursor.skipSpace()
        if cursor.skipValue(depth: 0) {
            cursor.skipSpace()
            if cursor.at == cursor.end { return nil }
            cursor.fault = .malformed
        }
        return (cursor.fault, min(cursor.at - bytes, text.count))
    }
}
