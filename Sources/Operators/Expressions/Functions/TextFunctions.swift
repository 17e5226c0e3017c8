extension FunctionTables {
    /// Lengths, case, and the parts of a text.
    static var textFunctions: [Overload] {
        lengths + changes + pieces + [
            symbol("||", [.text, .text], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, b: StringView, arena) -> StringView? in TextKernels.join(a, b, arena) }
            },
            symbol("||", [.bytea, .bytea], .bytea, canFail: false) { _ in
                rows(.bytea) { (a: StringView, b: StringView, arena) -> StringView? in TextKernels.join(a, b, arena) }
            },
            symbol("^@", [.text, .text], .boolean, canFail: false) { _ in startsWith },
            function("starts_with", [.text, .text], .boolean, canFail: false) { _ in startsWith },
        ]
    }

    private static var startsWith: Kernel {
        rows(.boolean) { (a: StringView, b: StringView, _) -> Bool? in
            a.count >= b.count && StringView.equal(a.slice(0, b.count), b)
        }
    }

    private static var lengths: [Overload] {
        let characters: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (a: StringView, _) -> Int64? in Int64(a.withUTF8Bytes { Characters.count($0) }) }
        }
        let bytes: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (a: StringView, _) -> Int64? in Int64(a.count) }
        }
        let position: @Sendable (CallSite) -> Kernel = { _ in
            rows(.integer) { (a: StringView, b: StringView, _) -> Int64? in TextKernels.position(of: b, in: a) }
        }
        return [
            function("length", [.text], .integer, canFail: false, characters),
            function("char_length", [.text], .integer, canFail: false, characters),
            function("character_length", [.text], .integer, canFail: false, characters),
            function("length", [.bytea], .integer, canFail: false, bytes),
            function("octet_length", [.text], .integer, canFail: false, bytes),
            function("octet_length", [.bytea], .integer, canFail: false, bytes),
            function("bit_length", [.text], .integer, canFail: false) { _ in
                rows(.integer) { (a: StringView, _) -> Int64? in Int64(a.count) * 8 }
            },
            function("position", [.text, .text], .integer, canFail: false, position),
            function("strpos", [.text, .text], .integer, canFail: false, position),
            function("ascii", [.text], .integer, canFail: false) { _ in
                rows(.integer) { (a: StringView, _) -> Int64? in
                    a.count == 0 ? 0 : a.withUTF8Bytes { Int64(Characters.decode($0, at: 0).scalar) }
                }
            },
        ]
    }

    private static func changed(
        _ name: String, _ change: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> [UInt8]
    ) -> Overload {
        function(name, [.text], .text, canFail: false) { _ in
            rows(.text) { (a: StringView, arena) -> StringView? in
                a.withUTF8Bytes { change($0) }.withUnsafeBytes { arena.view(of: $0) }
            }
        }
    }

    private static func caseChange(_ name: String, _ target: CaseMapping.Target) -> Overload {
        function(name, [.text], .text, canFail: false) { _ in
            rows(.text) { (a: StringView, arena) -> StringView? in
                if let plain = CaseMapping.mappedASCII(a, target, arena) { return plain }
                return a.withUTF8Bytes { CaseMapping.mapped($0, target) }.withUnsafeBytes { arena.view(of: $0) }
            }
        }
    }

    private static var changes: [Overload] {
        [
            caseChange("lower", .lower), caseChange("upper", .upper),
            changed("initcap") { CaseMapping.initialCapitals($0) },
            changed("reverse") { TextKernels.reversed($0) },
            changed("md5") { TextKernels.hexadecimal(MD5.hash($0)) },
            changed("quote_literal") { TextKernels.quoted($0, UInt8(ascii: "'")) },
            function("md5", [.bytea], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, arena) -> StringView? in
                    a.withUTF8Bytes { TextKernels.hexadecimal(MD5.hash($0)) }.withUnsafeBytes { arena.view(of: $0) }
                }
            },
            function("to_hex", [.integer], .text, canFail: false) { _ in
                rows(.text) { (a: Int64, arena) -> StringView? in
                    arena.view(of: String(UInt32(truncatingIfNeeded: a), radix: 16))
                }
            },
            function("to_hex", [.bigint], .text, canFail: false) { _ in
                rows(.text) { (a: Int64, arena) -> StringView? in
                    arena.view(of: String(UInt64(bitPattern: a), radix: 16))
                }
            },
            function("chr", [.integer], .text) { _ in
                rows(.text) { (a: Int64, arena) throws(RowFailure) -> StringView? in
                    try TextKernels.character(a, arena)
                }
            },
            function("repeat", [.text, .integer], .text) { _ in
                rows(.text) { (a: StringView, n: Int64, arena) throws(RowFailure) -> StringView? in
                    try TextKernels.repeated(a, n, arena)
                }
            },
            function("replace", [.text, .text, .text], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, b: StringView, c: StringView, arena) -> StringView? in
                    TextKernels.replaced(a, b, c, arena)
                }
            },
            function("translate", [.text, .text, .text], .text, canFail: false) { _ in
                rows(.text) { (a: StringView, b: StringView, c: StringView, arena) -> StringView? in
                    TextKernels.translated(a, b, c, arena)
                }
            },
        ]
    }
}
