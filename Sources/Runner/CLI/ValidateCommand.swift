import Operators

let validateCommand = Command(
    CommandSpec(
        "validate", "Checks job files without running them.", operands: "JOB.sql...", operandCount: 1...1000,
        examples: [
            ("runner validate retail.sql", "every error with its place, all statements"),
            ("runner validate jobs/*.sql --format github", "annotations for a pull request"),
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
    var isGood = true
    for path in arguments.operands {
        let file = try JobFile(path, environment)
        let renderer = DiagnosticRenderer(source: file.source, isColoured: isColored)
        let diagnostics: [Diagnostic]
        switch file.outcome {
        case .success(let job): diagnostics = job.warnings
        case .failure(let rejection):
            diagnostics = rejection.diagnostics
            isGood = false
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
        if case .success(let job) = file.outcome, !arguments.has("offline") {
            try checkOnline(file, job, environment)
        }
    }
    return isGood ? .done : .invalidJob
}

/// Looks at the topics and tables that a job names, changing nothing.
private func checkOnline(_ file: JobFile, _ job: PlannedJob, _ environment: [String: String]) throws {
    try SourceFactory.make(job.plan, log: Terminal.say).close()
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
    let explanation = Explanation(job)
    let now = wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch
    switch format {
    case "json": Terminal.put(explanation.json(now: now) + "\n")
    case "dot": Terminal.put(explanation.dot())
    default: Terminal.put(explanation.text(now: now))
    }
    return .done
}
