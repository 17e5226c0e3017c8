import Operators
import StateStore

/// Says which copy of each lookup table an epoch's rows are joined with; the driver's own.
///
/// ```
///  replay of 3, 4, 5        first own epoch 6     ...   read again     next boundary
///  the copies they had  ─►  what the start read   ─►    copy staged ─► it is epoch n's and the next ones'
/// ```
struct LookupKeeper {
    private let history: LookupHistory
    /// What lanes join with now.
    private(set) var current: [LookupCopy]
    /// Copies that wait for an epoch of their own.
    private var pending: [LookupCopy?]
    /// Copies of epochs that are still to be replayed.
    private var ahead: [[LookupHistory.Version]]

    /// - Parameters:
    ///   - fresh: what the start has read and staged.
    ///   - epoch: that of the restored checkpoint.
    ///   - last: the last epoch that is replayed.
    ///   - note: hears what replayed rows are joined with when their copy is not there.
    init(
        _ history: LookupHistory, fresh: [LookupCopy], names: [String], after epoch: Epoch, through last: Epoch,
        note: (String) -> Void
    ) throws(JobError) {
        self.history = history
        current = fresh
        pending = fresh
        ahead = fresh.map { _ in [] }
        guard last > epoch else { return }
        for table in fresh.indices {
            let versions: [LookupHistory.Version]
            do throws(StoreError) { versions = try history.versions(table) } catch { throw JobError(error) }
            if let first = versions.last(where: { $0.epoch <= epoch.next }) {
                current[table] = try history.read(first, table)
            } else {
                note(
                    "lookup table \(names[table]): this state directory has no copy of what epochs \(epoch.next) to "
                        + "\(last) were joined with; they are replayed with its rows of now")
            }
            ahead[table] = versions.filter { $0.epoch > epoch.next && $0.epoch <= last }
        }
    }

    /// A table was read again and staged; true when its rows are others than before.
    mutating func offer(_ copy: LookupCopy, _ table: Int) throws(JobError) -> Bool {
        if let waiting = pending[table] { try history.drop(waiting) }
        pending[table] = copy
        return copy.checksum != current[table].checksum
    }

    /// The tables of an epoch that begins, when they are others than those of the epoch before.
    mutating func turn(to epoch: Epoch, isReplay: Bool) throws(JobError) -> LookupTables? {
        var hasChanged = false
        for table in current.indices {
            if isReplay {
                guard let next = ahead[table].first, next.epoch <= epoch else { continue }
                ahead[table].removeFirst()
                current[table] = try history.read(next, table)
                hasChanged = true
                continue
            }
            guard let copy = pending[table] else { continue }
            pending[table] = nil
            let known: LookupHistory.Version?
            do throws(StoreError) { known = try history.versions(table).last } catch { throw JobError(error) }
            if known?.checksum == copy.checksum.description {
                try history.drop(copy)
            } else {
                try history.record(copy, table, from: epoch)
            }
            if copy.checksum != current[table].checksum {
                current[table] = copy
                hasChanged = true
            }
        }
        return hasChanged ? LookupTables(current) : nil
    }

    /// Epochs up to this one are not replayed any more.
    func trim(through epoch: Epoch) throws(StoreError) { try history.trim(through: epoch) }
}
