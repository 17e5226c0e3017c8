extension FunctionTables {
    /// `text SIMILAR TO pattern`; the symbol is the catalogue's own.
    static var similarity: [Overload] {
        [
            symbol("SIMILAR TO", [.text, .text], .boolean) { _ in
                let cache = PatternCache<RegularExpression> { (pattern, _) throws(RowFailure) in
                    try RegularExpression(try SimilarPattern.regular(pattern.string), wantsGroups: false)
                }
                return rows(.boolean) { (text: StringView, pattern: StringView, _) throws(RowFailure) -> Bool? in
                    let expression = try cache.compiled(pattern)
                    return text.withUTF8Bytes { expression.matches($0) }
                }
            }
        ]
    }
}
