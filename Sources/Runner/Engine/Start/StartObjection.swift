import StateStore

/// Why a start must leave the job to whoever runs it now. It is asked before an earlier life is disturbed: what can't
/// go on must not stop what can.
struct StartObjection: Sendable {
    let name: String
    let fingerprint: PlanFingerprint
    /// The state directory.
    let path: String
    let outlook: StateOutlook
    /// A source's cluster lives in the process: what an earlier life read is gone.
    let hasEmbeddedSource: Bool

    /// What stands against going on with what is in the state directory, before any sink is asked.
    var localReason: String? { outlook.newest > .none ? embeddedReason(outlook.newest) : nil }

    private func embeddedReason(_ epoch: Epoch) -> String? {
        guard hasEmbeddedSource else { return nil }
        return
            "job \(name) reads an embedded Kafka, whose records ended with the earlier run (epoch \(epoch)): there is "
            + "nothing to go on from\nto start afresh, remove \(path), and in its database "
            + "DELETE FROM millrace.job WHERE name = '\(name)' and empty the job's tables; "
            + "or SET another job_name"
    }

    /// What stands against going on from where a sink says that the job stands.
    func reason(_ position: SinkPosition) -> String? {
        if let identity = outlook.identity, position.uuid != identity.uuid && outlook.hasState {
            return "\(path) holds another life of job \(name) than the database does (\(identity.uuid), the "
                + "database says \(position.uuid)); use another --state-dir"
        }
        if position.epoch > .none, let reason = embeddedReason(position.epoch) { return reason }
        if let reason = missingReason(position) { return reason }
        // Epochs may wait in the journal before the first one was committed.
        if let reason = changeReason(position) { return reason }
        guard position.epoch > .none else { return nil }
        let first = position.boundaries.first?.epoch ?? position.epoch.next
        if !outlook.hasState && first > Epoch(1) {
            return "\(path) has no state of job \(name), which stands at epoch \(position.epoch) in the "
                + "database, and the database remembers the boundaries only from epoch \(first) on; "
                + "bring the job's own state directory"
        }
        return nil
    }

    /// A target that the job wrote to and that is gone: made again it would hold what comes from now on, and look
    /// whole.
    private func missingReason(_ position: SinkPosition) -> String? {
        guard position.epoch > .none else { return forgottenReason(position.missing) }
        let known = PlanFingerprint(text: position.fingerprint).map { Set($0.sinkNames) }
        guard let gone = position.missing.first(where: { known?.contains($0.sink) ?? true }) else { return nil }
        return lost(gone, position.epoch) + "; if those rows are not wanted, make it yourself, empty"
    }

    /// The same for what took its memory of the job with it. From the first boundary on all of it can be made again.
    func forgottenReason(_ missing: [MissingTarget]) -> String? {
        guard outlook.newest > .none, outlook.boundaries.first?.epoch != Epoch.none, let known = outlook.sinkNames,
            let gone = missing.first(where: { known.contains($0.sink) })
        else { return nil }
        return lost(gone, outlook.newest)
    }

    private func lost(_ gone: MissingTarget, _ epoch: Epoch) -> String {
        "\(gone.text) of sink \(gone.sink) is gone, and job \(name) stands at epoch \(epoch): made again it "
            + "would lack the rows up to there\nrestore it, or compute everything again under another job_name (its "
            + "targets must be empty or others)"
    }

    /// What stands against going on with the job as it is now; `position` nil: no sink remembers anything.
    func changeReason(_ position: SinkPosition?) -> String? {
        do throws(StoreError) {
            if let reason = try outlook.change(of: fingerprint, at: position).refusal { return reason }
        } catch {
            return "\(error)"
        }
        return StateOutlook.refusal(
            of: fingerprint, toReplay: outlook.toReplay(position),
            among: outlook.knownTexts + (position.map { [$0.fingerprint] } ?? []))
    }
}

extension StartObjection {
    init(_ name: String, _ job: PlannedJob, path: String, outlook: StateOutlook) {
        self.init(
            name: name, fingerprint: job.fingerprint, path: path, outlook: outlook,
            hasEmbeddedSource: job.plan.sources.contains(where: SourceFactory.isEmbedded))
    }

    /// For a state directory that this process has locked.
    init(_ directory: StateDirectory, _ name: String, _ job: PlannedJob) throws(JobError) {
        do throws(StoreError) {
            self.init(name, job, path: directory.path, outlook: try StateOutlook(path: directory.path))
        } catch {
            throw JobError(error)
        }
    }
}
