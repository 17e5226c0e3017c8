import Glibc
import Synchronization
import Testing

@testable import Runner

@Suite struct KafkaTransactorTests {
    /// librdkafka 2.0 may end the process when a commit outlasts its time in its first step and is called again: two
    /// answers of that step then meet two steps. What a busy machine does is done here by a log that holds the client's
    /// main thread up again and again; each commit must be one call all the same.
    @Test func `a client that is slow to begin a commit commits all the same`() throws {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        try cluster.createTopic("rows", partitions: 1)
        let held = Atomic<Int>(0)
        let calls = Atomic<Int>(0)
        let holding = KafkaLog(write: { line in
            if line.contains("API called: commit_transaction") { calls.add(1, ordering: .relaxed) }
            guard line.contains("Requesting metadata for") else { return }
            held.add(1, ordering: .relaxed)
            poll(nil, 0, 12)
        })
        let settings = KafkaSettings(
            bootstrapServers: cluster.bootstrapServers,
            properties: ["debug": "metadata,eos", "topic.metadata.refresh.interval.ms": "10"])
        let transactor = try KafkaTransactor(name: "slow", settings: settings, recordBytesMax: nil, log: holding)
        try transactor.takeOver()
        let sent = Atomic<Int>(0)
        for number in 0..<50 {
            try transactor.begin()
            try transactor.send(topic: "rows", key: "k", value: Array("\(number)".utf8))
            try transactor.flush()
            try transactor.commit { sent.add(1, ordering: .relaxed) }
        }
        #expect(held.load(ordering: .relaxed) > 0)
        #expect(calls.load(ordering: .relaxed) == 50)
        #expect(sent.load(ordering: .relaxed) == 50, "each commit was told of while its answer was awaited")
        let consumer = try KafkaConsumer(
            topics: [(source: 0, topic: "rows")], settings: KafkaSettings(bootstrapServers: cluster.bootstrapServers),
            log: KafkaLog(write: { _ in }))
        let lane = try consumer.makeLane(signal: LaneSignal())
        _ = try lane.add(try #require(try consumer.partitions().first), position: 0)
        #expect(try lane.drain().map(\.value) == (0..<50).map { "\($0)" })
    }
}
