/// Notices a partition that stands still although records lie behind its position, and says so once in a while.
///
/// ```
///  position ──── 30 s ────► told ──── 5 min ────► told again          moves: everything begins anew
/// ```
struct StallWatch {
    /// How long a partition may stand still before anybody hears of it.
    static let patienceMilliseconds: Int64 = 30_000
    /// Until it is told again.
    static let repeatMilliseconds: Int64 = 300_000
    /// Who was not asked for so long was not consuming: it says nothing of the partition.
    static let gapMillisecondsMax: Int64 = 5_000

    private var watch = ProgressWatch()
    private var lastLookMilliseconds: Int64?
    private var toldMilliseconds: Int64?

    /// What to tell people of a partition; nil when it moves, has nothing more to read, or was told lately.
    mutating func look(
        _ partition: SourcePartition, position: Int64, lag: Int64?, isAtEnd: Bool, nowMilliseconds: Int64
    ) -> String? {
        if let last = lastLookMilliseconds, nowMilliseconds - last > Self.gapMillisecondsMax { watch = ProgressWatch() }
        lastLookMilliseconds = nowMilliseconds
        let stalled = watch.stalledMilliseconds(position: position, lag: lag, nowMilliseconds: nowMilliseconds)
        guard let lag, lag > 0, stalled >= Self.patienceMilliseconds else {
            toldMilliseconds = nil
            return nil
        }
        if let told = toldMilliseconds, nowMilliseconds - told < Self.repeatMilliseconds { return nil }
        toldMilliseconds = nowMilliseconds
        let place =
            "\(partition) has stood at offset \(position) for \(stalled / 1_000) s, and \(lag) offsets lie behind it: "
        return isAtEnd
            ? place + "a transaction that was never ended holds them back "
                + "(kafka-transactions.sh find-hanging --topic \(partition.topic) shows it)"
            : place + "the broker does not deliver them"
    }
}
