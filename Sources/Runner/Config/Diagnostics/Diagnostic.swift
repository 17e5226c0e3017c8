/// One message about a job file (or another text that a person wrote), with the place it is about.
package struct Diagnostic: Error, Sendable, Equatable {
    /// How much it matters: an error stops the job, a warning is shown, a hint stands with another message.
    package enum Severity: String, Sendable {
        case error, warning, hint
    }

    /// Another place that the message speaks of, with its own few words: "declared here".
    package struct Label: Sendable, Equatable {
        package var range: SourceRange
        package var text: String

        package init(_ text: String, at offset: Int, length: Int = 0) {
            self.range = SourceRange(offset: offset, length: length)
            self.text = text
        }
    }

    package var severity: Severity
    package var code: DiagnosticCode
    /// One sentence without a full stop, lower case: `column "pirce" does not exist in purchases`.
    package var message: String
    package var range: SourceRange
    /// A few words after the carets: `did you mean "price"?`.
    package var hint: String?
    package var labels: [Label]
    /// Whole sentences below the excerpt: the spelling that works here.
    package var help: [String]

    package init(
        _ severity: Severity = .error, _ code: DiagnosticCode, _ message: String, at offset: Int, length: Int = 0,
        hint: String? = nil, labels: [Label] = [], help: [String] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.range = SourceRange(offset: offset, length: length)
        self.hint = hint
        self.labels = labels
        self.help = help
    }
}
