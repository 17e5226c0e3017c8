/// Warnings about names that are not what they look like: folded to lower case, or cut at 63 bytes.
func nameWarnings(_ tokens: SourceTokens) -> [Diagnostic] {
    var warned: Set<String> = []
    var warnings: [Diagnostic] = []
    for (index, token) in tokens.tokens.enumerated() {
        let length = token.text.utf8.count
        if !token.isKeyword, token.kind == .word || token.kind == .quotedName, length > Limits.nameBytesMax {
            warnings.append(
                Diagnostic(
                    .error, .badLiteral, "a name has at most \(Limits.nameBytesMax) bytes; this one has \(length)",
                    at: token.start, length: token.end - token.start))
            continue
        }
        guard let written = token.mixedCase, warned.insert(written).inserted else { continue }
        // FooBar(...) is a function and Timestamptz a type: those are found in any case.
        if tokens.token(index + 1)?.says("(") ?? false || isTypeName(token.text) { continue }
        warnings.append(
            Diagnostic(
                .warning, .foldedName, "\(written) without quotes is read as \(token.text)", at: token.start,
                hint: "write \"\(written)\" to keep the capitals"))
    }
    return warnings
}
