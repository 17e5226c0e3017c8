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

    /// The codec of the table that a key belongs to.
    private func codec(_ key: UnsafeRawBufferPointer) -> RowCodec? {
        let table = Int(UInt16(bigEndian: key.loadUnaligned(as: UInt16.self)))
        return table < codecs.count ? codecs[table] : nil
    }

    package func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        guard key.count >= 2 else { return false }
        guard let codec = codec(key) else {
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

    package func unpack(
        key: UnsafeRawBufferPointer, block: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) -> Bool {
        guard let codec = codec(key) else { return false }
        var room = ByteBuffer(capacity: block.count)
        var writer = KeyWriter()
        var value = ByteBuffer(capacity: 256)
        do throws(OperatorError) {
            let block = try GroupBlock(block, codec.layout, in: &room)
            for index in 0..<block.count {
                let row = block.rows + index * codec.layout.stride
                // It is not all that there is of its group.
                row.set(GroupFlag.isDelta)
                writer.reset()
                codec.layout.encodeKey(row, into: &writer)
                value.reset()
                codec.encode(row, windowStart: block.windowStart, into: &value)
                body(writer.bytes, value.bytes)
            }
        } catch {
            throw .corruption("\(error)")
        }
        return true
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
