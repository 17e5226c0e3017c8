/// What a job's Kafka client is told; every bound of the consumer's memory is here.
package struct KafkaSettings: Sendable {
    /// `host:port, ...`
    package var bootstrapServers: String
    /// Allow-listed properties of the user: TLS, SASL, time-outs. They win over our tuning, never over our promises.
    package var properties: [String: String]
    /// How long a start waits for the cluster, in seconds.
    package var startTimeoutSeconds: Int
    /// Payload bytes that wait in queues, over all partitions. librdkafka's own overhead about doubles it.
    package var queueBytesMax: Int
    /// Records that wait in queues, over all partitions: each costs some 350 bytes besides its payload.
    package var queueRecordsMax: Int

    package init(
        bootstrapServers: String, properties: [String: String] = [:], startTimeoutSeconds: Int = 10,
        queueBytesMax: Int = 24 << 20, queueRecordsMax: Int = 100_000
    ) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
        self.startTimeoutSeconds = startTimeoutSeconds
        self.queueBytesMax = queueBytesMax
        self.queueRecordsMax = queueRecordsMax
    }

    /// Records that one partition's queue may hold before fetching stops.
    func queueRecords(partitions: Int) -> Int {
        max(1_000, queueRecordsMax / max(1, partitions))
    }

    /// Kilobytes that one partition's queue may hold before fetching stops.
    func queueKilobytes(partitions: Int) -> Int {
        max(256, min(16 << 10, (queueBytesMax >> 10) / max(1, partitions)))
    }

    /// The properties of a consumer of so many partitions, in order: tuning, the user's, promises.
    func consumerProperties(partitions: Int) -> [(name: String, value: String)] {
        let kilobytes = queueKilobytes(partitions: partitions)
        // A partition's share of one answer: large enough for few requests, small enough to stay in the CPU's cache.
        let fetchBytes = max(64, min(256, kilobytes / 2)) << 10
        var list: [(name: String, value: String)] = [
            ("client.id", "millrace"),
            ("queued.min.messages", "\(queueRecords(partitions: partitions))"),
            ("queued.max.messages.kbytes", "\(kilobytes)"),
            ("fetch.message.max.bytes", "\(fetchBytes)"),
            ("fetch.max.bytes", "\(max(8 << 20, fetchBytes))"),
            // How long a fetch of partitions that have nothing new delays the next fetch of those that have.
            ("fetch.wait.max.ms", "50"),
            ("fetch.error.backoff.ms", "100"),
            ("message.max.bytes", "\(8 << 20)"),
            ("receive.message.max.bytes", "\(1 << 30)"),
            ("topic.metadata.refresh.interval.ms", "30000"),
            ("reconnect.backoff.ms", "50"),
            ("reconnect.backoff.max.ms", "2000"),
            ("socket.keepalive.enable", "true"),
            ("socket.nagle.disable", "true"),
            ("socket.timeout.ms", "30000"),
        ]
        list += properties.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        list += [
            ("bootstrap.servers", bootstrapServers),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "error"),
            ("isolation.level", "read_committed"),
            ("check.crcs", "true"),
            ("enable.partition.eof", "true"),
            ("allow.auto.create.topics", "false"),
        ]
        return list
    }
}
