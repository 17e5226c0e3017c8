import StateStore

/// What a state directory holds of a job, seen without disturbing whoever works there; empty when it is not there.
struct StateOutlook: Sendable {
    /// Nil for a directory that no start has made.
    let identity: JobIdentity?
    /// Usable ones, newest first.
    let checkpoints: [CheckpointManifest]
    /// The journal, oldest first.
    let boundaries: [BoundaryRecord]

    init(path: String) throws(StoreError) {
        guard try Files.status(path + "/job.json") != nil else {
            identity = nil
            checkpoints = []
            boundaries = []
            sinkNames = nil
            knownTexts = []
            return
        }
        let inspector = try StateInspector(path: path)
        identity = inspector.identity
        checkpoints = try inspector.checkpoints().filter(\.isUsable).compactMap(\.manifest)
        boundaries = try inspector.boundaries()
        sinkNames = try checkpoints.first.flatMap { checkpoint throws(StoreError) in
            try StateSchema(of: checkpoint).flatMap { PlanFingerprint(text: $0.fingerprint) }
        }.map { Set($0.sinkNames) }
        var texts: [String] = []
        if let text = try StateOutlook.journalText(path) { texts.append(text) }
        for checkpoint in checkpoints {
            if let schema = try StateSchema(of: checkpoint) { texts.append(schema.fingerprint) }
        }
        knownTexts = texts
    }

    /// Fingerprints of the job's earlier forms, as far as the directory has them.
    let knownTexts: [String]

    /// The fingerprint of the job that writes the journal. Neither checkpoints nor sinks have it before its first epoch
    /// is committed.
    private static func journalText(_ path: String) throws(StoreError) -> String? {
        let name = path + "/plan"
        guard try Files.status(name) != nil else { return nil }
        return String(decoding: try Files.read(name), as: UTF8.self)
    }

    /// Writes down the form of the job that journals from now on.
    static func keepJournalText(_ fingerprint: PlanFingerprint, _ path: String) throws(StoreError) {
        guard try journalText(path) != fingerprint.text else { return }
        try Files.writeDurably([UInt8](fingerprint.text.utf8), to: path + "/plan")
    }

    /// Whether a system with these sinks is new to the job: none of them was there at the newest checkpoint, and the
    /// system stands before it. It follows from the job's epoch on; one that stands there or later has done so already.
    func isJoined(by sinks: [String], at epoch: Epoch) -> Bool {
        guard let sinkNames, let checkpoint = checkpoints.first, !sinkNames.isEmpty, !sinks.isEmpty else {
            return false
        }
        return epoch < checkpoint.epoch && sinkNames.isDisjoint(with: sinks)
    }

    /// The sinks that the job had at its newest checkpoint; nil without one.
    let sinkNames: Set<String>?

    /// True when there is something to go on with.
    var hasState: Bool { !checkpoints.isEmpty || !boundaries.isEmpty }

    /// The newest epoch that is known here; `Epoch.none` without state.
    var newest: Epoch { max(checkpoints.first?.epoch ?? .none, boundaries.last?.epoch ?? .none) }

    /// What a job of this fingerprint may do with the state, at the epoch where a sink stands (nil: no sink remembers).
    func change(of fingerprint: PlanFingerprint, at position: SinkPosition?) throws(StoreError) -> PlanChange {
        var change = PlanChange()
        let checkpoint = checkpoints.first { $0.epoch <= position?.epoch ?? Epoch(.max) }
        if let checkpoint, let schema = try StateSchema(of: checkpoint),
            let old = PlanFingerprint(text: schema.fingerprint)
        {
            change = fingerprint.change(from: old)
        }
        if let position, position.epoch > .none, let old = PlanFingerprint(text: position.fingerprint) {
            let again = fingerprint.change(from: old)
            change.problems += again.problems.filter { !change.problems.contains($0) }
            if checkpoint == nil { change.notes = again.notes }
        }
        return change
    }

    /// The boundaries that must be replayed when a sink stands at `position`, oldest first.
    func toReplay(_ position: SinkPosition?) -> [BoundaryRecord] {
        let from = checkpoints.first { $0.epoch <= position?.epoch ?? Epoch(.max) }?.epoch ?? .none
        let local = boundaries.filter { $0.epoch > from }
        let last = local.last?.epoch ?? from
        return local + (position?.boundaries ?? []).filter { $0.epoch > last }
    }

    /// Epochs can only be made again by the job that made them; says so when they were made by another one.
    ///
    /// - Parameter texts: fingerprints among which the other one's may be, to say what is different.
    static func refusal(
        of fingerprint: PlanFingerprint, toReplay: [BoundaryRecord], among texts: [String] = []
    ) -> String? {
        let own = fingerprint.replayable
        let foreign = toReplay.filter { !own.contains($0.plan) && $0.plan != 0 }
        guard let first = foreign.first?.epoch, let last = foreign.last?.epoch else { return nil }
        let epochs = first == last ? "epoch \(first), which lies" : "epochs \(first) to \(last), which lie"
        let other = texts.compactMap(PlanFingerprint.init(text:)).first { text in
            foreign.contains { $0.plan == text.number }
        }
        let change = other.map { fingerprint.change(from: $0) } ?? PlanChange()
        let differences = (change.problems + change.notes).map { "\n  \($0)" }.joined()
        return
            "the job has changed since \(epochs) after its last checkpoint and only the job as it was can "
            + "make again\(differences.isEmpty ? "" : ":")\(differences)\n"
            + "start it once with its old text (until it has caught up or is stopped in good order), then change it"
    }
}
