/// Functions that build a new text.
extension TextKernels {
    /// Longest text that a function makes, in bytes; PostgreSQL's bound is 1 GiB.
    static let bytesMax = 1 << 26

    static let tooLong = RowFailure(code: "54000", message: "requested length too large")

    /// Each character of `from` becomes the one at its place in `to`, or goes.
    static func translated(_ text: StringView, _ from: StringView, _ to: StringView, _ arena: Arena) -> StringView {
        let source = from.string.unicodeScalars
        let target = Array(to.string.unicodeScalars)
        var map: [Unicode.Scalar: Unicode.Scalar?] = [:]
        for (index, scalar) in source.enumerated() where map[scalar] == nil {
            map[scalar] = .some(index < target.count ? target[index] : nil)
        }
        var out = ""
        for scalar in text.string.unicodeScalars {
            guard let replacement = map[scalar] else {
                out.unicodeScalars.append(scalar)
                continue
            }
            if let replacement { out.unicodeScalars.append(replacement) }
        }
        return arena.view(of: out)
    }

    static func reversed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: bytes.count)
        var at = 0
        while at < bytes.count {
            let length = min(Characters.length(bytes[at]), bytes.count - at)
            for index in 0..<length { out[bytes.count - at - length + index] = bytes[at + index] }
            at += length
        }
        return out
    }

    /// Two small digits for each byte.
    package static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    static func character(_ code: Int64, _ arena: Arena) throws(RowFailure) -> StringView {
        guard code != 0 else { throw RowFailure(code: "54000", message: "null character not permitted") }
        guard code > 0 else { throw .invalidParameter("character number must be positive") }
        guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else {
            throw RowFailure(code: "54000", message: "requested character not valid for encoding: \(code)")
        }
        return arena.view(of: String(Character(scalar)))
    }

    static func repeated(_ text: StringView, _ count: Int64, _ arena: Arena) throws(RowFailure) -> StringView {
        guard count > 0, text.count > 0 else { return StringView() }
        guard count <= Int64(bytesMax / text.count) else { throw tooLong }
        let total = text.count * Int(count)
        let target = arena.bytes(total)
        for index in 0..<Int(count) { text.copy(to: target + index * text.count) }
        return StringView(target, count: total)
    }

    /// Cut or filled to `count` characters.
    static func padded(
        _ text: StringView, _ count: Int64, _ fill: StringView, _ atLeft: Bool, _ arena: Arena
    ) throws(RowFailure) -> StringView {
        guard count > 0 else { return StringView() }
        let own = Int64(text.withUTF8Bytes { Characters.count($0) })
        if own >= count { return left(text, count) }
        if fill.count == 0 { return text }
        guard count <= Int64(bytesMax / 4) else { throw tooLong }
        let filling: [UInt8] = fill.withUTF8Bytes { bytes in
            var out: [UInt8] = []
            var missing = count - own
            var at = 0
            while missing > 0 {
                let length = min(Characters.length(bytes[at]), bytes.count - at)
                out.append(contentsOf: bytes[at..<(at + length)])
                at = at + length == bytes.count ? 0 : at + length
                missing -= 1
            }
            return out
        }
        return filling.withUnsafeBytes { buffer in
            let other = arena.view(of: buffer)
            return atLeft ? join(other, text, arena) : join(text, other, arena)
        }
    }

    static func overlaid(
        _ text: StringView, _ new: StringView, _ start: Int64, _ count: Int64, _ arena: Arena
    ) throws(RowFailure) -> StringView {
        guard start > 0 else { throw RowFailure(code: "22011", message: "negative substring length not allowed") }
        let head = substring(text, 1, endAfter: start)
        let (end, overflow) = start.addingReportingOverflow(count)
        guard !overflow, end <= 2_147_483_647 else { throw .outOfRange("integer") }
        return join(join(head, new, arena), substring(text, end, endAfter: nil), arena)
    }

    /// Between quotes, inner ones doubled; a backslash makes it PostgreSQL's `E'...'`.
    static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, _ quote: UInt8) -> [UInt8] {
        let hasBackslash = quote == UInt8(ascii: "'") && bytes.contains(UInt8(ascii: "\\"))
        var out: [UInt8] = hasBackslash ? [UInt8(ascii: "E"), quote] : [quote]
        for byte in bytes {
            if byte == quote || (hasBackslash && byte == UInt8(ascii: "\\")) { out.append(byte) }
            out.append(byte)
        }
        return out + [quote]
    }
}
