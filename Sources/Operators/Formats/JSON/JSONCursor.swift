import CSIMD

/// A place in one record, and what went wrong there.
///
/// At least `JSONCursor.padding` bytes after `end` can be read, and may hold anything: a step loads whole vectors and
/// only then compares with `end`. `JSONDecoder` sees to the padding.
struct JSONCursor {
    /// Bytes after the record that loads may touch.
    static let padding = 64

    var at: UnsafePointer<UInt8>
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var fault = RecordFault.malformed
    /// The field that the fault is about, or -1.
    var faultField: Int32 = -1
    let depthMax: Int

    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, count: Int, depthMax: Int) {
        self.start = start
        at = start
        end = start + count
        self.depthMax = depthMax
    }

    /// The next byte, 0 at the end; 0 is no JSON.
    @inline(__always)
    var peek: UInt8 { at < end ? at.pointee : 0 }

    @inline(__always)
    mutating func fail(_ fault: RecordFault, field: Int32 = -1) -> Bool {
        self.fault = fault
        faultField = field
        return false
    }

    /// Passes white space; afterwards `at` may lie behind `end`.
    @inline(__always)
    mutating func skipSpace() {
        if at.pointee > 0x20 { return }
        skipSpaceRun()
    }

    @inline(__always)
    private mutating func skipSpaceRun() {
        // One blank is what most writers put, long runs are indentation.
        if at.pointee == 0x20 {
            at += 1
            if at.pointee > 0x20 { return }
        }
        skipLongSpace()
    }

    @inline(never)
    private mutating func skipLongSpace() {
        while at < end {
            let others = ~simd_space32(at)
            if others != 0 {
                at += others.trailingZeroBitCount
                return
            }
            at += 32
        }
    }

    /// Passes `byte` and returns true when it comes next.
    @inline(__always)
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard at.pointee == UInt8(ascii: byte), at < end else { return false }
        at += 1
        return true
    }

    /// Passes `null`, `true` or `fals`, given as its four bytes.
    @inline(__always)
    mutating func take(four word: UInt32) -> Bool {
        guard UnsafeRawPointer(at).loadUnaligned(as: UInt32.self) == word, end - at >= 4 else {
            return fail(.malformed)
        }
        at += 4
        return true
    }

    @inline(__always)
    mutating func takeNull() -> Bool { take(four: 0x6C6C_756E) }

    @inline(__always)
    mutating func takeTrue() -> Bool { take(four: 0x6575_7274) }

    @inline(__always)
    mutating func takeFalse() -> Bool {
        guard take(four: 0x736C_6166) else { return false }
        return take("e") || fail(.malformed)
    }
}
