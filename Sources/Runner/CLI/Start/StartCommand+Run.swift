import Glibc
import Operators
import StateStore
import Synchronization

let startCommand = Command(StartOptions.spec) { arguments, environment in
    try StartRun(StartOptions(arguments), environment).run()
}

/// One `runner start`.
struct StartRun {
    let options: StartOptions
    let environment: [String: String]

    init(_ options: StartOptions, _ environment: [String: String]) {
        self.options = options
        self.environment = environment
    }

    /// The run, and the hook that hears of its end.
    func run() throws -> ExitCode {
        var name: String?
        do {
            return try run(&name)
        } catch {
            if let command = options.onFailure {
                EndHook(command: command).run(FailureLine(job: name, error: error).json, environment)
            }
            throw error
        }
    }

    private func run(_ known: inout String?) throws -> ExitCode {
        let isColored = Terminal.wantsColor(options.color, environment)
        let file = try JobFile(options.jobPath, environment)
        let job = try file.job(isColored: isColored)
        let name = try file.name(job)
        known = name
        if options.dryRun || options.plan { return try examine(file, job, name, isColored) }
        let keepsState = options.stateDirectory != nil || !job.plan.sinks.allSatisfy(\.isPreview)
        let directory = try keepsState ? stateDirectory(name) : scratchDirectory()
        defer { if !keepsState { try? Files.removeTree(directory) } }
        try makeParents(of: directory)
        var launch = LaunchOptions(
            stateDirectory: directory, jobName: name,
            laneCount: job.laneCount(asked: options.parallelism), console: try consoleSettings(job),
            log: Terminal.say)
        launch.untilCaughtUp = options.untilCaughtUp
        launch.waitForTopicMilliseconds = options.waitForTopicMicros / 1_000
        launch.phases = phaseHook(environment)
        var launcher = try launcher(file, job, launch, isColored)
        let now = wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch
        let progress = JobProgress(
            name, keepsState: keepsState, consequences: Explanation(job).consequences(now: now),
            isQuiet: options.quiet, isTerminal: Terminal.isErrorTerminal)
        let wish = StopWish()
        wish.pass(to: launcher)
        let signals = StopSignals(wish.stop, checkpoint: wish.checkpoint)
        defer { signals.end() }
        var room = RoomWait()
        var began = monotonicMicros()
        while let full = try attempt(launcher, progress) {
            // What lies in memory can't be written any more; from the last checkpoint it is made again.
            let milliseconds = room.next(afterMicros: monotonicMicros() - began)
            if !wish.isStopped {
                progress.waiting("\(full.message); waiting for room, again in \(milliseconds / 1_000) s")
                wish.wait(milliseconds: milliseconds)
            }
            if wish.isStopped { throw full }
            launcher = try self.launcher(file, job, launch, isColored)
            wish.pass(to: launcher)
            began = monotonicMicros()
        }
        // Asked only now: without a record there may still be work, of a killed run or of windows that closed.
        if options.skipIfEmpty && !progress.summary.hadWork && !wish.isStopped {
            Terminal.say("nothing to read")
            return .nothingToDo
        }
        let line = progress.summary.json(job: name)
        if options.output == .json && options.untilCaughtUp { Terminal.put(line + "\n") }
        if let command = options.onSuccess { EndHook(command: command).run(line, environment) }
        return .done
    }

    /// Runs the job once; gives the error when it ran into a full disk, from which it may go on.
    private func attempt(_ launcher: JobLauncher, _ progress: JobProgress) throws(JobError) -> JobError? {
        do throws(JobError) {
            progress.finished(try launcher.run(observer: progress))
            return nil
        } catch {
            guard error.needsRoom && progress.hasStarted else { throw error }
            return error
        }
    }

    private func launcher(
        _ file: JobFile, _ job: PlannedJob, _ launch: LaunchOptions, _ isColored: Bool
    ) throws -> JobLauncher {
        do {
            return try JobLauncher(job, options: launch, connections: try connectionLookup(environment))
        } catch let diagnostic as Diagnostic {
            throw file.refusal([diagnostic], isColored: isColored)
        }
    }

