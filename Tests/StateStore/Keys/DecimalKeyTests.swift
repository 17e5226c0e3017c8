import Testing

@testable import StateStore

@Suite struct DecimalKeyTests {
    struct Decimal {
        var coefficient: Int128
        var scale: UInt8
    }

    /// Compares by cross-multiplication with unlimited digits: a second way, without the encoding's canonical form.
    static func isBefore(_ left: Decimal, _ right: Decimal) -> Bool {
        if left.coefficient.signum() != right.coefficient.signum() {
            return left.coefficient.signum() < right.coefficient.signum()
        }
        let scale = max(Int(left.scale), Int(right.scale))
        let first = digits(left, scale)
        let second = digits(right, scale)
        if first == second { return false }
        let smaller = first.count != second.count ? first.count < second.count : first.lexicographicallyPrecedes(second)
        return smaller == (left.coefficient > 0)
    }

    /// The digits of |value| * 10^scale.
    private static func digits(_ value: Decimal, _ scale: Int) -> [UInt8] {
        if value.coefficient == 0 { return [] }
        return Array(String(value.coefficient.magnitude).utf8)
            + [UInt8](repeating: 0x30, count: scale - Int(value.scale))
    }

    static func values() -> [Decimal] {
        var random = SeededRandom(6)
        var result: [Decimal] = []
        for coefficient: Int128 in [0, 1, 9, 10, 12, 99, 100, 120, 123, 1200, 99_999, 100_000, .max, .max - 1] {
            for scale: UInt8 in [0, 1, 2, 3, 38, 255] {
                result.append(Decimal(coefficient: coefficient, scale: scale))
                result.append(Decimal(coefficient: -coefficient, scale: scale))
            }
        }
        result.append(Decimal(coefficient: .min, scale: 0))
        for _ in 0..<120 {
            let bits = Int128(truncatingIfNeeded: UInt128(random.next()) << 64 | UInt128(random.next()))
            result.append(
                Decimal(
                    coefficient: bits >> Int128.random(in: 0...126, using: &random),
                    scale: .random(in: 0...40, using: &random)))
        }
        return result
    }

    static func encode(_ value: Decimal) -> [UInt8] {
        KeyEncodingTests.encode { $0.writeDecimal(coefficient: value.coefficient, scale: value.scale) }
    }

    @Test func `decimals keep their order and equal values have equal bytes`() {
        let values = Self.values()
        KeyEncodingTests.expectOrder(values, values.map(Self.encode), isBefore: Self.isBefore)
    }

    @Test func `a decimal comes back by value, without trailing zeros`() throws {
        for value in Self.values() {
            let bytes = Self.encode(value)
            #expect(bytes.count <= KeyEncoding.decimalSizeMax)
            let back = try #require(
                try KeyEncodingTests.decode(bytes) { (reader) throws(StoreError) in try reader.readDecimal() })
            let decoded = Decimal(coefficient: back.coefficient, scale: back.scale)
            #expect(!Self.isBefore(decoded, value) && !Self.isBefore(value, decoded))
            #expect(back.scale == 0 || back.coefficient % 10 != 0)
            #expect(Self.encode(decoded) == bytes)
        }
    }

    @Test func `the bytes are those of the drawing`() {
        #expect(Self.encode(Decimal(coefficient: 1234, scale: 2)) == [0, 0x90, 0x02, 25, 68])
        #expect(Self.encode(Decimal(coefficient: 12345, scale: 3)) == [0, 0x90, 0x02, 25, 69, 100])
        #expect(Self.encode(Decimal(coefficient: 0, scale: 9)) == [0, 0x80, 0x00])
    }
}
