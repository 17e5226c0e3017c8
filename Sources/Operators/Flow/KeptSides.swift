import StateStore

/// A row that a join of rows as they come has kept: for tools, not for running jobs.
package struct KeptSideRow {
    package let isLeft: Bool
    /// In which it came.
    package let epoch: Epoch
    /// The columns of its own side.
    package let values: [Scalar]

    /// The rows in one key's bytes, those of the left side first.
    ///
    /// - Parameters:
    ///   - types: columns of both sides.
    ///   - left: so many of them belong to the left one.
    package static func rows(
        of bytes: [UInt8], types: [DataType], left: Int
    ) throws(OperatorError) -> [KeptSideRow] {
        let unpacker = RowUnpacker(packed: 0, form: .first, types: types)
        let sides = try KeptRow.rows(bytes)
        var rows: [KeptSideRow] = []
        for kept in sides.left + sides.right {
            let own = Array(kept.isLeft ? types.prefix(left) : types.dropFirst(left))
            rows.append(
                KeptSideRow(
                    isLeft: kept.isLeft, epoch: Epoch(kept.epoch), values: try unpacker.decode(kept.bytes, own)))
        }
        return rows
    }
}
