import CRdKafka
import Synchronization

/// Why a transaction was given up. Whether it was committed, the next start finds out.
enum TransactionStop: Error {
    case again(String)
    case refused(String)
    /// A record is larger than the topic takes.
    case tooLarge(bytes: Int)
}

/// A producer that writes in transactions under one name: whoever takes the name keeps an earlier one out.
///
/// Used by one thread. After an error it is of no more use: make another, whose `begin` ends what this one left open.
final class KafkaTransactor {
    let handle: KafkaHandle
    private var topics: [String: OpaquePointer] = [:]
    /// How long nothing may move before a transaction is given up.
    private static let patienceMilliseconds = 10_000
    /// Kafka ends a transaction by itself that is open for longer.
    private static let transactionMilliseconds = 60_000
    /// Kafka's protocol: the request that ends a transaction.
    private static let endTransactionKind: Int16 = 26
    /// What to call when the commit under way has been sent.
    private let onCommitSent: CommitWatch

    /// Written by: the committer. Read by: librdkafka's threads.
    private final class CommitWatch: Sendable {
        let call = Mutex<(@Sendable () -> Void)?>(nil)
    }

    init(
        name: String, settings: KafkaSettings, recordBytesMax: Int?, log: KafkaLog
    ) throws(SourceError) {
        var properties: [(name: String, value: String)] = [
            ("client.id", "millrace"), ("linger.ms", "5"), ("queue.buffering.max.kbytes", "\(64 << 10)"),
            ("queue.buffering.max.messages", "200000"), ("socket.keepalive.enable", "true"),
            ("reconnect.backoff.ms", "50"), ("reconnect.backoff.max.ms", "2000"),
            // As Java's producers spread keys: what they write and what we write lies in the same partitions.
            ("partitioner", "murmur2_random"),
        ]
        properties += settings.properties.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        if let recordBytesMax {
            let own = settings.properties["message.max.bytes"].flatMap { Int($0) } ?? 1_000_000
            properties.append((name: "message.max.bytes", value: "\(min(own, recordBytesMax))"))
        }
        properties += [
            ("bootstrap.servers", settings.bootstrapServers), ("transactional.id", name),
            ("transaction.timeout.ms", "\(Self.transactionMilliseconds)"), ("enable.idempotence", "true"),
        ]
        let watch = CommitWatch()
        onCommitSent = watch
        handle = try KafkaHandle(role: .producer, properties: properties, log: log) { kind in
            if kind == Self.endTransactionKind { watch.call.withLock { $0 }?() }
        }
    }

