import Glibc
import StateStore

extension AggregateOperator {
    /// Every group of a window that has not expired, in key order: memory merged with one ordered scan of what lies on
    /// disk. Groups that were only partly in memory are complete afterwards.
    func emitOrdered(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, clockMicros: Int64,
        _ emit: EmitRows
    ) throws(OperatorError) {
        let merge = try OrderedMerge(window, place, channel, operation, clockMicros: clockMicros)
        while try merge.give(rows: emitRowsMax, self, emit) {}
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
