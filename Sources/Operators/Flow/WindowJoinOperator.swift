/// Joins the final rows of the windows that close in an epoch.
///
/// Both sides close by the same watermark, so all rows of a window come in one epoch and nothing is kept from one epoch
/// to the next: what is not closed yet is the state of the aggregates below.
package final class WindowJoinOperator {
    private let spec: JoinSpec
    private let rightTypes: [DataType]
    private var left: [Batch] = []
    private var right: [Batch] = []

    /// - Parameter rightTypes: columns of the right input; the output has the left's columns in front of them.
    package init(_ spec: JoinSpec, rightTypes: [DataType]) {
        self.spec = spec
        self.rightTypes = rightTypes
    }

    /// Takes rows of the left side.
    package func takeLeft(_ batch: Batch) { if batch.count > 0 { left.append(batch) } }

    /// Takes rows of the right side.
    package func takeRight(_ batch: Batch) { if batch.count > 0 { right.append(batch) } }

    /// The end of an epoch: gives out the pairs.
    package func finish(_ emit: EmitRows) throws(OperatorError) {
        defer {
            left = []
            right = []
        }
        guard !left.isEmpty else { return }
        // Behind the right rows one of NULLs, for left rows without a partner.
        let nulls = Batch(count: 1, columns: rightTypes.map { Column(type: $0, scalars: [.null]) })
        let rows = (left: Batch.concatenated(left), right: Batch.concatenated(right + [nulls]))
        let last = Int32(rows.right.count - 1)
        var partners: [[UInt8]: [Int32]] = [:]
        for row in 0..<Int(last) {
            guard let key = key(rows.right, row, spec.rightKeys) else { continue }
            partners[key, default: []].append(Int32(row))
        }
        var pairs: (left: [Int32], right: [Int32]) = ([], [])
        func flush() throws(OperatorError) {
            guard !pairs.left.isEmpty else { return }
            let count = pairs.left.count
            let columns =
                rows.left.gathered(RowList(Buffer(pairs.left), count: count)).columns
                + rows.right.gathered(RowList(Buffer(pairs.right), count: count)).columns
            pairs = ([], [])
            try emit(.final, OutputBatch(operation: .append, batch: Batch(count: count, columns: columns)))
        }
        for row in 0..<rows.left.count {
            let found =
                key(rows.left, row, spec.leftKeys).flatMap { partners[$0] } ?? (spec.kind == .left ? [last] : [])
            for partner in found {
                pairs.left.append(Int32(row))
                pairs.right.append(partner)
                if pairs.left.count == emitRowsMax { try flush() }
            }
        }
        try flush()
    }

    /// The key's bytes; nil when a column of it is NULL, which is equal to nothing.
    private func key(_ batch: Batch, _ row: Int, _ columns: [Int]) -> [UInt8]? {
        var values: [Scalar] = []
        for column in columns {
            guard batch.columns[column].validity.isValid(row) else { return nil }
            values.append(batch.columns[column][row])
        }
        return RunningKey.encode(values)
    }
}
