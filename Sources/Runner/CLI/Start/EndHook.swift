import Glibc

/// A shell command that hears how a job ended: the JSON line of the end on its standard input.
///
/// What it prints goes to stderr, because stdout is the job's data; its failure is told and changes nothing.
struct EndHook {
    let command: String

    /// Runs the command and waits for its end.
    func run(_ json: String, _ environment: [String: String]) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return told("pipe: \(String(cString: strerror(errno)))") }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        // The runner blocks the signals that stop it; the command must not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = (["/bin/sh", "-c", command] as [String]).map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        arguments.append(nil)
        variables.append(nil)
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, &arguments, &variables)
        close(ends[0])
        guard code == 0 else {
            close(ends[1])
            return told(String(cString: strerror(code)))
        }
        Terminal.write(json + "\n", to: ends[1])
        close(ends[1])
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        if status != 0 {
            let how = status & 0x7F == 0 ? "exit code \((status >> 8) & 0xFF)" : "signal \(status & 0x7F)"
            told(how)
        }
    }

    private func told(_ reason: String) { Terminal.say("the hook \"\(command)\" failed: \(reason)") }
}

/// How a job that did not end well is told to programs.
struct FailureLine {
    let job: String?
    let code: ExitCode
    let reason: String

    /// One JSON object.
    var json: String {
        "{\"job\":\(job.map(jsonText) ?? "null"),\"exit_code\":\(code.rawValue),\"error\":\(jsonText(reason))}"
    }

    init(job: String?, error: any Error) {
        self.job = job
        switch error {
        case let error as JobError: (code, reason) = (error.code, error.reason)
        case let error as UsageError: (code, reason) = (.usage, error.message)
        default: (code, reason) = (.failed, "\(error)")
        }
    }
}
