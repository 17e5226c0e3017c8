/// The values of an argument: a whole column, or one value for all rows.
struct Input<Element: BitwiseCopyable> {
    let pointer: UnsafePointer<Element>
    /// 1 for a column, 0 for one value.
    let step: Int

    @inline(__always)
    init(_ buffer: Buffer<Element>, step: Int) {
        pointer = UnsafePointer(buffer.pointer)
        self.step = step
    }

    @inline(__always)
    subscript(_ row: Int) -> Element { pointer[row &* step] }
}
