import Runner

/// The options of `CREATE TABLE t (a int) WITH (...)`, with the messages as a person sees them.
struct Declared {
    let text: String
    let options: DeclaredOptions

    init(_ with: String) {
        text = "CREATE TABLE t (a int) WITH (\n\(with)\n)"
        let parsed = parseJob(text)
        guard case .createTable(let table) = parsed.job.statements.first?.kind else {
            options = DeclaredOptions(entries: [], at: 0)
            return
        }
        options = table.options
    }

    func rendered(_ diagnostics: [Diagnostic]) -> String {
        DiagnosticRenderer(source: SourceText(name: "job.sql", text: text)).render(diagnostics)
    }

    func source(_ environment: [String: String] = [:]) -> SourceSettings? {
        readSourceOptions(options, environment: environment).settings
    }

    func sink(_ environment: [String: String] = [:]) -> SinkSettings? {
        readSinkOptions(options, table: "t", environment: environment).settings
    }

    func sourceMessages(_ environment: [String: String] = [:]) -> String {
        rendered(readSourceOptions(options, environment: environment).diagnostics)
    }

    func sinkMessages(_ environment: [String: String] = [:]) -> String {
        rendered(readSinkOptions(options, table: "t", environment: environment).diagnostics)
    }
}

/// The settings of a job's SET statements.
func jobSettings(_ sql: String) -> OptionOutcome<JobSettings> {
    let options = parseJob(sql).job.statements.compactMap { statement -> DeclaredOption? in
        guard case .set(let set) = statement.kind else { return nil }
        return set.option
    }
    return JobSettings.read(options, Machine(processors: 4, memoryBytes: 16 << 30))
}

func settingMessages(_ sql: String) -> String {
    DiagnosticRenderer(source: SourceText(name: "job.sql", text: sql)).render(jobSettings(sql).diagnostics)
}
