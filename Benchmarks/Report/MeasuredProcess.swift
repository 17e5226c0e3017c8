import Glibc
import Runner

/// One run of a program, with what it cost.
struct MeasuredRun {
    var exitCode: Int32 = 0
    var output = ""
    var wallSeconds = 0.0
    /// User and system time of the process.
    var cpuSeconds = 0.0
    var peakResidentBytes = 0
    /// CPU seconds by stage, from the threads' names.
    var stages: [(name: String, seconds: Double)] = []
}

/// Runs a program to its end and watches its threads.
struct MeasuredProcess {
    let path: String
    let arguments: [String]
    let environment: [String: String]

    func run() throws -> MeasuredRun {
        var pipeEnds: [Int32] = [0, 0]
        guard pipe(&pipeEnds) == 0 else { throw BenchError("pipe: \(String(cString: strerror(errno)))") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], 1)
        posix_spawn_file_actions_addclose(&actions, pipeEnds[0])
        defer { posix_spawn_file_actions_destroy(&actions) }
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for text in argv { free(text) }
            for text in envp { free(text) }
        }
        let started = now()
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &argv, &envp)
        close(pipeEnds[1])
        guard code == 0 else { throw BenchError("cannot run \(path): \(String(cString: strerror(code)))") }
        _ = fcntl(pipeEnds[0], F_SETFL, O_NONBLOCK)
        var run = MeasuredRun()
        var threads: [String: (name: String, ticks: Int)] = [:]
        var bytes: [UInt8] = []
        var status: Int32 = 0
        var usage = rusage()
        while true {
            drain(pipeEnds[0], into: &bytes)
            for (thread, times) in threadTimes(pid) { threads[thread] = times }
            run.peakResidentBytes = max(run.peakResidentBytes, peakResidentBytes(pid))
            if wait4(pid, &status, WNOHANG, &usage) == pid { break }
            var request = pollfd(fd: pipeEnds[0], events: Int16(POLLIN), revents: 0)
            _ = poll(&request, 1, 10)
        }
        run.wallSeconds = now() - started
        drain(pipeEnds[0], into: &bytes)
        close(pipeEnds[0])
        run.exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        run.output = String(decoding: bytes, as: UTF8.self)
        run.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        run.stages = stages(threads.values.map { $0 }, total: run.cpuSeconds)
        return run
    }

    private func drain(_ descriptor: Int32, into bytes: inout [UInt8]) {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// VmHWM of proc(5), 0 before the program has replaced this one's memory and after its end.
    ///
    /// `ru_maxrss` is of no use: a child inherits the peak of the process that spawned it.
    private func peakResidentBytes(_ pid: pid_t) -> Int {
        guard let status = readWholeFile("/proc/\(pid)/status") else { return 0 }
        var fields: [Substring: Substring] = [:]
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        guard let name = fields["Name:"], let program = path.split(separator: "/").last, program.hasPrefix(name),
            let kilobytes = fields["VmHWM:"]?.split(separator: " ").first.flatMap({ Int($0) })
        else { return 0 }
        return kilobytes << 10
    }

    /// Name and CPU ticks of every thread, from proc(5).
    private func threadTimes(_ pid: pid_t) -> [String: (name: String, ticks: Int)] {
        var result: [String: (name: String, ticks: Int)] = [:]
        guard let folder = opendir("/proc/\(pid)/task") else { return result }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let id = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard Int(id) != nil, let stat = readWholeFile("/proc/\(pid)/task/\(id)/stat") else { continue }
            let text = String(decoding: stat, as: UTF8.self)
            guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else { continue }
            let fields = text[text.index(after: close)...].split(separator: " ")
            guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { continue }
            result[id] = (String(text[text.index(after: open)..<close]), user + system)
        }
        return result
    }

    /// Threads summed up by what they do; what ended between two looks is `other`.
    private func stages(_ threads: [(name: String, ticks: Int)], total: Double) -> [(name: String, seconds: Double)] {
        let perSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        var sums: [String: Double] = [:]
        for thread in threads {
            let stage =
                thread.name.hasPrefix("rdk:")
                ? "librdkafka"
                : thread.name.hasPrefix("lane-") ? "lanes" : thread.name == "committer" ? "sink" : "driver"
            sums[stage, default: 0] += Double(thread.ticks) / perSecond
        }
        let known = sums.values.reduce(0, +)
        sums["other"] = max(0, total - known)
        return ["librdkafka", "lanes", "sink", "driver", "other"].map { ($0, sums[$0] ?? 0) }
    }

    private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    private func now() -> Double { Double(monotonicMicros()) / 1e6 }
}

/// Why a benchmark has no figure.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
