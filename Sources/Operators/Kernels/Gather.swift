/// Row numbers within a batch, rising.
package struct RowList {
    let rows: Buffer<Int32>
    package let count: Int

    package init(_ rows: Buffer<Int32>, count: Int) {
        self.rows = rows
        self.count = count
    }

    /// The rows whose flag is not 0. Written without a branch, so a half-selective filter costs no mispredictions.
    package init(where flags: UnsafePointer<UInt8>, count: Int) {
        let rows = Buffer<Int32>(capacity: count + 1)
        var kept = 0
        for row in 0..<count {
            rows.pointer[kept] = Int32(truncatingIfNeeded: row)
            kept &+= Int(flags[row])
        }
        self.init(rows, count: kept)
    }

    /// Row numbers as a plain pointer; valid as long as the list lives.
    package var pointer: UnsafePointer<Int32> { UnsafePointer(rows.pointer) }
}

@inline(__always)
private func gather<T>(_ from: Buffer<T>, _ list: RowList) -> Buffer<T> {
    let out = Buffer<T>(capacity: list.count)
    let (source, target, rows) = (from.pointer, out.pointer, list.pointer)
    for index in 0..<list.count { target[index] = source[Int(rows[index])] }
    return out
}

extension Column {
    /// The listed rows, in the list's order; strings are not copied.
    package func gathered(_ list: RowList) -> Column {
        let picked: Values =
            switch values {
            case .boolean(let buffer): .boolean(gather(buffer, list))
            case .int64(let buffer): .int64(gather(buffer, list))
            case .double(let buffer): .double(gather(buffer, list))
            case .decimal(let vector):
                .decimal(
                    DecimalVector(
                        coefficients: gather(vector.coefficients, list), scales: gather(vector.scales, list)))
            case .interval(let buffer): .interval(gather(buffer, list))
            case .bytes(let vector): .bytes(BytesVector(views: gather(vector.views, list), owners: vector.owners))
            }
        let flags = validity.flags.map { gather($0, list) }
        return Column(type: type, count: list.count, values: picked, validity: Validity(flags))
    }

    /// The value of a column of one row, `count` times.
    package func repeated(_ count: Int) -> Column {
        let rows = Buffer<Int32>(repeating: 0, count: count)
        return gathered(RowList(rows, count: count))
    }
}

extension Batch {
    /// The listed rows of all columns.
    package func gathered(_ list: RowList) -> Batch {
        Batch(count: list.count, columns: columns.map { $0.gathered(list) })
    }

    /// The rows where a boolean column is true: not false and not NULL. The batch itself when that is every row.
    package func filtered(by condition: Column) -> Batch {
        let list = condition.trueRows
        return list.count == count ? self : gathered(list)
    }
}

extension Column {
    /// The rows where a boolean column is true.
    package var trueRows: RowList {
        guard case .boolean(let values) = values else { return RowList(Buffer(capacity: 0), count: 0) }
        guard let flags = validity.flags, let both = bothValid(values, flags, count) else {
            return RowList(where: values.pointer, count: count)
        }
        let list = RowList(where: both.pointer, count: count)
        withExtendedLifetime(both) {}
        return list
    }
}
