/// Numbers rows that change: groups of windows that are open, or of no window. At the end of an epoch it gives out the
/// rows whose values or numbers have changed, and takes away those that are beyond the limit now.
///
/// ```
///  limit 2    sinks have   ann 1   bob 1            ties come and go together
///  cid 9 comes             cid 1   ann 2   bob 2    upsert cid, ann, bob
///  dan 7 comes             cid 1   dan 2            delete ann, bob; upsert dan
/// ```
///
/// All rows of open windows are in memory. Nothing is written with a checkpoint, when all changes have been given out:
/// after a restart the aggregate below gives its open groups again, and what sinks have of them follows.
package final class RankChanges {
    private struct Row {
        /// What ORDER BY says, and behind it what tells equal rows apart.
        let order: [UInt8]
        let tie: [UInt8]
        let values: [Scalar]

        func precedes(_ other: Row) -> Bool {
            order == other.order
                ? tie.lexicographicallyPrecedes(other.tie) : order.lexicographicallyPrecedes(other.order)
        }
    }

    private struct Partition {
        /// By their keys.
        var rows: [[UInt8]: Row] = [:]
        /// What sinks have, number included.
        var shown: [[UInt8]: [Scalar]] = [:]
        /// Keys of rows whose values may have changed.
        var touched: Set<[UInt8]> = []
        /// Its window's end.
        var end: Int64?
    }

    private let spec: RankSpec
    private let changes: RankSpec.Changes
    private let types: [DataType]
    private var partitions: [[UInt8]: Partition] = [:]
    private var changed: Set<[UInt8]> = []
    /// The partition of each row, by key; empty where the key says it.
    private var homes: [[UInt8]: [UInt8]] = [:]
    private let keyTellsPartition: Bool

    init(_ spec: RankSpec, _ changes: RankSpec.Changes, types: [DataType]) {
        self.spec = spec
        self.changes = changes
        self.types = types
        keyTellsPartition = Set(spec.partition).isSubset(of: changes.keys)
    }

    /// Rows that are held.
    package var rowCount: Int { partitions.values.reduce(0) { $0 + $1.rows.count } }

    /// Takes rows that the aggregate gives out or takes away; of the latter only the keys count.
    package func take(_ output: OutputBatch) {
        for index in 0..<output.batch.count {
            let values = output.batch.columns.map { $0[index] }
            let key = RunningKey.encode(changes.keys.map { values[$0] })
            let partition = RunningKey.encode(spec.partition.map { values[$0] })
            if output.operation == .delete {
                remove(key, from: keyTellsPartition ? partition : homes.removeValue(forKey: key))
                continue
            }
            if !keyTellsPartition, let old = homes.updateValue(partition, forKey: key), old != partition {
                remove(key, from: old)
            }
            let row = Row(
                order: OrderKey.encode(spec.order, values), tie: RunningKey.encode(values), values: values)
            partitions[partition, default: Partition()].rows[key] = row
            partitions[partition]?.touched.insert(key)
            if let column = changes.windowEnd, case .int64(let end) = values[column] {
                partitions[partition]?.end = end
            }
            changed.insert(partition)
        }
    }

    private func remove(_ key: [UInt8], from partition: [UInt8]?) {
        guard let partition, partitions[partition]?.rows.removeValue(forKey: key) != nil else { return }
        changed.insert(partition)
    }

    /// Ends a priming: what was taken since the start is what sinks have already.
    package func primed() {
        for partition in changed {
            partitions[partition]?.shown = numbered(partition).reduce(into: [:]) { $0[$1.key] = $1.values }
            partitions[partition]?.touched = []
        }
        changed = []
    }

    /// The end of an epoch, after all of the aggregate's changes were taken; windows that are over are forgotten.
    package func finish(_ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        var gone: [[Scalar]] = []
        var news: [[Scalar]] = []
        for partition in changed.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let old = partitions[partition] else { continue }
            var shown: [[UInt8]: [Scalar]] = [:]
            for (key, values) in numbered(partition) {
                shown[key] = values
                let isSame = old.shown[key].map { number(of: $0) == number(of: values) } ?? false
                if !isSame || old.touched.contains(key) { news.append(values) }
            }
            let left = old.shown.filter { shown[$0.key] == nil }
            gone += left.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
            partitions[partition]?.shown = shown
            partitions[partition]?.touched = []
        }
        changed = []
        forgetClosed(order)
        try give(gone, .delete, emit)
        try give(news, .upsert, emit)
    }

    private func number(of values: [Scalar]) -> Int64? {
        if case .int64(let number)? = values.last { number } else { nil }
    }

    private func forgetClosed(_ order: EmitOrder) {
        let isEmpty = { (partition: Partition) in partition.rows.isEmpty && partition.shown.isEmpty }
        guard changes.windowEnd != nil else {
            partitions = partitions.filter { !isEmpty($0.value) }
            return
        }
        for (key, partition) in partitions {
            let isOver = partition.end.map { end in order.watermarkMicros.map { end <= $0 } ?? false } ?? false
            guard order.endOfInput || isOver || isEmpty(partition) else { continue }
            partitions[key] = nil
            if !keyTellsPartition { for row in partition.rows.keys { homes[row] = nil } }
        }
    }

    /// The rows of a partition up to the limit, in order, with their numbers behind their values.
    private func numbered(_ partition: [UInt8]) -> [(key: [UInt8], values: [Scalar])] {
        guard let rows = partitions[partition]?.rows else { return [] }
        var first = Array(rows)
        if let last = lastOrder(rows) { first.removeAll { last.lexicographicallyPrecedes($0.value.order) } }
        first.sort { $0.value.precedes($1.value) }
        var numbers = RankNumbers(spec)
        var result: [(key: [UInt8], values: [Scalar])] = []
        for (index, entry) in first.enumerated() {
            let isTie = index > 0 && first[index - 1].value.order == entry.value.order
            guard let number = numbers.next(isTie: isTie) else { break }
            result.append((entry.key, entry.value.values + [.int64(number)]))
        }
        return result
    }

    /// The order of the last row that a limit can let through; nil where rows are not so many that it is worth while.
    private func lastOrder(_ rows: [[UInt8]: Row]) -> [UInt8]? {
        guard let limit = spec.limit, limit > 0, rows.count / 4 > limit else { return nil }
        // The smallest so far, rising.
        var first: [[UInt8]] = []
        for row in rows.values {
            if first.count == limit, let last = first.last, !row.order.lexicographicallyPrecedes(last) { continue }
            var low = 0
            var high = first.count
            while low < high {
                let middle = (low + high) / 2
                if first[middle].lexicographicallyPrecedes(row.order) { low = middle + 1 } else { high = middle }
            }
            if spec.function == .denseRank && low < first.count && first[low] == row.order { continue }
            first.insert(row.order, at: low)
            if first.count > limit { first.removeLast() }
        }
        return first.last
    }

    private func give(_ rows: [[Scalar]], _ operation: RowOperation, _ emit: EmitRows) throws(OperatorError) {
        try giveRows(rows, types + [.bigint], .changes, operation, emit)
    }
}

/// Counts as a function of ranks does.
struct RankNumbers {
    private let spec: RankSpec
    private var index: Int64 = 0
    private var number: Int64 = 0

    init(_ spec: RankSpec) {
        self.spec = spec
    }

    /// The number of the next row, which may be equal in the order to the one before; nil beyond the limit.
    mutating func next(isTie: Bool) -> Int64? {
        index += 1
        switch spec.function {
        case .rowNumber: number = index
        case .rank: number = isTie ? number : index
        case .denseRank: number = isTie ? number : number + 1
        }
        if let limit = spec.limit, number > limit { return nil }
        return number
    }
}
