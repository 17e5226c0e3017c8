import Testing

@testable import Runner

@Suite struct KafkaEmbeddedTests {
    let cluster: EmbeddedCluster
    let lines = LinesLog()

    init() throws { cluster = try EmbeddedCluster() }

    func produce(_ topic: String, partition: Int32 = 0, _ range: Range<Int>) throws {
        let producer = try KafkaProducer(bootstrapServers: cluster.bootstrapServers, log: lines.log)
        for number in range {
            try producer.send(topic: topic, partition: partition, key: "k\(number)", value: "v\(number)")
        }
        try producer.flush()
    }

    func consumer(_ topic: String, _ change: (inout KafkaSettings) -> Void = { _ in }) throws -> KafkaConsumer {
        var settings = KafkaSettings(bootstrapServers: cluster.bootstrapServers)
        change(&settings)
        return try KafkaConsumer(topics: [(0, topic)], settings: settings, log: lines.log)
    }

    @Test func `every record of every partition comes once, in order, with key and position`() throws {
        try cluster.createTopic("t", partitions: 3)
        for partition in 0..<3 { try produce("t", partition: Int32(partition), 0..<500) }
        let consumer = try consumer("t")
        let partitions = try consumer.partitions()
        #expect(partitions.map(\.partition) == [0, 1, 2])
        let starts = try consumer.startPositions(partitions, from: .earliest, nowUnixMicros: 0)
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in partitions { _ = try lane.add(partition, position: starts[partition] ?? -1) }
        let records = try lane.drain(max: 64)
        for partition in 0..<3 {
            let mine = records.filter { $0.partition == partition }
            #expect(mine.map(\.offset) == (0..<500).map(Int64.init))
            #expect(mine.map(\.value) == (0..<500).map { "v\($0)" })
            #expect(mine.map(\.key) == (0..<500).map { "k\($0)" })
            #expect(lane.position(slot: partition) == 500)
            #expect(lane.lag(slot: partition) == 0)
        }
        consumer.close()
    }

    @Test func `two lanes share a client and neither sees the other's partitions`() throws {
        try cluster.createTopic("t", partitions: 2)
        try produce("t", partition: 0, 0..<100)
        try produce("t", partition: 1, 100..<200)
        let consumer = try consumer("t")
        let lanes = try (0..<2).map { _ in try consumer.makeLane(signal: LaneSignal()) }
        for (lane, partition) in zip(lanes, try consumer.partitions()) { _ = try lane.add(partition, position: 0) }
        #expect(try lanes[1].drain().map(\.value) == (100..<200).map { "v\($0)" })
        #expect(try lanes[0].drain().map(\.value) == (0..<100).map { "v\($0)" })
    }

    @Test func `a paused partition gives nothing and later everything`() throws {
        try cluster.createTopic("t", partitions: 2)
        for partition in 0..<2 { try produce("t", partition: Int32(partition), 0..<3_000) }
        let consumer = try consumer("t")
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in try consumer.partitions() { _ = try lane.add(partition, position: 0) }
        var all: [ReadRecord] = []
        // Paused and resumed between small batches, where librdkafka's own pause would repeat or lose records.
        for round in 0..<50 {
            let paused = round % 2
            lane.pause(slot: paused)
            for _ in 0..<3 {
                guard let batch = try lane.consumeBatch(max: 7, timeoutMilliseconds: 20) else { continue }
                #expect(batch.slot != paused)
                all += records(of: batch, partition: lane.partitions[batch.slot].partition)
            }
            lane.resume(slot: paused)
        }
        all += try lane.drain()
        for partition in 0..<2 {
            #expect(all.filter { $0.partition == partition }.map(\.offset) == (0..<3_000).map(Int64.init))
        }
    }

