import Glibc
import Operators
import Testing

@testable import Runner

/// What `runner replay` writes: at which rate, with which times, keys and headers.
@Suite struct ReplayTests {
    /// A clock that stands still but for waits.
    private final class Hand {
        var milliseconds: Int64 = 0
        var waits: [Int] = []
        var clock: ToolClock {
            ToolClock(
                monotonicMilliseconds: { self.milliseconds },
                unixMicros: { 2_000_000_000_000_000 + self.milliseconds * 1_000 },
                wait: {
                    self.waits.append($0)
                    self.milliseconds += Int64($0)
                })
        }
    }

    /// Replays a file by flags into a topic of one partition, and says how far the clock went.
    private func replay(
        _ text: String, _ flags: [String], name: String = "a.ndjson", hand: Hand = Hand(),
        _ look: (EmbeddedCluster) throws -> Void
    ) throws {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        try cluster.createTopic("t", partitions: 1)
        try ToolTests().withFile(name, text) { path in
            let words = [path, "-b", cluster.bootstrapServers, "-t", "t", "-q"] + flags
            let options = try ReplayOptions(Arguments(words, for: ReplayOptions.spec, environment: [:]))
            try ReplayRun(options, clock: hand.clock).run()
        }
        try look(cluster)
    }

    private func lines(_ count: Int) -> String {
        (0..<count).map { "{\"id\": \($0), \"ts\": 1700000000123}\n" }.joined()
    }

    @Test(arguments: [(50.0, 101, 2_000), (4.0, 9, 2_000), (0.5, 3, 4_000), (2_000.0, 4_001, 2_000)])
    func `a rate lets so many records go each second, none before its time`(
        rate: Double, records: Int, milliseconds: Int64
    ) throws {
        let hand = Hand()
        try replay(lines(records), ["--rate", "\(rate)"], hand: hand) { cluster in
            let written = try ToolTests().read(cluster, "t")
            #expect(written.count == records)
        }
        // The last record goes when all before it have had their time, rounded up by a millisecond.
        #expect((milliseconds...milliseconds + 1).contains(hand.milliseconds), "\(hand.milliseconds)")
        // A stop is looked for at least each 100 ms.
        #expect(hand.waits.allSatisfy { (1...100).contains($0) })
    }

    @Test func `without a rate, or with max, nothing waits`() throws {
        for flags in [[], ["--rate", "max"]] {
            let hand = Hand()
            try replay(lines(1_000), flags, hand: hand) { cluster in
                let written = try ToolTests().read(cluster, "t")
                #expect(written.count == 1_000)
            }
            #expect(hand.waits.isEmpty)
        }
    }

    @Test func `a stamp is the moment of writing in the form that the field has`() throws {
        let text = """
            {"ts": 1700000000123, "n": 1}
            {"n": 2, "ts": "2020-02-29 23:59:59.5+07:00"}
            {"ts": 5, "n": 3}
            {"ts": "1999-01-01T00:00:00Z"}

            """
        try replay(text, ["--rate", "4", "--time-field", "ts", "--stamp", "--record-time"]) { cluster in
            let records = try ToolTests().read(cluster, "t")
            // 2033-05-18T03:33:20Z and a quarter of a second more for each record.
            let values = records.map { $0.value ?? "" }
            #expect(values.count == 4)
            #expect(values[0] == "{\"ts\": 2000000000000, \"n\": 1}")
            #expect(values[1].hasPrefix("{\"n\": 2, \"ts\": \"2033-05-18 10:33:20.2"), "\(values[1])")
            #expect(values[1].hasSuffix("+07:00\"}"), "\(values[1])")
            #expect(values[2] == "{\"ts\": 2000000000, \"n\": 3}")
            #expect(
                values[3].hasPrefix("{\"ts\": \"2033-05-18T03:33:20") && values[3].hasSuffix("Z\"}"), "\(values[3])")
            let unix = records.map { ($0.timestamp + TimeLimits.unixMicrosAtEpoch) / 1_000 - 2_000_000_000_000 }
            #expect(unix[0] == 0 && (250...251).contains(unix[1]) && (500...502).contains(unix[2]), "\(unix)")
        }
    }

    @Test func `a shift to now moves all by what the first one needs`() throws {
        let text = "{\"ts\": 1700000000}\n{\"ts\": 1700000060}\n{\"ts\": 1699999990}\n"
        try replay(text, ["--rate", "1", "--time-field", "ts", "--shift-to-now"]) { cluster in
            let written = try ToolTests().read(cluster, "t")
            #expect(
                written.map(\.value) == [
                    "{\"ts\": 2000000000}", "{\"ts\": 2000000060}", "{\"ts\": 1999999990}",
                ])
        }
    }

    @Test func `fields are found by what the escapes in their names say`() throws {
        let text = """
            {"gr\\u00f6\\u00dfe": "M\\u00fcller", "\\u0074s": 1700000000.5, "o": {"größe": 0}}
            {"größe": 7, "ts": "1700000000"}

            """
        let flags = ["--key", "größe", "--time-field", "ts", "--shift", "1h", "--header", "g=@größe"]
        try replay(text, flags) { cluster in
            let written = try ToolTests().read(cluster, "t")
            #expect(written.map(\.key) == ["Müller", "7"])
            #expect(
                written.map(\.value) == [
                    #"{"gr\u00f6\u00dfe": "M\u00fcller", "\u0074s": 1700003600.5, "o": {"größe": 0}}"#,
                    #"{"größe": 7, "ts": "1700003600"}"#,
                ])
        }
    }

    @Test(arguments: [
        ("1772359200.5", "1772362800.5", 1_772_362_800_500), ("1.7723592e9", "1.7723628e9", 1_772_362_800_000),
        (#""2026-03-01""#, #""2026-03-01""#, 1_772_326_800_000),
        (#""2026-03-01T10:00Z""#, #""2026-03-01T11:00Z""#, 1_772_362_800_000),
    ]) func `times of each form that a source takes are shifted and are the record's time`(
        from: String, to: String, milliseconds: Int64
    ) throws {
        try replay("{\"ts\":\(from)}\n", ["--time-field", "ts", "--shift", "1h", "--record-time"]) { cluster in
            let written = try ToolTests().read(cluster, "t")
            #expect(written.map(\.value) == ["{\"ts\":\(to)}"])
            #expect(written.map { ($0.timestamp + TimeLimits.unixMicrosAtEpoch) / 1_000 } == [milliseconds])
        }
    }

    @Test(.enabled(if: RealKafka.run("command -v kcat") != nil, "needs kcat"))
    func `headers come back from Kafka by name, in order, beside key and value`() throws {
        let text = "{\"from\": \"d\\u00e9p\\u00f4t\", \"id\": 7}\n{\"from\": \"x\", \"id\": 8}\n"
        let flags = ["--header", "a=1=2", "--header", "b=@from", "--header", "a=", "--header", "n=@id", "--key", "id"]
        try replay(text, flags) { cluster in
            let told = RealKafka.run(
                "kcat -C -q -e -b \(cluster.bootstrapServers) -t t -o beginning -f '%k|%h|%s\\n'")
            #expect(
                told == """
                    7|a=1=2,b=dépôt,a=,n=7|{"from": "d\\u00e9p\\u00f4t", "id": 7}
                    8|a=1=2,b=x,a=,n=8|{"from": "x", "id": 8}

                    """)
        }
    }
}
