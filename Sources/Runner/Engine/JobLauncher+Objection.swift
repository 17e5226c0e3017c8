import StateStore

extension JobLauncher {
    /// Why this start must leave the job to whoever runs it now. It is asked before an earlier life is disturbed:
    /// what can't go on must not stop what can.
    func objection(_ directory: StateDirectory) throws(JobError) -> @Sendable (SinkPosition) -> String? {
        let hasState: Bool
        do throws(StoreError) {
            hasState = try directory.holdsState()
        } catch {
            throw JobError(error)
        }
        let path = options.stateDirectory
        let name = options.jobName
        let fingerprint = job.fingerprint
        let identity = directory.identity
        return { position in
            if position.uuid != identity.uuid && hasState {
                return "\(path) holds another life of job \(name) than the database does (\(identity.uuid), the "
                    + "database says \(position.uuid)); use another --state-dir"
            }
            guard position.epoch > .none else { return nil }
            if let old = PlanFingerprint(text: position.fingerprint) {
                let differences = fingerprint.differences(from: old)
                if !differences.isEmpty {
                    return "the job has changed in a way that its state does not allow:\n  "
                        + differences.joined(separator: "\n  ")
                        + "\ngive it another job_name to start afresh, or undo the change"
                }
            }
            let first = position.boundaries.first?.epoch ?? position.epoch.next
            if !hasState && first > Epoch(1) {
                return "\(path) has no state of job \(name), which stands at epoch \(position.epoch) in the "
                    + "database, and the database remembers the boundaries only from epoch \(first) on; "
                    + "bring the job's own state directory"
            }
            return nil
        }
    }
}
