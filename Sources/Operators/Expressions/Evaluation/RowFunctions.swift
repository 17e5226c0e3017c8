/// Adapters that turn a function of one row into a kernel. NULL in gives NULL out and the function is not called; `nil`
/// out is NULL; a thrown failure is recorded for the row. The arena holds strings that the function makes.

/// The part that all adapters share: rows without NULL go through `body`.
@inline(__always)
private func strictRows<R: ColumnValue>(
    _ frame: CallFrame, _ type: DataType, giving: R.Type,
    _ body: (Int, Arena) throws(RowFailure) -> R?
) -> Column {
    if frame.isAllNull { return frame.nulls(type) }
    let count = frame.count
    let input = frame.strictFlags
    let writer = R.Writer(count: count)
    let arena = Arena(blockBytes: count < 16 ? 256 : 1 << 15)
    var flags: Buffer<UInt8>?
    for row in 0..<count {
        if let input, input.pointer[row] == 0 {
            writer.clear(row)
            continue
        }
        do throws(RowFailure) {
            if let value = try body(row, arena) {
                writer.set(row, value)
                continue
            }
        } catch {
            frame.log.record(row: row, error)
        }
        let own = flags ?? copyFlags(input, count)
        flags = own
        own.pointer[row] = 0
        writer.clear(row)
    }
    var owners: [AnyObject] = []
    if R.self == StringView.self { owners = mergedOwners(frame.owners, [arena]) }
    return Column(type: type, count: count, values: writer.values(owners: owners), validity: Validity(flags ?? input))
}

@inline(__always)
func rows<A: ColumnValue, R: ColumnValue>(
    _ type: DataType, _ function: @escaping (A, Arena) throws(RowFailure) -> R?
) -> Kernel {
    { frame in
        let a = A.Reader(frame.operands[0])
        return strictRows(frame, type, giving: R.self) { row, arena throws(RowFailure) in try function(a[row], arena) }
    }
}

@inline(__always)
func rows<A: ColumnValue, B: ColumnValue, R: ColumnValue>(
    _ type: DataType, _ function: @escaping (A, B, Arena) throws(RowFailure) -> R?
) -> Kernel {
    { frame in
        let a = A.Reader(frame.operands[0])
        let b = B.Reader(frame.operands[1])
        return strictRows(frame, type, giving: R.self) { row, arena throws(RowFailure) in
            try function(a[row], b[row], arena)
        }
    }
}

@inline(__always)
func rows<A: ColumnValue, B: ColumnValue, C: ColumnValue, R: ColumnValue>(
    _ type: DataType, _ function: @escaping (A, B, C, Arena) throws(RowFailure) -> R?
) -> Kernel {
    { frame in
        let a = A.Reader(frame.operands[0])
        let b = B.Reader(frame.operands[1])
        let c = C.Reader(frame.operands[2])
        return strictRows(frame, type, giving: R.self) { row, arena throws(RowFailure) in
            try function(a[row], b[row], c[row], arena)
        }
    }
}

@inline(__always)
func rows<A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue, R: ColumnValue>(
    _ type: DataType, _ function: @escaping (A, B, C, D, Arena) throws(RowFailure) -> R?
) -> Kernel {
    { frame in
        let a = A.Reader(frame.operands[0])
        let b = B.Reader(frame.operands[1])
        let c = C.Reader(frame.operands[2])
        let d = D.Reader(frame.operands[3])
        return strictRows(frame, type, giving: R.self) { row, arena throws(RowFailure) in
            try function(a[row], b[row], c[row], d[row], arena)
        }
    }
}

/// Any number of arguments of one Swift type.
func rowsOfAll<A: ColumnValue, R: ColumnValue>(
    _ type: DataType, of: A.Type,
    _ function: @escaping (_ row: Int, _ arguments: [A.Reader], Arena) throws(RowFailure) -> R?
) -> Kernel {
    { frame in
        let readers = frame.operands.map { A.Reader($0) }
        return strictRows(frame, type, giving: R.self) { row, arena throws(RowFailure) in
            try function(row, readers, arena)
        }
    }
}

/// A strict function that reads its operands by itself.
func rowsByNumber<R: ColumnValue>(
    _ frame: CallFrame, _ type: DataType, _ function: (Int) throws(RowFailure) -> R
) -> Column {
    strictRows(frame, type, giving: R.self) { row, _ throws(RowFailure) in try function(row) }
}
