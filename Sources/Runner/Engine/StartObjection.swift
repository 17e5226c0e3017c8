import StateStore

/// Why a start must leave the job to whoever runs it now. It is asked before an earlier life is disturbed: what can't
/// go on must not stop what can.
struct StartObjection: Sendable {
    let name: String
    let fingerprint: PlanFingerprint
    /// The state directory.
    let path: String
    let outlook: StateOutlook

    /// What stands against going on from where a sink says that the job stands.
    func reason(_ position: SinkPosition) -> String? {
        if let identity = outlook.identity, position.uuid != identity.uuid && outlook.hasState {
            return "\(path) holds another life of job \(name) than the database does (\(identity.uuid), the "
                + "database says \(position.uuid)); use another --state-dir"
        }
        guard position.epoch > .none else { return nil }
        if let reason = changeReason(position) { return reason }
        let first = position.boundaries.first?.epoch ?? position.epoch.next
        if !outlook.hasState && first > Epoch(1) {
            return "\(path) has no state of job \(name), which stands at epoch \(position.epoch) in the "
                + "database, and the database remembers the boundaries only from epoch \(first) on; "
                + "bring the job's own state directory"
        }
        return nil
    }

    /// What stands against going on with the job as it is now; `position` nil: no sink remembers anything.
    func changeReason(_ position: SinkPosition?) -> String? {
        do throws(StoreError) {
            if let reason = try outlook.change(of: fingerprint, at: position).refusal { return reason }
        } catch {
            return "\(error)"
        }
        return StateOutlook.refusal(of: fingerprint, toReplay: outlook.toReplay(position))
    }
}

extension StartObjection {
    /// For a state directory that this process has locked.
    init(_ directory: StateDirectory, _ name: String, _ fingerprint: PlanFingerprint) throws(JobError) {
        do throws(StoreError) {
            self.init(
                name: name, fingerprint: fingerprint, path: directory.path,
                outlook: try StateOutlook(path: directory.path))
        } catch {
            throw JobError(error)
        }
    }
}
