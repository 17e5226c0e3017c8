import Glibc
import StateStore

extension AggregateOperator {
    /// Every group of a window that has not expired, in key order but for those that lie in blocks on disk.
    func emitOrdered(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, clockMicros: Int64,
        _ emit: EmitRows
    ) throws(OperatorError) {
        let merge = try merge(window, channel, operation, clockMicros: clockMicros)
        while try merge.give(rows: emitRowsMax, self, emit) {}
    }

    /// A window's groups in memory and on disk together.
    func merge(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, clockMicros: Int64
    ) throws(OperatorError) -> WindowMerge {
        guard packsGroups && window.isEvicted else {
            return .ordered(try OrderedMerge(window, place, channel, operation, clockMicros: clockMicros))
        }
        return .partitioned(try PartitionedMerge(window, self, channel, operation))
    }
}

/// The one way to read a window or the other.
enum WindowMerge {
    case ordered(OrderedMerge)
    case partitioned(PartitionedMerge)

    /// Gives out about so many groups; false when none are left.
    func give(
        rows count: Int, _ aggregate: AggregateOperator, _ emit: EmitRows
    ) throws(OperatorError) -> Bool {
        switch self {
        case .ordered(let merge): try merge.give(rows: count, aggregate, emit)
        case .partitioned(let merge): try merge.give(rows: count, aggregate, emit)
        }
    }

    /// Memory of groups besides the window's.
    var byteCount: Int {
        if case .partitioned(let merge) = self { merge.byteCount } else { 0 }
    }
}

extension UnsafeRawBufferPointer {
    /// Less than 0, 0 or more as these bytes sort before, equal or after others.
    @inline(__always)
    func compared(to other: UnsafeRawBufferPointer) -> Int {
        guard let p = baseAddress, let q = other.baseAddress else { return count - other.count }
        let order = memcmp(p, q, Swift.min(count, other.count))
        return order != 0 ? Int(order) : count - other.count
    }
}
