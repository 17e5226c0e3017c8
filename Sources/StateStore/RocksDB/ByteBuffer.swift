import Glibc

/// A growable run of raw bytes with one owner.
///
/// Keys, merged values and records are written into it; `reset()` keeps the memory, so a buffer that is used again
/// does not allocate.
package struct ByteBuffer: ~Copyable {
    /// First byte; valid for `capacity` bytes, initialized for `count`.
    @usableFromInline package private(set) var base: UnsafeMutableRawPointer
    /// Bytes in use.
    @usableFromInline package private(set) var count: Int
    /// Bytes that fit before the next growth.
    @usableFromInline package private(set) var capacity: Int

    /// An empty buffer with room for `capacity` bytes.
    package init(capacity: Int = 64) {
        self.capacity = max(capacity, 16)
        self.base = ByteBuffer.allocate(self.capacity)
        self.count = 0
    }

    deinit { free(base) }

    private static func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(size) else { fatalError("out of memory: \(size) bytes") }
        return memory
    }

    /// Forgets the content and keeps the memory.
    @inlinable package mutating func reset() { setCount(0) }

    /// Makes room for `extra` more bytes.
    @inlinable package mutating func reserve(_ extra: Int) {
        if capacity &- count < extra { grow(extra) }
    }

    /// Sets how many bytes are in use; they must have been written. Precondition: `newCount <= capacity`.
    @usableFromInline package mutating func setCount(_ newCount: Int) {
        precondition(newCount >= 0 && newCount <= capacity)
        count = newCount
    }

    @usableFromInline mutating func grow(_ extra: Int) {
        let wanted = max(capacity * 2, count + extra)
        guard let memory = realloc(base, wanted) else { fatalError("out of memory: \(wanted) bytes") }
        base = memory
        capacity = wanted
    }

    /// Appends a copy of `bytes`.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count)
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends an integer, least significant byte first.
    package mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
        let size = MemoryLayout<Value>.size
        reserve(size)
        base.storeBytes(of: value.littleEndian, toByteOffset: count, as: Value.self)
        count += size
    }

    /// Appends `size` bytes of undefined content and gives them to the caller to fill.
    package mutating func appendUninitialized(_ size: Int) -> UnsafeMutableRawBufferPointer {
        reserve(size)
        defer { count += size }
        return UnsafeMutableRawBufferPointer(start: base + count, count: size)
    }

    /// The bytes in use; valid until the next change of the buffer.
    @inlinable package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// The first byte, to change bytes in use where they lie; valid until the buffer grows.
    package var mutableStart: UnsafeMutableRawPointer { mutating get { base } }

    /// A copy of the bytes in use.
    package var array: [UInt8] { Array(bytes) }

    /// Gives the `malloc`ed memory away; the receiver frees it.
    consuming func release() -> (memory: UnsafeMutableRawPointer, count: Int) {
        let result = (base, count)
        discard self
        return result
    }
}
