/// A stretch of a text in bytes.
package struct SourceRange: Sendable, Hashable {
    /// First byte, counted from 0.
    package var offset: Int
    /// Length in bytes; 0 when only the start is known: a renderer then marks the token that starts there.
    package var length: Int

    package init(offset: Int, length: Int = 0) {
        self.offset = offset
        self.length = length
    }

    /// The first byte after the stretch.
    package var end: Int { offset + length }
}
