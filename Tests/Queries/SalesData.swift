import TestSupport

/// The records of the golden queries: sales of five days around the change to summer time, two partitions, each
/// less than an hour out of order, with NULLs, missing fields, signs and text beyond ASCII.
enum SalesData {
    static let partitions = 2
    static let slices = 4
    private static let slice = 120
    /// 2025-03-28T00:00:00Z.
    private static let start: Int64 = 1_743_120_000

    /// One part of the records, in the order in which they were sent.
    static func records(topic: String, slice number: Int) -> [TopicRecord] {
        (number * slice..<(number + 1) * slice).map { index in
            var random = Scramble(UInt64(index))
            let stamp = start + Int64(index) * 900 - Int64(random.below(2_400))
            let key = random.below(7) == 0 ? nil : "k\(random.below(9))"
            return TopicRecord(
                topic: topic, partition: Int32(index % partitions), key: key,
                value: value(index, stamp, &random), timestampMilliseconds: 1_743_600_000_000 + Int64(index) * 1_001)
        }
    }

    private static let shops = ["berlin", "jakarta", "new york", "zürich", "Åre"]
    private static let kinds = ["tea", "coffee", "Tea", "salt"]

    private static func value(_ index: Int, _ stamp: Int64, _ random: inout Scramble) -> String {
        var fields = ["\"id\": \(index)"]
        let shop = random.below(9)
        fields.append(shop < 5 ? "\"shop\": \"\(shops[Int(shop)])\"" : "\"shop\": \(shop == 5 ? "null" : "\"berlin\"")")
        fields.append("\"kind\": \"\(kinds[Int(random.below(4))])\"")
        if random.below(8) != 0 { fields.append("\"qty\": \(Int64(random.below(40)) - 12)") }
        fields.append("\"price\": \(random.below(100_000)).\(random.below(90) + 10)")
        fields.append("\"ratio\": \(Double(Int64(random.below(4_000)) - 2_000) / 8)")
        fields.append("\"paid\": \(["true", "false", "true", "null"][Int(random.below(4))])")
        fields.append("\"at\": \(stamp)")
        fields.append("\"day\": \"2025-0\(1 + random.below(9))-1\(random.below(9))\"")
        fields.append("\"ref\": \"00000000-0000-4000-8000-00000000000\(random.below(6))\"")
        let notes = ["", "a b", "\\\"quoted\\\"", "tab\\tend", "ünïcode €", "%_x"]
        fields.append("\"note\": \"\(notes[Int(random.below(6))])\"")
        let size = "{\"w\": \(random.below(5)), \"h\": \(random.below(3))}"
        let name = ["pot", "cup", "jar"][Int(random.below(3))]
        fields.append("\"item\": {\"name\": \"\(name)\", \"size\": \(size)\(arrays(&random))}")
        if index % 3 == 0 { fields.reverse() }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    /// Fields of an item that are arrays, or missing, or null.
    private static func arrays(_ random: inout Scramble) -> String {
        let tags = ["[]", "[\"new\"]", "[\"new\", \"a, b\"]", "[null, \"new\"]", "null", "[\"{}\", \"\\\"\"]"]
        let sizes = ["[1, 2]", "[]", "[10]", "[2, null]", "[1]"]
        var fields = [", \"tags\": \(tags[Int(random.below(6))])"]
        if random.below(4) != 0 { fields.append(", \"sizes\": \(sizes[Int(random.below(5))])") }
        fields.append(", \"prices\": [\(random.below(90)), \(random.below(90)).5]")
        if random.below(3) != 0 { fields.append(", \"label\": {\"words\": [\"x\"], \"codes\": [\(random.below(9))]}") }
        return fields.joined()
    }
}

/// A small generator of numbers that look random and are the same in each run (splitmix64).
struct Scramble {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }

    mutating func below(_ bound: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return (word ^ (word >> 31)) % bound
    }
}
