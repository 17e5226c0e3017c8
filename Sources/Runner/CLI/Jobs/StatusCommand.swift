import Glibc
import StateStore

private let placeFlags = [
    Flag("state-dir", value: "DIR", "a job's state, when it is not in the usual place")
]
private let formats = ["table", "json", "csv", "markdown"]
private let outputFlag = Flag("output", short: "o", value: "FORMAT", "table, json, csv or markdown")

/// The job that the operand or `--state-dir` names; all jobs without either.
private func places(_ arguments: Arguments, _ environment: [String: String]) throws -> [JobPlace] {
    if let directory = arguments.value("state-dir") { return [JobPlace(directory: directory)] }
    let root = try defaultStateRoot(environment)
    guard let name = arguments.operands.first else { return JobPlace.all(root) }
    if name.contains("/") { return [JobPlace(directory: name)] }
    let known = JobPlace.all(root)
    let found = known.filter { $0.directory == "\(root)/\(name)" }
    if found.isEmpty {
        let names = known.compactMap { $0.directory.split(separator: "/").last.map(String.init) }
        let near = suggest(name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw JobError(.failed, "there is no job \"\(name)\" under \(root)\(near)")
    }
    return found
}

let statusCommand = Command(
    CommandSpec(
        "status", "Jobs on this machine: running or not, epoch, watermark, lag.", operands: "[JOB]",
        operandCount: 0...1,
        examples: [("runner status", "all jobs"), ("runner status retail_5m -o json", "one job, for a program")],
        flags: placeFlags + [outputFlag])
) { arguments, environment in
    let format = try arguments.word("output", among: formats) ?? "table"
    let isJSON = format == "json"
    var rows: [[String]] = []
    for place in try places(arguments, environment) {
        let status = StatusFile.read(place.directory)
        let identity = try? StateInspector(path: place.directory).identity
        let isRunning = place.isRunning
        let name = identity?.job ?? status?.job ?? place.directory
        if isJSON {
            var fields = [
                "\"job\":\(jsonText(name))", "\"running\":\(isRunning)", "\"state_dir\":\(jsonText(place.directory))",
            ]
            if let status {
                fields += [
                    "\"pid\":\(isRunning ? "\(status.pid)" : "null")", "\"epoch\":\(status.epoch)",
                    "\"records\":\(status.records)", "\"rows\":\(status.rows)", "\"late\":\(status.late)",
                    "\"invalid\":\(status.invalid)", "\"dead_lettered\":\(status.deadLettered)",
                    "\"failed_rows\":\(status.failedRows ?? 0)",
                    "\"lag\":\(status.lagRecords.map { "\($0)" } ?? "null")",
                    "\"watermark\":\(status.watermark.map(jsonText) ?? "null")",
                    "\"updated\":\(jsonText(status.updated))",
                ]
            }
            Terminal.put("{\(fields.joined(separator: ","))}\n")
        } else {
            rows.append([
                name, isRunning ? "running" : "stopped", isRunning ? status.map { "\($0.pid)" } ?? "?" : "-",
                status.map { "\($0.epoch)" } ?? "-", status.map { "\($0.recordsPerSecond)" } ?? "-",
                status?.lagRecords.map { "\($0)" } ?? "-", status?.watermark ?? "-", place.directory,
            ])
        }
    }
    let headings = [
        "job", format == "table" ? "" : "running", "pid", "epoch", "records/s", "lag", "watermark", "state",
    ]
    switch format {
    case "json": break
    case "csv": Terminal.put(drawCSV(headings, rows.map { $0.map { $0 == "-" ? "" : $0 } }))
    case "markdown": Terminal.put(drawMarkdown(headings, rows))
    default: if rows.isEmpty { Terminal.say("no jobs") } else { Terminal.put(drawTable(headings, rows)) }
    }
    return .done
}

let stopCommand = Command(
    CommandSpec(
        "stop", "Asks a running job to commit, checkpoint and end; waits for it.", operands: "JOB",
        operandCount: 0...1,
        examples: [("runner stop retail_5m", "exit 0 once it has ended in good order")],
        flags: placeFlags + [Flag("timeout", value: "SECONDS", "how long to wait; default 60")])
) { arguments, environment in
    if arguments.operands.isEmpty && arguments.value("state-dir") == nil {
        throw UsageError("which job? Say its name, or --state-dir")
    }
    let seconds = try arguments.integer("timeout", in: 1...86_400) ?? 60
    for place in try places(arguments, environment) {
        guard place.isRunning else {
            Terminal.say("\(place.directory): not running")
            continue
        }
        guard let status = StatusFile.read(place.directory), status.pid > 1 else {
            throw JobError(.failed, "\(place.directory) is in use, but does not say by which process")
        }
        kill(status.pid, SIGTERM)
        guard place.waitUntilStopped(milliseconds: seconds * 1000) else {
            throw JobError(.failed, "\(status.job) (pid \(status.pid)) has not ended within \(seconds) s")
        }
        Terminal.say("\(status.job): stopped at epoch \(StatusFile.read(place.directory)?.epoch ?? status.epoch)")
    }
    return .done
}

let listCommand = Command(
    CommandSpec(
        "list", "Names of the jobs on this machine, one a line.", operandCount: 0...0,
        examples: [
            ("runner list", "all that have state here"), ("runner list --running", "those with a process"),
        ],
        flags: [
            Flag("running", "only jobs that run"), Flag("output", short: "o", value: "FORMAT", "text, json or csv"),
        ])
) { arguments, environment in
    let format = try arguments.word("output", among: ["text", "json", "csv"]) ?? "text"
    if format == "csv" { Terminal.put(drawCSV(["job", "running", "state"], [])) }
    for place in JobPlace.all(try defaultStateRoot(environment)) {
        let isRunning = place.isRunning
        if arguments.has("running") && !isRunning { continue }
        let name = (try? StateInspector(path: place.directory).identity.job) ?? place.directory
        switch format {
        case "json":
            Terminal.put(
                "{\"job\":\(jsonText(name)),\"running\":\(isRunning),"
                    + "\"state_dir\":\(jsonText(place.directory))}\n")
        case "csv": Terminal.put(csvLine([name, "\(isRunning)", place.directory]))
        default: Terminal.put("\(name)\n")
        }
    }
    return .done
}

let whyCommand = Command(
    CommandSpec(
        "why", "Says in one sentence what keeps a job's windows from closing.", operands: "[JOB]",
        operandCount: 0...1,
        examples: [("runner why retail_5m", "which partition holds the watermark, and since when")],
        flags: [placeFlags[0]])
) { arguments, environment in
    let found = try places(arguments, environment)
    let running = found.filter(\.isRunning)
    guard !running.isEmpty else {
        let name = arguments.operands.first
        throw JobError(.failed, name.map { "job \"\($0)\" is not running" } ?? "no job is running")
    }
    for place in running {
        guard let status = StatusFile.read(place.directory), let why = status.why else {
            throw JobError(.failed, "\(place.directory) is in use, but does not say by which job")
        }
        Terminal.put(running.count == 1 ? "\(why)\n" : "\(status.job): \(why)\n")
    }
    return .done
}

let checkpointCommand = Command(
    CommandSpec(
        "checkpoint", "Asks a running job for a checkpoint now; waits for it.", operands: "JOB", operandCount: 0...1,
        examples: [("runner checkpoint retail_5m", "before a copy of the state directory, or an upgrade")],
        flags: [placeFlags[0], Flag("timeout", value: "SECONDS", "how long to wait; default 60")])
) { arguments, environment in
    if arguments.operands.isEmpty && arguments.value("state-dir") == nil {
        throw UsageError("which job? Say its name, or --state-dir")
    }
    let seconds = try arguments.integer("timeout", in: 1...86_400) ?? 60
    for place in try places(arguments, environment) {
        guard place.isRunning, let status = StatusFile.read(place.directory), status.pid > 1 else {
            throw JobError(.failed, "\(place.directory): not running; its last checkpoint holds all that it did")
        }
        let inspector = try StateInspector(path: place.directory)
        // What is journaled by now is what the checkpoint must hold.
        let wanted = try inspector.boundaries().last?.epoch ?? .none
        func newest() throws -> Epoch { try inspector.checkpoints().first(where: \.isUsable)?.epoch ?? .none }
        kill(status.pid, SIGUSR1)
        let deadline = monotonicMicros() + Int64(seconds) * 1_000_000
        let signal = LaneSignal()
        while try newest() < wanted {
            guard monotonicMicros() < deadline, place.isRunning else {
                throw JobError(.failed, "\(status.job) has made no checkpoint within \(seconds) s")
            }
            signal.wait(timeoutMilliseconds: 50)
        }
        Terminal.say("\(status.job): checkpoint at epoch \(try newest())")
    }
    return .done
}
