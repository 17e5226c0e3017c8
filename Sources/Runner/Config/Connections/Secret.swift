/// A text that must not be shown: printing, describing and debugging it give only stars.
package struct Secret: Sendable, Hashable {
    private let value: String

    package init(_ value: String) {
        self.value = value
    }

    /// The text itself, for the call that needs it and for nothing else.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Warnings for passwords that stand in a WITH clause as plain text; one that comes from `${VAR}` is no such.
package func passwordWarnings(_ options: DeclaredOptions) -> [Diagnostic] {
    options.entries.compactMap { option in
        guard case .string(let text) = option.value else { return nil }
        // What a variable brings in is not in the file.
        let written = withoutVariables(text)
        let isSecretName = ["password", "passwd", "secret"].contains { option.name.lowercased().contains($0) }
        guard mask(written) != written || isSecretName && !written.isEmpty else { return nil }
        return Diagnostic(
            .warning, .passwordInFile, "a password stands in the job file", at: option.valueOffset,
            help: ["Take it from the environment, ${PASSWORD}, or name a connection: see RUNNER_CONN_NAME."])
    }
}

/// The text without `${VAR}`; a default or message inside one is taken away too.
private func withoutVariables(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "${") {
        result += rest[..<start.lowerBound]
        guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
        rest = rest[end...].dropFirst()
    }
    return result + rest
}