    deinit {
        rd_kafka_purge(handle.pointer, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
    }

    /// Takes the name over: ends what an earlier producer of it left open, and keeps that one out from now on.
    func takeOver() throws(TransactionStop) {
        try check(rd_kafka_init_transactions(handle.pointer, 30_000))
    }

    func begin() throws(TransactionStop) {
        try check(rd_kafka_begin_transaction(handle.pointer))
    }

    /// Queues a record; its bytes are copied. Waits while the queue is full.
    ///
    /// - Parameters:
    ///   - partition: -1 lets the key decide.
    ///   - value: nil writes a tombstone.
    func send(
        topic name: String, partition: Int32 = -1, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?
    ) throws(TransactionStop) {
        let topic = try self.topic(name)
        var waitedMilliseconds = 0
        while true {
            let code = rd_kafka_produce(
                topic, partition, Int32(RD_KAFKA_MSG_F_COPY),
                value.flatMap { UnsafeMutableRawPointer(mutating: $0.baseAddress) }, value?.count ?? 0,
                key?.baseAddress, key?.count ?? 0, nil)
            if code == 0 { return }
            switch rd_kafka_last_error() {
            case RD_KAFKA_RESP_ERR__QUEUE_FULL:
                guard waitedMilliseconds < Self.patienceMilliseconds else { throw .again(reason("no record is taken")) }
                let served = handle.serve(timeoutMilliseconds: 50)
                waitedMilliseconds = served == 0 ? waitedMilliseconds + 50 : 0
            case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: throw .tooLarge(bytes: (key?.count ?? 0) + (value?.count ?? 0))
            case let other: throw stop(other, kafkaReason(other))
            }
        }
    }

    /// As `send`, for bytes in arrays.
    func send(topic: String, partition: Int32 = -1, key: String, value: [UInt8]?) throws(TransactionStop) {
        try Array(key.utf8).withUnsafeBufferPointer { key throws(TransactionStop) in
            let key = UnsafeRawBufferPointer(key)
            guard let value else { return try send(topic: topic, partition: partition, key: key, value: nil) }
            try value.withUnsafeBufferPointer { value throws(TransactionStop) in
                try send(topic: topic, partition: partition, key: key, value: UnsafeRawBufferPointer(value))
            }
        }
    }

    /// A record without a key, with headers.
    func send(
        topic name: String, value: [UInt8], headers: [(name: String, value: String)]
    ) throws(TransactionStop) {
        var fields = KafkaFields()
        fields.add(topic: try topic(name))
        fields.add(partition: 0)
        for header in headers { fields.add(header: header.name, value: header.value) }
        fields.add(type: RD_KAFKA_VTYPE_VALUE, bytes: value)
        fields.addCopyFlag()
        var waitedMilliseconds = 0
        while let error = rd_kafka_produceva(handle.pointer, fields.list, fields.list.count) {
            let code = rd_kafka_error_code(error)
            if code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE {
                rd_kafka_error_destroy(error)
                throw .tooLarge(bytes: value.count)
            }
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, waitedMilliseconds < Self.patienceMilliseconds else {
                throw stop(error)
            }
            rd_kafka_error_destroy(error)
            if handle.serve(timeoutMilliseconds: 50) == 0 { waitedMilliseconds += 50 }
        }
    }

    private func topic(_ name: String) throws(TransactionStop) -> OpaquePointer {
        if let topic = topics[name] { return topic }
        do throws(SourceError) {
            let topic = try handle.topic(name)
            topics[name] = topic
            return topic
        } catch {
            throw .again(error.description)
        }
    }

    /// Waits until the brokers have every record of the transaction.
    func flush() throws(TransactionStop) {
        var waiting = rd_kafka_outq_len(handle.pointer)
        var deadline = monotonicMilliseconds() + Int64(Self.patienceMilliseconds)
        while waiting > 0 {
            _ = rd_kafka_flush(handle.pointer, 200)
            let left = rd_kafka_outq_len(handle.pointer)
            if left < waiting { deadline = monotonicMilliseconds() + Int64(Self.patienceMilliseconds) }
            waiting = left
            if waiting > 0 && monotonicMilliseconds() > deadline { throw .again(reason("no broker takes records")) }
        }
        guard handle.counters.failed.load(ordering: .relaxed) == 0 else {
            let code = handle.counters.firstFailureCode.withLock { $0 } ?? RD_KAFKA_RESP_ERR__FAIL
            throw stop(code, kafkaReason(code))
        }
    }

    /// COMMIT; `onSent` is called, on another thread, while its answer is awaited.
    ///
    /// One call with all the time that there is, never several short ones: when the time ends within the first of the
    /// call's steps, librdkafka (2.0) forgets which call it was, takes the answer of that step for a later one's, and
    /// ends the process once the broker's answer comes ("Invalid transaction state transition").
    func commit(onSent: @escaping @Sendable () -> Void) throws(TransactionStop) {
        onCommitSent.call.withLock { $0 = onSent }
        defer { onCommitSent.call.withLock { $0 = nil } }
        try check(rd_kafka_commit_transaction(handle.pointer, Int32(Self.patienceMilliseconds)))
    }

    private func check(_ error: OpaquePointer?) throws(TransactionStop) {
        if let error { throw stop(error) }
    }

    private func stop(_ error: OpaquePointer) -> TransactionStop {
        defer { rd_kafka_error_destroy(error) }
        let text = rd_kafka_error_string(error).map { String(cString: $0) } ?? "unknown"
        return stop(rd_kafka_error_code(error), text)
    }

    private func stop(_ code: rd_kafka_resp_err_t, _ text: String) -> TransactionStop {
        if let denied = handle.log.authenticationFailure { return .refused("Kafka refuses access: \(denied)") }
        switch code {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return .refused("Kafka refuses access: \(text)")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            return .refused(
                "the broker refuses records of this size: \(text); raise the topic's max.message.bytes, or set "
                    + "message.max.bytes in kafka_options to what it is")
        case RD_KAFKA_RESP_ERR_INVALID_RECORD:
            return .refused("the broker refuses a record: \(text); a compacted topic needs keys")
        default: return .again(reason(text))
        }
    }

    private func reason(_ text: String) -> String {
        let last = handle.log.lastReason.map { "; \($0)" } ?? ""
        return "Kafka at \(handle.brokers): \(text)\(last)"
    }
}