    /// `--state-dir`, else a folder of the job's name where the system keeps state.
    private func stateDirectory(_ name: String) throws(JobError) -> String {
        if let given = options.stateDirectory { return given }
        return try defaultStateRoot(environment) + "/" + name
    }

    /// For a job of previews alone, which begin afresh each time: state that goes with the run.
    private func scratchDirectory() throws(JobError) -> String {
        let root = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var path = Array("\(root)/millrace-preview-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else {
            throw JobError(opening: root, .system(call: "mkdtemp", path: root, errno: errno))
        }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The directory itself is made, and locked, by the store.
    private func makeParents(of path: String) throws(JobError) {
        var parent = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            parent += part + "/"
            if mkdir(parent, 0o700) != 0 && errno != EEXIST && errno != EISDIR {
                throw JobError(opening: path, .system(call: "mkdir", path: parent, errno: errno))
            }
        }
    }

    /// `--dry-run` and `--plan`: everything is looked at, nothing is changed.
    private func examine(
        _ file: JobFile, _ job: PlannedJob, _ name: String, _ isColored: Bool
    ) throws -> ExitCode {
        let directory = try stateDirectory(name)
        let found = JobExaminer(
            job, name: name, connections: try connectionLookup(environment), stateDirectory: directory,
            log: Terminal.say
        ).examine()
        if !found.diagnostics.isEmpty {
            let renderer = DiagnosticRenderer(source: file.source, isColoured: isColored)
            Terminal.say(renderer.render(found.diagnostics))
        }
        guard let verdict = found.verdict else { return found.exitCode }
        if options.plan {
            let starts = found.exitCode == .done
            Terminal.put(
                options.output == .json
                    ? verdict.json(job: name, starts: starts) : verdict.text(job: name, directory, starts: starts))
        } else if found.exitCode == .done {
            Terminal.say(verdict.text(job: name, directory, starts: true) + "nothing was changed")
        }
        return found.exitCode
    }

    /// People see times in the job's zone; in files and topics they are in UTC.
    private func consoleSettings(_ job: PlannedJob) throws(JobError) -> ConsoleSettings {
        let format = ConsoleFormat(rawValue: options.output.rawValue) ?? .table
        do throws(TimeError) {
            return .standardOutput(format: format, zone: try TimeZoneRules.load(job.settings.timezone))
        } catch {
            throw JobError(.invalidJob, "SET timezone = '\(job.settings.timezone)': \(error)")
        }
    }
}

/// Where jobs' state lies unless a flag says otherwise.
func defaultStateRoot(_ environment: [String: String]) throws(JobError) -> String {
    if let root = environment["XDG_STATE_HOME"], root.hasPrefix("/") { return root + "/millrace" }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
        throw JobError(.usage, "neither XDG_STATE_HOME nor HOME is set: say --state-dir")
    }
    return home + "/.local/state/millrace"
}

/// For fault tests: `RUNNER_FAULT_PHASE=phase:n` ends the process without a word when the phase is reached the n-th
/// time.
func phaseHook(_ environment: [String: String]) -> PhaseHook {
    guard let text = environment["RUNNER_FAULT_PHASE"] else { return { _, _ in } }
    let parts = text.split(separator: ":").map(String.init)
    guard let phase = parts.first.flatMap(EpochPhase.init(rawValue:)) else { return { _, _ in } }
    let after = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
    let seen = Atomic<Int>(0)
    let counter = PhaseCounter(seen: seen)
    return { reached, _ in
        guard reached == phase else { return }
        if counter.next() == after { kill(getpid(), SIGKILL) }
    }
}

/// Counts how often a phase was reached, over all threads.
final class PhaseCounter: Sendable {
    private let seen: Atomic<Int>

    init(seen: consuming Atomic<Int>) {
        self.seen = seen
    }

    func next() -> Int { seen.wrappingAdd(1, ordering: .relaxed).newValue }
}
