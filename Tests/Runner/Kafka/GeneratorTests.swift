import Testing

@testable import Runner

@Suite struct GeneratorTests {
    func text(_ generator: EventGenerator, partition: Int = 0, _ number: Int64) -> String {
        let batch = generator.batch(partition: partition, from: number, count: 1)
        return String(decoding: batch.payloads[0], as: UTF8.self)
    }

    @Test(arguments: EventProfile.allCases)
    func `an event depends on its number only, not on what was written before`(profile: EventProfile) throws {
        let options = EventOptions(
            profile: profile, seed: 7, partitions: 3, disorderMicrosMax: 60_000_000, lateShare: 0.1,
            malformedShare: 0.1, duplicateShare: 0.1)
        let generator = try EventGenerator(options)
        let batch = generator.batch(partition: 2, from: 0, count: 300)
        #expect(batch.count == 300)
        for index in [0, 1, 17, 150, 299] {
            let alone = text(try EventGenerator(options), partition: 2, Int64(index))
            #expect(alone == String(decoding: batch.payloads[index], as: UTF8.self))
        }
        var other = options
        other.seed = 8
        #expect(text(try EventGenerator(other), partition: 2, 5) != text(generator, partition: 2, 5))
        #expect(text(generator, partition: 1, 5) != text(generator, partition: 2, 5))
    }

    @Test func `the bytes of each profile stay what they are`() throws {
        // Literals on purpose: another version that writes other bytes for the same seed breaks recorded results.
        let first = try Dictionary(
            uniqueKeysWithValues: EventProfile.allCases.map {
                ($0, text(try EventGenerator(EventOptions(profile: $0)), 0))
            })
        #expect(first[.furniture] == Self.furniture)
        #expect(first[.purchases] == Self.purchases)
        #expect(first[.bank] == Self.bank)
        #expect(first[.retail] == Self.retail)
        #expect(first[.shop] == Self.shop)
        #expect(first[.views] == Self.views)
        #expect(first[.nexmark] == Self.nexmark)
    }

    @Test func `shares are kept and duplicates repeat an earlier event exactly`() throws {
        let generator = try EventGenerator(
            EventOptions(profile: .retail, malformedShare: 0.05, duplicateShare: 0.1))
        var seen: [String: Int] = [:]
        var malformed = 0
        for number in 0..<Int64(20_000) {
            let event = text(generator, number)
            if event.hasPrefix("{\"transaction_id\""), event.hasSuffix("}") {
                seen[event, default: 0] += 1
            } else {
                malformed += 1
            }
        }
        let repeated = seen.values.reduce(0) { $0 + $1 - 1 }
        #expect((800...1_200).contains(malformed))
        #expect((1_650...2_050).contains(repeated))
        let clean = try EventGenerator(EventOptions(profile: .retail))
        #expect(Set((0..<Int64(5_000)).map { text(clean, $0) }).count == 5_000)
    }

    @Test func `Nexmark's events are one person to three auctions and 46 bids, and name each other`() throws {
        let generator = try EventGenerator(EventOptions(profile: .nexmark, stepMicros: 20_000))
        var kinds: [Character: Int] = [:]
        var hot = 0
        for number in 0..<Int64(5_000) {
            let event = text(generator, number)
            let kind = try #require(event.dropFirst(#"{"event_type":"#.count).first)
            kinds[kind, default: 0] += 1
            #expect(event.utf8.count <= EventGenerator.eventBytesMax)
            guard kind == "2" else { continue }
            let last = 1_000 + (number / 50) * 3 + 2
            let auction = try #require(event.split(separator: #""auction":"#).last.flatMap { Int64($0.prefix(4)) })
            #expect(auction <= last + 10)
            if auction % 100 == 0 { hot += 1 }
        }
        #expect(kinds == ["0": 100, "1": 300, "2": 4_600])
        #expect((2_100...2_600).contains(hot))
    }

    @Test func `a key is the text of its field`() throws {
        let generator = try EventGenerator(EventOptions(profile: .shop, keyField: "region"))
        let batch = generator.batch(from: 0, count: 100)
        for index in 0..<100 {
            let key = String(decoding: batch.keys[index], as: UTF8.self)
            #expect(String(decoding: batch.payloads[index], as: UTF8.self).hasSuffix("\"region\": \"\(key)\"}"))
        }
        #expect(throws: SourceError.self) { try EventGenerator(EventOptions(profile: .shop, keyField: "nothing")) }
    }

