import Glibc

/// The text of a value, as PostgreSQL's output functions write it.
enum TextForms {
    /// The kernel that writes values of a type.
    static func writer(of type: DataType, _ settings: EvaluationSettings) -> Kernel {
        switch type {
        case .boolean: return rows(.text) { (a: Bool, arena) -> StringView? in arena.view(of: a ? "true" : "false") }
        case .smallint, .integer, .bigint: return rows(.text) { (a: Int64, arena) in integer(a, arena) }
        case .numeric: return rows(.text) { (a: Decimal, arena) in decimal(a, arena) }
        case .double:
            return rows(.text) { (a: Double, arena) -> StringView? in
                arena.view(of: FloatingText.text(a, isReal: false))
            }
        case .real:
            return rows(.text) { (a: Double, arena) -> StringView? in
                arena.view(of: FloatingText.text(a, isReal: true))
            }
        case .uuid: return rows(.text) { (a: StringView, arena) in uuid(a, arena) }
        case .bytea: return rows(.text) { (a: StringView, arena) in bytea(a, arena) }
        case .date, .timestamp, .timestamptz, .interval: return timeWriter(of: type, settings)
        case .jsonb: return rows(.text) { (a: StringView, arena) in JSONBText.normalized(a, arena) }
        case .array(let element):
            return rows(.text) { (a: StringView, arena) in ArrayLiteral.text(a, element, arena) }
        case .text, .unknown, .record:
            return {
                Column(
                    type: .text, count: $0.count, values: $0.operands[0].column.values,
                    validity: $0.operands[0].column.validity)
            }
        }
    }

    static func integer(_ value: Int64, _ arena: Arena) -> StringView? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var at = 20
            var rest = value.magnitude
            repeat {
                at -= 1
                buffer[at] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                at -= 1
                buffer[at] = UInt8(ascii: "-")
            }
            return arena.view(of: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[at...]))
        }
    }

    static func decimal(_ value: Decimal, _ arena: Arena) -> StringView? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Decimal.textBytesMax) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            return arena.view(of: UnsafeRawBufferPointer(start: base, count: value.write(to: base)))
        }
    }

    /// `8-4-4-4-12` hexadecimal digits.
    static func uuid(_ value: StringView, _ arena: Arena) -> StringView? {
        value.withUTF8Bytes { bytes in
            let out = arena.bytes(36)
            var at = 0
            for index in 0..<min(16, bytes.count) {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    out[at] = UInt8(ascii: "-")
                    at += 1
                }
                out[at] = hexDigit(bytes[index] >> 4)
                out[at + 1] = hexDigit(bytes[index] & 15)
                at += 2
            }
            return StringView(out, count: at)
        }
    }

    /// `\x` and two hexadecimal digits for each byte.
    static func bytea(_ value: StringView, _ arena: Arena) -> StringView? {
        value.withUTF8Bytes { bytes in
            let out = arena.bytes(2 + 2 * bytes.count)
            out[0] = UInt8(ascii: "\\")
            out[1] = UInt8(ascii: "x")
            for index in bytes.indices {
                out[2 + 2 * index] = hexDigit(bytes[index] >> 4)
                out[3 + 2 * index] = hexDigit(bytes[index] & 15)
            }
            return StringView(out, count: 2 + 2 * bytes.count)
        }
    }

    @inline(__always)
    static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }
}

extension Arena {
    /// `count` bytes as UTF-8 to be written.
    @inline(__always)
    func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        allocate(count).bindMemory(to: UInt8.self, capacity: Swift.max(1, count))
    }
}
