import Glibc

/// A fixed block of plain values, 64-byte aligned, shared by reference: filled once by its maker, read-only after.
///
/// Columns hold buffers and not arrays so that a decoder can write many of them at once through stable pointers, and so
/// that reading one costs neither a uniqueness check nor a retain.
package final class Buffer<Element: BitwiseCopyable> {
    /// The first value; valid as long as the buffer lives.
    package let pointer: UnsafeMutablePointer<Element>
    /// How many values fit.
    package let capacity: Int

    /// Room for `capacity` values, not initialised.
    package init(capacity: Int) {
        self.capacity = capacity
        let bytes = Swift.max(64, capacity * MemoryLayout<Element>.stride)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        pointer = raw.bindMemory(to: Element.self, capacity: Swift.max(1, capacity))
    }

    /// A buffer of `count` equal values.
    package convenience init(repeating value: Element, count: Int) {
        self.init(capacity: count)
        pointer.update(repeating: value, count: count)
    }

    /// A copy of an array's values.
    package convenience init(_ values: [Element]) {
        self.init(capacity: values.count)
        values.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            pointer.update(from: base, count: source.count)
        }
    }

    deinit {
        UnsafeMutableRawPointer(pointer).deallocate()
    }

    /// One value; `index` must be below the number of values filled.
    @inline(__always)
    package subscript(_ index: Int) -> Element {
        get { pointer[index] }
        set { pointer[index] = newValue }
    }

    /// The first `count` values.
    @inline(__always)
    package func prefix(_ count: Int) -> UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: pointer, count: count)
    }
}
