import StateStore

/// What a start would find outside of the job's text.
package struct JobExamination: Sendable {
    /// What would be refused, each at the statement that it is about.
    package var diagnostics: [Diagnostic] = []
    /// A system could not be looked at.
    package var isUnreachable = false
    /// What becomes of the job's state; nil when no state directory was named.
    package var verdict: StateVerdict?

    /// The exit code that a start would end with.
    package var exitCode: ExitCode {
        if diagnostics.contains(where: { $0.severity == .error && $0.code != .unreachable }) { return .invalidJob }
        return isUnreachable ? .unavailable : .done
    }
}

/// What a start makes of the state that is there.
package struct StateVerdict: Sendable {
    /// Where the sinks, else the state directory, stand; `Epoch.none` without state.
    package var epoch: Epoch = .none
    /// Epochs after the newest usable checkpoint, which are made again.
    package var replayed = 0
    package var change = PlanChange()
    /// Why the start is refused, if not for the change.
    package var refusal: String?
}

/// Looks at topics, tables and state as a start would, and changes nothing anywhere: no directory is made or locked, no
/// schema or table made, no running job disturbed.
package struct JobExaminer {
    let job: PlannedJob
    let name: String
    let connections: ConnectionLookup
    /// Nil: state is not looked at.
    let stateDirectory: String?
    let log: @Sendable (String) -> Void

    package init(
        _ job: PlannedJob, name: String, connections: ConnectionLookup, stateDirectory: String?,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.job = job
        self.name = name
        self.connections = connections
        self.stateDirectory = stateDirectory
        self.log = log
    }

    /// Looks at everything; what is found in one place does not keep it from looking at the others.
    package func examine() -> JobExamination {
        var found = JobExamination()
        var missing: [MissingTarget] = []
        let positions = lookAtSinks(&found, &missing)
        let sources = lookAtSources(&found)
        defer { for source in sources { source?.close() } }
        lookAtLookups(&found)
        if let stateDirectory { lookAtState(stateDirectory, positions, missing, sources, &found) }
        return found
    }

    private func lookAtSources(_ found: inout JobExamination) -> [(any RecordSource)?] {
        job.plan.sources.enumerated().map { index, source in
            if SourceFactory.isEmbedded(source) { return nil }
            do throws(SourceError) {
                return try SourceFactory.make(index, source, log: log)
            } catch {
                note(error, at: source.sourceOffset, &found)
                return nil
            }
        }
    }

    /// Lookup tables are read as a start would: keys that come twice are seen here.
    private func lookAtLookups(_ found: inout JobExamination) {
        do throws(Diagnostic) {
            let loader = try LookupLoader(job.plan, connections: connections)
            for (index, lookup) in job.plan.lookups.enumerated() {
                do throws(JobError) {
                    _ = try loader.rows(index)
                } catch {
                    let isAway = error.code == .unavailable
                    if isAway { found.isUnreachable = true }
                    found.diagnostics.append(
                        Diagnostic(
                            .error, isAway ? .unreachable : .badTopic, error.message, at: lookup.source.sourceOffset))
                }
            }
        } catch {
            found.diagnostics.append(error)
        }
    }

    private func note(_ error: SourceError, at offset: Int, _ found: inout JobExamination) {
        if case .unreachable = error { found.isUnreachable = true }
        let code: DiagnosticCode = if case .unreachable = error { .unreachable } else { .badTopic }
        found.diagnostics.append(Diagnostic(.error, code, error.description, at: offset))
    }

    /// Where each system says that the job stands.
    private func lookAtSinks(_ found: inout JobExamination, _ missing: inout [MissingTarget]) -> [SinkPosition] {
        let factory: SinkFactory
        do throws(Diagnostic) {
            factory = try SinkFactory(
                job.plan, connections: connections, console: .standardOutput(format: .table), phases: { _, _ in },
                log: log)
        } catch {
            found.diagnostics.append(error)
            return []
        }
        let identity = SinkJob(name: name, uuid: "", fingerprint: job.fingerprint.text)
        let offsets = job.plan.sinks.map(\.sourceOffset)
        do throws(SinkError) {
            var positions: [SinkPosition] = []
            for (index, system) in try factory.makeSystems().enumerated() {
                let own = factory.sinks(of: index).map { offsets[$0] }
                do throws(SinkError) {
                    let outlook = try system.look(identity)
                    missing += outlook.missing
                    if let position = outlook.position, !isJoined(factory.sinkNames(of: index), position.epoch) {
                        positions.append(position)
                    }
                    for problem in outlook.problems {
                        found.diagnostics.append(
                            Diagnostic(
                                .error, .badTarget, problem.message,
                                at: problem.sink.map { own[$0] } ?? own.first ?? 0, help: problem.differences))
                    }
                } catch {
                    note(error, at: own.first ?? 0, &found)
                }
            }
            return positions
        } catch {
            note(error, at: offsets.first ?? 0, &found)
            return []
        }
    }

    /// Where a system stands that is new to the job does not matter.
    private func isJoined(_ sinks: [String], _ epoch: Epoch) -> Bool {
        guard let stateDirectory, let outlook = try? StateOutlook(path: stateDirectory) else { return false }
        return outlook.isJoined(by: sinks, at: epoch)
    }

    private func note(_ error: SinkError, at offset: Int, _ found: inout JobExamination) {
        let isAway = error.retryReason != nil && error.accessRemedy == nil
        if isAway { found.isUnreachable = true }
        found.diagnostics.append(
            Diagnostic(
                .error, isAway ? .unreachable : .badTarget, JobError(error).message, at: offset,
                help: error.accessRemedy.map { [$0] } ?? []))
    }

    private func lookAtState(
        _ path: String, _ positions: [SinkPosition], _ missing: [MissingTarget], _ sources: [(any RecordSource)?],
        _ found: inout JobExamination
    ) {
        var verdict = StateVerdict()
        do throws(StoreError) {
            let outlook = try StateOutlook(path: path)
            if let identity = outlook.identity, identity.job != name {
                throw .otherJob(path: path, found: identity.job, wanted: name)
            }
            let lowest = positions.min { $0.epoch < $1.epoch }
            let objection = StartObjection(name, job, path: path, outlook: outlook)
            verdict.epoch = lowest?.epoch ?? outlook.newest
            verdict.replayed = outlook.toReplay(lowest).filter { $0.epoch > .none }.count
            verdict.change = try outlook.change(of: job.fingerprint, at: lowest)
            verdict.refusal =
                objection.localReason ?? positions.lazy.compactMap { objection.reason($0) }.first
                ?? objection.forgottenReason(missing) ?? objection.changeReason(lowest)
            if verdict.refusal == nil { verify(outlook, lowest, sources, &found) }
        } catch {
            verdict.refusal = "\(error)"
        }
        if let reason = verdict.refusal {
            let lines = reason.split(separator: "\n").map(String.init)
            found.diagnostics.append(
                Diagnostic(
                    .error, .badState, lines.first ?? reason, at: 0,
                    help: lines.dropFirst().map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : $0 }))
        }
        found.verdict = verdict
    }

    /// Kafka must still have what comes next, in the same topics.
    private func verify(
        _ outlook: StateOutlook, _ position: SinkPosition?, _ sources: [(any RecordSource)?],
        _ found: inout JobExamination
    ) {
        let parts = PlanParts(plan: job.plan, fingerprint: job.fingerprint)
        let checkpoint = outlook.checkpoints.first { $0.epoch <= position?.epoch ?? Epoch(.max) }?.boundary
        guard let start = checkpoint ?? outlook.boundaries.first else { return }
        let last = outlook.toReplay(position).last ?? start
        for (index, source) in sources.enumerated() {
            do throws(SourceError) {
                try source?.verify(parts.positions(of: start).filter { $0.key.source == index })
                try source?.verify(marks: parts.marks(of: last).filter { $0.key.source == index })
            } catch {
                note(error, at: job.plan.sources[index].sourceOffset, &found)
            }
        }
    }
}
