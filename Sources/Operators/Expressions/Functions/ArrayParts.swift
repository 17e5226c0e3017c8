extension FunctionTables {
    /// Parts of arrays: `array[from:to]`, `trim_array`.
    static var arrayParts: [PolymorphicFunction] {
        [
            // The name is the catalogue's own: the grammar gives it.
            fact("[:]", [.integer, .integer], nil, canFail: true) { site in
                rows(site.function.result) {
                    (array: StringView, from: Int64, to: Int64, arena) throws(RowFailure) -> StringView? in
                    let all = try ArrayKernels.ranges(array)
                    let first = max(from, 1) - 1
                    let last = min(to, Int64(all.count))
                    return ArrayKernels.part(array, first < last ? all[Int(first)..<Int(last)] : [], arena)
                }
            },
            fact("trim_array", [.integer], nil, canFail: true) { site in
                rows(site.function.result) {
                    (array: StringView, count: Int64, arena) throws(RowFailure) -> StringView? in
                    let all = try ArrayKernels.ranges(array)
                    guard (0...Int64(all.count)).contains(count) else {
                        throw RowFailure(
                            code: "2202E", message: "number of elements to trim must be between 0 and \(all.count)")
                    }
                    return ArrayKernels.part(array, all.dropLast(Int(count)), arena)
                }
            },
        ]
    }
}

extension ArrayKernels {
    /// An array of some elements of another.
    static func part(_ array: StringView, _ ranges: ArraySlice<Range<Int>>, _ arena: Arena) -> StringView {
        var out: [UInt8] = [UInt8(ascii: "[")]
        append(ranges, of: array, to: &out)
        out.append(UInt8(ascii: "]"))
        return out.withUnsafeBytes { arena.view(of: $0) }
    }
}
