import StateStore
import Testing

@testable import Operators

/// Lists that grow, are put in order, merged and given up; and the sketch over hashes.
@Suite struct ElementListTests {
    /// A list with memory of its own, which stays until the process ends: a list is only a pointer into it, so nothing
    /// else would keep it while the list is looked at.
    private final class Room {
        let field = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 16)
        let arena = Arena()
        var list: ElementList { ElementList(field) }

        init(flags: UInt32) {
            field.initializeMemory(as: UInt8.self, repeating: 0, count: 32)
            list.make(flags: flags, arena)
            _ = Unmanaged.passRetained(self)
        }
    }

    private func words(_ list: ElementList) -> [UInt64] { (0..<list.count).map { list.word($0) } }

    @Test(arguments: [10, 1000, 100_000]) func `unique words are those of a set, however often they came`(range: Int) {
        var random = SeededNumbers(UInt64(range))
        let room = Room(flags: ElementList.isWords | ElementList.isUnique)
        var expected: Set<UInt64> = []
        for _ in 0..<20_000 {
            let value = UInt64(random.below(range))
            expected.insert(value)
            room.list.append(word: value, room.arena)
        }
        room.list.settle()
        #expect(words(room.list) == expected.sorted())
        #expect(room.arena.allocatedBytes < 1 << 20, "memory follows the different values, not the rows")
    }

    @Test func `every value of a bag stays and merging keeps the order`() {
        var random = SeededNumbers(5)
        let rooms = (0..<2).map { _ in Room(flags: ElementList.isWords) }
        var expected: [UInt64] = []
        for index in 0..<3000 {
            let value = UInt64(random.below(100))
            expected.append(value)
            rooms[index % 2].list.append(word: value, rooms[index % 2].arena)
        }
        rooms[0].list.settle()
        rooms[0].list.append(all: rooms[1].list, rooms[0].arena)
        rooms[0].list.settle()
        #expect(words(rooms[0].list) == expected.sorted())
    }

    @Test func `a list beyond its bound is given up, and so is what it is merged into`() {
        let room = Room(flags: 0)
        let other = Room(flags: 0)
        let large = [UInt8](repeating: 7, count: ElementList.bytesMax / 2)
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        large.withUnsafeBytes { bytes in
            room.list.append(key: bytes, payload: none, room.arena)
            #expect(!room.list.has(ElementList.isOverflowed))
            room.list.append(key: bytes, payload: none, room.arena)
        }
        #expect(room.list.has(ElementList.isOverflowed))
        #expect(room.list.count == 0)
        other.list.append(key: none, payload: none, other.arena)
        other.list.append(all: room.list, other.arena)
        #expect(other.list.has(ElementList.isOverflowed))
    }

    @Test func `the sketch is exact while there are few and within five of its standard errors beyond`() {
        for count in [1, 100, 512, 600, 2_000, 5_000, 10_000, 20_000, 50_000, 200_000] {
            let rooms = (0..<3).map { _ in Room(flags: ElementList.isWords | ElementList.isUnique) }
            for value in 0..<count {
                let hash = ElementCodecTests.hash(Int64(value) * 7919)
                DistinctSketch.add(hash, to: rooms[value % 3].list, rooms[value % 3].arena)
                // Once more elsewhere: it must not count twice.
                DistinctSketch.add(hash, to: rooms[(value + 1) % 3].list, rooms[(value + 1) % 3].arena)
            }
            for room in rooms { room.list.settle() }
            DistinctSketch.combine(rooms[0].list, rooms[1].list, rooms[0].arena)
            DistinctSketch.combine(rooms[0].list, rooms[2].list, rooms[0].arena)
            rooms[0].list.settle()
            let estimate = DistinctSketch.count(rooms[0].list)
            if count <= DistinctSketch.exactMax {
                #expect(estimate == Int64(count))
            } else {
                #expect(abs(Double(estimate) / Double(count) - 1) < 5 * 1.04 / 64, "\(count) counted as \(estimate)")
            }
        }
    }
}

enum ElementCodecTests {
    static func hash(_ value: Int64) -> UInt64 {
        let call = AggregateCall(
            function: .approxCountDistinct, argument: 0, argumentType: .bigint, filter: nil, resultType: .bigint)
        var writer = KeyWriter()
        let column = Column(type: .bigint, scalars: [.int64(value)])
        return ElementCodec(call)?.hash(column.values, 0, &writer) ?? 0
    }
}

/// Numbers of any size against 128-bit arithmetic.
@Suite struct BigNaturalTests {
    @Test func `products, quotients and roots are those of 128-bit arithmetic`() {
        var random = SeededNumbers(9)
        for _ in 0..<300 {
            let a = UInt128(random.next()) << UInt128(random.below(60))
            let b = UInt128(random.next() >> UInt64(random.below(63))) + 1
            let (quotient, remainder) = BigNatural(a).quotientAndRemainder(dividingBy: BigNatural(b))
            #expect(quotient.narrow == a / b)
            #expect(remainder.narrow == a % b)
            let product = BigNatural(a) * BigNatural(b) * BigNatural(b)
            let back = product.quotientAndRemainder(dividingBy: BigNatural(b)).quotient
            #expect((back - BigNatural(a)).quotientAndRemainder(dividingBy: BigNatural(a)).quotient.narrow == b - 1)
            let root = BigNatural(a).roundedSquareRoot.narrow ?? 0
            #expect(root == 0 || root * root - root < a)
            #expect(root * root + root >= a)
        }
        #expect(BigNatural.powerOfTen(38).narrow == 100_000_000_000_000_000_000_000_000_000_000_000_000)
        #expect(BigNatural.powerOfTen(39).narrow == nil)
    }
}
