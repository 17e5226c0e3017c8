import Glibc

/// A compiled regular expression in PostgreSQL's advanced syntax, run by the C library's extended one.
///
/// PostgreSQL's escapes (`\d`, `\m`, `(?:`, ...) are rewritten where the C library has the same by another spelling,
/// and refused where it has not: a pattern never matches something else than in PostgreSQL without saying so.
final class RegularExpression {
    private var compiled: regex_t
    /// Capturing groups.
    let groupCount: Int
    /// The pattern itself, when no character in it means anything else.
    private let literal: [UInt8]?

    /// Byte ranges of a match: the whole, then each group, `nil` for a group that took no part.
    struct Match {
        var ranges: [Range<Int>?]
        var whole: Range<Int> { ranges[0] ?? 0..<0 }
    }

    /// - Parameter flags: PostgreSQL's letters; `i`, `c`, `s`, `n` and `g` (which is the caller's affair) are known.
    init(_ pattern: String, flags: String = "", wantsGroups: Bool = true) throws(RowFailure) {
        var options = REG_EXTENDED
        for flag in flags {
            switch flag {
            case "i": options |= REG_ICASE
            case "c": options &= ~REG_ICASE
            case "g", "s": break
            case "n", "m": options |= REG_NEWLINE
            default: throw .invalidParameter("invalid regular expression option: \"\(flag)\"")
            }
        }
        var text = pattern
        if text.hasPrefix("(?i)") {
            options |= REG_ICASE
            text.removeFirst(4)
        }
        literal = options == REG_EXTENDED ? RegularExpressionSyntax.literal(text) : nil
        if !wantsGroups { options |= REG_NOSUB }
        let translated = try RegularExpressionSyntax.translate(text)
        var made = regex_t()
        let status = UnicodeLocale.with { regcomp(&made, translated, options) }
        guard status == 0 else {
            throw RowFailure(code: "2201B", message: "invalid regular expression: \(Self.message(status))")
        }
        compiled = made
        groupCount = made.re_nsub
    }

    deinit { regfree(&compiled) }

    private static func message(_ status: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 200)
        let length = regerror(status, nil, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length) - 1)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if let literal { return literal.withUnsafeBufferPointer { TextSearch.find($0, in: text) } != nil }
        var bounds = regmatch_t(rm_so: 0, rm_eo: regoff_t(text.count))
        return withTerminated(text) { begin in
            UnicodeLocale.with { regexec(&compiled, begin, 1, &bounds, Int32(4)) } == 0
        }
    }

    /// The text as C wants it; the C library is told its end and reads no terminator.
    private func withTerminated<R>(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<CChar>) -> R) -> R {
        var empty: CChar = 0
        guard let base = text.baseAddress else { return withUnsafePointer(to: &empty) { body($0) } }
        return base.withMemoryRebound(to: CChar.self, capacity: text.count) { body($0) }
    }

    /// The first match that starts at or after a byte offset.
    func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Match? {
        var found = [regmatch_t](repeating: regmatch_t(rm_so: -1, rm_eo: -1), count: groupCount + 1)
        found[0] = regmatch_t(rm_so: regoff_t(start), rm_eo: regoff_t(text.count))
        let options = Int32(4) | (start > 0 ? REG_NOTBOL : 0)
        let status = withTerminated(text) { begin in
            // REG_STARTEND: the bounds come in the first match.
            UnicodeLocale.with { regexec(&compiled, begin, found.count, &found, options) }
        }
        guard status == 0 else { return nil }
        return Match(ranges: found.map { $0.rm_so >= 0 ? Int($0.rm_so)..<Int($0.rm_eo) : nil })
    }
}

/// The C library's idea of characters: UTF-8 without a language.
private enum UnicodeLocale {
    private struct Handle: Sendable {
        let bits: Int
    }

    private static let shared = Handle(bits: Int(bitPattern: newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)))

    /// Runs `body` with characters as UTF-8 on this thread.
    static func with<R>(_ body: () -> R) -> R {
        guard let locale = OpaquePointer(bitPattern: shared.bits) else { return body() }
        let before = uselocale(locale_t(locale))
        defer { _ = uselocale(before) }
        return body()
    }
}
