/// The values of an argument: a whole column, or one value for all rows.
struct Input<Element: BitwiseCopyable> {
    let pointer: UnsafePointer<Element>
    /// 1 for a column, 0 for one value.
    let step: Int

    @inline(__always)
    init(_ buffer: Buffer<Element>, step: Int) {
        pointer = UnsafePointer(buffer.pointer)
        self.step = step
    }

    @inline(__always)
    subscript(_ row: Int) -> Element { pointer[row &* step] }
}

/// `out[row] = operation(a[row])` for all rows. A negative `trouble` says that some row, perhaps a NULL one, failed.
@inline(__always)
func mapRows<A, R>(
    _ a: Input<A>, _ count: Int, into out: UnsafeMutablePointer<R>, _ operation: (A, inout Int64) -> R
) -> Int64 {
    var trouble: Int64 = 0
    for row in 0..<count { out[row] = operation(a.pointer[row], &trouble) }
    return trouble
}

/// `out[row] = operation(a[row], b[row])` for all rows, where either may be one value for all.
@inline(__always)
func zipRows<A, B, R>(
    _ a: Input<A>, _ b: Input<B>, _ count: Int, into out: UnsafeMutablePointer<R>,
    _ operation: (A, B, inout Int64) -> R
) -> Int64 {
    var trouble: Int64 = 0
    if b.step == 0 {
        let right = b.pointer.pointee
        if a.step == 0 {
            let value = operation(a.pointer.pointee, right, &trouble)
            for row in 0..<count { out[row] = value }
        } else {
            for row in 0..<count { out[row] = operation(a.pointer[row], right, &trouble) }
        }
    } else if a.step == 0 {
        let left = a.pointer.pointee
        for row in 0..<count { out[row] = operation(left, b.pointer[row], &trouble) }
    } else {
        for row in 0..<count { out[row] = operation(a.pointer[row], b.pointer[row], &trouble) }
    }
    return trouble
}
