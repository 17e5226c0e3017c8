import Testing

@testable import StateStore

@Suite struct ChecksumTests {
    @Test func `how the bytes are cut makes no difference`() {
        var random = SeededRandom(3)
        for _ in 0..<300 {
            let all = random.bytes(countMax: 300)
            let whole = all.withUnsafeBytes { ContentChecksum(of: $0) }
            var state = ChecksumState()
            var rest = all[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(70, rest.count), using: &random)
                rest.prefix(count).withUnsafeBytes { state.update($0) }
                rest = rest.dropFirst(count)
            }
            #expect(state.finish() == whole)
        }
    }

    @Test func `every single changed bit, every cut and every seed shows`() {
        for count in [0, 1, 7, 8, 31, 32, 33, 64, 100] {
            let all = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            var seen: Set<ContentChecksum> = [all.withUnsafeBytes { ContentChecksum(of: $0) }]
            var tried = 1
            for bit in 0..<(count * 8) {
                var changed = all
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                seen.insert(changed.withUnsafeBytes { ContentChecksum(of: $0) })
                tried += 1
            }
            for length in 0..<count {
                seen.insert(all[..<length].withUnsafeBytes { ContentChecksum(of: $0) })
                tried += 1
            }
            for seed in UInt64(1)...64 {
                seen.insert(all.withUnsafeBytes { ContentChecksum(of: $0, seed: seed) })
                tried += 1
            }
            #expect(seen.count == tried)
            #expect(Set(seen.map(\.low)).count == tried, "the low half alone must tell them apart too")
        }
    }
}
