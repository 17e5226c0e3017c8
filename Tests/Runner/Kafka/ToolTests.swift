import Glibc
import Operators
import Testing

@testable import Runner

@Suite struct ToolTests {
    func arguments(_ words: [String], _ spec: CommandSpec) throws -> Arguments {
        try Arguments(words, for: spec, environment: [:])
    }

    /// A file that is gone after the test.
    func withFile<Result>(_ name: String, _ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = "/tmp/millrace-\(getpid())-\(UInt32.random(in: 0...UInt32.max))-\(name)"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
        defer { unlink(path) }
        return try body(path)
    }

    @Test func `durations, shares and times are read as people write them`() throws {
        #expect(ToolArguments.durationMicros("250ms") == 250_000)
        #expect(ToolArguments.durationMicros("1.5h") == 5_400_000_000)
        #expect(ToolArguments.durationMicros("-2d") == -172_800_000_000)
        #expect(ToolArguments.durationMicros("7") == 7_000_000)
        #expect(ToolArguments.durationMicros("soon") == nil)
        #expect(ToolArguments.unixMicros("now", nowUnixMicros: 5) == 5)
        #expect(ToolArguments.unixMicros("1970-01-01T00:00:01Z", nowUnixMicros: 0) == 1_000_000)
        #expect(ToolArguments.unixMicros("1700000000", nowUnixMicros: 0) == 1_700_000_000_000_000)
        let shares = try arguments(["retail", "--late", "1%", "--malformed", "0.25"], GenerateOptions.spec)
        #expect(try shares.share("late") == 0.01)
        #expect(try shares.share("malformed") == 0.25)
    }

