/// A compiled pattern of LIKE or ILIKE: `%` is any run of characters, `_` one character.
final class LikePattern {
    private enum Part: Equatable {
        case literal([UInt8])
        case one
        case many
        /// The pattern ends with its escape character: an error once a match gets there.
        case brokenEnd
    }

    private let parts: [Part]
    private let ignoresCase: Bool
    /// What most patterns come down to.
    private let shape: Shape

    private enum Shape {
        case general
        case exact([UInt8])
        case prefix([UInt8])
        case suffix([UInt8])
        case inside([UInt8])
    }

    /// - Parameter escape: the character that takes the next one literally; `nil` for none.
    init(
        _ pattern: UnsafeBufferPointer<UInt8>, escape: [UInt8]? = [UInt8(ascii: "\\")], ignoresCase: Bool = false
    ) {
        let pattern = ignoresCase ? CaseMapping.mapped(pattern, .lower) : Array(pattern)
        var parts: [Part] = []
        var literal: [UInt8] = []
        var at = 0
        func flush() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = []
        }
        while at < pattern.count {
            let byte = pattern[at]
            if let escape, !escape.isEmpty, pattern[at...].starts(with: escape) {
                at += escape.count
                guard at < pattern.count else {
                    flush()
                    parts.append(.brokenEnd)
                    break
                }
                let end = min(pattern.count, at + Characters.length(pattern[at]))
                literal += pattern[at..<end]
                at = end
            } else if byte == UInt8(ascii: "%") {
                flush()
                if parts.last != .many { parts.append(.many) }
                at += 1
            } else if byte == UInt8(ascii: "_") {
                flush()
                // `%_` and `_%` are the same: ones first, so that a run of both is matched in one way.
                if parts.last == .many { parts.insert(.one, at: parts.count - 1) } else { parts.append(.one) }
                at += 1
            } else {
                literal.append(byte)
                at += 1
            }
        }
        flush()
        self.parts = parts
        self.ignoresCase = ignoresCase
        shape = LikePattern.shape(parts)
    }

    private static func shape(_ parts: [Part]) -> Shape {
        switch parts.count {
        case 0: return .exact([])
        case 1: if case .literal(let text) = parts[0] { return .exact(text) }
        case 2:
            if case .literal(let text) = parts[0], parts[1] == .many { return .prefix(text) }
            if parts[0] == .many, case .literal(let text) = parts[1] { return .suffix(text) }
        case 3: if parts[0] == .many, case .literal(let text) = parts[1], parts[2] == .many { return .inside(text) }
        default: break
        }
        return .general
    }

    /// - Throws: 22025 where the text leads to the end of a pattern that ends with the escape.
    func matches(_ text: StringView) throws(RowFailure) -> Bool {
        if ignoresCase {
            let lower = text.withUTF8Bytes { CaseMapping.mapped($0, .lower) }
            return try lower.withUnsafeBufferPointer { bytes throws(RowFailure) in try matches(bytes) }
        }
        return try text.withUTF8Bytes { bytes throws(RowFailure) in try matches(bytes) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> Bool {
        switch shape {
        case .exact(let literal): return text.count == literal.count && hasLiteral(text, 0, literal)
        case .prefix(let literal): return hasLiteral(text, 0, literal)
        case .suffix(let literal): return hasLiteral(text, text.count - literal.count, literal)
        case .inside(let literal): return literal.withUnsafeBufferPointer { TextSearch.find($0, in: text) } != nil
        case .general: return try matchParts(text)
        }
    }

    /// Greedy with one place to come back to: the last `%`.
    private func matchParts(_ text: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> Bool {
        var at = 0
        var part = 0
        var retryPart = -1
        var retryAt = 0
        while true {
            if part < parts.count {
                switch parts[part] {
                case .many:
                    retryPart = part
                    retryAt = at
                    part += 1
                    continue
                case .one where at < text.count:
                    at += Characters.length(text[at])
                    part += 1
                    continue
                case .literal(let literal) where hasLiteral(text, at, literal):
                    at += literal.count
                    part += 1
                    continue
                case .brokenEnd where at < text.count:
                    throw RowFailure(code: "22025", message: "LIKE pattern must not end with escape character")
                default: break
                }
            } else if at >= text.count {
                return true
            }
            guard retryPart >= 0, retryAt < text.count else { return false }
            retryAt += Characters.length(text[retryAt])
            at = retryAt
            part = retryPart + 1
        }
    }

    @inline(__always)
    private func hasLiteral(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ literal: [UInt8]) -> Bool {
        guard at >= 0, text.count - at >= literal.count else { return false }
        return literal.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where text[at + index] != bytes[index] { return false }
            return true
        }
    }
}
