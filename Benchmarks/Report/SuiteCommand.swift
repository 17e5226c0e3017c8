import Runner

/// A suite as a command of `bench`.
struct SuiteCommand {
    let name: String
    let summary: String
    let examples: [(String, String)]
    /// What `--only` takes.
    var parts: [String] = []
    /// What `--with` takes.
    var peers: [String] = []
    var flags: [Flag] = []
    /// What `--quick` does.
    let quick: String
    let run: @Sendable (BenchContext, Arguments, inout BenchReport) throws -> Void

    /// The command that runs the suite, prints what it found, and fails when anything was wrong.
    var command: Command {
        let (name, parts, peers, run) = (name, parts, peers, run)
        let spec = CommandSpec(
            name, summary, examples: examples,
            flags: BenchOptions.flags(flags, quick: quick, parts: parts, peers: peers))
        return Command(spec) { arguments, environment in
            let options = try BenchOptions(arguments, environment, parts: parts, peers: peers)
            let context = BenchContext(options)
            defer { context.close() }
            var report = BenchReport(
                command: CommandLine.arguments.dropFirst().joined(separator: " "), seed: options.seed)
            try run(context, arguments, &report)
            Terminal.put(report.render(options.format))
            if let folder = options.picture { try draw(report, name, into: folder, context) }
            guard report.isRight else {
                Terminal.say(
                    "\(name): \(report.checks.isEmpty ? "nothing was checked" : "a result is WRONG, see above")")
                return .failed
            }
            return .done
        }
    }
}

/// Draws the figures by matplotlib, one picture a suite.
private func draw(_ report: BenchReport, _ name: String, into folder: String, _ context: BenchContext) throws {
    let data = "\(context.folder)/\(name).json"
    writeText(data, report.render("json"))
    let run = try context.run(
        context.options.python, ["Benchmarks/Pictures/draw.py", data, folder],
        or: "no picture: it needs \(context.options.python) with matplotlib (tools/setup python)")
    Terminal.say(run.output.trimmingNewline)
}

extension String {
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
