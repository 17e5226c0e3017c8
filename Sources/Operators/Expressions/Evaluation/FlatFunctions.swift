/// Adapters for flat loops: every row is computed, NULL or not, without a branch; a negative `trouble` sends the
/// batch through a second pass that finds the failed rows and asks the operation for the reason.

func flat<O: UnaryOperation>(_ type: DataType, _ operation: O) -> Kernel where O.A: BufferValue, O.R: BufferValue {
    { frame in
        if frame.isAllNull { return frame.nulls(type) }
        let a = Input(O.A.buffer(frame.operands[0].column.values), step: frame.operands[0].step)
        let out = Buffer<O.R>(capacity: frame.count)
        var flags = frame.strictFlags
        if mapRows(a.pointer, frame.count, into: out.pointer, operation) < 0 {
            flags = failedRows(frame, flags) { row in
                var trouble: Int64 = 0
                _ = operation.apply(a[row], &trouble)
                return trouble < 0 ? operation.explain(a[row]) : nil
            }
        }
        return Column(type: type, count: frame.count, values: O.R.values(out, []), validity: Validity(flags))
    }
}

func flat<O: BinaryOperation>(_ type: DataType, _ operation: O) -> Kernel
where O.A: BufferValue, O.B: BufferValue, O.R: BufferValue {
    { frame in
        if frame.isAllNull { return frame.nulls(type) }
        let a = Input(O.A.buffer(frame.operands[0].column.values), step: frame.operands[0].step)
        let b = Input(O.B.buffer(frame.operands[1].column.values), step: frame.operands[1].step)
        let out = Buffer<O.R>(capacity: frame.count)
        var flags = frame.strictFlags
        if zipRows(a, b, frame.count, into: out.pointer, operation) < 0 {
            flags = failedRows(frame, flags) { row in
                var trouble: Int64 = 0
                _ = operation.apply(a[row], b[row], &trouble)
                return trouble < 0 ? operation.explain(a[row], b[row]) : nil
            }
        }
        return Column(type: type, count: frame.count, values: O.R.values(out, []), validity: Validity(flags))
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
