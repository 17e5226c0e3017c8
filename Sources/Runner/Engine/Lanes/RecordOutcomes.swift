import Operators

/// What became of each record of a batch: counted once, however many queries turned it down.
struct RecordOutcomes {
    enum Outcome: UInt8 {
        case accepted, late, invalid, deadLettered
    }

    private var outcomes: [UInt8] = []
    private var first = 0
    private var anyRejected = false

    /// A new batch: records `range` of it.
    mutating func begin(_ range: Range<Int>) {
        first = range.lowerBound
        anyRejected = false
        outcomes.removeAll(keepingCapacity: true)
        outcomes.append(contentsOf: repeatElement(0, count: range.count))
    }

    /// Notes what became of a record; false when something was noted before, which stays.
    mutating func note(_ record: Int, _ outcome: Outcome) -> Bool {
        anyRejected = true
        guard outcomes[record - first] == Outcome.accepted.rawValue else { return false }
        outcomes[record - first] = outcome.rawValue
        return true
    }

    /// Adds the batch to the epoch's counts.
    func count(into ledger: inout LedgerCounts) {
        ledger.consumed += Int64(outcomes.count)
        guard anyRejected else { return }
        for outcome in outcomes {
            switch Outcome(rawValue: outcome) {
            case .late: ledger.late += 1
            case .invalid: ledger.invalid += 1
            case .deadLettered: ledger.deadLettered += 1
            case .accepted, nil: break
            }
        }
    }
}

/// Counts bad records by reason and keeps a few samples for the log; never floods it.
final class RejectLog {
    private(set) var counts: [String: Int64] = [:]
    private let log: @Sendable (String) -> Void

    init(_ log: @escaping @Sendable (String) -> Void) {
        self.log = log
    }

    /// Counts one record.
    func note(
        _ rejection: RecordRejection, _ partition: SourcePartition, offset: Int64, _ record: UnsafeRawBufferPointer
    ) {
        let count = counts[rejection.reason, default: 0] + 1
        counts[rejection.reason] = count
        guard let last = LoggedSamples.ending(count) else { return }
        let sample = String(decoding: record.prefix(120), as: UTF8.self)
        log("bad record \(partition) offset \(offset): \(rejection.detail): \(sample)\(last)")
    }
}
