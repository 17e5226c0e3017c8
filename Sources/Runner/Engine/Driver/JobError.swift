/// Why a job ends, with the exit code it ends with.
package struct JobError: Error, Sendable {
    package let code: ExitCode
    package let message: String

    package init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
