/// One token of a job file: where it stands and what it says.
package struct SourceToken: Sendable, Equatable {
    /// The kinds that the front end tells apart.
    package enum Kind: Sendable, Equatable {
        /// A name, quoted or not; a keyword too.
        case word, quotedName
        case string, number
        /// An operator or a punctuation mark.
        case symbol
    }

    package var start: Int
    package var end: Int
    package var kind: Kind
    /// Words in lower case as PostgreSQL folds them, quoted names without their quotes, everything else as written.
    package var text: String
    /// A word of PostgreSQL's grammar rather than a free name.
    package var isKeyword: Bool
    /// How an unquoted name was written when it mixes capitals and small letters, such as `orderId`.
    package var mixedCase: String?

    /// Whether the token is this unquoted word or symbol.
    package func says(_ word: String) -> Bool {
        (kind == .word || kind == .symbol) && text == word
    }
}

/// The tokens of a job file in order, comments left out, with the searches that give names their positions.
package struct SourceTokens: Sendable {
    package var tokens: [SourceToken]

    /// Index of the token that starts at a byte, or of the first one after it.
    package func index(at offset: Int) -> Int {
        var low = 0
        var high = tokens.count
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].start < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package func token(_ index: Int) -> SourceToken? {
        tokens.indices.contains(index) ? tokens[index] : nil
    }

    /// Start of the nearest token before a byte that is this word.
    package func offset(of word: String, before offset: Int) -> Int? {
        var at = min(index(at: offset), tokens.count) - 1
        while at >= 0 {
            if tokens[at].says(word) { return tokens[at].start }
            if tokens[at].says(";") { return nil }
            at -= 1
        }
        return nil
    }

    /// Start of the first token from a byte on that is this name; the byte itself when there is none.
    package func offset(ofName name: String, from offset: Int) -> Int {
        var at = index(at: offset)
        while at < tokens.count, !tokens[at].says(";") {
            if tokens[at].text == name, tokens[at].kind == .word || tokens[at].kind == .quotedName {
                return tokens[at].start
            }
            at += 1
        }
        return offset
    }

    /// Index of the parenthesis or bracket that closes the one at an index.
    package func closing(_ index: Int) -> Int? {
        var depth = 0
        var at = index
        while at < tokens.count, !tokens[at].says(";") {
            if tokens[at].says("(") || tokens[at].says("[") { depth += 1 }
            if tokens[at].says(")") || tokens[at].says("]") {
                depth -= 1
                if depth == 0 { return at }
            }
            at += 1
        }
        return nil
    }
}
