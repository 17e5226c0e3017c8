import Operators

/// Events of the public benchmarks, and one of which most is not wanted.
extension JSONProfile {
    private static let bidFields = ["auction", "bidder", "price"]

    static let bid = JSONProfile(name: "Nexmark bid", fields: bidSpecs(under: []), timeIsText: true) { index, dice in
        bidMembers(index, &dice)
    }

    /// As Flink's Nexmark writes it to Kafka: one topic, the absent kinds null.
    static let nestedBid = JSONProfile(name: "nested bid", fields: bidSpecs(under: ["bid"]), timeIsText: true) {
        index, dice in
        [
            ("event_type", .raw("2")), ("person", .raw("null")), ("auction", .raw("null")),
            ("bid", .object(bidMembers(index, &dice))),
        ]
    }

    private static func bidSpecs(under path: [String]) -> [FieldSpec] {
        bidFields.map { FieldSpec(path: path + [$0], type: .bigint) }
            + [("channel", DataType.text), ("url", .text), ("dateTime", .timestamp), ("extra", .text)].map {
                FieldSpec(path: path + [$0.0], type: $0.1)
            }
    }

    private static func bidMembers(_ index: Int, _ dice: inout BenchDice) -> [(key: String, value: Value)] {
        let channel = dice.below(10_000)
        let folder = "https://www.nexmark.com/\(dice.letters(5))/\(dice.letters(5))/\(dice.letters(5))"
        return [
            ("auction", .raw("\(1000 + dice.below(100_000))")), ("bidder", .raw("\(1000 + dice.below(50_000))")),
            ("price", .raw("\(100 + dice.below(10_000_000))")), ("channel", .text("channel-\(channel)")),
            ("url", .raw("\"\(folder)/item.htm?query=1&channel_id=\(channel * 65_537)\"")),
            ("dateTime", .raw("\"\(BenchWords.time(index / 20, millis: true, separator: " "))\"")),
            ("extra", .text(dice.letters(48 + dice.below(40)))),
        ]
    }

    static let ysb = JSONProfile(
        name: "YSB",
        fields: [
            ("user_id", DataType.text), ("page_id", .text), ("ad_id", .text), ("ad_type", .text),
            ("event_type", .text), ("event_time", .timestamptz), ("ip_address", .text),
        ].map { FieldSpec(path: [$0.0], type: $0.1) }
    ) { index, dice in
        [
            ("user_id", .raw("\"\(dice.uuid())\"")), ("page_id", .raw("\"\(dice.uuid())\"")),
            ("ad_id", .raw("\"\(dice.uuid())\"")),
            ("ad_type", .text(dice.pick(["banner", "modal", "sponsored-search", "mail", "mobile"]))),
            ("event_type", .text(dice.pick(["view", "click", "purchase"]))),
            ("event_time", .raw("\(1_737_904_330_000 + index)")), ("ip_address", .raw("\"1.2.3.4\"")),
        ]
    }

    /// Five columns of twenty: a projection.
    static let wide = JSONProfile(
        name: "5 of 20",
        fields: [
            ("field02", DataType.text), ("field05", .bigint), ("field11", .text), ("field15", .integer),
            ("field18", .timestamptz),
        ].map { FieldSpec(path: [$0.0], type: $0.1) }
    ) { index, dice in
        (0..<20).map { position in
            let key = "field" + (position < 10 ? "0" : "") + "\(position)"
            switch position {
            case 18: return (key, .raw("\(1_737_904_330 + index / 20)"))
            case let odd where odd % 5 == 0: return (key, .raw("\(dice.below(1_000_000))"))
            case 7: return (key, .raw("[1,{\"a\":\"b\"},\(dice.below(100))]"))
            case 13: return (key, .raw("\(dice.below(1000)).\(dice.below(100))"))
            default: return (key, .text(dice.pick(BenchWords.products)))
            }
        }
    }
}

/// Words that the events are made of.
enum BenchWords {
    static let categories = ["Hair Care", "Bath & Body", "Makeup", "Skin Care", "Fragrance", "Tools"]
    static let brands = ["Laneige", "Maybelline", "Vaseline", "Wardah", "Emina", "Somethinc", "Loreal"]
    static let products = ["Face Pallete", "Eyeliner", "Lipbalm", "Shampoo", "Sunscreen", "Serum", "Body Lotion"]
    static let payments = ["Paylater", "Debit Card", "Credit Card", "Cash", "E-Wallet"]
    static let names = ["Budi Santoso", "Siti Rahma", "Agus", "Dewi Lestari", "Joko Widodo Putra", "Rina"]
    static let cities = ["Jakarta", "Bandung", "Surabaya", "Medan", "Yogyakarta", "Denpasar Selatan"]
    static let jobs = ["Guru", "Dokter", "Wiraswasta", "Pegawai Negeri", "Petani"]

    /// A time of 2025-01-26 on, as text.
    static func time(_ seconds: Int, millis: Bool, separator: String) -> String {
        func two(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
        let day = 10 + seconds / 86_400 % 15
        let clock = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return "2025-06-\(two(day))\(separator)\(clock)" + (millis ? ".\(100 + seconds * 7 % 900)" : "")
    }
}

/// Repeatable numbers.
struct BenchDice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

    mutating func letters(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in UInt8(97 + below(26)) }, as: UTF8.self)
    }

    mutating func uuid() -> String {
        func hex(_ digits: Int) -> String {
            String(decoding: (0..<digits).map { _ in Array("0123456789abcdef".utf8)[below(16)] }, as: UTF8.self)
        }
        return "\(hex(8))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(12))"
    }
}
