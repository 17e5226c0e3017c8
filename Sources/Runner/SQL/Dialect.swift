/// A spelling of another stream processor that was found in a statement.
struct ForeignSpelling {
    var diagnostic: Diagnostic
    /// The words also parse in PostgreSQL's grammar, to something that is not meant.
    var isForeignEvenWhenParsed = false
}

/// The foreign spellings of one statement, in its order.
func foreignSpellings(_ statement: ArraySlice<SourceToken>) -> [ForeignSpelling] {
    []
}

func backtickSpelling(at offset: Int) -> Diagnostic {
    Diagnostic(
        .error, .foreignDialect, "names are not quoted with back-ticks", at: offset, length: 1,
        help: ["A plain name needs no quotes; others stand in double quotes: \"timestamp\"."])
}
