/// One `name = value` of a WITH clause or of SET, and where its two halves stand in the job file.
package struct DeclaredOption: Sendable, Equatable {
    package var name: String
    package var nameOffset: Int
    package var value: DeclaredValue
    package var valueOffset: Int

    package init(name: String, nameOffset: Int, value: DeclaredValue, valueOffset: Int) {
        self.name = name
        self.nameOffset = nameOffset
        self.value = value
        self.valueOffset = valueOffset
    }
}

/// The value of an option as it was written.
package enum DeclaredValue: Sendable, Equatable {
    /// A quoted string, before `${VAR}` is looked up.
    case string(String)
    /// A number, its text as written.
    case number(String)
    /// A bare word: `true`, `off`, `json`.
    case word(String)
    /// `name` alone.
    case absent
}

/// A whole WITH clause.
package struct DeclaredOptions: Sendable, Equatable {
    package var entries: [DeclaredOption]
    /// First byte of the clause, or of the statement that has none: where a missing option is reported.
    package var offset: Int

    package init(entries: [DeclaredOption], at offset: Int) {
        self.entries = entries
        self.offset = offset
    }
}
