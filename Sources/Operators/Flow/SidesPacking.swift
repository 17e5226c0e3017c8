import StateStore

// A join of rows as they come keeps the rows of both sides in one list for each key, as the groups of an aggregate: so
// they spill, are written with checkpoints and meet on the lane of their key. A row carries the epoch in which it came.
// At the end of an epoch the keys that got a row give out their lists, and a pair comes out when one of its rows is of
// this epoch: each pair once, in the same epoch in every run.
//
// Where the times of a pair are bound (`TimeBound`), the lists are those of a key in a slice of time, which are the
// windows of that aggregate: a slice is forgotten when the watermark has passed all that its rows may be joined with,
// and rows that have found no partner come out then, if the join keeps them.
//
//     key 7    left   epoch 3 (7, tea)      ─┐  epoch 5 gives (7, tea) with (7, 12:00),
//              left   epoch 5 (7, mint)     ─┤  (7, mint) with (7, 11:30) and (7, 12:00);
//              right  epoch 4 (7, 11:30)    ─┤  (7, tea) with (7, 11:30) came in epoch 4
//              right  epoch 5 (7, 12:00)    ─┘

/// Makes bytes of the rows of a join's sides.
package struct SidesPacker {
    /// What became of a batch.
    package struct Result {
        /// The key columns, start and end of the slice where times are bound, and one column of type bytea.
        package let batch: Batch
        /// For each of its rows the row of the input; nil when they are the same.
        package let kept: RowList?
        /// Rows of the input whose time is before the watermark: partners of theirs may be forgotten.
        package let late: [Int]
        /// Rows of the input without an event time, or with an infinite one.
        package let untimed: [Int]
    }

    private let spec: SidesSpec
    /// Side and epoch in front of a row's bytes.
    static let headBytes = 9

    package init(_ spec: SidesSpec) { self.spec = spec }

    /// The rows of one side, those that are late taken out; `watermark` is nil before there is one, and then nothing is
    /// late.
    package func pack(_ batch: Batch, _ side: PairSide, epoch: Epoch, watermark: Int64?) -> Result {
        guard let times = spec.times else {
            let keys = (side == .left ? spec.leftKeys : spec.rightKeys).map { batch.columns[$0] }
            let made = Batch(count: batch.count, columns: keys + [bytes(batch, side, epoch)])
            return Result(batch: made, kept: nil, late: [], untimed: [])
        }
        let column = batch.columns[side == .left ? times.leftTime : times.rightTime]
        guard case .int64(let given) = column.values else { preconditionFailure("an event time that is no timestamp") }
        var (late, untimed): ([Int], [Int]) = ([], [])
        var (rows, starts, ends): ([Int32], [Int64], [Int64]) = ([], [], [])
        for row in 0..<batch.count {
            let time = given.pointer[row]
            guard column.validity.isValid(row), TimeLimits.isTimestamp(time) else {
                untimed.append(row)
                continue
            }
            if let watermark, time < watermark {
                late.append(row)
                continue
            }
            for slice in times.slices(of: time, side) {
                let bounds = times.bounds(of: slice)
                rows.append(Int32(row))
                starts.append(bounds.start)
                ends.append(bounds.end)
            }
        }
        let kept = RowList(Buffer(rows), count: rows.count)
        let keys = (side == .left ? spec.leftKeys : spec.rightKeys).map { batch.columns[$0].gathered(kept) }
        let bounds = [starts, ends].map { Column(type: .timestamptz, count: rows.count, values: .int64(Buffer($0))) }
        let packed = bytes(batch, side, epoch).gathered(kept)
        return Result(
            batch: Batch(count: rows.count, columns: keys + bounds + [packed]), kept: kept, late: late,
            untimed: untimed)
    }

    private func bytes(_ batch: Batch, _ side: PairSide, _ epoch: Epoch) -> Column {
        let arena = Arena()
        let views = Buffer<StringView>(repeating: StringView(), count: batch.count)
        let columns = side == .left ? spec.leftColumns : spec.rightColumns
        var bytes = ByteBuffer(capacity: 256)
        for row in 0..<batch.count {
            bytes.reset()
            bytes.append(UInt8(side == .left ? 0 : 1))
            bytes.append(littleEndian: epoch.rawValue)
            for column in columns { batch.columns[column][row].encode(into: &bytes) }
            views[row] = arena.view(of: bytes.bytes)
        }
        return Column(
            type: .bytea, count: batch.count, values: .bytes(BytesVector(views: views, owners: [arena])))
    }
}

/// What is made of the rows of both sides of a join.
package struct PairsForm: Sendable {
    /// So many columns belong to the left side.
    package let left: Int
    /// Pairs come out; else only rows without a partner do.
    package let givesPairs: Bool
    /// The side whose rows come out without a partner, with NULLs for the other side.
    package let alone: PairSide?
    /// What makes partners of rows with equal keys, over the rows that come out; nil for all of them.
    package let condition: Expression?

    package init(left: Int, givesPairs: Bool = true, alone: PairSide? = nil, condition: Expression? = nil) {
        self.left = left
        self.givesPairs = givesPairs
        self.alone = alone
        self.condition = condition
    }
}

/// A row of one side of a join, still as bytes.
struct KeptRow {
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

    /// The rows of both sides in one value.
    static func rows(_ value: [UInt8]) throws(OperatorError) -> (left: [KeptRow], right: [KeptRow]) {
        var (left, right): ([KeptRow], [KeptRow]) = ([], [])
        for part in try PackedRows.parts(of: value) {
            let kept = try KeptRow(part)
            if kept.isLeft { left.append(kept) } else { right.append(kept) }
        }
        return (left, right)
    }
}
