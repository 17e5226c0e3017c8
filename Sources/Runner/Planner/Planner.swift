import Operators

/// A job that is ready to run, and what else there is to say about it.
package struct PlannedJob: Sendable {
    package var plan: LogicalPlan
    package var settings: JobSettings
    /// In the order of the file.
    package var warnings: [Diagnostic]
    /// COMMENT ON by the object's name, a column's as `table.column`.
    package var comments: [String: String]
    /// What the job's state depends on.
    package var fingerprint: PlanFingerprint

    /// How many lanes the job has, when so many were asked for. One where rows of files replace each other: the files
    /// are read one after the other then.
    package func laneCount(asked: Int? = nil) -> Int { plan.replacesRowsOfFiles ? 1 : asked ?? settings.parallelism }
}

/// From the text of a job to its plan.
package enum Planner {
    /// Everything that is wrong with a job; at least one of the messages is an error.
    package struct Rejection: Error, Sendable {
        /// Errors and warnings in the order of the file.
        package var diagnostics: [Diagnostic]
    }

    /// Parses, binds and types a job, looking nowhere but into the text and the environment given.
    ///
    /// - Parameters:
    ///   - environment: for `${VAR}` in the options.
    ///   - machine: what the defaults of `parallelism` and `memory` follow from.
    package static func plan(
        _ text: String, environment: [String: String] = [:], machine: Machine = .smallest
    ) -> Result<PlannedJob, Rejection> {
        // Binding recurses over the syntax tree as parsing does.
        ParserThread.shared.run {
            var job = JobBinding(parsed: parseJob(text), environment: environment, machine: machine)
            return job.run()
        }
    }
}

/// The steps over the statements of one job.
private struct JobBinding {
    let parsed: ParsedJob
    let environment: [String: String]
    let machine: Machine
    private var diagnostics: [Diagnostic]
    private var comments: [String: String] = [:]
    /// A statement could not be bound.
    private var hasFailed = false

    init(parsed: ParsedJob, environment: [String: String], machine: Machine) {
        self.parsed = parsed
        self.environment = environment
        self.machine = machine
        diagnostics = parsed.diagnostics
    }

    /// Dead letters are kept with the rows: what only shows rows, or drops them, would lose the letters.
    private mutating func checkDeadLetters(_ binder: Binder) {
        guard !binder.sinks.isEmpty, !binder.sinks.contains(where: \.connector.keepsDeadLetters) else { return }
        for source in binder.plan.sources {
            guard let offset = source.deadLetterOffset else { continue }
            diagnostics.append(
                Diagnostic(
                    .error, .badOptionValue,
                    "dead letters of \(source.name) have nowhere to go: no sink of this job keeps any", at: offset,
                    hint: source.onError == .deadLetter ? "write 'skip' or 'fail'" : "write 'drop'",
                    help: ["Or add a sink that keeps them with its rows: postgres, mysql, kafka or file."]))
        }
    }

