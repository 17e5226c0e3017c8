import Glibc
import Runner

/// A program that runs beside this one: lines go in and come out, and a signal ends it.
final class Coprocess {
    let pid: pid_t
    private let input: Int32
    private let output: Int32
    private var waiting: [UInt8] = []
    private var code: Int32?

    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        var inward: [Int32] = [0, 0]
        var outward: [Int32] = [0, 0]
        guard pipe(&inward) == 0, pipe(&outward) == 0 else { throw BenchError("no pipe") }
        // What the program inherits is its own standard input and output, and nothing that would keep another's open.
        for end in inward + outward { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inward[0], 0)
        posix_spawn_file_actions_adddup2(&actions, outward[1], 1)
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for text in argv { free(text) }
            for text in envp { free(text) }
        }
        var started: pid_t = 0
        let error = posix_spawn(&started, path, &actions, nil, &argv, &envp)
        close(inward[0])
        close(outward[1])
        pid = started
        input = inward[1]
        output = outward[0]
        guard error == 0 else { throw BenchError("cannot run \(path): \(String(cString: strerror(error)))") }
    }

    deinit {
        if code == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        close(input)
        close(output)
    }

    /// Gives the program a line.
    func say(_ line: String) { Terminal.write(line + "\n", to: input) }

    /// The next line that it prints; throws when it ends, or says nothing for a while.
    func line(withinMilliseconds limit: Int32 = 60_000) throws -> String {
        while true {
            if let end = waiting.firstIndex(of: 0x0A) {
                defer { waiting.removeSubrange(...end) }
                return String(decoding: waiting[..<end], as: UTF8.self)
            }
            var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, limit) == 1 else { throw BenchError("process \(pid) says nothing") }
            var chunk = [UInt8](repeating: 0, count: 4_096)
            let count = chunk.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchError("a program beside bench has ended") }
            waiting += chunk[..<count]
        }
    }

    /// CPU seconds of all threads so far: schedstat of proc(5).
    var cpuSeconds: Double {
        fileNames("/proc/\(pid)/task").reduce(0) { sum, thread in
            let bytes = readWholeFile("/proc/\(pid)/task/\(thread)/schedstat") ?? []
            let first = String(decoding: bytes, as: UTF8.self).split(separator: " ").first
            return sum + (first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// Ends the program in good order; its exit code.
    @discardableResult
    func end(_ signal: Int32 = SIGTERM) -> Int32 {
        if let code { return code }
        kill(pid, signal)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let result = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        code = result
        return result
    }
}
