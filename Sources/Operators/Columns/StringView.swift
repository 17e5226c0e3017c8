import Glibc

/// A 16-byte view of a byte string: up to 12 bytes lie inside, longer ones are pointed at.
///
///      0        4        8               16
///      | length | first 4 | next 8 bytes  |   length <= 12, unused bytes are zero
///      | length | first 4 | pointer       |   length > 12
///
/// Two views whose first eight bytes differ are different strings: most comparisons touch no other memory. The memory
/// pointed at belongs to the column's owners (`BytesVector.owners`), never to the view. Layout after the Umbra paper
/// (Neumann and Freitag, CIDR 2020).
package struct StringView: BitwiseCopyable {
    package var length: UInt32
    package var prefix: UInt32
    package var rest: UInt64

    /// The longest string that lies inside the view, in bytes.
    package static let inlineMax = 12

    /// The empty string.
    @inline(__always)
    package init() {
        length = 0
        prefix = 0
        rest = 0
    }

    /// A view of `count` bytes at `bytes`, which must outlive every use of the view when `count` is over `inlineMax`.
    @inline(__always)
    package init(_ bytes: UnsafeRawPointer, count: Int) {
        length = UInt32(truncatingIfNeeded: count)
        prefix = 0
        rest = 0
        if count > StringView.inlineMax {
            prefix = bytes.loadUnaligned(as: UInt32.self)
            rest = UInt64(UInt(bitPattern: bytes))
        } else {
            withUnsafeMutableBytes(of: &self) { view in
                if let target = view.baseAddress { memcpy(target + 4, bytes, count) }
            }
        }
    }

    @inline(__always)
    package var count: Int { Int(length) }

    @inline(__always)
    package var isInline: Bool { count <= StringView.inlineMax }

    /// Calls `body` with the bytes; the pointer must not leave `body` when the string is inline.
    @inline(__always)
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        if isInline {
            return withUnsafeBytes(of: self) { view in
                body(UnsafeRawBufferPointer(rebasing: view[4..<(4 + count)]))
            }
        }
        return body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: UInt(rest)), count: count))
    }

    /// Copies the bytes to `target`, which has room for `count` bytes.
    @inline(__always)
    package func copy(to target: UnsafeMutableRawPointer) {
        withBytes { bytes in
            if let base = bytes.baseAddress { memcpy(target, base, bytes.count) }
        }
    }

    /// Whether both are the same bytes.
    @inline(__always)
    package static func equal(_ a: StringView, _ b: StringView) -> Bool {
        guard a.length == b.length, a.prefix == b.prefix else { return false }
        if a.rest == b.rest { return true }
        if a.isInline { return false }
        return a.withBytes { x in
            b.withBytes { y in
                guard let p = x.baseAddress, let q = y.baseAddress else { return true }
                return memcmp(p, q, x.count) == 0
            }
        }
    }

    /// Negative, zero or positive as `a` sorts before, with or after `b`, byte by byte.
    @inline(__always)
    package static func compare(_ a: StringView, _ b: StringView) -> Int {
        let p = a.prefix.byteSwapped
        let q = b.prefix.byteSwapped
        if p != q && a.length >= 4 && b.length >= 4 { return p < q ? -1 : 1 }
        return a.withBytes { x in
            b.withBytes { y in
                let shared = Swift.min(x.count, y.count)
                if shared > 0, let m = x.baseAddress, let n = y.baseAddress {
                    let order = memcmp(m, n, shared)
                    if order != 0 { return order < 0 ? -1 : 1 }
                }
                return x.count - y.count
            }
        }
    }

    /// The bytes as a Swift string; invalid UTF-8 is repaired.
    package var string: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
