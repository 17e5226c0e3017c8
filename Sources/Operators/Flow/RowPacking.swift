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

/// Makes rows of their bytes again, each as often as it was counted.
package struct RowUnpacker {
    private let packed: Int
    private let count: Int?
    private let types: [DataType]

    /// - Parameters:
    ///   - packed: the column with the bytes; `count`: the column with how many rows they stand for, nil for one row
    ///     whose bytes begin with its order.
    ///   - types: columns in the bytes.
    package init(packed: Int, count: Int?, types: [DataType]) {
        self.packed = packed
        self.count = count
        self.types = types
    }

    /// The input's columns without those two, then the unpacked ones.
    package func unpack(_ batch: Batch) throws(OperatorError) -> Batch {
        var list: [Int32] = []
        var rows: [[Scalar]] = []
        for row in 0..<batch.count {
            guard case .bytes(let bytes) = batch.columns[packed][row] else {
                throw .corrupt("a kept row without its bytes")
            }
            var copies: Int64 = 1
            if let count, case .int64(let number) = batch.columns[count][row] { copies = number }
            let values = try decode(count == nil ? try withoutOrder(bytes) : bytes[...])
            for _ in 0..<copies {
                list.append(Int32(row))
                rows.append(values)
            }
        }
        let repeated = RowList(Buffer(list), count: list.count)
        var columns: [Column] = []
        for index in batch.columns.indices where index != packed && index != count {
            columns.append(batch.columns[index].gathered(repeated))
        }
        for (index, type) in types.enumerated() { columns.append(Column(type: type, scalars: rows.map { $0[index] })) }
        return Batch(count: rows.count, columns: columns)
    }

    private func withoutOrder(_ bytes: [UInt8]) throws(OperatorError) -> ArraySlice<UInt8> {
        let length = bytes.suffix(4).enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
        guard bytes.count >= 4 + length else { throw .corrupt("a kept row that is shorter than its order") }
        return bytes[length..<(bytes.count - 4)]
    }

    private func decode(_ bytes: ArraySlice<UInt8>) throws(OperatorError) -> [Scalar] {
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