    @Test func `times of day are right over leap years and before 1970`() {
        func text(_ seconds: Int64) -> String {
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = bytes.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return 0 }
                var writer = EventWriter(at: base, keyField: -1)
                writer.dateTime(unixSeconds: seconds)
                return writer.cursor - base
            }
            return String(decoding: bytes[0..<count], as: UTF8.self)
        }
        #expect(text(0) == "1970-01-01 00:00:00")
        #expect(text(-1) == "1969-12-31 23:59:59")
        #expect(text(951_782_400) == "2000-02-29 00:00:00")
        #expect(text(1_709_164_799) == "2024-02-28 23:59:59")
        #expect(text(4_107_542_400) == "2100-03-01 00:00:00")
    }

    @Test func `profiles are found by a table's columns`() {
        #expect(EventProfile.matching(columns: ["region", "shopid", "itemid", "price", "timestamp"]) == .shop)
        #expect(EventProfile.matching(columns: ["purchase_id", "amount", "timestamp"]) == .purchases)
        #expect(EventProfile.matching(columns: ["a", "b", "c"]) == nil)
    }

    @Test func `a counted generator deals its events to the partitions and ends`() throws {
        let source = try GeneratorSource(
            source: 0, options: EventOptions(profile: .views, partitions: 3), count: 1_000)
        let lane = try source.makeLane(signal: LaneSignal())
        for partition in try source.partitions() { _ = try lane.add(partition, position: 0) }
        let records = try lane.drain(max: 64)
        #expect((0..<3).map { partition in records.filter { $0.partition == partition }.count } == [334, 333, 333])
        #expect(lane.isExhausted)
        try source.verify([try source.partitions()[0]: 334])
        #expect(throws: SourceError.self) { try source.verify([try source.partitions()[1]: 334]) }
    }

    @Test func `reading in pieces and after a restart gives the same events`() throws {
        func read(_ sizes: [Int], from position: Int64) throws -> [ReadRecord] {
            let source = try GeneratorSource(
                source: 0, options: EventOptions(profile: .furniture, malformedShare: 0.1, duplicateShare: 0.2),
                count: 500)
            let lane = try source.makeLane(signal: LaneSignal())
            _ = try lane.add(try source.partitions()[0], position: position)
            var all: [ReadRecord] = []
            for size in sizes {
                guard let batch = try lane.consumeBatch(max: size, timeoutMilliseconds: 0) else { continue }
                all += records(of: batch, partition: 0)
            }
            return try all + lane.drain()
        }
        let whole = try read([500], from: 0)
        #expect(whole.count == 500)
        #expect(try read([1, 7, 100, 3], from: 0) == whole)
        #expect(try read([9], from: 123) == Array(whole[123...]))
    }

    @Test func `the rate goes by the clock that was given`() throws {
        let clock = Synchronized<Int64>(1_000)
        let source = try GeneratorSource(
            source: 0, options: EventOptions(profile: .shop), count: nil, rate: 100, nowMilliseconds: { clock.value })
        let lane = try source.makeLane(signal: LaneSignal())
        let slot = try lane.add(try source.partitions()[0], position: 40)
        #expect(try lane.consumeBatch(max: 100, timeoutMilliseconds: 0) == nil)
        #expect(lane.isAtEnd(slot: slot))
        clock.value = 1_500
        #expect(lane.lag(slot: slot) == 50)
        guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 0) else {
            Issue.record("no batch although 50 events are due")
            return
        }
        #expect(batch.count == 50)
        #expect(lane.position(slot: slot) == 90)
    }
}

extension GeneratorTests {
    static let furniture =
        #"{"order_id": "c86a2a4f-a044-4f78-8af0-6d937477cb4d", "customer_id": 49, "furniture": "Stool", "#
        + #""color": "fuchsia", "price": 99111, "ts": 1737900000}"#
    static let purchases =
        #"{"purchase_id": 1, "amount": 7829.69, "timestamp": "2025-01-26 21:00:00"}"#
    static let bank =
        #"{"nasabah_id": "3edf86b0-57f1-46b3-8945-686ab575d828", "nama": "Lestari Santoso", "alamat": "#
        + #""Bandung", "saldo": 243413774, "umur": 70, "pekerjaan": "IT", "ts": 816071361}"#
    static let retail =
        #"{"transaction_id": "c86a2a4f-a044-4f78-8af0-6d937477cb4d", "customer_id": 487, "category": "Bath & "#
        + #"Body", "brand": "L'Oreal", "product_name": "Toner", "quantity": 6, "price": 307907, "#
        + #""payment_method": "COD", "timestamp": 1737900000}"#
    static let shop =
        #"{"itemid": 123486, "count": 54, "timestamp": 1737900000, "price": 25.33, "orderid": 1000000000000, "#
        + #""shopid": 100486, "region": "PH"}"#
    static let views =
        #"{"event": "ProductView", "messageid": "c86a2a4f-a044-4f78-8af0-6d937477cb4d", "userid": "#
        + #""user-2434", "properties": {"productid": "product-895"}, "context": {"source": "desktop"}, "#
        + #""timestamp": "2025-01-26 14:00:00.000+0000"}"#
    static let nexmark =
        #"{"event_type":0,"person":{"id":1000,"name":"Fajar Firmansyah","emailAddress":"uthay@yxm.com","c"#
        + #"reditCard":"8944 1061 4690 5784","city":"Los Angeles","state":"AZ","dateTime":"2025-01-26 14:00"#
        + #":00.000","extra":"dgwdbssahkpwdiamcepaubqwdwyhkeeesgvcadtqcdbamtcpczafdmqoesydboprckyylvsabfefn"#
        + #"xdsvebqrkraefbmbtxtomlbfudyjunerjfxb"},"auction":null,"bid":null}"#
}
