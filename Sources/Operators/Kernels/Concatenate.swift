extension Batch {
    /// The rows of several batches of the same columns, one after the other.
    package static func concatenated(_ parts: [Batch]) -> Batch {
        guard let first = parts.first, parts.count > 1 else { return parts.first ?? Batch(count: 0, columns: []) }
        let count = parts.reduce(0) { $0 + $1.count }
        let columns = first.columns.indices.map { index in
            var builder = ColumnBuilder(type: first.columns[index].type, count: count)
            var start = 0
            for part in parts {
                let rows = Buffer<Int32>(capacity: part.count)
                for row in 0..<part.count { rows[row] = Int32(start + row) }
                builder.scatter(part.columns[index], isConstant: false, to: RowList(rows, count: part.count))
                start += part.count
            }
            return builder.finish()
        }
        return Batch(count: count, columns: columns)
    }
}
