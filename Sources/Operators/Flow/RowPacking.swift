import StateStore

// Rows that must wait for their window to close are kept as groups: grouped by their own bytes, with a count. So they
// spill, are written with checkpoints, and go to the lane that needs them as every aggregate's groups do.
//
//     rows     (7, tea, 3) (7, tea, 3) (8, salt, 1)
//     groups   7 | bytes of (7, tea, 3) | count 2        keys that decide the lane stand before the bytes
//              8 | bytes of (8, salt, 1)| count 1

/// Makes the bytes of rows.
package struct RowPacker {
    private let keys: [Int]
    private let columns: [Int]
    private let order: [RankSpec.Order]

    /// - Parameters:
    ///   - keys: columns that go along as they are, in front.
    ///   - columns: columns that go into the bytes.
    ///   - order: what the bytes sort by; without it they tell rows apart and no more.
    package init(keys: [Int], columns: [Int], order: [RankSpec.Order]) {
        self.keys = keys
        self.columns = columns
        self.order = order
    }

    /// The key columns and one of type bytea.
    package func pack(_ batch: Batch) -> Batch {
        let arena = Arena()
        let views = Buffer<StringView>(repeating: StringView(), count: batch.count)
        var bytes = ByteBuffer(capacity: 256)
        for row in 0..<batch.count {
            bytes.reset()
            let front = order.isEmpty ? [] : OrderKey.encode(order, batch, row)
            front.withUnsafeBytes { bytes.append($0) }
            for column in columns { batch.columns[column][row].encode(into: &bytes) }
            // Behind the row, where it does not take part in the order.
            if !order.isEmpty { bytes.append(littleEndian: UInt32(front.count)) }
            views[row] = arena.view(of: bytes.bytes)
        }
        let packed = Column(
            type: .bytea, count: batch.count, values: .bytes(BytesVector(views: views, owners: [arena])))
        return Batch(count: batch.count, columns: keys.map { batch.columns[$0] } + [packed])
    }
}

/// What a column of packed rows holds.
package enum PackedForm: Sendable {
    /// One row, whose bytes begin with its order.
    case first
    /// A row without an order, and in another column how often it came.
    case counted(Int)
    /// As many rows as the limit at most, each beginning with its order, in `PackedRows`; with a limit of 1 the row
    /// alone. They are numbered from 1 on. The limit is 0 before the plan is whole.
    case numbered(limit: Int)
    /// Rows of both sides of a join in `PackedRows`: see `PairMaker`.
    case pairs(PairsForm)

    /// The column with how often a row came.
    package var count: Int? { if case .counted(let column) = self { column } else { nil } }

    package var isNumbered: Bool { if case .numbered = self { true } else { false } }

    package var isPairs: Bool { if case .pairs = self { true } else { false } }

    /// What is made of the rows of a join's sides.
    package var pairs: PairsForm? { if case .pairs(let form) = self { form } else { nil } }

    /// The same over other columns, and with only these of the packed ones; the caller moves the condition's columns.
    package func moved(_ used: [Int], condition: Expression?, _ column: (Int) -> Int) -> PackedForm {
        switch self {
        case .counted(let count): .counted(column(count))
        case .pairs(let form):
            .pairs(
                PairsForm(
                    left: used.filter { $0 < form.left }.count, givesPairs: form.givesPairs, alone: form.alone,
                    condition: condition))
        case .first, .numbered: self
        }
    }
}

/// Makes rows of their bytes again, each as often as it was counted.
package struct RowUnpacker {
    let packed: Int
    package let form: PackedForm
    let types: [DataType]

    /// - Parameters:
    ///   - packed: the column with the bytes.
    ///   - types: columns in the bytes.
    package init(packed: Int, form: PackedForm, types: [DataType]) {
        self.packed = packed
        self.form = form
        self.types = types
    }

    /// The input's columns without the bytes and the count, then the unpacked ones, then the number of numbered rows.
    ///
    /// For a deletion, numbered rows are those that are not there: from behind the last one to the limit, all NULL.
    package func unpack(_ batch: Batch, isDeletion: Bool = false) throws(OperatorError) -> Batch {
        var list: [Int32] = []
        var rows: [[Scalar]] = []
        let none = [Scalar](repeating: .null, count: types.count)
        for row in 0..<batch.count {
            let found = try self.rows(batch, row)
            if case .numbered(let limit) = form {
                if isDeletion {
                    for number in found.count..<max(limit, found.count) {
                        list.append(Int32(row))
                        rows.append(none + [.int64(Int64(number + 1))])
                    }
                } else {
                    for (index, values) in found.enumerated() {
                        list.append(Int32(row))
                        rows.append(values + [.int64(Int64(index + 1))])
                    }
                }
                continue
            }
            var copies: Int64 = 1
            if let count = form.count, case .int64(let number) = batch.columns[count][row] { copies = number }
            for _ in 0..<copies {
                for values in found {
                    list.append(Int32(row))
                    rows.append(values)
                }
            }
        }
        let repeated = RowList(Buffer(list), count: list.count)
        var columns: [Column] = []
        for index in batch.columns.indices where index != packed && index != form.count {
            columns.append(batch.columns[index].gathered(repeated))
        }
        let made = form.isNumbered ? types + [.bigint] : types
        for (index, type) in made.enumerated() { columns.append(Column(type: type, scalars: rows.map { $0[index] })) }
        return Batch(count: rows.count, columns: columns)
    }

    /// The rows in one value: none in NULL, for a group of no rows.
    private func rows(_ batch: Batch, _ row: Int) throws(OperatorError) -> [[Scalar]] {
        guard case .bytes(let bytes) = batch.columns[packed][row] else { return [] }
        switch form {
        case .pairs: return []
        case .counted: return [try decode(bytes[...], types)]
        case .first, .numbered(limit: 1): return [try decode(try withoutOrder(bytes[...]), types)]
        case .numbered:
            var rows: [[Scalar]] = []
            for part in try PackedRows.parts(of: bytes) { rows.append(try decode(try withoutOrder(part), types)) }
            return rows
        }
    }

    private func withoutOrder(_ bytes: ArraySlice<UInt8>) throws(OperatorError) -> ArraySlice<UInt8> {
        let length = bytes.suffix(4).enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
        guard bytes.count >= 4 + length else { throw .corrupt("a kept row that is shorter than its order") }
        return bytes.dropFirst(length).dropLast(4)
    }

    func decode(_ bytes: ArraySlice<UInt8>, _ types: [DataType]) throws(OperatorError) -> [Scalar] {
        do throws(StoreError) {
            return try bytes.withUnsafeBufferPointer { list throws(StoreError) in
                var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "a kept row")
                var values: [Scalar] = []
                for _ in types { values.append(try Scalar(&reader)) }
                try reader.expectEnd()
                return values
            }
        } catch {
            throw .corrupt("\(error)")
        }
    }
}
