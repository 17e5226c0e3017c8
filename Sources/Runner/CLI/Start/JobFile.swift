import Glibc

/// A job file, read and planned, with everything there is to say about it.
struct JobFile {
    let source: SourceText
    let outcome: Result<PlannedJob, Planner.Rejection>

    /// Reads and plans a job; throws when the file can't be read.
    init(_ path: String, _ environment: [String: String]) throws(JobError) {
        guard let bytes = readWholeFile(path) else {
            throw JobError(.invalidJob, "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JobError(.invalidJob, "\(path) is not UTF-8")
        }
        source = SourceText(name: path == "-" ? "<stdin>" : path, text: text)
        outcome = Planner.plan(text, environment: environment, machine: .current())
    }

    /// The planned job; prints warnings. Errors are printed and end with code 78.
    func job(isColored: Bool) throws(JobError) -> PlannedJob {
        let renderer = DiagnosticRenderer(source: source, isColoured: isColored)
        switch outcome {
        case .success(let job):
            if !job.warnings.isEmpty { Terminal.say(renderer.render(job.warnings)) }
            return job
        case .failure(let rejection):
            throw refusal(rejection.diagnostics, isColored: isColored)
        }
    }

    /// Prints why the job can't run; gives that as the end of the job.
    func refusal(_ diagnostics: [Diagnostic], isColored: Bool) -> JobError {
        let renderer = DiagnosticRenderer(source: source, isColoured: isColored)
        Terminal.say(renderer.render(diagnostics))
        let errors = diagnostics.filter { $0.severity == .error }
        return JobError(
            .invalidJob, "\(source.name) has \(errors.count) error\(errors.count == 1 ? "" : "s")",
            reason: errors.first.map { renderer.sentence($0, more: errors.count - 1) })
    }

    /// The job's name: its own, or the file's. Previews from standard input keep nothing that a name would be for.
    func name(_ job: PlannedJob) throws(JobError) -> String {
        if let name = job.settings.jobName { return name }
        let file = source.name.split(separator: "/").last.map(String.init) ?? ""
        let stem = file.hasSuffix(".sql") ? String(file.dropLast(4)) : file
        if source.name == "<stdin>", job.plan.sinks.allSatisfy(\.isPreview) { return "preview" }
        guard !stem.isEmpty, source.name != "<stdin>" else {
            throw JobError(.invalidJob, "a job from standard input needs a name: SET job_name = '...'")
        }
        return stem
    }
}

/// `runner.toml` beside the job or in the working directory, and what connections mean.
func connectionLookup(_ environment: [String: String]) throws(JobError) -> ConnectionLookup {
    var configuration = RunnerConfiguration()
    let path = environment["RUNNER_CONFIG"] ?? "runner.toml"
    let bytes = readWholeFile(path)
    if bytes == nil, environment["RUNNER_CONFIG"] != nil || access(path, F_OK) == 0 {
        throw JobError(.invalidJob, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    if let bytes {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw JobError(.invalidJob, "\(path) is not UTF-8")
        }
        let source = SourceText(name: path, text: text)
        let (read, diagnostics) = RunnerConfiguration.read(source)
        if diagnostics.contains(where: { $0.severity == .error }) {
            throw JobError(.invalidJob, DiagnosticRenderer(source: source).render(diagnostics))
        }
        configuration = read
    }
    return ConnectionLookup(environment: environment, configuration: configuration)
}
