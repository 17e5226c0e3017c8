import Glibc

/// The text of a value, as PostgreSQL's output functions write it.
enum TextForms {
    /// The kernel that writes values of a type.
    static func writer(of type: DataType, _ settings: EvaluationSettings) -> Kernel {
        switch type {
        case .boolean: return rows(.text) { (a: Bool, arena) -> StringView? in arena.view(of: a ? "true" : "false") }
        case .smallint, .integer, .bigint: return rows(.text) { (a: Int64, arena) in integer(a, arena) }
        case .numeric: return rows(.text) { (a: Decimal, arena) in decimal(a, arena) }
        case .double: return rows(.text) { (a: Double, arena) -> StringView? in arena.view(of: FloatText.text(a)) }
        case .real:
            return rows(.text) { (a: Double, arena) -> StringView? in arena.view(of: FloatText.text(real: Float(a))) }
        case .uuid: return rows(.text) { (a: StringView, arena) in uuid(a, arena) }
        case .bytea: return rows(.text) { (a: StringView, arena) in bytea(a, arena) }
        case .date, .timestamp, .timestamptz, .interval: return timeWriter(of: type, settings)
        case .jsonb: return rows(.text) { (a: StringView, arena) in JSONBText.normalized(a, arena) }
        case .text, .unknown, .array, .record:
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

/// Floats as the shortest text that reads back as the same value, in PostgreSQL's layout.
enum FloatText {
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        return layout(value.description, scientificFrom: 15)
    }

    static func text(real value: Float) -> String {
        if !value.isFinite || value == 0 { return text(Double(value)) }
        return layout(value.description, scientificFrom: 6)
    }

    /// Digits and exponent of Swift's shortest form, written with an exponent below -4 and from `scientificFrom` on.
    private static func layout(_ shortest: String, scientificFrom: Int) -> String {
        var digits: [UInt8] = []
        var exponent = 0
        var pointAt: Int?
        var bytes = shortest.utf8[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes = bytes.dropFirst() }
        if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(shortest[shortest.index(after: mark)...]) ?? 0
            bytes = bytes[..<mark]
        }
        for byte in bytes {
            if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte) }
        }
        exponent += (pointAt ?? digits.count) - 1
        while digits.count > 1, digits.first == 48 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == 48 { digits.removeLast() }
        let body = String(decoding: digits, as: UTF8.self)
        return (negative ? "-" : "") + placed(body, exponent, scientificFrom)
    }

    private static func placed(_ digits: String, _ exponent: Int, _ scientificFrom: Int) -> String {
        if exponent < -4 || exponent >= scientificFrom {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let size = String(abs(exponent))
            return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size.count < 2 ? "0" + size : size)"
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = exponent + 1
        if digits.count <= whole { return digits + String(repeating: "0", count: whole - digits.count) }
        return "\(digits.prefix(whole)).\(digits.dropFirst(whole))"
    }
}
