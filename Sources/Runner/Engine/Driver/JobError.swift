/// Why a job ends, with the exit code it ends with.
package struct JobError: Error, Sendable {
    package let code: ExitCode
    package let message: String
    /// The same for whoever hears of the end alone; `message` where that follows what was printed before.
    package let reason: String
    /// The disk under the state is full: starting again, once there is room, goes on where the job was.
    package let needsRoom: Bool

    package init(_ code: ExitCode, _ message: String, reason: String? = nil, needsRoom: Bool = false) {
        self.code = code
        self.message = message
        self.reason = reason ?? message
        self.needsRoom = needsRoom
    }
}
