import Glibc
import Operators
import Runner

/// `bench kafka`: consume and drop, consume and decode, beside librdkafka alone on the same topic.
struct KafkaSuite {
    static let parts = ["drop", "decode"]

    let events: Int
    let context: BenchContext

    init(events: Int?, _ context: BenchContext) {
        self.events = events ?? (context.options.isQuick ? 100_000 : 2_000_000)
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        guard let brokers = try context.kafka(&report) else {
            report.note("kafka: skipped, it needs a real Kafka (KAFKA_HOME=DIR, or KAFKA_BROKERS)")
            report.check("kafka", "skipped", isRight: true, hash: 0, "nothing was measured: there is no Kafka")
            return
        }
        let events = BenchEvents(BenchJob.retail.origin(context.options.seed, 4), count: events, partitions: 4)
        let topic = try BenchTopic(
            events, brokers: brokers, topic: "bench-kafka-\(getpid())-\(context.serial)", folder: context.folder)
        defer { topic.remove() }
        let expected = try KafkaCount(of: events)
        let floor = try LibrdkafkaAlone(context, &report)
        var isRight = true
        for _ in 0..<context.options.runs {
            if let floor {
                let drop = try floor.drop(topic)
                isRight = isRight && drop.messages == expected.records && drop.bytes == expected.bytes
                add("librdkafka alone", wall: drop.wallSeconds, cpu: drop.cpuSeconds, to: &report)
            }
            for part in KafkaSuite.parts where context.options.wants(part) {
                isRight = try consume(topic, decodes: part == "decode", expected, &report) && isRight
            }
        }
        for part in KafkaSuite.parts {
            for (figure, unit) in [("throughput", "events/s"), ("CPU", "ns/event")] {
                report.compare(
                    FigureName("kafka", part, figure, unit),
                    with: FigureName("kafka", "librdkafka alone", figure, unit), as: "librdkafka alone")
            }
        }
        report.check(
            "kafka", "topic", isRight: isRight, hash: resultHash("\(expected)".utf8),
            "\(expected.records) records, \(expected.bytes) bytes and the columns' sums of every run are those that "
                + "were written")
    }

    private func add(_ subject: String, wall: Double, cpu: Double, to report: inout BenchReport) {
        report.add(FigureName("kafka", subject, "throughput", "events/s"), Double(events) / wall)
        report.add(FigureName("kafka", subject, "CPU", "ns/event"), cpu * 1e9 / Double(events))
    }

    /// Reads the topic from its start to its end. Whether everything came.
    private func consume(
        _ topic: BenchTopic, decodes: Bool, _ expected: KafkaCount, _ report: inout BenchReport
    ) throws -> Bool {
        let consumer = try KafkaConsumer(
            topics: [(source: 0, topic: topic.topic)], settings: KafkaSettings(bootstrapServers: topic.brokers ?? ""))
        defer { consumer.close() }
        let decoder = try JSONDecoder(fields: KafkaCount.fields)
        let lane = try consumer.makeLane(signal: LaneSignal())
        let (wall, cpu) = (StateClock.wall, StateClock.process)
        for partition in try consumer.partitions() { _ = try lane.add(partition, position: 0) }
        var found = KafkaCount()
        while !lane.partitions.indices.allSatisfy({ lane.isAtEnd(slot: $0) }) {
            guard let batch = try lane.consumeBatch(max: 1_000, timeoutMilliseconds: 1_000) else { continue }
            found.records += batch.count
            found.bytes += batch.byteCount
            if decodes { found.add(decoder.decode(batch.payloads, owner: nil).batch) }
        }
        add(
            decodes ? "decode" : "drop", wall: (StateClock.wall - wall) / 1e9, cpu: (StateClock.process - cpu) / 1e9,
            to: &report)
        return found.records == expected.records && found.bytes == expected.bytes
            && (!decodes || found == expected)
    }
}

/// What a topic of retail events holds.
struct KafkaCount: Equatable {
    var records = 0
    var bytes = 0
    var quantity: Int64 = 0
    var price: Int64 = 0

    /// The columns that the retail job reads.
    static let fields: [FieldSpec] = [
        FieldSpec(path: ["transaction_id"], type: .text(limit: nil), notNull: true),
        FieldSpec(path: ["customer_id"], type: .bigint), FieldSpec(path: ["category"], type: .text(limit: nil)),
        FieldSpec(path: ["brand"], type: .text(limit: nil)),
        FieldSpec(path: ["product_name"], type: .text(limit: nil)),
        FieldSpec(path: ["quantity"], type: .integer), FieldSpec(path: ["price"], type: .integer),
        FieldSpec(path: ["payment_method"], type: .text(limit: nil)),
        FieldSpec(path: ["timestamp"], type: .timestamptz),
    ]

    init() {}

    /// From the events themselves.
    init(of events: BenchEvents) throws {
        try events.forEach { _, event in
            records += 1
            bytes += event.count
            quantity += EventText(bytes: event).number("\"quantity\":") ?? 0
            price += EventText(bytes: event).number("\"price\":") ?? 0
        }
    }

    mutating func add(_ batch: Batch) {
        guard case .int64(let quantities) = batch.columns[5].values, case .int64(let prices) = batch.columns[6].values
        else { return }
        quantity += quantities.prefix(batch.count).reduce(0, +)
        price += prices.prefix(batch.count).reduce(0, +)
    }
}
