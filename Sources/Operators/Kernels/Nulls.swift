/// The flags of rows where both hold a value; shares a side's flags when the other has none.
func bothValid(_ a: Buffer<UInt8>?, _ b: Buffer<UInt8>?, _ count: Int) -> Buffer<UInt8>? {
    guard let a else { return b }
    guard let b, b !== a else { return a }
    let out = Buffer<UInt8>(capacity: count)
    let (x, y, z) = (a.pointer, b.pointer, out.pointer)
    for row in 0..<count { z[row] = x[row] & y[row] }
    return out
}

/// A copy of the flags, or `count` flags that are all set.
func copyFlags(_ flags: Buffer<UInt8>?, _ count: Int) -> Buffer<UInt8> {
    guard let flags else { return Buffer(repeating: 1, count: count) }
    let out = Buffer<UInt8>(capacity: count)
    out.pointer.update(from: flags.pointer, count: count)
    return out
}

/// Whether any of `count` flags is 0.
func anyNull(_ flags: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var all: UInt8 = 1
    for row in 0..<count { all &= flags[row] }
    return all == 0
}
