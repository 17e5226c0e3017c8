@testable import Operators
import Testing

private func decimal(_ text: String) throws -> Decimal {
    var text = text
    guard case .value(let value) = text.withUTF8({ Decimal.read(UnsafeRawBufferPointer($0)) }) else {
        throw Unreadable()
    }
    return value
}

private struct Unreadable: Error {}

/// A generator whose sequence follows from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct DecimalTests {
    @Test(arguments: [
        ("0", "0"), ("-12.50", "-12.50"), ("1e3", "1000"), ("1.5e-3", "0.0015"), (" .5 ", "0.5"), ("5.", "5"),
        ("-0.00", "0.00"), ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ])
    func `text is read and written with its digits`(text: String, expected: String) throws {
        #expect(try decimal(text).text == expected)
    }

    @Test(arguments: ["", ".", "e5", "1e", "1.2.3", "--1", "1 2", "0x10"])
    func `text that is no number is malformed`(text: String) {
        var text = text
        guard case .malformed = text.withUTF8({ Decimal.read(UnsafeRawBufferPointer($0)) }) else {
            Issue.record("\(text) was read")
            return
        }
    }

    @Test func `thirty-nine digits are out of range and never cut`() throws {
        let most = Decimal(coefficient: Decimal.coefficientMax, scale: 0)
        #expect(Decimal.add(most, Decimal(1)) == nil)
        #expect(Decimal.multiply(most, Decimal(10)) == nil)
        #expect(Decimal.subtract(most, Decimal(-1)) == nil)
        #expect(most.rounded(to: 1) == nil)
        #expect(Decimal.add(most, Decimal(-1))?.coefficient == Decimal.coefficientMax - 1)
    }

    @Test(arguments: [
        ("1", "3", "0.33333333333333333333"), ("2", "3", "0.66666666666666666667"), ("10", "4", "2.5000000000000000"),
        ("-1", "8", "-0.12500000000000000000"), ("100000", "7", "14285.714285714286"),
        ("0.00", "5", "0.00000000000000000000"),
    ])
    func `a quotient has PostgreSQL's digits`(a: String, b: String, expected: String) throws {
        #expect(try Decimal.divide(try decimal(a), try decimal(b)).text == expected)
    }

    @Test func `a division by zero says so`() {
        #expect(throws: DivisionFailure.byZero) { try Decimal.divide(Decimal(1), .zero) }
        #expect(throws: DivisionFailure.byZero) { try Decimal.remainder(Decimal(1), .zero) }
    }

    @Test func `halves are rounded away from zero`() throws {
        for (text, scale, expected) in [
            ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.45", 1, "2.5"), ("1250", -2, "1300"), ("0.5", 0, "1"),
            ("49", -2, "0"), ("1.5", 3, "1.500"),
        ] {
            #expect(try decimal(text).rounded(to: scale)?.text == expected)
        }
        #expect(try decimal("-1.5").rounded(to: 0, .up)?.text == "-1")
        #expect(try decimal("-1.5").rounded(to: 0, .down)?.text == "-2")
        #expect(try decimal("1.9").rounded(to: 0, .towardsZero)?.text == "1")
    }

    @Test func `quotient times divisor plus remainder gives the dividend`() throws {
        var generator = SeededGenerator(state: 7)
        for _ in 0..<2000 {
            let a = Decimal(
                coefficient: Int128.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator),
                scale: Int.random(in: 0...6, using: &generator))
            let b = Decimal(
                coefficient: Int128.random(in: 1...1_000_000_000, using: &generator),
                scale: Int.random(in: 0...6, using: &generator))
            let whole = try #require(Decimal.divide(a, b, scale: 0, truncated: true))
            let rest = try Decimal.remainder(a, b)
            let product = try #require(Decimal.multiply(whole, b))
            let sum = try #require(Decimal.add(product, rest))
            #expect(Decimal.compare(sum, a) == 0, "\(a.text) / \(b.text)")
        }
    }

    @Test func `comparison does not look at scales`() throws {
        #expect(Decimal.compare(try decimal("1.0"), try decimal("1.000")) == 0)
        #expect(Decimal.compare(try decimal("-2"), try decimal("-1.99")) < 0)
        #expect(Decimal.compare(try decimal("99999999999999999999999999999999999999"), try decimal("0.00001")) > 0)
        #expect(try decimal("100.00").canonical.text == "100")
    }

    @Test func `doubles become decimals of fifteen digits and come back as the nearest`() throws {
        #expect(Decimal(0.1)?.text == "0.1")
        #expect(Decimal(1.0 / 3)?.text == "0.333333333333333")
        #expect(Decimal(Double.nan) == nil)
        #expect(Decimal(Double.infinity) == nil)
        #expect(try decimal("0.1").double == 0.1)
        #expect(try decimal("12345678901234567890.123456789").double == 12345678901234567890.123456789)
    }

    @Test func `a declared shape bounds the digits before the point`() throws {
        let shape = NumericShape(precision: 5, scale: 2)
        #expect(try decimal("999.994").conformed(to: shape)?.text == "999.99")
        #expect(try decimal("999.995").conformed(to: shape) == nil)
        #expect(try decimal("-0.001").conformed(to: shape)?.text == "0.00")
    }
}
