import StateStore

extension EpochDriver {
    /// How far a job that ends when it has caught up is with that.
    enum Ending: Equatable {
        case notYet
        case caughtUp
        /// The boundary of this epoch says what every partition gave.
        case looking(after: Epoch)
        /// A silent partition is waited for.
        case awaiting
        case told
    }

    /// How long after its idle_timeout a partition may still not count as idle.
    private static let graceMicros: Int64 = 5_000_000

    /// A job that was to catch up ends, but not before a silent partition that holds back the others' windows has
    /// turned idle: its idle_timeout asks for that, and a job whose every run is shorter would never show them.
    func endWhenCaughtUp(_ now: Int64) throws(JobError) {
        switch ending {
        case .notYet, .told: return
        case .caughtUp where !parts.isFinite && tracker.mayAwait:
            ending = .looking(after: coordinator.hasNews ? coordinator.epoch.next : coordinator.epoch)
            if coordinator.hasNews { try perform(coordinator.handle(.pressure)) }
            return
        case .looking(let epoch) where coordinator.epoch < epoch: return
        case .looking, .awaiting:
            guard let awaited = tracker.awaited(nowMicros: now), awaited.micros > -Self.graceMicros else { break }
            if ending != .awaiting { observer.awaiting(awaited.partition, micros: awaited.micros) }
            ending = .awaiting
            if awaited.micros <= 0 { try perform(coordinator.handle(.pressure)) }
            return
        case .caughtUp: break
        }
        ending = .told
        try perform(coordinator.handle(.inputEnded(closesWindows: parts.isFinite)))
    }
}