    mutating func run() -> Result<PlannedJob, Planner.Rejection> {
        let settings = readSettings()
        var declarations = Declarations(parsed.job)
        declarations.read()
        diagnostics += declarations.diagnostics
        let binder = Binder(
            objects: declarations.objects, types: declarations.types, settings: settings, environment: environment)
        // A statement that does not parse may be the declaration of a name that is missed below.
        binder.hasUnreadStatements = !parsed.isValid
        bindStatements(binder)
        diagnostics += binder.diagnostics
        checkDeadLetters(binder)
        diagnostics = sortedOnce(diagnostics)
        // Never a job without one of its statements.
        if hasFailed, !diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics.append(
                Diagnostic(.error, .notSupported, "a statement of this job, for a reason that was lost", at: 0))
        }
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return .failure(Planner.Rejection(diagnostics: diagnostics))
        }
        var plan = LogicalPlan()
        plan.sources = binder.plan.sources
        plan.lookups = binder.plan.lookups
        plan.nodes = binder.plan.nodes
        plan.sinks = binder.sinks
        plan.timezone = settings.timezone
        pruneColumns(&plan)
        finishPlan(&plan)
        return .success(
            PlannedJob(
                plan: plan, settings: settings, warnings: diagnostics, comments: comments,
                fingerprint: PlanFingerprint(plan, settings: settings)))
    }

    private mutating func readSettings() -> JobSettings {
        let options = parsed.job.statements.compactMap { statement -> DeclaredOption? in
            if case .set(let set) = statement.kind { set.option } else { nil }
        }
        let outcome = JobSettings.read(options, machine)
        diagnostics += outcome.diagnostics
        return outcome.settings ?? JobSettings(machine)
    }

    private mutating func bindStatements(_ binder: Binder) {
        var hasQuery = false
        for statement in parsed.job.statements {
            let range = statement.range
            do throws(BindFailure) {
                switch statement.kind {
                case .set, .createTable, .createType: break
                case .createView(let view):
                    if let view = binder.objects.views[view.name.last.text] {
                        _ = try binder.bound(view, at: range.offset)
                    }
                case .createMaterializedView(let view):
                    hasQuery = true
                    try binder.materialize(view, range)
                case .insert(let insert):
                    hasQuery = true
                    try binder.insert(insert, range)
                case .select(let query):
                    hasQuery = true
                    try binder.preview(query, range)
                case .comment(let comment): try note(comment, binder)
                }
            } catch {
                binder.report(error)
                hasFailed = true
                binder.namedInFailures.formUnion(names(in: range))
            }
        }
        do throws(BindFailure) { try binder.checkLoops() } catch { binder.report(error) }
        binder.warnAboutUnused()
        guard !hasQuery, parsed.isValid else { return }
        diagnostics.append(
            Diagnostic(
                .error, .noQuery, "the job has no query", at: parsed.job.statements.last?.range.offset ?? 0,
                help: ["Write INSERT INTO target SELECT ..., CREATE MATERIALIZED VIEW ... AS SELECT ..., or SELECT ..."]
            ))
    }

    /// Every name in a statement's text, whatever it stands for.
    private func names(in range: SourceRange) -> Set<String> {
        let end = range.offset + range.length
        let tokens = parsed.tokens.tokens[parsed.tokens.index(at: range.offset)...].prefix { $0.start < end }
        return Set(tokens.filter { $0.kind == .word || $0.kind == .quotedName }.map(\.text))
    }

    private mutating func note(_ comment: CommentStatement, _ binder: Binder) throws(BindFailure) {
        let parts = comment.name.parts
        let isColumn = comment.target == .column
        guard let object = isColumn ? parts.dropLast().last : parts.last else {
            throw BindFailure(.unknownTable, "COMMENT ON COLUMN names a table and a column", at: comment.name.offset)
        }
        let known = binder.objects.relationNames + binder.types.records.keys.sorted()
        guard known.contains(object.text) || binder.objects.failed.contains(object.text) else {
            throw BindFailure(
                .unknownTable, "relation \"\(object.text)\" does not exist", at: object.offset,
                hint: didYouMean(object.text, among: known))
        }
        comments[isColumn ? "\(object.text).\(comment.name.last.text)" : object.text] = comment.text
    }

    /// By place, equal ones once.
    private func sortedOnce(_ all: [Diagnostic]) -> [Diagnostic] {
        var kept: [Diagnostic] = []
        for diagnostic in all.sorted(by: { $0.range.offset < $1.range.offset }) where !kept.contains(diagnostic) {
            kept.append(diagnostic)
        }
        return kept
    }
}

extension Binder {
    /// A table that nothing uses is most likely a name that was mistyped elsewhere. What a failed statement would have
    /// read is not known: it may be each table that it names.
    func warnAboutUnused() {
        if hasUnreadStatements { return }
        for table in objects.tables.values.sorted(by: { $0.offset < $1.offset })
        where sources[table.name] == nil && lookups[table.name] == nil && written[table.name] == nil
            && !namedInFailures.contains(table.name)
        {
            warn(.unusedTable, "nothing reads or writes \(table.name)", at: table.offset)
        }
    }
}
