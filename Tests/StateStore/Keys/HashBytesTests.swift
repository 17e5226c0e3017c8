import Testing

@testable import StateStore

@Suite struct HashBytesTests {
    static func hash(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { hashBytes($0) } }

    @Test func `single bits, lengths and short keys all hash apart`() {
        var seen: Set<UInt64> = []
        var tried = 0
        for count in 0...70 {
            let zeros = [UInt8](repeating: 0, count: count)
            seen.insert(Self.hash(zeros))
            tried += 1
            for bit in 0..<(count * 8) {
                var changed = zeros
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                seen.insert(Self.hash(changed))
                tried += 1
            }
        }
        #expect(seen.count == tried)
    }

    @Test func `numbered keys spread evenly over key groups and over low bits`() {
        var groups = [Int](repeating: 0, count: KeyGroup.count)
        var slots = [Int](repeating: 0, count: 1024)
        let count = 200_000
        for number in 0..<count {
            let hash = Self.hash(key(window: 0, Int64(number)))
            groups[Int(KeyGroup.of(hash: hash).rawValue)] += 1
            slots[Int(hash & 1023)] += 1
        }
        // Chi-squared with k - 1 degrees of freedom: mean k - 1, deviation sqrt(2 (k - 1)); six deviations allowed.
        for counts in [groups, slots] {
            let expected = Double(count) / Double(counts.count)
            let square = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
            let freedom = Double(counts.count - 1)
            #expect(square < freedom + 6 * (2 * freedom).squareRoot())
        }
    }

    @Test func `a changed bit changes about half of the hash`() {
        var random = SeededRandom(10)
        for count in [1, 3, 4, 8, 9, 16, 17, 36, 100] {
            var flipped = 0
            let rounds = 400
            for _ in 0..<rounds {
                var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                let before = Self.hash(bytes)
                let bit = Int.random(in: 0..<(count * 8), using: &random)
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                flipped += (before ^ Self.hash(bytes)).nonzeroBitCount
            }
            let share = Double(flipped) / Double(rounds) / 64
            #expect(share > 0.47 && share < 0.53, "\(count) bytes: \(share)")
        }
    }

    @Test func `a word hashes as its bytes`() {
        var random = SeededRandom(11)
        for _ in 0..<100 {
            let value = random.next()
            #expect(hashWord(value) == withUnsafeBytes(of: value.littleEndian) { hashBytes($0) })
        }
    }
}
