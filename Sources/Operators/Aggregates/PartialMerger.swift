import StateStore

/// Combines aggregate partials for RocksDB: knows the layout of every table of a job.
package final class PartialMerger: ValueMerger {
    package let name = "millrace.partials.1"
    private let layouts: [TableID: StateLayout]

    /// - Parameter layouts: every table that holds aggregates; other tables keep their newest value.
    package init(layouts: [TableID: StateLayout]) {
        self.layouts = layouts
    }

    package func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        guard key.count >= 2 else { return false }
        let table = TableID(UInt16(bigEndian: key.loadUnaligned(as: UInt16.self)))
        guard let layout = layouts[table] else {
            result.append(operands[operands.count - 1])
            return true
        }
        do throws(OperatorError) {
            try merge(layout, existing, operands, into: &result)
            return true
        } catch {
            return false
        }
    }

    /// Folds from the newest to the oldest, so that an expired older part is left out.
    private func merge(
        _ layout: StateLayout, _ existing: UnsafeRawBufferPointer?, _ operands: MergeOperands,
        into result: inout ByteBuffer
    ) throws(OperatorError) {
        let codec = RowCodec(layout: layout)
        let rows = UnsafeMutableRawPointer.allocate(byteCount: layout.stride * 2, alignment: 16)
        defer { rows.deallocate() }
        rows.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride * 2)
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
