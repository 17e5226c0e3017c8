extension FunctionTables {
    /// Substrings, trimming, padding and splitting. Pieces point into their text; nothing is copied.
    static var pieces: [Overload] {
        var all: [Overload] = []
        for name in ["substring", "substr"] {
            all += [
                function(name, [.text, .integer], .text, canFail: false) { _ in
                    rows(.text) { (a: StringView, start: Int64, _) -> StringView? in
                        TextKernels.substring(a, start, endAfter: nil)
                    }
                },
                function(name, [.text, .integer, .integer], .text) { _ in
                    rows(.text) { (a: StringView, start: Int64, count: Int64, _) throws(RowFailure) -> StringView? in
                        guard count >= 0 else {
                            throw RowFailure(code: "22011", message: "negative substring length not allowed")
                        }
                        return TextKernels.substring(a, start, endAfter: start + count)
                    }
                },
            ]
        }
        for (name, left, right) in [("ltrim", true, false), ("rtrim", false, true), ("btrim", true, true)] {
            all += trims(name, left, right)
        }
        return all + ends + pads
    }

    private static func trims(_ name: String, _ left: Bool, _ right: Bool) -> [Overload] {
        [
            function(name, [.text], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, _) -> StringView? in TextKernels.trimBlanks(a, left, right) }
            },
            function(name, [.text, .text], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, b: StringView, _) -> StringView? in
                    TextKernels.trimmed(a, of: b, left, right)
                }
            },
        ]
    }

    private static var ends: [Overload] {
        [
            function("left", [.text, .integer], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, n: Int64, _) -> StringView? in TextKernels.left(a, n) }
            },
            function("right", [.text, .integer], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, n: Int64, _) -> StringView? in TextKernels.right(a, n) }
            },
            function("split_part", [.text, .text, .integer], .text) { _ in
                rows(.text) { (a: StringView, b: StringView, n: Int64, _) throws(RowFailure) -> StringView? in
                    guard n != 0 else { throw .invalidParameter("field position must not be zero") }
                    return TextKernels.part(a, b, n)
                }
            },
            function("overlay", [.text, .text, .integer], .text) { _ in
                rows(.text) { (a: StringView, b: StringView, start: Int64, arena) throws(RowFailure) -> StringView? in
                    let count = Int64(b.withUTF8Bytes { Characters.count($0) })
                    return try TextKernels.overlaid(a, b, start, count, arena)
                }
            },
            function("overlay", [.text, .text, .integer, .integer], .text) { _ in
                rows(.text) {
                    (a: StringView, b: StringView, start: Int64, count: Int64, arena) throws(RowFailure) -> StringView?
                    in
                    try TextKernels.overlaid(a, b, start, count, arena)
                }
            },
        ]
    }

    private static var pads: [Overload] {
        [("lpad", true), ("rpad", false)].flatMap { name, atLeft in
            [
                function(name, [.text, .integer], .text) { _ in
                    rows(.text) { (a: StringView, n: Int64, arena) throws(RowFailure) -> StringView? in
                        var blank: UInt8 = 0x20
                        return try TextKernels.padded(a, n, StringView(&blank, count: 1), atLeft, arena)
                    }
                },
                function(name, [.text, .integer, .text], .text) { _ in
                    rows(.text) {
                        (a: StringView, n: Int64, fill: StringView, arena) throws(RowFailure) -> StringView? in
                        try TextKernels.padded(a, n, fill, atLeft, arena)
                    }
                },
            ]
        }
    }
}
