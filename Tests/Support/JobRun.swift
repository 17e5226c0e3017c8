import Glibc

/// A job with its state directory and its surroundings, to be started as often as a test likes.
package struct JobRun {
    package var path: String
    package var stateDirectory: String
    package var environment: [String: String]

    /// - Parameter text: the job's text; it is written into a folder of its own.
    package init(text: String, environment: [String: String]) throws {
        let folder = Tree.scratch()
        path = folder + "/job.sql"
        stateDirectory = folder + "/state"
        try Tree.write(path, text)
        self.environment = environment
    }

    /// A job's file as it is.
    package init(path: String, environment: [String: String]) {
        self.path = path
        stateDirectory = Tree.scratch() + "/state"
        self.environment = environment
    }

    /// Starts it without waiting.
    package func start(_ flags: [String] = [], environment added: [String: String] = [:]) throws -> Child {
        try Child(
            Tree.runner, ["start", path, "--state-dir", stateDirectory] + flags,
            environment: environment.merging(added) { _, new in new })
    }

    /// Runs it until it has caught up; throws unless it says 0. The last line of stdout is its summary.
    @discardableResult
    package func catchUp(lanes: Int = 1, _ flags: [String] = []) throws -> (summary: String, child: Child) {
        let child = try start(["--until-caught-up", "-o", "json", "-p", "\(lanes)"] + flags)
        let code = try child.wait()
        guard code == 0 else { throw HarnessError("the job ended with \(code):\n\(child.errorText.suffix(3_000))") }
        return (child.outputText.split(separator: "\n").last.map(String.init) ?? "", child)
    }

    /// Runs it until it is killed in a phase, or has caught up before the phase came; true when it was killed.
    @discardableResult
    package func runUntilKilled(_ phase: String, lanes: Int) throws -> Bool {
        try run(until: phase, ["--until-caught-up", "-p", "\(lanes)"]).isKilled
    }

    /// Runs it until it is killed in a phase, or ends well before the phase came.
    package func run(until phase: String, _ flags: [String]) throws -> (isKilled: Bool, child: Child) {
        let child = try start(["-o", "json"] + flags, environment: ["RUNNER_FAULT_PHASE": phase])
        let code = try child.wait()
        guard code == 0 || code == 128 + SIGKILL else {
            throw HarnessError("the job that was to be killed ended with \(code):\n\(child.errorText.suffix(3_000))")
        }
        return (code != 0, child)
    }
}
