import CPGQuery

/// What libpg_query's scanner makes of a text.
struct ScanOutcome {
    var tokens: SourceTokens
    /// The first thing that is not a token, such as a quote that never closes.
    var failure: ParserFailure?
}

/// The parser's own words about a text that it does not take.
struct ParserFailure {
    var message: String
    /// Byte in the text that was given to the parser.
    var offset: Int
}

/// Cuts a text into tokens; after a failure the tokens before it are given.
func scan(_ text: [UInt8]) -> ScanOutcome {
    let outcome = scanOnce(text)
    guard let failure = outcome.failure, failure.offset > 0 else { return outcome }
    return ScanOutcome(tokens: scanOnce(Array(text[..<min(failure.offset, text.count)])).tokens, failure: failure)
}

private func scanOnce(_ text: [UInt8]) -> ScanOutcome {
    let result = withCString(text) { pg_query_scan($0) }
    defer { pg_query_free_scan_result(result) }
    if let error = result.error {
        return ScanOutcome(tokens: SourceTokens(tokens: []), failure: ParserFailure(error, in: text))
    }
    let unpacked = result.pbuf.data.withMemoryRebound(to: UInt8.self, capacity: result.pbuf.len) {
        pg_query__scan_result__unpack(nil, result.pbuf.len, $0)
    }
    guard let unpacked else { return ScanOutcome(tokens: SourceTokens(tokens: []), failure: nil) }
    defer { pg_query__scan_result__free_unpacked(unpacked, nil) }
    var tokens: [SourceToken] = []
    tokens.reserveCapacity(unpacked.pointee.n_tokens)
    for index in 0..<unpacked.pointee.n_tokens {
        guard let token = unpacked.pointee.tokens[index] else { continue }
        if token.pointee.token == PG_QUERY__TOKEN__SQL_COMMENT { continue }
        if token.pointee.token == PG_QUERY__TOKEN__C_COMMENT { continue }
        tokens.append(SourceToken(token.pointee, in: text))
    }
    return ScanOutcome(tokens: SourceTokens(tokens: tokens), failure: nil)
}

extension ParserFailure {
    init(_ error: UnsafeMutablePointer<PgQueryError>, in text: [UInt8]) {
        message = error.pointee.message.map { String(cString: $0) } ?? "syntax error"
        offset = byteOffset(ofCharacter: Int(error.pointee.cursorpos), in: text)
    }
}

/// Turns libpg_query's 1-based count of characters into a byte offset; 0 (no position) is the start.
func byteOffset(ofCharacter character: Int, in text: [UInt8]) -> Int {
    var remaining = character - 1
    var offset = 0
    while remaining > 0, offset < text.count {
        offset += 1
        while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
        remaining -= 1
    }
    return offset
}

/// Lends a text as a C string; it must hold no zero byte.
func withCString<Value>(_ text: [UInt8], _ body: (UnsafePointer<CChar>) -> Value) -> Value {
    var terminated = text
    terminated.append(0)
    return terminated.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
            guard let base = characters.baseAddress else { preconditionFailure("a terminated text is never empty") }
            return body(base)
        }
    }
}

extension SourceToken {
    fileprivate init(_ token: PgQuery__ScanToken, in bytes: [UInt8]) {
        let start = max(0, min(Int(token.start), bytes.count))
        var end = max(start, min(Int(token.end), bytes.count))
        if token.token == PG_QUERY__TOKEN__USCONST || token.token == PG_QUERY__TOKEN__UIDENT {
            end = endOfUnicodeEscapes(from: start, in: bytes)
        }
        let raw = String(decoding: bytes[start..<end], as: UTF8.self)
        self.init(start: start, end: end, kind: .symbol, text: raw, isKeyword: token.keyword_kind.rawValue != 0)
        switch token.token {
        case PG_QUERY__TOKEN__SCONST, PG_QUERY__TOKEN__USCONST, PG_QUERY__TOKEN__BCONST, PG_QUERY__TOKEN__XCONST:
            kind = .string
        case PG_QUERY__TOKEN__ICONST, PG_QUERY__TOKEN__FCONST:
            kind = .number
        case PG_QUERY__TOKEN__IDENT, PG_QUERY__TOKEN__UIDENT:
            if let quote = raw.utf8.firstIndex(of: UInt8(ascii: "\"")) {
                kind = .quotedName
                text = unquoted(raw.utf8[quote...])
            } else {
                kind = .word
                text = foldedName(raw)
                let hasSmall = raw.utf8.contains { (97...122).contains($0) }
                if hasSmall, text != raw { mixedCase = raw }
            }
        default:
            if isKeyword {
                kind = .word
                text = foldedName(raw)
            }
        }
    }
}

/// The end of `U&'...'` or `U&"..."`, of which the scanner gives the start only.
private func endOfUnicodeEscapes(from start: Int, in bytes: [UInt8]) -> Int {
    var at = start + 2
    guard at < bytes.count else { return bytes.count }
    let quote = bytes[at]
    at += 1
    while at < bytes.count {
        if bytes[at] == quote {
            guard at + 1 < bytes.count, bytes[at + 1] == quote else { return at + 1 }
            at += 1
        }
        at += 1
    }
    return bytes.count
}

/// PostgreSQL's folding of an unquoted name in UTF-8: ASCII letters only.
func foldedName(_ raw: String) -> String {
    String(decoding: raw.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
}

/// The inside of a quoted name, `""` read as `"`.
private func unquoted(_ raw: Substring.UTF8View) -> String {
    var bytes: [UInt8] = []
    var wasQuote = false
    for byte in raw.dropFirst().dropLast() {
        if byte == UInt8(ascii: "\""), !wasQuote {
            wasQuote = true
        } else {
            bytes.append(byte)
            wasQuote = false
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
