/// Encodes one key after another into memory that it keeps; does not allocate once it has grown to the largest key.
package struct KeyWriter: ~Copyable {
    private var buffer: ByteBuffer

    /// An empty writer.
    package init(capacity: Int = 256) { buffer = ByteBuffer(capacity: capacity) }

    /// The bytes written since `reset()`; valid until the next write.
    package var bytes: UnsafeRawBufferPointer { buffer.bytes }

    /// Starts a new key.
    package mutating func reset() { buffer.reset() }

    /// Starts a new state key: table, window end, key group; the group key's columns follow.
    package mutating func reset(to prefix: StateKey.Prefix) {
        buffer.reset()
        write(StateKey.prefixSize) { prefix.write(at: &$0) }
    }

    /// Starts the key of a block of groups: part `part` of what run `run` has of a key group.
    package mutating func reset(toBlock prefix: StateKey.Prefix, run: UInt32, part: UInt32) {
        reset(to: prefix)
        buffer.append(StateKey.blockMarker)
        buffer.append(littleEndian: run.byteSwapped)
        buffer.append(littleEndian: part.byteSwapped)
    }

    @inline(__always)
    private mutating func write(_ sizeMax: Int, _ body: (inout UnsafeMutableRawPointer) -> Void) {
        buffer.reserve(sizeMax)
        let start = buffer.base + buffer.count
        var cursor = start
        body(&cursor)
        buffer.setCount(buffer.count + (cursor - start))
    }

    /// Appends bytes as they are: an already encoded group key.
    package mutating func appendEncoded(_ bytes: UnsafeRawBufferPointer) { buffer.append(bytes) }

    /// Appends a NULL column.
    package mutating func writeNull() { write(1) { KeyEncoding.writeNull(at: &$0) } }

    /// Appends a boolean column.
    package mutating func writeBool(_ value: Bool) { write(2) { KeyEncoding.writeBool(value, at: &$0) } }

    /// Appends an integer column.
    package mutating func writeInt64(_ value: Int64) { write(9) { KeyEncoding.writeInt64(value, at: &$0) } }

    /// Appends a floating-point column.
    package mutating func writeDouble(_ value: Double) { write(9) { KeyEncoding.writeDouble(value, at: &$0) } }

    /// Appends a bytes or text column.
    package mutating func writeBytes(_ value: UnsafeRawBufferPointer) {
        write(KeyEncoding.bytesSizeMax(value.count)) { KeyEncoding.writeBytes(value, at: &$0) }
    }

    /// Appends a decimal column.
    package mutating func writeDecimal(coefficient: Int128, scale: UInt8) {
        write(KeyEncoding.decimalSizeMax) {
            KeyEncoding.writeDecimal(coefficient: coefficient, scale: scale, at: &$0)
        }
    }
}
