import CRdKafka

/// Writes records for our own tools, the demo and tests; a bounded queue, optional transactions.
///
/// Not for two threads at once.
package final class KafkaProducer {
    /// When the broker may say that a record is written.
    package enum Acknowledge: String, Sendable {
        case none = "0"
        case leader = "1"
        case all = "all"
    }

    /// How a producer behaves.
    package struct Options: Sendable {
        package var acknowledge: Acknowledge
        /// `none`, `gzip`, `snappy`, `lz4` or `zstd`.
        package var compression: String
        package var lingerMilliseconds: Int
        /// Set it to write in transactions: the name that fences an earlier producer of the same name.
        package var transactionalID: String?
        /// Payload bytes that may wait; `send` blocks when they are reached.
        package var queueBytesMax: Int
        package var properties: [String: String]

        package init(
            acknowledge: Acknowledge = .all, compression: String = "none", lingerMilliseconds: Int = 20,
            transactionalID: String? = nil, queueBytesMax: Int = 32 << 20, properties: [String: String] = [:]
        ) {
            self.acknowledge = acknowledge
            self.compression = compression
            self.lingerMilliseconds = lingerMilliseconds
            self.transactionalID = transactionalID
            self.queueBytesMax = queueBytesMax
            self.properties = properties
        }
    }

    /// The client; may be asked for partitions and offsets.
    package let handle: KafkaHandle
    private var topics: [String: OpaquePointer] = [:]
    private var sent = 0

    package init(
        bootstrapServers: String, options: Options = Options(), log: KafkaLog = KafkaLog()
    ) throws(SourceError) {
        var properties: [(name: String, value: String)] = [
            ("client.id", "millrace-tools"), ("linger.ms", "\(options.lingerMilliseconds)"),
            ("batch.size", "500000"), ("queue.buffering.max.kbytes", "\(max(1_024, options.queueBytesMax >> 10))"),
            ("queue.buffering.max.messages", "200000"), ("socket.keepalive.enable", "true"),
            ("compression.codec", options.compression), ("request.required.acks", options.acknowledge.rawValue),
            ("message.max.bytes", "\(100 << 20)"), ("sticky.partitioning.linger.ms", "10"),
            ("enable.idempotence", options.acknowledge == .all ? "true" : "false"),
        ]
        properties += options.properties.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        properties.append((name: "bootstrap.servers", value: bootstrapServers))
        if let name = options.transactionalID { properties.append((name: "transactional.id", value: name)) }
        handle = try KafkaHandle(role: .producer, properties: properties, log: log)
        if options.transactionalID != nil {
            try check("init transactions", rd_kafka_init_transactions(handle.pointer, 30_000))
        }
    }

    deinit {
        for topic in topics.values { rd_kafka_topic_destroy(topic) }
    }

    /// Records that the broker has, and those that it will never have.
    package var deliveries: (delivered: Int, failed: Int) {
        (handle.counters.delivered.load(ordering: .relaxed), handle.counters.failed.load(ordering: .relaxed))
    }

    /// Why the first lost record was lost.
    package var firstFailure: String? { handle.counters.firstFailure.withLock { $0 } }

    /// Queues one record; its bytes are copied. Blocks while the queue is full.
    ///
    /// - Parameters:
    ///   - partition: -1 lets the key (or chance) decide.
    ///   - value: nil writes a tombstone.
    package func send(
        topic: String, partition: Int32 = -1, key: UnsafeRawBufferPointer? = nil, value: UnsafeRawBufferPointer?
    ) throws(SourceError) {
        let handle = try self.topic(topic)
        // An empty value is not "no value": it needs an address.
        var nothing: UInt8 = 0
        let failure: rd_kafka_resp_err_t = withUnsafeMutablePointer(to: &nothing) { nothing in
            let payload = value.map { $0.baseAddress.map(UnsafeMutableRawPointer.init(mutating:)) ?? .init(nothing) }
            while true {
                let code = rd_kafka_produce(
                    handle, partition, Int32(RD_KAFKA_MSG_F_COPY), payload ?? nil, value?.count ?? 0,
                    key?.baseAddress, key?.count ?? 0, nil)
                if code == 0 { return RD_KAFKA_RESP_ERR_NO_ERROR }
                let reason = rd_kafka_last_error()
                guard reason == RD_KAFKA_RESP_ERR__QUEUE_FULL else { return reason }
                self.handle.serve(timeoutMilliseconds: 20)
            }
        }
        guard failure == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .failed(operation: "write to \(topic)", reason: kafkaReason(failure))
        }
        sent += 1
        if sent & 1_023 == 0 { self.handle.serve(timeoutMilliseconds: 0) }
    }

    /// As `send`, for text; with a timestamp (milliseconds since 1970) and headers.
    package func send(
        topic: String, partition: Int32 = -1, key: String? = nil, value: String?, timestampMilliseconds: Int64? = nil,
        headers: [(name: String, value: String)] = []
    ) throws(SourceError) {
        var fields = KafkaFields()
        fields.add(topic: try self.topic(topic))
        fields.add(partition: partition)
        if let timestampMilliseconds { fields.add(timestamp: timestampMilliseconds) }
        for header in headers { fields.add(header: header.name, value: header.value) }
        fields.add(type: RD_KAFKA_VTYPE_KEY, bytes: key)
        fields.add(type: RD_KAFKA_VTYPE_VALUE, bytes: value)
        fields.addCopyFlag()
        while true {
            let error = rd_kafka_produceva(handle.pointer, fields.list, fields.list.count)
            guard let error else { return }
            let code = rd_kafka_error_code(error)
            rd_kafka_error_destroy(error)
            guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                throw .failed(operation: "write to \(topic)", reason: kafkaReason(code))
            }
            handle.serve(timeoutMilliseconds: 20)
        }
    }

    private func topic(_ name: String) throws(SourceError) -> OpaquePointer {
        if let topic = topics[name] { return topic }
        let topic = try handle.topic(name)
        topics[name] = topic
        return topic
    }

    /// Waits until every queued record is delivered or lost.
    ///
    /// - Throws: `failed` when the time is over, or when a record was lost since the start.
    package func flush(timeoutMilliseconds: Int = 60_000) throws(SourceError) {
        let code = rd_kafka_flush(handle.pointer, Int32(clamping: timeoutMilliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .failed(operation: "flush", reason: handle.log.lastReason ?? kafkaReason(code))
        }
        let failed = deliveries.failed
        guard failed == 0 else {
            throw .failed(
                operation: "flush", reason: "\(failed) records were lost: \(firstFailure ?? "no reason given")")
        }
    }

    package func beginTransaction() throws(SourceError) {
        try check("begin transaction", rd_kafka_begin_transaction(handle.pointer))
    }

    package func commitTransaction() throws(SourceError) {
        try check("commit transaction", rd_kafka_commit_transaction(handle.pointer, 30_000))
    }

    package func abortTransaction() throws(SourceError) {
        try check("abort transaction", rd_kafka_abort_transaction(handle.pointer, 30_000))
    }

    private func check(_ operation: String, _ error: OpaquePointer?) throws(SourceError) {
        guard let error else { return }
        let reason = rd_kafka_error_string(error).map { String(cString: $0) } ?? "unknown"
        rd_kafka_error_destroy(error)
        throw .failed(operation: operation, reason: reason)
    }
}
