import Operators

/// Rows whose groups come in random order and whose sums are known without keeping any of them.
///
/// Each round has one row for each group, in another order. A row is (key, value, window start, window end), all in one
/// window.
struct StateRows {
    let groups: Int
    let seed: UInt64
    private let mask: UInt64
    private let shift: UInt64

    static let windowStart: Int64 = 0
    static let windowEnd: Int64 = 300_000_000
    static let batchRows = 4096

    init(groups: Int, seed: UInt64) {
        self.groups = groups
        self.seed = seed
        var bits: UInt64 = 1
        while 1 << bits < UInt64(groups) { bits += 1 }
        mask = 1 << bits - 1
        shift = bits / 2
    }

    /// A mixing of 64 bits, after Steele, Lea and Flood (SplitMix, OOPSLA 2014).
    static func mix(_ word: UInt64) -> UInt64 {
        var word = word &+ 0x9e37_79b9_7f4a_7c15
        word = (word ^ word &>> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word &>> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word &>> 31
    }

    /// The key of a row: a permutation of 0 ..< groups for each round, walked until it falls into the range.
    func key(round: Int, index: Int) -> Int64 {
        let word = StateRows.mix(seed &+ UInt64(round))
        var place = UInt64(index)
        repeat {
            place = (place &* (word | 1) &+ word &>> 32) & mask
            place ^= place &>> shift
            place = place &* (word &>> 16 | 1) & mask
            place ^= place &>> shift
            place = place &* 0x9e37_79b9_7f4a_7c15 & mask
        } while place >= UInt64(groups)
        return Int64(place)
    }

    /// The value of a key's row in a round.
    func value(key: Int64, round: Int) -> Int64 {
        Int64(StateRows.mix(UInt64(key) &* 64 &+ UInt64(round) &+ seed) & 0xFFFF)
    }

    /// Rows `range` of a round.
    func batch(round: Int, _ range: Range<Int>) -> Batch {
        let keys = Buffer<Int64>(capacity: range.count)
        let values = Buffer<Int64>(capacity: range.count)
        for (row, index) in range.enumerated() {
            let key = key(round: round, index: index)
            keys[row] = key
            values[row] = value(key: key, round: round)
        }
        func column(_ type: DataType, _ buffer: Buffer<Int64>) -> Column {
            Column(type: type, count: range.count, values: .int64(buffer))
        }
        return Batch(
            count: range.count,
            columns: [
                column(.bigint, keys), column(.integer, values),
                column(.timestamptz, Buffer(repeating: StateRows.windowStart, count: range.count)),
                column(.timestamptz, Buffer(repeating: StateRows.windowEnd, count: range.count)),
            ])
    }

    /// What all result rows must add up to after these rounds.
    func expected(rounds: Range<Int>) -> StateResult {
        var result = StateResult()
        for key in 0..<Int64(groups) {
            result.add(
                key: key, sum: rounds.reduce(0) { $0 + value(key: key, round: $1) }, count: Int64(rounds.count))
        }
        return result
    }
}

/// Result rows, added up so that their order does not matter.
struct StateResult: Equatable {
    var rows = 0
    var hash: UInt64 = 0

    mutating func add(key: Int64, sum: Int64, count: Int64) {
        rows += 1
        let first = StateRows.mix(UInt64(bitPattern: key))
        hash &+= StateRows.mix(first ^ UInt64(bitPattern: sum) &* 31 ^ UInt64(bitPattern: count))
    }

    /// Adds rows of (key, window start, window end, sum, count).
    mutating func add(_ batch: Batch) {
        guard case .int64(let keys) = batch.columns[0].values, case .int64(let sums) = batch.columns[3].values,
            case .int64(let counts) = batch.columns[4].values
        else { return }
        for row in 0..<batch.count { add(key: keys[row], sum: sums[row], count: counts[row]) }
    }
}
