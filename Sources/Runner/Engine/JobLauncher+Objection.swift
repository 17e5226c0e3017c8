import StateStore

extension JobLauncher {
    /// Why this start must leave the job to whoever runs it now. It is asked before an earlier life is disturbed:
    /// what can't go on must not stop what can.
    func objection(_ directory: StateDirectory) throws(JobError) -> @Sendable (SinkPosition) -> String? {
        let outlook: StateOutlook
        do throws(StoreError) {
            outlook = try StateOutlook(path: directory.path)
        } catch {
            throw JobError(error)
        }
        return objection(outlook, directory.identity.uuid)
    }

    /// The same for what was seen of a state directory, whose job goes by this uuid.
    func objection(_ outlook: StateOutlook, _ uuid: String) -> @Sendable (SinkPosition) -> String? {
        let path = options.stateDirectory
        let name = options.jobName
        let fingerprint = job.fingerprint
        return { position in
            if position.uuid != uuid && outlook.hasState {
                return "\(path) holds another life of job \(name) than the database does (\(uuid), the "
                    + "database says \(position.uuid)); use another --state-dir"
            }
            guard position.epoch > .none else { return nil }
            do throws(StoreError) {
                let change = try outlook.change(of: fingerprint, at: position)
                if let reason = change.refusal { return reason }
            } catch {
                return "\(error)"
            }
            let replayed = outlook.toReplay(position)
            if let reason = StateOutlook.refusal(of: fingerprint, toReplay: replayed) { return reason }
            let first = position.boundaries.first?.epoch ?? position.epoch.next
            if !outlook.hasState && first > Epoch(1) {
                return "\(path) has no state of job \(name), which stands at epoch \(position.epoch) in the "
                    + "database, and the database remembers the boundaries only from epoch \(first) on; "
                    + "bring the job's own state directory"
            }
            return nil
        }
    }
}
