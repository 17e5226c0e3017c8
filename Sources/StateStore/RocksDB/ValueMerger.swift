/// Combines the partial values of one key; registered with RocksDB as its merge operator.
///
/// Called from any thread, also from RocksDB's own. Laws: combining is associative; combining some operands without an
/// existing value gives an operand again; a lone operand is already the value.
package protocol ValueMerger: Sendable {
    /// Written into the state's options; a change of meaning needs a new name.
    var name: String { get }

    /// Writes the combination of `existing` (older) and `operands` (oldest first) to `result`, which is empty.
    ///
    /// Returns false when the bytes make no sense; the reader then gets `StoreError.corruption`.
    func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool

    /// Calls `body` with the group key and the value of each group in a block; see `StateKey`. Each value is an operand
    /// of what else there is of its group. The buffers given to `body` are valid only during the call.
    ///
    /// Returns false when it is not known what the block holds; throws when its bytes make no sense.
    func unpack(
        key: UnsafeRawBufferPointer, block: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) -> Bool
}

extension ValueMerger {
    /// Blocks are not known.
    package func unpack(
        key: UnsafeRawBufferPointer, block: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) -> Bool { false }
}

/// The operands of one merge, oldest first; valid only during the call.
package struct MergeOperands {
    private let pointers: UnsafePointer<UnsafePointer<CChar>?>
    private let lengths: UnsafePointer<Int>
    /// How many operands there are; at least one.
    package let count: Int

    init(pointers: UnsafePointer<UnsafePointer<CChar>?>, lengths: UnsafePointer<Int>, count: Int) {
        self.pointers = pointers
        self.lengths = lengths
        self.count = count
    }

    /// The bytes of operand `index`.
    package subscript(index: Int) -> UnsafeRawBufferPointer {
        precondition(index >= 0 && index < count)
        return UnsafeRawBufferPointer(start: pointers[index], count: lengths[index])
    }
}

/// Keeps the newest operand: for tables whose values are replaced as a whole.
package struct LastValueMerger: ValueMerger {
    package let name = "millrace.last"

    package init() {}

    package func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        result.append(operands[operands.count - 1])
        return true
    }
}
