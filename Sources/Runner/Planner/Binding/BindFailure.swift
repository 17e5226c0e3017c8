import Operators

/// Why a part of a job could not be bound. Without diagnostics it follows from an error that is reported already.
struct BindFailure: Error {
    var diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    init(
        _ code: DiagnosticCode, _ message: String, at offset: Int, length: Int = 0, hint: String? = nil,
        labels: [Diagnostic.Label] = [], help: [String] = []
    ) {
        diagnostics = [
            Diagnostic(.error, code, message, at: offset, length: length, hint: hint, labels: labels, help: help)
        ]
    }

    /// The thing that is used was reported where it is declared.
    static var alreadyReported: BindFailure { BindFailure([]) }

    static func notSupported(_ what: String, at offset: Int, help: [String] = []) -> BindFailure {
        BindFailure(.notSupported, "\(what) is not supported yet", at: offset, help: help)
    }
}

/// Gathers the failures of several parts, so that all of them are reported.
struct FailureCollector {
    private var diagnostics: [Diagnostic] = []
    private(set) var hasFailed = false

    /// The part's value, or `nil` after its failure was noted.
    mutating func attempt<Value>(_ part: () throws(BindFailure) -> Value) -> Value? {
        do throws(BindFailure) { return try part() } catch {
            hasFailed = true
            diagnostics += error.diagnostics
            return nil
        }
    }

    mutating func add(_ failure: BindFailure) {
        hasFailed = true
        diagnostics += failure.diagnostics
    }

    /// Throws what was gathered.
    func finish() throws(BindFailure) {
        if hasFailed { throw BindFailure(diagnostics) }
    }
}
