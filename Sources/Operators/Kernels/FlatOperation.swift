/// An operation of a flat loop over one value. A type and not a closure, so that the loop is compiled for it.
protocol UnaryOperation: Sendable {
    associatedtype A: BitwiseCopyable
    associatedtype R: BitwiseCopyable
    /// Takes `trouble` below zero where there is no result.
    func apply(_ a: A, _ trouble: inout Int64) -> R
    /// Why there is no result.
    func explain(_ a: A) -> RowFailure
}

/// An operation of a flat loop over two values.
protocol BinaryOperation: Sendable {
    associatedtype A: BitwiseCopyable
    associatedtype B: BitwiseCopyable
    associatedtype R: BitwiseCopyable
    /// Takes `trouble` below zero where there is no result.
    func apply(_ a: A, _ b: B, _ trouble: inout Int64) -> R
    /// Why there is no result.
    func explain(_ a: A, _ b: B) -> RowFailure
}

extension UnaryOperation {
    @inline(__always)
    func explain(_ a: A) -> RowFailure { .valueOutOfRange }
}

extension BinaryOperation {
    @inline(__always)
    func explain(_ a: A, _ b: B) -> RowFailure { .valueOutOfRange }
}

/// `out[row] = operation(a[row])` for all rows. A negative result says that some row, perhaps a NULL one, failed.
@inline(__always)
func mapRows<O: UnaryOperation>(
    _ a: UnsafePointer<O.A>, _ count: Int, into out: UnsafeMutablePointer<O.R>, _ operation: O
) -> Int64 {
    var trouble: Int64 = 0
    for row in 0..<count { out[row] = operation.apply(a[row], &trouble) }
    return trouble
}

/// `out[row] = operation(a[row], b[row])` for all rows, where either may be one value for all.
@inline(__always)
func zipRows<O: BinaryOperation>(
    _ a: Input<O.A>, _ b: Input<O.B>, _ count: Int, into out: UnsafeMutablePointer<O.R>, _ operation: O
) -> Int64 {
    var trouble: Int64 = 0
    let (x, y) = (a.pointer, b.pointer)
    if b.step == 0 {
        let right = y.pointee
        if a.step == 0 {
            let value = operation.apply(x.pointee, right, &trouble)
            for row in 0..<count { out[row] = value }
        } else {
            for row in 0..<count { out[row] = operation.apply(x[row], right, &trouble) }
        }
    } else if a.step == 0 {
        let left = x.pointee
        for row in 0..<count { out[row] = operation.apply(left, y[row], &trouble) }
    } else {
        for row in 0..<count { out[row] = operation.apply(x[row], y[row], &trouble) }
    }
    return trouble
}
