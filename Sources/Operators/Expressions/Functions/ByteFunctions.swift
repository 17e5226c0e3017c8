extension FunctionTables {
    /// bytea and its text encodings.
    static var byteFunctions: [Overload] {
        [
            function("encode", [.bytea, .text], .text) { _ in
                rows(.text) { (bytes: StringView, format: StringView, arena) throws(RowFailure) -> StringView? in
                    try Encodings.encoded(bytes, format.string, arena)
                }
            },
            function("decode", [.text, .text], .bytea) { _ in
                rows(.bytea) { (text: StringView, format: StringView, arena) throws(RowFailure) -> StringView? in
                    try Encodings.decoded(text, format.string, arena)
                }
            },
            function("convert_from", [.bytea, .text], .text) { _ in
                rows(.text) { (bytes: StringView, name: StringView, _) throws(RowFailure) -> StringView? in
                    try Encodings.requireUTF8(name)
                    guard bytes.withUTF8Bytes({ String(validating: $0, as: UTF8.self) != nil && !$0.contains(0) })
                    else {
                        throw RowFailure(code: "22021", message: "invalid byte sequence for encoding \"UTF8\"")
                    }
                    return bytes
                }
            },
            function("convert_to", [.text, .text], .bytea) { _ in
                rows(.bytea) { (text: StringView, name: StringView, _) throws(RowFailure) -> StringView? in
                    try Encodings.requireUTF8(name)
                    return text
                }
            },
            function("get_byte", [.bytea, .integer], .integer) { _ in
                rows(.integer) { (bytes: StringView, index: Int64, _) throws(RowFailure) -> Int64? in
                    guard index >= 0, index < bytes.count else {
                        throw RowFailure(
                            code: "2202E", message: "index \(index) out of valid range, 0..\(bytes.count - 1)")
                    }
                    return bytes.withUTF8Bytes { Int64($0[Int(index)]) }
                }
            },
        ]
    }
}