    @Test func `a seek goes exactly there, back and forth`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<2_000)
        let consumer = try consumer("t")
        let lane = try consumer.makeLane(signal: LaneSignal())
        let partition = try #require(try consumer.partitions().first)
        let slot = try lane.add(partition, position: 0)
        for target: Int64 in [700, 3, 1_999, 0, 512] {
            _ = try lane.consumeBatch(max: 10, timeoutMilliseconds: 100)
            try lane.seek(slot: slot, position: target)
            #expect(lane.position(slot: slot) == target)
            let read = try lane.drain()
            #expect(read.map(\.offset) == Array(target..<2_000))
        }
    }

    @Test func `a batch outlives the lane, the consumer and the client`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<10)
        func firstBatch() throws -> RecordBatch {
            let consumer = try consumer("t")
            let lane = try consumer.makeLane(signal: LaneSignal())
            _ = try lane.add(try #require(try consumer.partitions().first), position: 0)
            for _ in 0..<100 {
                guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 100) else { continue }
                if batch.count > 0 { return batch }
            }
            throw SourceError.failed(operation: "test", reason: "no batch came")
        }
        let batch = try firstBatch()
        #expect(records(of: batch, partition: 0).first?.value == "v0")
    }

    @Test func `another thread's wake ends a lane's wait, also when it comes first`() throws {
        let signal = LaneSignal()
        signal.wake()
        #expect(signal.wait(timeoutMilliseconds: 60_000))
        #expect(!signal.wait(timeoutMilliseconds: 0))
    }

    @Test func `a missing topic is named with those that look like it`() throws {
        try cluster.createTopic("purchases", partitions: 1)
        try cluster.createTopic("orders", partitions: 1)
        // The embedded cluster makes each topic that is asked for; this one it denies.
        cluster.hideTopic("purchase", true)
        #expect(throws: SourceError.topicMissing(topic: "purchase", similar: ["purchases"])) {
            try consumer("purchase") { $0.startTimeoutSeconds = 3 }
        }
    }

    @Test func `an unreachable cluster is an error within the time that was given`() throws {
        var caught: SourceError?
        do {
            // A port that was free a moment ago and is not listened on.
            _ = try KafkaConsumer(
                topics: [(0, "t")], settings: KafkaSettings(bootstrapServers: "127.0.0.1:1", startTimeoutSeconds: 1),
                log: lines.log)
        } catch { caught = error }
        guard case .unreachable(let brokers, 1, let reason)? = caught else {
            Issue.record("expected unreachable, got \(String(describing: caught))")
            return
        }
        #expect(brokers == "127.0.0.1:1")
        #expect(reason.contains("Connection refused"))
    }

    @Test func `an unknown option is named`() throws {
        #expect(throws: SourceError.self) { try consumer("t") { $0.properties = ["fetch.sizzle": "1"] } }
        do {
            _ = try consumer("t") { $0.properties = ["fetch.sizzle": "1"] }
        } catch SourceError.invalidOption(let name, _) {
            #expect(name == "fetch.sizzle")
        }
    }

    @Test func `the user's options never win over what exactly-once needs`() throws {
        let settings = KafkaSettings(
            bootstrapServers: "a:1", properties: ["enable.auto.commit": "true", "fetch.wait.max.ms": "7"])
        let list = settings.consumerProperties(partitions: 4)
        func last(_ name: String) -> String? { list.last { $0.name == name }?.value }
        #expect(last("enable.auto.commit") == "false")
        #expect(last("auto.offset.reset") == "error")
        #expect(last("isolation.level") == "read_committed")
        #expect(last("check.crcs") == "true")
        #expect(last("fetch.wait.max.ms") == "7")
    }

    @Test func `a position before the first or beyond the last offset is refused`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<10)
        let consumer = try consumer("t")
        let partition = try #require(try consumer.partitions().first)
        try consumer.verify([partition: 10])
        #expect(throws: SourceError.truncatedOrRemade(topic: "t", partition: 0, wanted: 11, high: 10)) {
            try consumer.verify([partition: 11])
        }
        let ghost = SourcePartition(source: 0, topic: "t", partition: 4)
        #expect(throws: SourceError.partitionsMissing(topic: "t", known: 5, found: 1)) {
            try consumer.verify([partition: 10, ghost: 0])
        }
    }

    @Test func `reading beyond the end is refused while running too, and the error stays`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<10)
        let consumer = try consumer("t")
        let lane = try consumer.makeLane(signal: LaneSignal())
        _ = try lane.add(try #require(try consumer.partitions().first), position: 50)
        let expected = SourceError.truncatedOrRemade(topic: "t", partition: 0, wanted: 50, high: 10)
        for _ in 0..<2 {
            #expect(throws: expected) { try lane.drain { _, _ in false } }
        }
    }

    @Test func `records that arrive later wake the lane, and the end is told again`() throws {
        try cluster.createTopic("t", partitions: 1)
        let consumer = try consumer("t")
        let lane = try consumer.makeLane(signal: LaneSignal())
        let slot = try lane.add(try #require(try consumer.partitions().first), position: 0)
        #expect(try lane.drain().isEmpty)
        #expect(lane.isAtEnd(slot: slot) && lane.position(slot: slot) == 0)
        try produce("t", 0..<20)
        #expect(try lane.drain { lane, records in records.count == 20 && lane.isAtEnd(slot: 0) }.count == 20)
        #expect(lane.position(slot: slot) == 20)
    }

    @Test func `a cluster that goes away and comes back costs nothing`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<100)
        let consumer = try consumer("t")
        let lane = try consumer.makeLane(signal: LaneSignal())
        let slot = try lane.add(try #require(try consumer.partitions().first), position: 0)
        var all = try lane.drain()
        cluster.setDown()
        for _ in 0..<5 { #expect(try lane.consumeBatch(max: 10, timeoutMilliseconds: 50) == nil) }
        #expect(consumer.discoverPartitions().isEmpty)
        cluster.setUp()
        try produce("t", 100..<200)
        all += try lane.drain { lane, _ in lane.position(slot: slot) == 200 }
        #expect(all.map(\.offset) == (0..<200).map(Int64.init))
    }

    @Test func `a topic that metadata loses for a while changes nothing`() throws {
        try cluster.createTopic("t", partitions: 2)
        try produce("t", 0..<10)
        let consumer = try consumer("t")
        let known = try consumer.partitions()
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in known { _ = try lane.add(partition, position: 0) }
        var all = try lane.drain()
        cluster.hideTopic("t", true)
        #expect(consumer.discoverPartitions().isEmpty)
        cluster.hideTopic("t", false)
        #expect(consumer.discoverPartitions().isEmpty)
        try produce("t", 10..<20)
        all += try lane.drain { lane, _ in lane.position(slot: 0) == 20 }
        #expect(all.map(\.offset) == (0..<20).map(Int64.init))
    }

    @Test func `draining a full queue wakes the fetcher`() throws {
        try cluster.createTopic("t", partitions: 1)
        try produce("t", 0..<30_000)
        // Far more records than the queue takes: a fetcher that slept a second per queue would need half a minute.
        let consumer = try consumer("t") {
            $0.queueRecordsMax = 1_000; $0.queueBytesMax = 1 << 20
        }
        let lane = try consumer.makeLane(signal: LaneSignal())
        _ = try lane.add(try #require(try consumer.partitions().first), position: 0)
        let records = try lane.drain(max: 200)
        #expect(records.map(\.offset) == (0..<30_000).map(Int64.init))
    }
}

@Suite struct KafkaLogTests {
    @Test func `the same kind of message is shown once in an interval, then with its count`() {
        let lines = LinesLog()
        final class Clock: Sendable { let now = Synchronized<Int64>(0) }
        let clock = Clock()
        let log = KafkaLog(
            intervalMilliseconds: 1_000, nowMilliseconds: { clock.now.value },
            write: { line in lines.lines.withLock { $0.append(line) } })
        for _ in 0..<5 { log.note(kind: "FAIL", message: "broker away") }
        log.note(kind: "OTHER", message: "something else")
        clock.now.value = 1_500
        log.note(kind: "FAIL", message: "broker away")
        #expect(lines.lines.withLock { $0 } == ["broker away", "something else", "broker away (4 more like this)"])
        #expect(log.lastReason == "broker away")
    }

    @Test func `similar names are those that a hand may have meant`() {
        let names = ["purchases", "purchase_items", "orders", "__consumer_offsets", "views"]
        #expect(similarNames(to: "purchses", among: names) == ["purchases"])
        #expect(similarNames(to: "Purchase", among: names) == ["purchases", "purchase_items"])
        #expect(similarNames(to: "zzz", among: names).isEmpty)
    }
}
