/// A job after parsing: what could be read, and everything there is to say about it.
package struct ParsedJob: Sendable {
    /// The statements that are right; those with errors are left out.
    package var job: SyntaxJob
    /// Errors and warnings in the order of the file.
    package var diagnostics: [Diagnostic]
    /// The file's tokens, for messages that need the place of a word.
    package var tokens: SourceTokens

    /// Whether nothing stands against binding the job.
    package var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
}

/// Reads a job file in PostgreSQL's grammar; every statement that is broken is reported, not only the first.
///
/// Safe for any text: size, tokens and nesting are bounded, and the work is done on a thread of its own.
package func parseJob(_ text: String) -> ParsedJob {
    guard text.utf8.count <= Limits.jobFileBytesMax else {
        let error = Diagnostic(
            .error, .tooLarge,
            "a job file has at most \(Limits.jobFileBytesMax >> 20) MiB; this one has "
                + "\(text.utf8.count) bytes", at: 0)
        return ParsedJob(job: SyntaxJob(statements: []), diagnostics: [error], tokens: SourceTokens(tokens: []))
    }
    return ParserThread.shared.run { JobParser(text).parse() }
}

/// The steps from a text to statements; used on the parser thread.
private struct JobParser {
    private var bytes: [UInt8]
    private var statements: [Statement] = []
    private var diagnostics: [Diagnostic] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        // A byte order mark is no SQL: blanks of the same length keep every offset.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.replaceSubrange(0..<3, with: [32, 32, 32]) }
    }

    consuming func parse() -> ParsedJob {
        if let zero = bytes.firstIndex(of: 0) {
            let error = Diagnostic(.error, .syntax, "a zero byte: this is not a text file", at: zero, length: 1)
            return ParsedJob(job: SyntaxJob(statements: []), diagnostics: [error], tokens: SourceTokens(tokens: []))
        }
        let outcome = scan(bytes)
        let tokens = outcome.tokens
        let pieces = statementPieces(tokens, isCut: outcome.failure != nil)
        for piece in pieces { read(piece, tokens) }
        if let failure = outcome.failure { diagnostics.append(scanError(failure)) }
        diagnostics += nameWarnings(tokens)
        diagnostics.sort { $0.range.offset < $1.range.offset }
        return ParsedJob(job: SyntaxJob(statements: statements), diagnostics: diagnostics, tokens: tokens)
    }

    /// Parses and converts one statement.
    private mutating func read(_ piece: Range<Int>, _ tokens: SourceTokens) {
        let range = SourceRange(
            offset: tokens.tokens[piece.lowerBound].start,
            length: tokens.tokens[piece.upperBound - 1].end - tokens.tokens[piece.lowerBound].start)
        guard piece.count <= Limits.statementTokensMax else {
            diagnostics.append(
                Diagnostic(
                    .error, .tooLarge,
                    "a statement has at most \(Limits.statementTokensMax) words and signs; this "
                        + "one has \(piece.count)", at: range.offset))
            return
        }
        let foreign = foreignSpellings(tokens.tokens[piece])
        let converter = Converter(tokens: tokens, range: range)
        let outcome = Runner.parse(Array(bytes[range.offset..<range.end])) { node -> Result<Statement?, Diagnostic> in
            guard let node else { return .success(nil) }
            do throws(Diagnostic) { return .success(try converter.statement(node)) } catch { return .failure(error) }
        }
        switch outcome {
        case .failed(let failure):
            let certain = foreign.map { $0.diagnostic }
            diagnostics += certain.isEmpty ? [syntaxError(failure, in: range, tokens)] : certain
        case .parsed(.failure(let error)):
            let certain = foreign.filter(\.alsoParses).map { $0.diagnostic }
            diagnostics += certain.isEmpty ? [error] : certain
        case .parsed(.success(let statement)):
            let certain = foreign.filter(\.alsoParses).map { $0.diagnostic }
            if let statement, certain.isEmpty { statements.append(statement) }
            diagnostics += certain + converter.warnings
        }
    }

    /// The statements as ranges of tokens; a text that stops being tokens has no last statement.
    private func statementPieces(_ tokens: SourceTokens, isCut: Bool) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        for (index, token) in tokens.tokens.enumerated() where token.says(";") {
            if index > start { pieces.append(start..<index) }
            start = index + 1
        }
        if start < tokens.tokens.count, !isCut { pieces.append(start..<tokens.tokens.count) }
        return pieces
    }

    // MARK: Errors of the parser

    private func scanError(_ failure: ParserFailure) -> Diagnostic {
        let message = failure.message.split(separator: " at or near ")[0]
        var help: [String] = []
        if message.contains("quoted string") { help = ["A quote inside a string is written twice: 'it''s'."] }
        return Diagnostic(.error, .syntax, String(message), at: failure.offset, length: 1, help: help)
    }

    private func syntaxError(
        _ failure: ParserFailure, in range: SourceRange, _ tokens: SourceTokens
    ) -> Diagnostic {
        let at = min(range.offset + failure.offset, range.end)
        if failure.message.contains("at end of input") {
            return Diagnostic(
                .error, .syntax, "the statement ends too early", at: range.end, length: 1,
                labels: [.init("it starts here", at: range.offset)])
        }
        if failure.message.contains("memory exhausted") {
            return Diagnostic(
                .error, .tooDeep, "nested more than \(Limits.nestingMax) levels deep", at: at)
        }
        guard let token = tokens.token(tokens.index(at: at)) else {
            return Diagnostic(.error, .syntax, failure.message, at: at)
        }
        var error = Diagnostic(
            .error, .syntax,
            failure.message.hasPrefix("syntax error")
                ? "syntax error at \(shortened(token))" : failure.message,
            at: at, length: token.end - token.start)
        if statementStarts.contains(token.text), token.isKeyword, startsLine(at) {
            error.hint = "is a semicolon missing before it?"
        }
        let hint = SyntaxHint(tokens: tokens, first: tokens.index(at: range.offset), at: tokens.index(at: at))
        error.hint = hint.text ?? error.hint
        if failure.message.hasPrefix("subquery in FROM must have an alias") {
            error.hint = "name it behind its parenthesis: (SELECT ...) AS x"
        }
        return error
    }

    private func shortened(_ token: SourceToken) -> String {
        let text = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
        return text.count > 40 ? "\"\(text.prefix(37))...\"" : "\"\(text)\""
    }

    private func startsLine(_ offset: Int) -> Bool {
        var at = offset - 1
        while at >= 0, bytes[at] == 32 || bytes[at] == 9 { at -= 1 }
        return at < 0 || bytes[at] == 10
    }
}

/// Words that begin a statement of a job.
private let statementStarts: Set<String> = ["create", "insert", "select", "set", "comment", "with"]
