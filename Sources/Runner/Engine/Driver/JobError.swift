/// Why a job ends, with the exit code it ends with.
package struct JobError: Error, Sendable {
    package let code: ExitCode
    package let message: String
    /// The disk under the state is full: starting again, once there is room, goes on where the job was.
    package let needsRoom: Bool

    package init(_ code: ExitCode, _ message: String, needsRoom: Bool = false) {
        self.code = code
        self.message = message
        self.needsRoom = needsRoom
    }
}
