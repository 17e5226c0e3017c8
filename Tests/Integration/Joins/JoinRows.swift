import TestSupport

/// Numbers that look random and are the same in each run (splitmix64).
struct JoinRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x5151_7EA5 }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(bound))
    }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }
}

/// A row of either side.
struct JoinRow {
    var id: Int
    var key: String?
    var number: Int?
    /// Seconds since 1970-01-01.
    var at: Int

    /// NULL is a null, or no field at all.
    func json(_ random: inout JoinRandom) -> String {
        var fields = ["\"id\": \(id)", "\"at\": \(at)"]
        if key != nil || random.chance(50) { fields.append("\"k\": \(key.map { "\"\($0)\"" } ?? "null")") }
        if number != nil || random.chance(50) { fields.append("\"n\": \(number.map(String.init) ?? "null")") }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    var sql: String {
        "(\(id), \(key.map { "'\($0)'" } ?? "NULL"), \(number.map(String.init) ?? "NULL"), to_timestamp(\(at)))"
    }
}

/// The rows of one side in files, none of them late: in each file less out of order than the watermark waits.
struct JoinSideRows {
    let files: [[JoinRow]]

    init(_ random: inout JoinRandom, delaySeconds: Int, start: Int) {
        let count = 1 + random.below(random.chance(20) ? 6 : 60)
        let step = 30 + random.below(900)
        let keys = 1 + random.below(5)
        var at = start + random.below(7_200)
        var rows: [(sent: Int, row: JoinRow)] = []
        for id in 0..<count {
            at += random.chance(10) ? 0 : random.below(2 * step)
            if random.chance(3) { at += 6 * 3_600 }
            let row = JoinRow(
                id: id, key: random.chance(15) ? nil : "k\(random.below(keys))",
                number: random.chance(15) ? nil : random.below(8) - 2,
                at: random.chance(20) ? at - at % 300 : at)
            rows.append((row.at + random.below(max(1, delaySeconds)), row))
        }
        let sorted = rows.sorted { ($0.sent, $0.row.id) < ($1.sent, $1.row.id) }.map(\.row)
        var files = [[JoinRow]](repeating: [], count: 1 + random.below(3))
        for row in sorted { files[random.below(files.count)].append(row) }
        self.files = files
    }

    var rows: [JoinRow] { files.flatMap { $0 } }
}