    @Test func `flags that make no sense together are told`() throws {
        func fails(_ words: [String]) {
            #expect(throws: UsageError.self) {
                try GenerateOptions(arguments(words, GenerateOptions.spec), nowUnixMicros: 0)
            }
        }
        fails(["retial"])
        fails(["retail", "--topic", "t"])
        fails(["retail", "-b", "a:1", "--output", "f"])
        fails(["retail", "--late", "2"])
        fails(["retail", "--rate", "0"])
        func replayFails(_ words: [String]) {
            #expect(throws: UsageError.self) { try ReplayOptions(arguments(words, ReplayOptions.spec)) }
        }
        replayFails(["f", "-t", "t"])
        replayFails(["f", "-b", "a:1"])
        replayFails(["f", "-b", "a:1", "-t", "t", "--stamp"])
        replayFails(["f", "-b", "a:1", "-t", "t", "--time-field", "ts", "--stamp", "--shift", "1d"])
    }

    @Test func `generated lines are the events in order, the same ones every time`() throws {
        func generate() throws -> String {
            try withFile("events.ndjson", "") { path in
                var options = try GenerateOptions(
                    arguments(["shop", "-n", "2500", "--seed", "9", "-o", path, "-q"], GenerateOptions.spec),
                    nowUnixMicros: 0)
                options.isQuiet = true
                #expect(try GenerateRun(options).run() == 2_500)
                return String(decoding: try #require(readWholeFile(path)), as: UTF8.self)
            }
        }
        let text = try generate()
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2_500)
        #expect(lines[77].contains("\"orderid\": 1000000000077,"))
        #expect(try generate() == text)
    }

    @Test func `generated events reach Kafka by partition and with their keys`() throws {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        try cluster.createTopic("orders", partitions: 3)
        var options = GenerateOptions(events: EventOptions(profile: .shop, keyField: "itemid"))
        options.bootstrapServers = cluster.bootstrapServers
        options.topic = "orders"
        options.count = 1_000
        options.isQuiet = true
        #expect(try GenerateRun(options).run() == 1_000)
        let records = try read(cluster, "orders")
        #expect((0..<3).map { partition in records.filter { $0.partition == partition }.count } == [334, 333, 333])
        #expect(
            records.allSatisfy { record in
                record.value?.hasPrefix("{\"itemid\": \(record.key ?? "?"),") ?? false
            })
    }

    func read(_ cluster: EmbeddedCluster, _ topic: String) throws -> [ReadRecord] {
        let consumer = try KafkaConsumer(
            topics: [(0, topic)], settings: KafkaSettings(bootstrapServers: cluster.bootstrapServers),
            log: KafkaLog(write: { _ in }))
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in try consumer.partitions() { _ = try lane.add(partition, position: 0) }
        return try lane.drain()
    }

    /// Replays a file into a topic of one partition and reads it back.
    func replay(
        _ name: String, _ text: String, _ change: (inout ReplayOptions) -> Void = { _ in }
    ) throws -> [ReadRecord] {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        try cluster.createTopic("t", partitions: 1)
        return try withFile(name, text) { path in
            var options = ReplayOptions(paths: [path], bootstrapServers: cluster.bootstrapServers, topic: "t")
            options.isQuiet = true
            change(&options)
            try ReplayRun(options).run()
            return try read(cluster, "t")
        }
    }

    @Test func `lines are replayed as they are, with keys, more than once`() throws {
        let text = "{\"id\": \"a b\", \"n\": {\"id\": 1}}\r\n\n  {\"n\": [1, \"]\"], \"id\": 7}\n{\"id\":\"\\u00e9\"}"
        let records = try replay("a.ndjson", text) {
            $0.keyField = "id"
            $0.loops = 2
        }
        let once = ["{\"id\": \"a b\", \"n\": {\"id\": 1}}", "{\"n\": [1, \"]\"], \"id\": 7}", "{\"id\":\"\\u00e9\"}"]
        #expect(records.map(\.value) == once + once)
        #expect(records.map(\.key) == ["a b", "7", "é", "a b", "7", "é"])
    }

    @Test func `malformed lines end a replay, are left out or are sent as they are`() throws {
        let text = "{\"id\": 1}\n{\"id\": oops}\n[1]\n{\"other\": 2}\n{\"id\": 3}\n"
        #expect(throws: JobError.self) { _ = try replay("a.ndjson", text) { $0.keyField = "id" } }
        let skipped = try replay("a.ndjson", text) {
            $0.keyField = "id"
            $0.malformed = .skip
        }
        #expect(skipped.map(\.value) == ["{\"id\": 1}", "{\"id\": 3}"])
        let sent = try replay("a.ndjson", text) {
            $0.keyField = "id"
            $0.malformed = .send
        }
        #expect(sent.map(\.value) == text.split(separator: "\n").map(String.init))
        #expect(sent.map(\.key) == ["1", nil, nil, nil, "3"])
    }

    @Test func `CSV rows that do not fit end a replay, are left out or are sent as they are`() throws {
        let bad = ["ten,2", "3", "4,5,6", "\"7\"8,9", "a\"b,1", "\"x\ny\",oops"]
        let text = "n,m\n1,2\n" + bad.joined(separator: "\n") + "\n8,9\n"
        func run(_ change: (inout ReplayOptions) -> Void) throws -> [String] {
            try replay("a.csv", text) {
                $0.numbers = ["n", "m"]
                change(&$0)
            }.map { $0.value ?? "" }
        }
        #expect(throws: JobError.self) { _ = try run { $0.malformed = .fail } }
        #expect(try run { $0.malformed = .skip } == ["{\"n\": 1, \"m\": 2}", "{\"n\": 8, \"m\": 9}"])
        #expect(
            try run { $0.malformed = .send } == ["{\"n\": 1, \"m\": 2}"] + bad + ["{\"n\": 8, \"m\": 9}"])
        // Behind a quote that is never closed every row is lost, not this one alone.
        #expect(throws: JobError.self) {
            _ = try replay("a.csv", "n\n1\n\"2\n3\n") { $0.malformed = .skip }
        }
    }

    @Test(arguments: ["[]", " \n[ ]\n", "\u{FEFF}[]"]) func `an empty array has no records`(text: String) throws {
        #expect(try replay("a.json", text) == [])
    }

    @Test func `the objects of an array are replayed one by one, however they are laid out`() throws {
        let long = String(repeating: "x", count: 100_000)
        // The file is read in parts of 1 MB.
        let space = String(repeating: " ", count: (1 << 20) - 50_000)
        let text =
            "\u{FEFF} [\n{\"id\": \"a]}\\\"\", \"n\": [{}, [1]]} , {\"id\":\n2},\(space){\"id\": \"\(long)\"}\n]\n"
        let records = try replay("a.json", text) { $0.keyField = "id" }
        #expect(
            records.map(\.value) == [
                "{\"id\": \"a]}\\\"\", \"n\": [{}, [1]]}", "{\"id\":\n2}", "{\"id\": \"\(long)\"}",
            ])
        #expect(records.map(\.key) == ["a]}\"", "2", long])
    }

    @Test func `a record's time in Kafka is that of its field, also with headers`() throws {
        let records = try replay("a.ndjson", "{\"ts\": \"2020-01-01T00:00:01Z\", \"from\": \"x\"}") {
            $0.timeField = "ts"
            $0.restamp = .shift(micros: 1_000_000)
            $0.setsRecordTime = true
            $0.headers = [
                .init(name: "a", value: "1", isField: false), .init(name: "b", value: "from", isField: true),
            ]
        }
        #expect(records.map(\.value) == ["{\"ts\": \"2020-01-01T00:00:02Z\", \"from\": \"x\"}"])
        #expect(records.map(\.timestamp) == [1_577_836_802_000_000 - TimeLimits.unixMicrosAtEpoch])
    }

    @Test func `headers are read from flags and from fields`() throws {
        let words = ["f", "-b", "a:1", "-t", "t", "--header", "a=1=2", "--header", "b=@from", "--transaction", "10"]
        let options = try ReplayOptions(arguments(words, ReplayOptions.spec))
        #expect(options.headers.map(\.value) == ["1=2", "from"] && options.headers.map(\.isField) == [false, true])
        #expect(options.transactionRecords == 10)
        var editor = ReplayEditor(options, nowUnixMicros: { 0 })
        let edited = try editor.edit(
            ReplayRecord(bytes: Array("{\"from\": \"d\\u00e9p\\u00f4t\"}".utf8), line: 1), path: "f")
        #expect(edited.headers.map(\.value) == ["1=2", "dépôt"])
        #expect(throws: SourceError.self) {
            try editor.edit(ReplayRecord(bytes: Array("{}".utf8), line: 1), path: "f")
        }
        #expect(throws: UsageError.self) {
            try ReplayOptions(arguments(["f", "-b", "a:1", "-t", "t", "--header", "=x"], ReplayOptions.spec))
        }
    }

    @Test(.enabled(if: RealKafka.isPrivate, "set KAFKA_HOME"))
    func `records with old times of their own stay in a topic that was made for them`() throws {
        let brokers = try #require(RealKafka.brokers)
        let topic = "old-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try withFile("a.ndjson", "{\"ts\": 1000000000}\n") { path in
            var options = ReplayOptions(paths: [path], bootstrapServers: brokers, topic: topic)
            options.isQuiet = true
            options.timeField = "ts"
            options.setsRecordTime = true
            try ReplayRun(options).run()
        }
        let told = try #require(
            RealKafka.run(
                "\"$KAFKA_HOME\"/bin/kafka-topics.sh --bootstrap-server \(brokers) --describe --topic \(topic)"))
        #expect(told.contains("retention.ms=-1"), "\(told)")
    }

    @Test(.enabled(if: RealKafka.isPrivate, "set KAFKA_HOME"))
    func `a topic that is made has the partitions that were asked for, also where brokers make topics by themselves`()
        throws
    {
        let brokers = try #require(RealKafka.brokers)
        let stem = "made-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try withFile("a.ndjson", "{\"id\": 1}\n") { path in
            var options = ReplayOptions(paths: [path], bootstrapServers: brokers, topic: "\(stem)-replay")
            options.isQuiet = true
            options.partitions = 6
            try ReplayRun(options).run()
            // A second replay finds the topic as it is.
            try ReplayRun(options).run()
        }
        var options = GenerateOptions(events: EventOptions(profile: .shop, keyField: "itemid"))
        options.bootstrapServers = brokers
        options.topic = "\(stem)-generate"
        options.count = 10
        options.isQuiet = true
        options.partitions = 6
        #expect(try GenerateRun(options).run() == 10)
        let handle = try KafkaProducer(bootstrapServers: brokers, log: KafkaLog(write: { _ in })).handle
        let counts = try handle.partitionCounts(
            topics: ["\(stem)-replay", "\(stem)-generate"], timeoutSeconds: 10)
        #expect(counts == ["\(stem)-replay": 6, "\(stem)-generate": 6])
    }

    @Test func `a topic with other partitions is told with the way out`() throws {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        try cluster.createTopic("t", partitions: 3)
        var options = GenerateOptions(events: EventOptions(profile: .shop, keyField: "itemid"))
        options.bootstrapServers = cluster.bootstrapServers
        options.topic = "t"
        options.partitions = 8
        let error = #expect(throws: JobError.self) { try GenerateRun(options).run() }
        #expect(error?.code == .usage)
        #expect(
            error?.message
                == "topic \"t\" exists and has 3 partitions, not 8: leave --partitions out, or name another topic")
    }

    @Test(.enabled(if: RealKafka.brokers != nil, "set KAFKA_HOME"))
    func `transactions are committed whole, also the last and smaller one`() throws {
        let brokers = try #require(RealKafka.brokers)
        let topic = "replay-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let text = (0..<25).map { "{\"id\": \($0)}\n" }.joined()
        try withFile("a.ndjson", text + "broken") { path in
            var options = ReplayOptions(paths: [path], bootstrapServers: brokers, topic: topic)
            options.isQuiet = true
            options.partitions = 1
            options.transactionRecords = 10
            #expect(throws: JobError.self) { try ReplayRun(options).run() }
        }
        let consumer = try KafkaConsumer(
            topics: [(0, topic)], settings: KafkaSettings(bootstrapServers: brokers), log: KafkaLog(write: { _ in }))
        let lane = try consumer.makeLane(signal: LaneSignal())
        _ = try lane.add(SourcePartition(source: 0, topic: topic, partition: 0), position: 0)
        let records = try lane.drain()
        #expect(records.map(\.value) == (0..<25).map { "{\"id\": \($0)}" })
        // Three markers of transactions lie between the records.
        #expect(records.last?.offset == 26)
    }

    @Test func `CSV lines become objects, with quotes, new lines, numbers and nulls`() throws {
        let text = "\u{FEFF}no,name,price\r\n1,\"Lamp, \"\"big\"\"\",2.50\r\n2,\"two\nlines\",-3\r\n3,,1e3\n"
        let records = try replay("a.csv", text) { $0.numbers = ["price"] }
        #expect(
            records.map(\.value) == [
                "{\"no\": \"1\", \"name\": \"Lamp, \\\"big\\\"\", \"price\": 2.50}",
                "{\"no\": \"2\", \"name\": \"two\\nlines\", \"price\": -3}",
                "{\"no\": \"3\", \"name\": null, \"price\": 1e3}",
            ])
    }

    @Test(arguments: [
        ("a.ndjson", "{\"a\": 1}\n{\"a\": }\n", 2, "not JSON"), ("a.ndjson", "{\"a\": 1}\n\n[1]\n", 3, "object"),
        ("a.json", "[{\"a\": 1},\n {\"a\": 2}", 2, "never closed"), ("a.json", "[{\"a\": 1}\n{}]", 2, "comma"),
        ("a.json", "[\n1]", 2, "object"), ("a.json", "[{}]\n[", 2, "behind the array"),
        ("a.json", "[{},\n {\"a\": }]", 2, "not JSON"), ("a.json", "[{\"a\": \"]\n", 1, "never closed"),
        ("a.ndjson", "{\"b\": 1}\n{\"a\": 1}\n", 2, "no field \"b\""),
        ("a.csv", "a,b\n1,2\n1,2,3\n", 3, "3 fields"), ("a.csv", "a,b\n1,\"2\n3\n", 2, "never closed"),
        ("a.csv", "a,a\n1,2\n", 1, "twice"), ("a.csv", "b\nx\"y\n", 2, "quote inside"), ("a.csv", "", 1, "empty"),
    ])
    func `broken input is told with its line`(name: String, text: String, line: Int, reason: String) throws {
        var caught: JobError?
        do {
            _ = try replay(name, text) { $0.keyField = text.contains("\"b\"") ? "b" : nil }
        } catch let error as JobError { caught = error }
        let error = try #require(caught)
        #expect(error.code == .badData)
        #expect(error.message.contains(":\(line): ") && error.message.contains(reason), "\(error.message)")
    }

    @Test func `times move without changing their form`() throws {
        let times = try RecordTimes()
        func moved(_ json: String, _ micros: Int64) -> String? {
            times.read(Array(json.utf8)).flatMap { times.moved($0, by: micros) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
        let day: Int64 = 86_400_000_000
        #expect(moved("1737900000", day) == "1737986400")
        #expect(moved("\"1737900000\"", -day) == "\"1737813600\"")
        #expect(moved("1737900000123", 1_999) == "1737900000124")
        #expect(moved("1737900000123456", 1) == "1737900000123457")
        #expect(moved("\"2021-03-06 18:30:50.677+0000\"", day + 5_000) == "\"2021-03-07 18:30:50.682+0000\"")
        #expect(moved("\"2024-02-28T23:59:59Z\"", 1_000_000) == "\"2024-02-29T00:00:00Z\"")
        #expect(moved("\"2024-12-31 23:00:00 +07:00\"", 7_200_000_000) == "\"2025-01-01 01:00:00 +07:00\"")
        #expect(moved("\"2025-06-26 15:07:30\"", 0) == "\"2025-06-26 15:07:30\"")
        #expect(moved("\"yesterday\"", 0) == nil)
        #expect(moved("true", 0) == nil)
        #expect(times.read(Array("\"1970-01-01 07:00:00+07\"".utf8))?.unixMicros == 0)
        // Numbers keep their digits, and more than those where an exponent hides whole units.
        let hour: Int64 = 3_600_000_000
        #expect(moved("1772359200.5", hour) == "1772362800.5")
        #expect(moved("1772359200.0", 1_250_000) == "1772359201.2")
        #expect(moved("1772359200.0", -50_000) == "1772359199.9")
        #expect(moved("1772359200.123456789", 1) == "1772359200.123457789")
        #expect(moved("1.7723592e9", hour) == "1.7723628e9")
        #expect(moved("1.7723592E+9", 1_000_000) == "1.772359201E+9")
        #expect(moved("17723592e2", 1_000_000) == "17723592.01e2")
        #expect(moved("1772359200500e-3", 500_000) == "1772359201000e-3")
        #expect(moved("\"1772359200.50\"", 10_000) == "\"1772359200.51\"")
        #expect(moved("\" 1772359200 \"", hour) == "\" 1772362800 \"")
        #expect(moved("1772359200123456789", 1) == "1772359200123457789")
        #expect(moved("-5.5", 1_000_000) == "-4.5")
        // Text keeps its layout.
        #expect(moved("\"2026-03-01\"", 49 * hour) == "\"2026-03-03\"")
        #expect(moved("\"2026-03-01 10:00\"", hour) == "\"2026-03-01 11:00\"")
        #expect(moved("\"2026-03-01T10:00Z\"", 14 * hour) == "\"2026-03-02T00:00Z\"")
        #expect(moved("\"2026-3-1t9:05:07.5+5:30\"", hour) == "\"2026-3-1t10:05:07.5+5:30\"")
        #expect(moved("\"2026-12-31  23:59:60 UTC\"", 0) == "\"2027-01-01  00:00:00 UTC\"")
        #expect(moved("\"2026-03-01 +07\"", day) == "\"2026-03-02 +07\"")
        #expect(moved("\"2026-03-01 10:00:00.1234567Z\"", 1_000_000) == "\"2026-03-01 10:00:01.1234570Z\"")
        // What would be read as another time, or as none, is not written.
        #expect(moved("99999999999", 1_000_000) == nil)
        #expect(moved("\"999999999\"", -900_000_000 * 1_000_000) == nil)
        #expect(moved("\"9999-12-31\"", day) == nil)
    }

    /// A time is one that a source reads, and the same one.
    @Test(arguments: [
        "1772359200", "1772359200.5", "1772359200.0", "1.7723592e9", "-1.5", "0", "1e30", "1772359200500e-3",
        "123456789012345678901234567890", "1772359200.12345678901234567890123456789012345", #""1772359200.5""#,
        #""1772359200""#, #""12345678""#, #""123456789012""#, #""1.7723592e9""#, #""2026-03-01""#,
        #""2026-03-01 10:00""#, #""2026-03-01T10:00Z""#, #""2026-3-1""#, #"" 2026-03-01 10:00:00 +07 ""#,
        #""2026-03-01T10:00:00.""#, #""noon""#, #""2026-03-01T10:00:00+07:00""#, #""2026-03-01T24:00:00""#,
        #""infinity""#, #""2026-02-30""#, #""24:00""#, #""""#, "true", "null", "{}", "[1]",
    ])
    func `a record's time is what a source reads with auto`(json: String) throws {
        var spec = FieldSpec(path: ["t"], type: .timestamptz)
        spec.isMoment = true
        let decoder = try JSONDecoder(fields: [spec])
        let decoded = Array("{\"t\":\(json)}".utf8).withUnsafeBytes { record in
            withUnsafePointer(to: record) { decoder.decode(UnsafeBufferPointer(start: $0, count: 1), owner: nil) }
        }
        var expected: Int64?
        if decoded.batch.count == 1, decoded.batch.columns[0].validity.isValid(0),
            case .int64(let values) = decoded.batch.columns[0].values
        {
            expected = values[0] + TimeLimits.unixMicrosAtEpoch
        }
        let time = try RecordTimes().read(Array(json.utf8))
        #expect(time?.unixMicros == expected)
    }

    @Test func `the first record becomes now and the others keep their distance`() throws {
        var options = ReplayOptions(paths: [], bootstrapServers: "", topic: "")
        options.timeField = "ts"
        options.restamp = .shiftToNow
        var now: Int64 = 2_000_000_000_000_000
        var editor = ReplayEditor(options, nowUnixMicros: { now })
        func edit(_ text: String) throws -> String {
            let edited = try editor.edit(ReplayRecord(bytes: Array(text.utf8), line: 1), path: "f")
            return String(decoding: edited.value, as: UTF8.self)
        }
        #expect(try edit("{\"ts\": 1700000000, \"a\": 1}") == "{\"ts\": 2000000000, \"a\": 1}")
        now += 999_000_000
        #expect(try edit("{\"a\": {\"ts\": 1}, \"ts\": 1700000060}") == "{\"a\": {\"ts\": 1}, \"ts\": 2000000060}")
    }
}
