import StateStore

// A join of rows as they come keeps the rows of both sides in one list for each key, as the groups of an aggregate: so
// they spill, are written with checkpoints and meet on the lane of their key. A row carries the epoch in which it came.
// At the end of an epoch the keys that got a row give out their lists, and a pair comes out when one of its rows is of
// this epoch: each pair once, in the same epoch in every run.
//
//     key 7    left   epoch 3 (7, tea)      ─┐  epoch 5 gives (7, tea) with (7, 12:00),
//              left   epoch 5 (7, mint)     ─┤  (7, mint) with (7, 11:30) and (7, 12:00);
//              right  epoch 4 (7, 11:30)    ─┤  (7, tea) with (7, 11:30) came in epoch 4
//              right  epoch 5 (7, 12:00)    ─┘

/// Makes bytes of the rows of a join's sides.
package struct SidesPacker {
    private let spec: SidesSpec
    /// Side and epoch in front of a row's bytes.
    static let headBytes = 9

    package init(_ spec: SidesSpec) { self.spec = spec }

    /// The key columns and one of type bytea.
    package func pack(_ batch: Batch, isLeft: Bool, epoch: Epoch) -> Batch {
        let arena = Arena()
        let views = Buffer<StringView>(repeating: StringView(), count: batch.count)
        let columns = isLeft ? spec.leftColumns : spec.rightColumns
        var bytes = ByteBuffer(capacity: 256)
        for row in 0..<batch.count {
            bytes.reset()
            bytes.append(UInt8(isLeft ? 0 : 1))
            bytes.append(littleEndian: epoch.rawValue)
            for column in columns { batch.columns[column][row].encode(into: &bytes) }
            views[row] = arena.view(of: bytes.bytes)
        }
        let packed = Column(
            type: .bytea, count: batch.count, values: .bytes(BytesVector(views: views, owners: [arena])))
        let keys = isLeft ? spec.leftKeys : spec.rightKeys
        return Batch(count: batch.count, columns: keys.map { batch.columns[$0] } + [packed])
    }
}

/// A row of one side of a join, still as bytes.
private struct KeptRow {
    let isLeft: Bool
    let epoch: Int64
    let bytes: ArraySlice<UInt8>

    init(_ part: ArraySlice<UInt8>) throws(OperatorError) {
        guard part.count >= SidesPacker.headBytes, let side = part.first, side <= 1 else {
            throw .corrupt("a kept row of a join without its side")
        }
        isLeft = side == 0
        epoch = part.dropFirst().prefix(8).enumerated().reduce(0) { $0 | Int64($1.element) << ($1.offset * 8) }
        bytes = part.dropFirst(SidesPacker.headBytes)
    }
}

extension RowUnpacker {
    /// The pairs with a row that came after an epoch: the input's columns without the bytes, then those of both sides.
    package func pairs(
        _ batch: Batch, after last: Epoch, _ give: (Batch) throws(OperatorError) -> Void
    ) throws(OperatorError) {
        guard case .pairs(let leftCount) = form else { return }
        var list: [Int32] = []
        var rows: [[Scalar]] = []
        func flush() throws(OperatorError) {
            guard !rows.isEmpty else { return }
            let repeated = RowList(Buffer(list), count: list.count)
            var columns = batch.columns.indices.filter { $0 != packed }.map { batch.columns[$0].gathered(repeated) }
            for (index, type) in types.enumerated() {
                columns.append(Column(type: type, scalars: rows.map { $0[index] }))
            }
            let made = Batch(count: rows.count, columns: columns)
            (list, rows) = ([], [])
            try give(made)
        }
        for row in 0..<batch.count {
            guard case .bytes(let bytes) = batch.columns[packed][row] else { continue }
            var (left, right): ([KeptRow], [KeptRow]) = ([], [])
            for part in try PackedRows.parts(of: bytes) {
                let kept = try KeptRow(part)
                if kept.isLeft { left.append(kept) } else { right.append(kept) }
            }
            guard !left.isEmpty, !right.isEmpty else { continue }
            let isNew = right.map { $0.epoch > last.rawValue }
            let hasNew = isNew.contains(true)
            var decoded = [[Scalar]?](repeating: nil, count: right.count)
            for kept in left where hasNew || kept.epoch > last.rawValue {
                let values = try decode(kept.bytes, Array(types.prefix(leftCount)))
                for index in right.indices where isNew[index] || kept.epoch > last.rawValue {
                    var others = decoded[index] ?? []
                    if decoded[index] == nil {
                        others = try decode(right[index].bytes, Array(types.dropFirst(leftCount)))
                        decoded[index] = others
                    }
                    list.append(Int32(row))
                    rows.append(values + others)
                    if rows.count == emitRowsMax { try flush() }
                }
            }
        }
        try flush()
    }

    /// Refuses a key whose rows have become too many to be kept: leaving pairs out would be a wrong answer.
    package func checkPairs(deleted batch: Batch) throws(OperatorError) {
        for row in 0..<batch.count where !batch.columns[packed].validity.isValid(row) {
            throw .unsupported("the rows of one key of a join take more than 64 MiB; SET state_ttl forgets old ones")
        }
    }
}
