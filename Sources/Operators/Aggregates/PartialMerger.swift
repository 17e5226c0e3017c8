import StateStore

/// Combines aggregate partials for RocksDB: knows the layout of every table of a job.
package final class PartialMerger: ValueMerger {
    package let name = "millrace.partials.1"
    /// By table number; nil for tables of other things.
    private let codecs: [RowCodec?]

    /// - Parameter layouts: every table that holds aggregates; other tables keep their newest value.
    package init(layouts: [TableID: StateLayout]) {
        let last = layouts.keys.map { Int($0.rawValue) }.max() ?? -1
        codecs = (0..<(last + 1)).map { layouts[TableID(UInt16($0))].map { RowCodec(layout: $0) } }
    }

    package func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        guard key.count >= 2 else { return false }
        let table = Int(UInt16(bigEndian: key.loadUnaligned(as: UInt16.self)))
        guard table < codecs.count, let codec = codecs[table] else {
            result.append(operands[operands.count - 1])
            return true
        }
        let stride = codec.layout.stride
        return withUnsafeTemporaryAllocation(byteCount: stride * 2, alignment: 16) { room in
            guard let rows = room.baseAddress else { return false }
            // What no part knows is not known of the whole.
            rows.head = GroupFlag.isDelta
            (rows + stride).head = 0
            do throws(OperatorError) {
                try merge(codec, existing, operands, rows, into: &result)
                return true
            } catch {
                return false
            }
        }
    }

    /// Folds from the newest to the oldest, so that an expired older part is left out. `rows` has room for two.
    private func merge(
        _ codec: RowCodec, _ existing: UnsafeRawBufferPointer?, _ operands: MergeOperands,
        _ rows: UnsafeMutableRawPointer, into result: inout ByteBuffer
    ) throws(OperatorError) {
        let layout = codec.layout
        let older = rows + layout.stride
        let arena = layout.byteFields.isEmpty ? nil : Arena(blockBytes: 1 << 12)
        let windowStart = try codec.decode(operands[operands.count - 1], into: rows)
        for index in stride(from: operands.count - 2, through: 0, by: -1) {
            _ = try codec.decode(operands[index], into: older)
            layout.combine(into: rows, older: older, arena: arena)
        }
        if let existing {
            _ = try codec.decode(existing, into: older)
            layout.combine(into: rows, older: older, arena: arena)
        }
        codec.encode(rows, windowStart: windowStart, into: &result)
    }
}
