import StateStore

/// Numbers the final rows of the windows that close in an epoch, and gives out those that are asked for; the same for
/// readers of every group, and by `changes` for readers of changes.
///
/// All final rows of a partition come in the epoch in which their window closes, so nothing is kept from one epoch to
/// the next: what is not closed yet is the state of the aggregate below.
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
    private var final: [[UInt8]: [Row]] = [:]
    private var all: [[UInt8]: [Row]] = [:]
    /// Numbers rows that change; nil where nobody reads them.
    package let changes: RankChanges?

    /// - Parameter types: columns of the input; the output has one more, the number.
    package init(_ spec: RankSpec, types: [DataType]) {
        self.spec = spec
        self.types = types
        changes = spec.changes.map { RankChanges(spec, $0, types: types) }
    }

    /// Takes rows of windows that close now, of every group, or rows that changed.
    package func take(_ channel: EmitChannel, _ output: OutputBatch) {
        switch channel {
        case .final: take(output.batch, &final)
        case .all: take(output.batch, &all)
        case .changes: changes?.take(output)
        }
    }

    private func take(_ batch: Batch, _ partitions: inout [[UInt8]: [Row]]) {
        for index in 0..<batch.count {
            let values = batch.columns.map { $0[index] }
            var key = OrderKey.encode(spec.order, values)
            let orderCount = key.count
            key += RunningKey.encode(values)
            let partition = RunningKey.encode(spec.partition.map { values[$0] })
            partitions[partition, default: []].append(Row(key: key, orderCount: orderCount, values: values))
            guard let limit = spec.limit, let rows = partitions[partition], rows.count > max(1_000, 4 * Int(limit))
            else { continue }
            // Rows that can't be asked for are forgotten, so that a window's rows are never all in memory.
            partitions[partition] = numbered(rows).map(\.row)
        }
    }

    /// Rows in order, each with its number, up to the limit.
    private func numbered(_ rows: [Row]) -> [(row: Row, number: Int64)] {
        let sorted = rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var result: [(row: Row, number: Int64)] = []
        var numbers = RankNumbers(spec)
        for (index, row) in sorted.enumerated() {
            let isTie =
                index > 0
                && sorted[index - 1].key.prefix(sorted[index - 1].orderCount) == row.key.prefix(row.orderCount)
            guard let number = numbers.next(isTie: isTie) else { break }
            result.append((row, number))
        }
        return result
    }

    /// The end of an epoch: gives out the numbered rows, by partition and number.
    package func finish(_ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        try finish(&all, .all, .replaceAll, emit)
        try finish(&final, .final, .append, emit)
        try changes?.finish(order, emit)
    }

    private func finish(
        _ partitions: inout [[UInt8]: [Row]], _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        var rows: [[Scalar]] = []
        for key in partitions.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            for (row, number) in numbered(partitions[key] ?? []) { rows.append(row.values + [.int64(number)]) }
            if rows.count >= emitRowsMax {
                try giveRows(rows, types + [.bigint], channel, operation, emit)
                rows = []
            }
        }
        partitions = [:]
        try giveRows(rows, types + [.bigint], channel, operation, emit)
    }
}

/// Gives out rows of scalars as final rows.
func emitFinal(_ rows: [[Scalar]], _ types: [DataType], _ emit: EmitRows) throws(OperatorError) {
    try giveRows(rows, types, .final, .append, emit)
}

/// Gives out rows of scalars.
func giveRows(
    _ rows: [[Scalar]], _ types: [DataType], _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
) throws(OperatorError) {
    for start in stride(from: 0, to: rows.count, by: emitRowsMax) {
        let part = rows[start..<min(start + emitRowsMax, rows.count)]
        let columns = types.enumerated().map { index, type in Column(type: type, scalars: part.map { $0[index] }) }
        try emit(channel, OutputBatch(operation: operation, batch: Batch(count: part.count, columns: columns)))
    }
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
