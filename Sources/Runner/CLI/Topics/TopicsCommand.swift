import StateStore

/// `runner topics`: what a Kafka holds.
let topicsCommand = Command(
    CommandSpec(
        "topics", "Topics of a Kafka with partitions, offsets and, for a job of this machine, its lag.",
        operands: "[TOPIC...]", operandCount: 0...1_000,
        examples: [
            ("runner topics -b localhost:9092", "all topics but Kafka's own"),
            ("runner topics orders -b localhost:9092", "one topic, partition by partition"),
            ("runner topics -b localhost:9092 --job retail_5m", "with the lag of a job"),
        ],
        flags: kafkaReadingFlags + [
            Flag("job", value: "JOB", "shows how far a job of this machine is behind"),
            Flag("state-dir", value: "DIR", "the job's state, when it is not in the usual place"),
            Flag("output", short: "o", value: "FORMAT", "table (default) or json"),
        ])
) { arguments, environment in
    guard let servers = try arguments.brokers() else { throw UsageError("--brokers is missing") }
    let isJSON = try arguments.word("output", among: ["table", "json"]) == "json"
    let settings = KafkaSettings(bootstrapServers: servers, properties: try arguments.kafkaOptions())
    let positions = try jobPositions(arguments, environment)
    do {
        let rows = try topicRows(arguments.operands, settings, positions)
        if isJSON {
            for row in rows { Terminal.put(row.json + "\n") }
        } else if rows.isEmpty {
            Terminal.say("no topics")
        } else {
            let isByPartition = !arguments.operands.isEmpty
            let headings = ["topic", isByPartition ? "partition" : "partitions", "begin", "end", "records"]
            let all = headings + (positions == nil ? [] : ["position", "lag"])
            Terminal.put(drawTable(all, rows.map { Array($0.cells.prefix(all.count)) }))
        }
    } catch let error as SourceError {
        throw JobError(error)
    }
    return .done
}

/// One line: a topic, or one of its partitions.
private struct TopicRow {
    var topic: String
    /// The partition's number, or how many there are.
    var partition: Int
    var isPartition: Bool
    var range: OffsetRange
    /// The job's position, and how many offsets it is behind.
    var position: Int64?
    var lag: Int64?

    var cells: [String] {
        [
            topic, "\(partition)", "\(range.low)", "\(range.high)", "\(range.high - range.low)",
            position.map { "\($0)" } ?? "-", lag.map { "\($0)" } ?? "-",
        ]
    }

    var json: String {
        let name = isPartition ? "partition" : "partitions"
        return "{\"topic\":\(jsonText(topic)),\"\(name)\":\(partition),\"begin\":\(range.low),\"end\":\(range.high),"
            + "\"position\":\(position.map { "\($0)" } ?? "null"),\"lag\":\(lag.map { "\($0)" } ?? "null")}"
    }
}

/// Partition by partition for topics that are named, else one row a topic with sums.
private func topicRows(
    _ named: [String], _ settings: KafkaSettings, _ positions: [SourcePartition: Int64]?
) throws(SourceError) -> [TopicRow] {
    let handle = try KafkaHandle(
        role: .consumer, properties: settings.consumerProperties(partitions: 1), log: KafkaLog())
    let seconds = settings.startTimeoutSeconds
    let all = named.isEmpty ? try handle.topicNames(timeoutSeconds: seconds).filter { !$0.hasPrefix("__") } : named
    let counts = try handle.partitionCounts(topics: all, timeoutSeconds: seconds)
    var rows: [TopicRow] = []
    for topic in all {
        var sum = TopicRow(
            topic: topic, partition: counts[topic] ?? 0, isPartition: false, range: OffsetRange(low: 0, high: 0))
        for number in 0..<Int32(clamping: counts[topic] ?? 0) {
            let range = try handle.offsetRange(topic: topic, partition: number, timeoutSeconds: seconds)
            let position = positions?.first { $0.key.topic == topic && $0.key.partition == number }?.value
            let lag = position.map { max(0, range.high - $0) }
            sum.range = OffsetRange(low: sum.range.low + range.low, high: sum.range.high + range.high)
            sum.lag = lag.map { $0 + (sum.lag ?? 0) } ?? sum.lag
            if !named.isEmpty {
                rows.append(
                    TopicRow(
                        topic: topic, partition: Int(number), isPartition: true, range: range, position: position,
                        lag: lag))
            }
        }
        if named.isEmpty { rows.append(sum) }
    }
    return rows
}

/// Where a job of this machine stands, by its state; nil when no job is asked for.
private func jobPositions(
    _ arguments: Arguments, _ environment: [String: String]
) throws -> [SourcePartition: Int64]? {
    let directory: String
    if let path = arguments.value("state-dir") {
        directory = path
    } else if let job = arguments.value("job") {
        directory = try "\(defaultStateRoot(environment))/\(job)"
    } else {
        return nil
    }
    let state = try StateInspector(path: directory)
    let sealed = try state.checkpoints().first(where: \.isUsable)?.manifest?.boundary
    let newest = try state.boundaries().last
    let partitions = [sealed, newest].compactMap { $0 }.max { $0.epoch < $1.epoch }?.partitions ?? []
    let pairs = partitions.map {
        (SourcePartition(source: $0.source, topic: $0.topic, partition: $0.partition), $0.offset)
    }
    return Dictionary(pairs) { first, _ in first }
}
