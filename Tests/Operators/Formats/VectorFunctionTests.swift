import Testing

@testable import Operators

/// The variants of each function of CSIMD on the same bytes; the scalar one is the reference.
@Suite struct VectorFunctionTests {
    @Test func `all variants agree on every byte at every place`() {
        var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 32)
        for place in 0..<32 {
            for byte in UInt8.min...UInt8.max {
                bytes[place] = byte
                compare(bytes)
            }
            bytes[place] = UInt8(ascii: "a")
        }
    }

    @Test func `all variants agree on random bytes`() {
        var dice = Dice(seed: 11)
        let odd: [UInt8] = [0, 9, 10, 13, 31, 32, 34, 44, 92, 127, 128, 255]
        for _ in 0..<20_000 {
            compare((0..<32).map { _ in dice.below(3) == 0 ? odd[dice.below(odd.count)] : UInt8(dice.below(256)) })
        }
    }

    private func compare(_ bytes: [UInt8]) {
        #expect(VectorVariants.reference.scan(bytes) == VectorVariants.best.scan(bytes), "\(bytes)")
        #expect(VectorVariants.reference.quotes(bytes) == VectorVariants.best.quotes(bytes), "\(bytes)")
        #expect(VectorVariants.reference.space(bytes) == VectorVariants.best.space(bytes), "\(bytes)")
        #expect(VectorVariants.reference.end(bytes) == VectorVariants.best.end(bytes), "\(bytes)")
        for count in 0...12 {
            #expect(VectorVariants.reference.view(bytes, count) == VectorVariants.best.view(bytes, count))
        }
        var other = bytes
        other[Int(bytes[0]) % 32] ^= 1
        let equal = VectorVariants.best.equal(bytes, other)
        #expect(VectorVariants.reference.equal(bytes, other) == equal, "\(bytes)")
        #expect(VectorVariants.best.equal(bytes, bytes) == .max && equal != .max)
    }

    @Test func `eight digits are read as their value and nothing after them`() {
        var dice = Dice(seed: 12)
        for _ in 0..<20_000 {
            let bytes = (0..<8).map { _ in dice.below(8) > 0 ? UInt8(48 + dice.below(10)) : UInt8(dice.below(256)) }
            let word = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
            let digits = bytes.prefix { $0 >= 48 && $0 <= 57 }
            #expect(leadingDigits(word) == digits.count)
            #expect(eightDigits(word, count: digits.count) == digits.reduce(0) { $0 * 10 + UInt64($1 - 48) })
        }
    }
}
