/// `'connector' = 'kafka'` in a WITH clause or a SET, as Flink writes options: the first of a statement is reported.
func foreignOptionQuotes(_ statement: ArraySlice<SourceToken>) -> [ForeignSpelling] {
    let isSet = statement.first?.says("set") ?? false
    let clause = statement.indices.first { index in
        statement[index].says("with") && index + 1 < statement.endIndex && statement[index + 1].says("(")
    }
    let start = isSet ? statement.startIndex : clause
    guard let start else { return [] }
    for index in statement.indices where index > start && index + 2 < statement.endIndex {
        let (name, equals, value) = (statement[index], statement[index + 1], statement[index + 2])
        let before = statement[index - 1]
        guard name.kind == .string, equals.says("="), value.kind != .symbol,
            isSet || before.says("(") || before.says(",")
        else { continue }
        let inside = String(name.text.dropFirst().dropLast())
        let known = isSet ? foreignSettings : foreignOptionNames
        let ours = known[inside.lowercased()] ?? plainOption(inside)
        let isStart = isSet && inside == "auto.offset.reset"
        if isStart || isSet && known[inside.lowercased()] == nil && inside.contains(".") {
            let hint = isStart ? "write start_from = \(value.text) in the source's WITH" : "leave it out"
            return [foreignOption(name, hint)]
        }
        let what = isSet ? "SET \(ours) = \(value.text)" : "\(ours) = \(value.text)"
        return [foreignOption(name, mask("write \(what)"))]
    }
    return []
}

private func foreignOption(_ name: SourceToken, _ hint: String) -> ForeignSpelling {
    ForeignSpelling(
        diagnostic: Diagnostic(
            .error, .foreignDialect, "an option's name in quotes is Flink's spelling", at: name.start,
            length: name.end - name.start, hint: hint),
        alsoParses: false)
}

/// A name that needs no quotes stays as it is, another gets double ones.
private func plainOption(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    return isPlain ? name : "\"\(name)\""
}
