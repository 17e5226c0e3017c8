import Operators
import StateStore

extension PostgresSystem {
    package var writesAhead: Bool { settings.aheadMax > 0 && targets.contains(where: \.takesCopies) }

    package func follow(_ upcoming: @escaping (Epoch) -> [EpochCommit]) {
        if writesAhead { self.upcoming = upcoming }
    }

    /// What the connections are called on which rows are written ahead of their turn: all lives of a job call them so.
    static func aheadName(jobUUID: String) -> String { "millrace-ahead/\(jobUUID)" }

    /// Lets free connections write the epochs that wait behind the one that is being committed, as far as the order of
    /// their rows does not matter.
    func writeAhead() {
        guard let upcoming, let standing else { return }
        // The one that is being committed follows where the job stands.
        let busy = ahead.compactMap(\.epoch).max() ?? standing.epoch.next
        for epoch in upcoming(busy) where isCopied(epoch) {
            if !ahead.contains(where: { $0.epoch == nil }) && ahead.count < settings.aheadMax {
                ahead.append((AheadWriter(address, targets, settings, jobUUID: standing.uuid), nil))
            }
            guard let free = ahead.firstIndex(where: { $0.epoch == nil }) else { return }
            ahead[free].epoch = epoch.boundary.epoch
            ahead[free].writer.write(epoch, conflicting: conflictingTargets)
        }
    }

    /// Whether the epoch has rows, and COPY alone writes them: no row of another epoch is in their way.
    func isCopied(_ epoch: EpochCommit) -> Bool {
        var rows = 0
        for (target, lanes) in zip(targets, epoch.rows) {
            for chunk in lanes.flatMap(\.chunks) {
                guard target.takesCopies else { return false }
                switch chunk.operation {
                case .append: break
                case .upsert: if conflictingTargets.contains(target.quoted) { return false }
                case .delete, .replaceAll: return false
                }
                rows += chunk.rows
            }
        }
        return rows > 0
    }

    /// Commits an epoch whose rows were written ahead; nil when they are to be written in the ordinary way.
    func completeWritten(_ epoch: EpochCommit, _ standing: JobStanding) throws(CommitStop) -> CommitReport? {
        guard let index = ahead.firstIndex(where: { $0.epoch == epoch.boundary.epoch }) else { return nil }
        ahead[index].writer.complete(standing)
        while true {
            writeAhead()
            guard let outcome = ahead[index].writer.outcome(waitingMilliseconds: 20) else { continue }
            ahead[index].epoch = nil
            switch outcome {
            case .committed(let next, let rows):
                self.standing = next
                return CommitReport(rows: rows)
            case .undone: return nil
            case .stopped(let error): throw .sink(error)
            }
        }
    }

    /// Whether rows of later epochs may be why an epoch could not be written: it waited too long for a lock (who holds
    /// it is not told), or a deadlock was broken up.
    func mayGiveWay(_ error: ServerError) -> Bool {
        error.sqlState == "55P03" || error.sqlState == "40P01" && ahead.contains { $0.epoch != nil }
    }

    /// Lets go of everything that was written ahead.
    func abandonAhead() {
        for (writer, _) in ahead { writer.abandon() }
        ahead = []
    }
}

extension PostgresTarget {
    /// Final rows go in by COPY, in any order.
    var takesCopies: Bool { table.emit == .final && !hasArrays && !table.holdsOneRow }
}
