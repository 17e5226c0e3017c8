import Operators
import StateStore

/// A job's topics in one Kafka, exactly once for whoever reads committed records only.
///
/// ```
///  commit   begin · rows · job's record and boundary into the job's own topic · commit       one transaction
///  start    look · take the transactions' name over (ends an open one) · look again · write whose life it is
/// ```
///
/// A transaction is all or nothing over all topics, so the job's own topic says whether an epoch's rows are there.
package final class KafkaSinkSystem: SinkSystem {
    package struct Settings: Sendable {
        package var client: KafkaSettings
        /// Called around every epoch's commit, for tests that crash there.
        package var onPhase: @Sendable (CommitPhase, Epoch) -> Void = { _, _ in }
        /// Where the client's messages go.
        package var log: KafkaLog
        /// How long a start waits for an open transaction of somebody else to end.
        package var settleMilliseconds: Int64 = 30_000
        /// The job keeps dead letters, and here.
        package var keepsDeadLetters = false

        package init(client: KafkaSettings, log: KafkaLog = KafkaLog()) {
            self.client = client
            self.log = log
        }
    }

    let targets: [KafkaTarget]
    let settings: Settings
    /// What is committed; nil before a start and after an error.
    var standing: KafkaStanding?
    var transactor: KafkaTransactor?
    /// This run's mark in the job's record; nil until it has taken the job over.
    var life: String?
    var job: SinkJob?
    /// Why a start ends that was not stopped by the client.
    var refusal: SinkError?

    package init(_ targets: [KafkaTarget], settings: Settings) {
        self.targets = targets
        self.settings = settings
    }

    package func close() {
        standing = nil
        transactor = nil
    }

    package func join(at epoch: Epoch) throws(SinkError) {
        guard var next = standing, let transactor, let job else { throw closed }
        next.epoch = epoch
        do throws(TransactionStop) {
            try mark(next, job, transactor)
        } catch {
            throw failed(error)
        }
        self.standing = next
    }

    /// Waits until readers of committed records see the last epoch: Kafka answers a commit once it is decided, and only
    /// afterwards writes the marks into the partitions up to which such readers go. It takes no other transaction of
    /// this name before that is done, so one more of them shows it.
    package func finish() throws(SinkError) {
        guard let standing, let transactor, let job else { return }
        // What is committed stays so; when Kafka is away now, it will show it once it is back.
        do throws(TransactionStop) { try mark(standing, job, transactor) } catch { _ = failed(error) }
    }

    /// Writes where the job stands in a transaction of its own.
    func mark(
        _ standing: KafkaStanding, _ job: SinkJob, _ transactor: KafkaTransactor
    ) throws(TransactionStop) {
        try transactor.begin()
        try write(standing, boundary: nil, trimmed: [], KafkaJobNames(job.name), transactor)
        try transactor.flush()
        try transactor.commit {}
    }

    var closed: SinkError { .transient("the connection to Kafka is closed") }

    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard let standing, let transactor, let job else { throw closed }
        precondition(epoch.rows.count == targets.count, "an epoch with rows of other sinks")
        let number = epoch.boundary.epoch
        guard number == standing.epoch.next else {
            throw .refused("epoch \(number) cannot follow epoch \(standing.epoch) in the sink")
        }
        var next = standing
        next.epoch = number
        next.fingerprint = job.fingerprint
        next.topics = targets.map(\.topic)
        // The checkpoint's own epoch stays: by it a state directory is known to be of this past.
        let trimmed = standing.boundaries.map(\.epoch).filter { $0 < epoch.oldestCheckpoint }
        next.boundaries = standing.boundaries.filter { $0.epoch >= epoch.oldestCheckpoint } + [epoch.boundary]
        var report = CommitReport()
        var tooLarge: [DeadLetter] = []
        do throws(TransactionStop) {
            try transactor.begin()
            for (target, lanes) in zip(targets, epoch.rows) {
                for chunk in lanes.flatMap(\.chunks) { try send(chunk, target, transactor, &report, &tooLarge) }
            }
            for letter in tooLarge { try send(letter, number, job, transactor) }
            for letter in epoch.deadLetters { try send(letter, number, job, transactor) }
            try write(next, boundary: epoch.boundary, trimmed: trimmed, KafkaJobNames(job.name), transactor)
            try transactor.flush()
            settings.onPhase(.before, number)
            let onPhase = settings.onPhase
            try transactor.commit { onPhase(.during, number) }
        } catch {
            throw failed(error)
        }
        settings.onPhase(.after, number)
        self.standing = next
        return report
    }

    private func send(
        _ chunk: EncodedRows.Chunk, _ target: KafkaTarget, _ transactor: KafkaTransactor, _ report: inout CommitReport,
        _ letters: inout [DeadLetter]
    ) throws(TransactionStop) {
        try chunk.bytes.withUnsafeBufferPointer { bytes throws(TransactionStop) in
            try KafkaEncoder.forEach(UnsafeRawBufferPointer(bytes)) { key, value throws(TransactionStop) in
                do throws(TransactionStop) {
                    try transactor.send(topic: target.topic, key: key, value: value)
                    report.rows += 1
                } catch {
                    guard case .tooLarge = error, target.table.onError != .fail else { throw error }
                    report.rejectedRows += 1
                    let text =
                        "topic \(target.topic) takes no row of \((key?.count ?? 0) + (value?.count ?? 0)) bytes "
                        + "(message.max.bytes in kafka_options, or the topic's max.message.bytes)"
                    let name = key.map { String(decoding: $0.prefix(300), as: UTF8.self) }
                    report.samples.add(target.topic, "\(text), which is left out; its key: \(name ?? "none")")
                    if chunk.operation == .upsert, let key { try takeAway(key, target, transactor) }
                    // Its key is kept of a row that is too large to be kept itself.
                    guard target.table.onError == .deadLetter else { return }
                    letters.append(
                        DeadLetter(
                            source: target.table.name, reason: "refused_too_large", detail: "\(text); its key is kept",
                            record: key.map { Array($0) } ?? []))
                }
            }
        }
    }

    /// The row that a refused one was to replace goes with it, as it does in a database.
    private func takeAway(
        _ key: UnsafeRawBufferPointer, _ target: KafkaTarget, _ transactor: KafkaTransactor
    ) throws(TransactionStop) {
        do throws(TransactionStop) {
            try transactor.send(topic: target.topic, key: key, value: nil)
        } catch {
            // No record ever had a key that is too large by itself.
            guard case .tooLarge = error else { throw error }
        }
    }

    /// The record as it was, so that it can be written back once it is right, with the reason in its headers.
    private func send(
        _ letter: DeadLetter, _ epoch: Epoch, _ job: SinkJob, _ transactor: KafkaTransactor
    ) throws(TransactionStop) {
        do throws(TransactionStop) {
            let place = [
                letter.topic.map { ("millrace.topic", $0) },
                letter.partition.map { ("millrace.partition", "\($0)") },
                letter.offset.map { ("millrace.offset", "\($0)") },
            ]
            let head = [
                ("millrace.job", job.name), ("millrace.epoch", "\(epoch)"), ("millrace.source", letter.source),
            ]
            try transactor.send(
                topic: KafkaJobNames(job.name).deadLetters, value: letter.record,
                headers: head + place.compactMap { $0 } + [
                    ("millrace.reason", letter.reason), ("millrace.detail", letter.detail),
                ])
        } catch {
            // Where it lies is kept of a record that is too large to be kept itself.
            guard case .tooLarge(let bytes) = error, bytes > 0 else { throw error }
            var short = letter
            short.record = []
            short.detail = "\(letter.detail.prefix(200)) (its \(bytes) bytes are more than the topic takes)"
            if letter.record.isEmpty { throw error }
            try send(short, epoch, job, transactor)
        }
    }

    /// Writes where the job stands, within the transaction.
    func write(
        _ standing: KafkaStanding, boundary: BoundaryRecord?, trimmed: [Epoch], _ names: KafkaJobNames,
        _ transactor: KafkaTransactor
    ) throws(TransactionStop) {
        for epoch in trimmed {
            try transactor.send(topic: names.standing, partition: 0, key: KafkaStanding.key(of: epoch), value: nil)
        }
        if let boundary {
            try transactor.send(
                topic: names.standing, partition: 0, key: KafkaStanding.key(of: boundary.epoch),
                value: boundary.encoded())
        }
        try transactor.send(
            topic: names.standing, partition: 0, key: KafkaStanding.jobKey, value: standing.encoded())
    }

    /// What a given-up transaction means. Its producer is of no more use; the next start ends what it left open.
    func failed(_ stop: TransactionStop) -> SinkError {
        close()
        switch stop {
        case .again(let reason): return .unknownOutcome(reason)
        case .refused(let reason): return .refused(reason)
        case .tooLarge(let bytes):
            return .badData(
                "a row of \(bytes) bytes is larger than its topic takes; raise the topic's max.message.bytes and "
                    + "message.max.bytes in kafka_options")
        }
    }
}
