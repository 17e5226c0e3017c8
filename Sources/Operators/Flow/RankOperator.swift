import StateStore

/// Numbers the final rows of the windows that close in an epoch, and gives out those that are asked for.
///
/// All rows of a partition come in the epoch in which their window closes, so nothing is kept from one epoch to the
/// next: what is not closed yet is the state of the aggregate below.
package final class RankOperator {
    private struct Row {
        /// The order's columns, then the whole row: a total order that does not depend on when rows came.
        let key: [UInt8]
        /// How many bytes of `key` are the order's columns.
        let orderCount: Int
        let values: [Scalar]
    }

    private let spec: RankSpec
    private let types: [DataType]
    private var partitions: [[UInt8]: [Row]] = [:]

    /// - Parameter types: columns of the input; the output has one more, the number.
    package init(_ spec: RankSpec, types: [DataType]) {
        self.spec = spec
        self.types = types
    }

    /// Takes rows of windows that close now.
    package func take(_ batch: Batch) {
        for index in 0..<batch.count {
            let values = batch.columns.map { $0[index] }
            var key = OrderKey.encode(spec.order, values)
            let orderCount = key.count
            key += RunningKey.encode(values)
            let partition = RunningKey.encode(spec.partition.map { values[$0] })
            partitions[partition, default: []].append(Row(key: key, orderCount: orderCount, values: values))
            if let limit = spec.limit, partitions[partition, default: []].count > max(1_000, 4 * Int(limit)) {
                cut(partition)
            }
        }
    }

    /// Forgets rows that can't be asked for, so that a window's rows are never all in memory.
    private func cut(_ partition: [UInt8]) {
        guard let rows = partitions[partition] else { return }
        let kept = numbered(rows).map(\.row)
        partitions[partition] = kept
    }

    /// Rows in order, each with its number, up to the limit.
    private func numbered(_ rows: [Row]) -> [(row: Row, number: Int64)] {
        let sorted = rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var result: [(row: Row, number: Int64)] = []
        var number: Int64 = 0
        for (index, row) in sorted.enumerated() {
            let isTie =
                index > 0
                && sorted[index - 1].key.prefix(sorted[index - 1].orderCount) == row.key.prefix(row.orderCount)
            switch spec.function {
            case .rowNumber: number = Int64(index + 1)
            case .rank: number = isTie ? number : Int64(index + 1)
            case .denseRank: number = isTie ? number : number + 1
            }
            if let limit = spec.limit, number > limit { break }
            result.append((row, number))
        }
        return result
    }

    /// The end of an epoch: gives out the numbered rows, by partition and number.
    package func finish(_ emit: EmitRows) throws(OperatorError) {
        var rows: [[Scalar]] = []
        for key in partitions.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            for (row, number) in numbered(partitions[key] ?? []) { rows.append(row.values + [.int64(number)]) }
            if rows.count >= emitRowsMax {
                try emitFinal(rows, types + [.bigint], emit)
                rows = []
            }
        }
        partitions = [:]
        try emitFinal(rows, types + [.bigint], emit)
    }
}

/// Gives out rows of scalars as final rows.
func emitFinal(_ rows: [[Scalar]], _ types: [DataType], _ emit: EmitRows) throws(OperatorError) {
    guard !rows.isEmpty else { return }
    let columns = types.enumerated().map { index, type in Column(type: type, scalars: rows.map { $0[index] }) }
    try emit(.final, OutputBatch(operation: .append, batch: Batch(count: rows.count, columns: columns)))
}

/// Bytes that sort as ORDER BY says.
enum OrderKey {
    static func encode(_ order: [RankSpec.Order], _ values: [Scalar]) -> [UInt8] {
        encode(order) { values[$0] }
    }

    static func encode(_ order: [RankSpec.Order], _ batch: Batch, _ row: Int) -> [UInt8] {
        encode(order) { batch.columns[$0][row] }
    }

    private static func encode(_ order: [RankSpec.Order], _ values: (Int) -> Scalar) -> [UInt8] {
        var key: [UInt8] = []
        for item in order {
            let value = values(item.column)
            if case .null = value {
                key.append(item.nullsFirst ? 0 : 2)
                continue
            }
            key.append(1)
            let bytes = RunningKey.encode([value])
            // Encoded values are no prefixes of each other, so their complements sort the other way.
            if item.descending { key += bytes.map { ~$0 } } else { key += bytes }
        }
        return key
    }
}
