import StateStore

extension StartProcedure {
    /// Forgets what this directory knows of epochs that another runner committed differently.
    ///
    /// A runner that lost its job may have journaled, and even checkpointed, one epoch that the sink never took; the
    /// one that took the job over then committed an epoch of that number with another boundary. The sink's boundaries
    /// are the truth. Throws when no common epoch is left to start from, and removes nothing then.
    func forgetRivalEpochs(_ journal: inout Journal, _ sinks: SinkState) throws(JobError) -> [String] {
        guard sinks.epoch != nil, !sinks.boundaries.isEmpty else { return [] }
        var truth: [Epoch: BoundaryRecord] = [:]
        for boundary in sinks.boundaries { truth[boundary.epoch] = boundary }
        let kept = try stored { () throws(StoreError) in try checkpoints.list(.sizes) }.compactMap {
            $0.manifest?.boundary
        }
        let journaled: [BoundaryRecord]
        do throws(StoreError) { journaled = try journal.boundaries(after: Epoch(-1)) } catch { throw JobError(error) }
        let local = (kept + journaled).filter { $0.epoch > .none }
        guard let last = local.map(\.epoch).max() else { return [] }
        guard let wrong = local.filter({ own in truth[own.epoch].map { $0 != own } ?? false }).map(\.epoch).min() else {
            try expectMeeting(last, local, truth)
            return []
        }
        let common = Epoch(wrong.rawValue - 1)
        guard kept.contains(where: { $0.epoch <= common }) || journaled.first?.epoch == Epoch.none else {
            throw JobError(
                .invalidJob,
                "another runner committed epoch \(wrong) differently from this state directory, which has no "
                    + "checkpoint before it; bring the state directory of that runner")
        }
        do throws(StoreError) {
            try checkpoints.discard(after: common)
            try journal.truncate(after: common)
        } catch {
            throw JobError(error)
        }
        return ["epochs after \(common) were committed by another runner: they are taken from the sink"]
    }

    /// A state that shares no epoch with what the sink remembers may be of another past.
    private func expectMeeting(
        _ last: Epoch, _ local: [BoundaryRecord], _ truth: [Epoch: BoundaryRecord]
    ) throws(JobError) {
        guard let first = truth.keys.min(), first > Epoch(1) else { return }
        guard !local.contains(where: { truth[$0.epoch] != nil }) else { return }
        throw JobError(
            .invalidJob,
            "this state only reaches epoch \(last), and the sink no longer remembers the boundaries up to epoch "
                + "\(first); bring the job's own state directory")
    }
}
