import Glibc
import Synchronization

/// What kept a test from running.
package struct HarnessError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// A program that a test started, with what it has said so far.
package final class Child {
    package private(set) var output: [UInt8] = []
    package private(set) var errors: [UInt8] = []
    package let process: pid_t
    private var pipes: [Int32]
    private var ended: Int32?

    /// What it wrote to stdout.
    package var outputText: String { String(decoding: output, as: UTF8.self) }
    /// What it wrote to stderr.
    package var errorText: String { String(decoding: errors, as: UTF8.self) }

    /// Starts a program; `environment` is added to our own, `input` is a file for stdin.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws {
        var outPipe: [Int32] = [0, 0]
        var errorPipe: [Int32] = [0, 0]
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        var variables: [UnsafeMutablePointer<CChar>?] = Child.variables(environment).map { strdup($0) }
        variables.append(nil)
        defer { for word in words + variables { free(word) } }
        var started: pid_t = 0
        let code = Child.starting.withLock { _ in
            guard pipe(&outPipe) == 0, pipe(&errorPipe) == 0 else { return errno }
            for end in outPipe + errorPipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return Child.spawn(&started, words, variables, input, outPipe[1], errorPipe[1])
        }
        close(outPipe[1])
        close(errorPipe[1])
        pipes = [outPipe[0], errorPipe[0]]
        process = started
        guard code == 0 else { throw HarnessError("cannot start \(program): \(String(cString: strerror(code)))") }
    }

    /// A pipe's end must not be inherited by a program that another thread starts before it is marked.
    private static let starting = Mutex(())

    private static func spawn(
        _ process: inout pid_t, _ words: [UnsafeMutablePointer<CChar>?], _ variables: [UnsafeMutablePointer<CChar>?],
        _ input: String, _ output: Int32, _ errors: Int32
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        guard let program = words[0] else { return EINVAL }
        return posix_spawnp(&process, program, &actions, nil, words, variables)
    }

    deinit {
        for pipe in pipes where pipe >= 0 { close(pipe) }
        if ended == nil, process > 0 {
            Glibc.kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
    }

    private static func variables(_ added: [String: String]) -> [String] {
        var all: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { all[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        for (name, value) in added { all[name] = value }
        return all.map { "\($0.key)=\($0.value)" }
    }

    package func send(signal: Int32) { Glibc.kill(process, signal) }

    /// Reads what it says until the condition holds; false when it ended or the time was over first.
    @discardableResult
    package func read(timeoutSeconds: Int = 60, until done: (Child) -> Bool) -> Bool {
        let deadline = Child.seconds() + Double(timeoutSeconds)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if done(self) { return true }
            let left = deadline - Child.seconds()
            guard left > 0, pipes.contains(where: { $0 >= 0 }) else { return false }
            var descriptors = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            // The condition may be of something else than what it says.
            guard poll(&descriptors, nfds_t(descriptors.count), Int32(min(left, 0.2) * 1_000) + 1) > 0 else { continue }
            for index in descriptors.indices where descriptors[index].revents != 0 {
                let count = Glibc.read(pipes[index], &buffer, buffer.count)
                guard count > 0 else {
                    close(pipes[index])
                    pipes[index] = -1
                    continue
                }
                if index == 0 { output += buffer[..<count] } else { errors += buffer[..<count] }
            }
        }
    }

    /// Waits for the end; the exit code, or 128 and the signal. Ends it itself when the time is over.
    @discardableResult
    package func wait(timeoutSeconds: Int = 120) throws -> Int32 {
        if let ended { return ended }
        read(timeoutSeconds: timeoutSeconds) { _ in false }
        let isOver = pipes.contains { $0 >= 0 }
        if isOver { Glibc.kill(process, SIGKILL) }
        var status: Int32 = 0
        guard waitpid(process, &status, 0) == process else { throw HarnessError("waitpid failed: \(errno)") }
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        ended = code
        guard !isOver else {
            throw HarnessError("did not end within \(timeoutSeconds) s; stderr: \(errorText.suffix(2_000))")
        }
        return code
    }

    private static func seconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// Runs a program to its end; throws when it fails.
    @discardableResult
    package static func output(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null"
    ) throws -> String {
        let child = try Child(program, arguments, environment: environment, input: input)
        let code = try child.wait()
        guard code == 0 else {
            throw HarnessError("\(program) ended with \(code): \(child.errorText.suffix(3_000))")
        }
        return child.outputText
    }
}
