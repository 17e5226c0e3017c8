/// Joins the final rows of the windows that close in an epoch.
///
/// Both sides close by the same watermark, so all rows of a window come in one epoch and nothing is kept from one epoch
/// to the next: what is not closed yet is the state of the aggregates below.
package final class WindowJoinOperator {
    private let spec: JoinSpec
    private let leftTypes: [DataType]
    private let rightTypes: [DataType]
    private var left: [Batch] = []
    private var right: [Batch] = []

    /// The output has the left input's columns and behind them the right's.
    package init(_ spec: JoinSpec, leftTypes: [DataType], rightTypes: [DataType]) {
        self.spec = spec
        self.leftTypes = leftTypes
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
        guard !left.isEmpty || (spec.kind.keepsRight && !right.isEmpty) else { return }
        // Behind the rows of each side one of NULLs, for rows without a partner.
        let nulls = [leftTypes, rightTypes].map { types in
            Batch(count: 1, columns: types.map { Column(type: $0, scalars: [.null]) })
        }
        let rows = (left: Batch.concatenated(left + [nulls[0]]), right: Batch.concatenated(right + [nulls[1]]))
        let last = (left: Int32(rows.left.count - 1), right: Int32(rows.right.count - 1))
        var partners: [[UInt8]: [Int32]] = [:]
        for row in 0..<Int(last.right) {
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
        func add(_ left: Int32, _ right: Int32) throws(OperatorError) {
            pairs.left.append(left)
            pairs.right.append(right)
            if pairs.left.count == emitRowsMax { try flush() }
        }
        var isMatched = [Bool](repeating: false, count: spec.kind.keepsRight ? rows.right.count : 0)
        for row in 0..<last.left {
            let found = key(rows.left, Int(row), spec.leftKeys).flatMap { partners[$0] }
            for partner in found ?? (spec.kind.keepsLeft ? [last.right] : []) {
                if spec.kind.keepsRight { isMatched[Int(partner)] = true }
                try add(row, partner)
            }
        }
        if spec.kind.keepsRight {
            for row in 0..<last.right where !isMatched[Int(row)] { try add(last.left, row) }
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
