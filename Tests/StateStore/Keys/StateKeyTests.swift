import Testing

@testable import StateStore

@Suite struct StateKeyTests {
    @Test func `keys sort by table, window end, key group, group key`() throws {
        var random = SeededRandom(8)
        var prefixes: [StateKey.Prefix] = []
        for _ in 0..<80 {
            prefixes.append(
                StateKey.Prefix(
                    table: TableID([0, 1, 255, 256, 65535].randomElement(using: &random) ?? 0),
                    windowEnd: [.min, -1, 0, 1, 1 << 40, .max].randomElement(using: &random) ?? 0,
                    group: KeyGroup([0, 1, 127].randomElement(using: &random) ?? 0)))
        }
        let encoded = prefixes.map { prefix in KeyEncodingTests.encode { $0.reset(to: prefix) } }
        KeyEncodingTests.expectOrder(prefixes, encoded) { left, right in
            (left.table, left.windowEnd, left.group) < (right.table, right.windowEnd, right.group)
        }
        for (prefix, bytes) in zip(prefixes, encoded) {
            let back = try (bytes + [1, 2]).withUnsafeBytes { bytes in
                let parsed = try StateKey.parse(bytes)
                #expect(StateKey.windowEnd(of: bytes) == prefix.windowEnd)
                return (parsed.prefix, Array(parsed.groupKey))
            }
            #expect(back.0 == prefix && back.1 == [1, 2])
        }
    }

    @Test func `ranges hold exactly the keys that they name`() {
        var random = SeededRandom(9)
        let ends: [Int64] = [.min, -1, 0, 7, 8, .max]
        for _ in 0..<4000 {
            let table = TableID([0, 1, 255, 65535].randomElement(using: &random) ?? 0)
            let wanted = TableID([0, 1, 255, 65535].randomElement(using: &random) ?? 0)
            let end = ends.randomElement(using: &random) ?? 0
            let wantedEnd = ends.randomElement(using: &random) ?? 0
            let group = UInt8.random(in: 0...127, using: &random)
            var key = KeyEncodingTests.encode {
                $0.reset(to: StateKey.Prefix(table: table, windowEnd: end, group: KeyGroup(group)))
            }
            key += random.bytes(countMax: 4)
            let sameTable = table == wanted
            #expect(KeyRange.table(wanted).contains(key) == sameTable)
            #expect(KeyRange.window(wanted, end: wantedEnd).contains(key) == (sameTable && end == wantedEnd))
            #expect(KeyRange.windows(wanted, through: wantedEnd).contains(key) == (sameTable && end <= wantedEnd))
            let lower = min(end, wantedEnd)
            #expect(
                KeyRange.windows(wanted, ends: lower..<wantedEnd).contains(key)
                    == (sameTable && end >= lower && end < wantedEnd))
            let groups = Int.random(in: 0...64, using: &random)..<Int.random(in: 64...128, using: &random)
            #expect(
                KeyRange.groups(wanted, windowEnd: wantedEnd, groups: groups).contains(key)
                    == (sameTable && end == wantedEnd && groups.contains(Int(group))))
            #expect(KeyRange.all.contains(key))
        }
    }

    @Test func `every key group has exactly one lane, and shares differ by at most one`() {
        for laneCount in 1...130 {
            var seen: [Int] = []
            for lane in 0..<laneCount {
                let owned = KeyGroup.owned(by: lane, of: laneCount)
                for group in owned { #expect(KeyGroup(UInt8(group)).lane(of: laneCount) == lane) }
                seen += owned
            }
            #expect(seen == Array(0..<KeyGroup.count))
            let sizes = (0..<laneCount).map { KeyGroup.owned(by: $0, of: laneCount).count }
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        }
    }

    @Test func `encoding a key again does not allocate`() {
        var writer = KeyWriter(capacity: 8)
        let text: [UInt8] = Array("a page on the web".utf8)
        var addresses: Set<UnsafeRawPointer?> = []
        for round in 0..<1000 {
            writer.reset(to: StateKey.Prefix(table: TableID(1), windowEnd: Int64(round), group: KeyGroup(1)))
            text.withUnsafeBytes { writer.writeBytes($0) }
            writer.writeInt64(Int64(round))
            if round > 0 { addresses.insert(writer.bytes.baseAddress) }
        }
        #expect(addresses.count == 1)
    }
}

@Suite struct KeyBoundTests {
    @Test func `the last bound of a range is below its end and above its keys`() {
        var random = SeededRandom(41)
        for _ in 0..<3000 {
            let upper = random.bytes(countMax: 5) + [0]
            let range = KeyRange(lower: [], upper: upper)
            let bound = range.lastKeyBound
            #expect(bound.lexicographicallyPrecedes(upper))
            let other = random.bytes(countMax: 7)
            if other.lexicographicallyPrecedes(upper) { #expect(!bound.lexicographicallyPrecedes(other)) }
        }
        for last in [UInt8(1), 128, 255] {
            let range = KeyRange(lower: [], upper: [7, last])
            #expect(range.lastKeyBound.lexicographicallyPrecedes([7, last]))
            #expect([7, last - 1, 0xFF, 0xFF].lexicographicallyPrecedes(range.lastKeyBound))
        }
    }
}
