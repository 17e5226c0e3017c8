/// Adapters for flat loops: every row is computed, NULL or not, without a branch; a negative `trouble` sends the
/// batch through a second pass that finds the failed rows and asks `explain` for each.

@inline(__always)
func flat<A: BufferValue, R: BufferValue>(
    _ type: DataType, explain: @escaping (A) -> RowFailure = { _ in .valueOutOfRange },
    _ operation: @escaping (A, inout Int64) -> R
) -> Kernel {
    { frame in
        if frame.isAllNull { return frame.nulls(type) }
        let a = Input(A.buffer(frame.operands[0].column.values), step: frame.operands[0].step)
        let out = Buffer<R>(capacity: frame.count)
        var flags = frame.strictFlags
        if mapRows(a, frame.count, into: out.pointer, operation) < 0 {
            flags = failedRows(frame, flags) { row in
                var trouble: Int64 = 0
                _ = operation(a[row], &trouble)
                return trouble < 0 ? explain(a[row]) : nil
            }
        }
        let values = R.values(out, frame.owners)
        return Column(type: type, count: frame.count, values: values, validity: Validity(flags))
    }
}

@inline(__always)
func flat<A: BufferValue, B: BufferValue, R: BufferValue>(
    _ type: DataType, explain: @escaping (A, B) -> RowFailure = { _, _ in .valueOutOfRange },
    _ operation: @escaping (A, B, inout Int64) -> R
) -> Kernel {
    { frame in
        if frame.isAllNull { return frame.nulls(type) }
        let a = Input(A.buffer(frame.operands[0].column.values), step: frame.operands[0].step)
        let b = Input(B.buffer(frame.operands[1].column.values), step: frame.operands[1].step)
        let out = Buffer<R>(capacity: frame.count)
        var flags = frame.strictFlags
        if zipRows(a, b, frame.count, into: out.pointer, operation) < 0 {
            flags = failedRows(frame, flags) { row in
                var trouble: Int64 = 0
                _ = operation(a[row], b[row], &trouble)
                return trouble < 0 ? explain(a[row], b[row]) : nil
            }
        }
        return Column(type: type, count: frame.count, values: R.values(out, []), validity: Validity(flags))
    }
}

/// Records the failures of rows that are not NULL and takes them out of the flags.
func failedRows(_ frame: CallFrame, _ flags: Buffer<UInt8>?, _ failure: (Int) -> RowFailure?) -> Buffer<UInt8> {
    let own = copyFlags(flags, frame.count)
    for row in 0..<frame.count where own.pointer[row] != 0 {
        if let failure = failure(row) {
            frame.log.record(row: row, failure)
            own.pointer[row] = 0
        }
    }
    return own
}
