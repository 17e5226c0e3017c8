import Synchronization

/// `rate`: how many records a source's lanes may have read together by now.
final class RecordPace: Sendable {
    private let perSecond: Double
    private let clock: @Sendable () -> Int64
    private let state: Mutex<(sinceMilliseconds: Int64, credit: Double)>

    /// - Parameter clock: monotonic milliseconds.
    init(perSecond: Double, clock: @escaping @Sendable () -> Int64 = monotonicMilliseconds) {
        self.perSecond = perSecond
        self.clock = clock
        state = Mutex((clock(), 0))
    }

    /// Takes up to `max` records that are due; what was not due for a second is not made up for.
    func take(_ max: Int) -> Int {
        let now = clock()
        return state.withLock { state in
            let earned = Double(now - state.sinceMilliseconds) * perSecond / 1_000
            state = (now, min(state.credit + earned, Swift.max(perSecond, 1)))
            let taken = min(Double(max), state.credit.rounded(.down))
            state.credit -= taken
            return Int(taken)
        }
    }

    /// Gives back what was taken and not read.
    func giveBack(_ count: Int) {
        guard count > 0 else { return }
        state.withLock { $0.credit += Double(count) }
    }

    /// How long until a record is due.
    var milliseconds: Int {
        state.withLock { Int(min(Swift.max(0, 1 - $0.credit) * 1_000 / perSecond, 60_000)) + 1 }
    }
}

/// A lane's files, read no faster than the source's pace.
final class PacedLane: LaneInput {
    private let lane: any LaneInput
    private let pace: RecordPace
    private let signal: LaneSignal

    init(_ lane: any LaneInput, _ pace: RecordPace, _ signal: LaneSignal) {
        self.lane = lane
        self.pace = pace
        self.signal = signal
    }

    var partitions: [SourcePartition] { lane.partitions }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        try lane.add(partition, position: position)
    }

    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        var due = pace.take(max)
        if due == 0 {
            guard timeoutMilliseconds > 0 else { return nil }
            signal.wait(timeoutMilliseconds: min(timeoutMilliseconds, pace.milliseconds))
            due = pace.take(max)
            guard due > 0 else { return nil }
        }
        guard let batch = try lane.consumeBatch(max: due, timeoutMilliseconds: timeoutMilliseconds) else {
            pace.giveBack(due)
            return nil
        }
        pace.giveBack(due - batch.count)
        return batch
    }

    func pause(slot: Int) { lane.pause(slot: slot) }

    func resume(slot: Int) { lane.resume(slot: slot) }

    func seek(slot: Int, position: Int64) throws(SourceError) { try lane.seek(slot: slot, position: position) }

    func position(slot: Int) -> Int64 { lane.position(slot: slot) }

    func isAtEnd(slot: Int) -> Bool { lane.isAtEnd(slot: slot) }

    func hasEnded(slot: Int) -> Bool { lane.hasEnded(slot: slot) }

    func lag(slot: Int) -> Int64? { lane.lag(slot: slot) }

    var isExhausted: Bool { lane.isExhausted }
}

extension FileSourceOptions {
    /// The pace that was asked for.
    var pace: RecordPace? { rate.map { RecordPace(perSecond: $0) } }
}

extension LaneInput {
    /// This lane at a pace, if there is one.
    func paced(_ pace: RecordPace?, _ signal: LaneSignal) -> any LaneInput {
        pace.map { PacedLane(self, $0, signal) } ?? self
    }
}
