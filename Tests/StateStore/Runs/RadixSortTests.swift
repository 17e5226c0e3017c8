import Testing

@testable import StateStore

@Suite struct RadixSortTests {
    /// Sorts keys by radix and checks the order, stability and completeness against the library's sort.
    static func check(_ keys: [[UInt8]], _ what: String) {
        let flat: [UInt8] = Array(keys.joined()) + [0]
        let order: [Int] = flat.withUnsafeBytes { bytes in
            var offset = 0
            var sorting: [SortKey] = []
            for (index, key) in keys.enumerated() {
                let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<flat.count])
                if let start = part.baseAddress { sorting.append(SortKey(start, count: key.count, index: index)) }
                offset += key.count
            }
            var scratch = sorting
            sorting.withUnsafeMutableBufferPointer { sorting in
                scratch.withUnsafeMutableBufferPointer { radixSort(sorting, scratch: $0) }
            }
            return sorting.map { Int($0.index) }
        }
        let expected = keys.indices.sorted { left, right in
            keys[left] == keys[right] ? left < right : keys[left].lexicographicallyPrecedes(keys[right])
        }
        #expect(order == expected, "\(what), \(keys.count) keys")
    }

    @Test func `any keys come out in order`() {
        var random = SeededRandom(21)
        for count in [0, 1, 2, 3, 24, 25, 26, 100, 1000] {
            for countMax in [1, 3, 8, 9, 17, 40] {
                Self.check((0..<count).map { _ in random.bytes(countMax: countMax) }, "length up to \(countMax)")
            }
        }
    }

    @Test func `state keys with numbers come out in order`() {
        var random = SeededRandom(22)
        for span: Int64 in [10, 1000, 1 << 40] {
            let keys = (0..<3000).map { _ in
                key(window: .random(in: -2...2, using: &random), .random(in: -span...span, using: &random))
            }
            Self.check(keys, "numbers up to \(span)")
        }
    }

    @Test func `prefixes, equal keys and long common starts come out in order`() {
        var random = SeededRandom(23)
        let long = [UInt8](repeating: 0, count: 1000)
        Self.check((0..<300).map { long + [UInt8($0 % 7)] }, "a long common start")
        Self.check((0..<300).reversed().map { Array(long.prefix($0)) }, "prefixes of zeros")
        Self.check((0..<300).map { _ in [1, 2, 3] }, "equal keys")
        Self.check(
            (0..<500).map { _ in Array(long.prefix(.random(in: 0...40, using: &random))) + random.bytes(countMax: 2) },
            "zeros and ends")
    }
}
