import Operators

let validateCommand = Command(
    CommandSpec(
        "validate", "Checks job files, their topics, tables, keys and rights, without running them.",
        operands: "JOB.sql...", operandCount: 1...1000,
        examples: [
            ("runner validate retail.sql", "every error with its place, all statements"),
            ("runner validate jobs/*.sql --offline --format github", "annotations for a pull request, no servers"),
        ],
        flags: [
            Flag("output", short: "o", value: "FORMAT", "text or json"),
            Flag("format", value: "FORMAT", "github: annotations"),
            Flag("offline", "look at the files only, at no topic and no table"),
            Flag("color", value: "WHEN", "auto, always or never"),
        ])
) { arguments, environment in
    let isJSON = try arguments.word("output", among: ["text", "json"]) == "json"
    let isGithub = try arguments.word("format", among: ["github"]) == "github"
    let when = try arguments.word("color", among: ["auto", "always", "never"]) ?? "auto"
    let isColored = Terminal.wantsColor(when == "auto" ? nil : when == "always", environment)
    var code = ExitCode.done
    for path in arguments.operands {
        let file = try JobFile(path, environment)
        let renderer = DiagnosticRenderer(source: file.source, isColoured: isColored)
        var diagnostics: [Diagnostic]
        switch file.outcome {
        case .success(let job):
            diagnostics = job.warnings
            if !arguments.has("offline") {
                let found = try checkOnline(file, job, environment)
                diagnostics += found.diagnostics
                code = worse(code, found.exitCode)
            }
        case .failure(let rejection):
            diagnostics = rejection.diagnostics
            code = .invalidJob
        }
        if isJSON {
            Terminal.put(renderer.json(diagnostics) + "\n")
        } else if isGithub {
            Terminal.put(renderer.githubAnnotations(diagnostics))
        } else if diagnostics.isEmpty {
            Terminal.say("\(path): good")
        } else {
            Terminal.say(renderer.render(diagnostics))
        }
    }
    return code
}

/// Looks at the topics and tables that a job names, changing nothing.
private func checkOnline(
    _ file: JobFile, _ job: PlannedJob, _ environment: [String: String]
) throws -> JobExamination {
    JobExaminer(
        job, name: (try? file.name(job)) ?? "", connections: try connectionLookup(environment), stateDirectory: nil,
        log: { _ in }
    ).examine()
}

/// A wrong file matters more than a system that is away.
private func worse(_ left: ExitCode, _ right: ExitCode) -> ExitCode {
    if left == .invalidJob || right == .invalidJob { return .invalidJob }
    return left == .done ? right : left
}

let explainCommand = Command(
    CommandSpec(
        "explain", "Shows what a job does: its operators, state, windows and when the first row is due.",
        operands: "JOB.sql", operandCount: 1...1,
        examples: [
            ("runner explain retail.sql", "the operator tree"),
            ("runner explain retail.sql -o dot | dot -Tsvg > retail.svg", "a picture"),
        ],
        flags: [
            Flag("output", short: "o", value: "FORMAT", "text, json or dot"),
            Flag("color", value: "WHEN", "auto, always or never"),
        ])
) { arguments, environment in
    let format = try arguments.word("output", among: ["text", "json", "dot"]) ?? "text"
    let file = try JobFile(arguments.operands[0], environment)
    let job = try file.job(isColored: Terminal.wantsColor(nil, environment))
    // One from standard input may have none.
    let explanation = Explanation(job, name: try? file.name(job))
    let now = wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch
    switch format {
    case "json": Terminal.put(explanation.json(now: now) + "\n")
    case "dot": Terminal.put(explanation.dot())
    default: Terminal.put(explanation.text(now: now))
    }
    return .done
}
