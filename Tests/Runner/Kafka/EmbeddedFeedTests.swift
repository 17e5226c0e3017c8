import Testing

@testable import Runner

@Suite struct EmbeddedFeedTests {
    let silent = KafkaLog(write: { _ in })

    @Test func `a slow reader gets every event although the cluster keeps little`() throws {
        // 24 MB in one partition of a cluster that keeps 5 MB: without the bound most of it would be dropped.
        let count: Int64 = 90_000
        let events = EventOptions(profile: .retail)
        let source = try EmbeddedSource(
            source: 0, topic: "t", options: EmbeddedSource.Options(events: events, count: count), log: silent)
        let lane = try source.makeLane(signal: LaneSignal())
        _ = try lane.add(try #require(try source.partitions().first), position: 0)
        // Nothing is read until the feed has come to rest.
        lane.pause(slot: 0)
        var written = -1
        var restful = 0
        for _ in 0..<1_500 where restful < 25 {
            let nothing = try lane.consumeBatch(max: 500, timeoutMilliseconds: 20) == nil
            #expect(nothing)
            restful = source.written.events == written && written > 0 ? restful + 1 : 0
            written = source.written.events
        }
        #expect((5_000...20_000).contains(written), "the feed is \(written) events ahead")
        lane.resume(slot: 0)
        var next: Int64 = 0
        var bytes = 0
        let generator = try EventGenerator(events)
        for _ in 0..<20_000 where next < count {
            guard let batch = try lane.consumeBatch(max: 500, timeoutMilliseconds: 20) else { continue }
            if batch.count > 0 { #expect(batch.offsets[0] == next) }
            let expected = generator.batch(from: next, count: min(batch.count, 3))
            for index in 0..<expected.count {
                let same = batch.payloads[index].elementsEqual(expected.payloads[index])
                #expect(same)
            }
            next = batch.nextOffset
            bytes += batch.byteCount
        }
        #expect(next == count)
        #expect(bytes > 20 << 20)
        #expect(source.written.error == nil)
        source.close()
    }

    @Test func `the demonstration's history ends where its present begins`() throws {
        let columns = ["transaction_id", "customer_id", "category", "price", "timestamp"]
        let options = try EmbeddedSource.Options.demonstration(columns: columns, nowUnixMicros: 1_800_000_000_000_000)
        let history = try #require(options.history)
        let end = history.startUnixMicros + history.stepMicros * options.historyCount
        #expect(end == options.events.startUnixMicros)
        #expect(options.events.profile == .retail)
        #expect(throws: SourceError.self) {
            try EmbeddedSource.Options.demonstration(columns: ["a", "b"], nowUnixMicros: 0)
        }
    }

    @Test func `a watch tells how long a partition with a lag stands still`() {
        var watch = ProgressWatch()
        #expect(watch.stalledMilliseconds(position: 5, lag: 10, nowMilliseconds: 1_000) == 0)
        #expect(watch.stalledMilliseconds(position: 5, lag: 10, nowMilliseconds: 4_000) == 3_000)
        #expect(watch.stalledMilliseconds(position: 6, lag: 9, nowMilliseconds: 5_000) == 0)
        #expect(watch.stalledMilliseconds(position: 6, lag: 0, nowMilliseconds: 9_000) == 0)
        #expect(watch.stalledMilliseconds(position: 6, lag: 3, nowMilliseconds: 9_500) == 500)
    }
}
