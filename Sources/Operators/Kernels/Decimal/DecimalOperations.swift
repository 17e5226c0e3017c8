/// An operation of two decimals; `nil` is a result of more than 38 digits.
protocol DecimalOperation: Sendable {
    static func apply(_ a: Decimal, _ b: Decimal) -> Decimal?
}

enum DecimalAdd: DecimalOperation {
    @inline(__always)
    static func apply(_ a: Decimal, _ b: Decimal) -> Decimal? { Decimal.add(a, b) }
}

enum DecimalSubtract: DecimalOperation {
    @inline(__always)
    static func apply(_ a: Decimal, _ b: Decimal) -> Decimal? { Decimal.subtract(a, b) }
}

enum DecimalMultiply: DecimalOperation {
    /// Most factors are small: then the product is one multiplication of 64 bits, and fits.
    @inline(__always)
    static func apply(_ a: Decimal, _ b: Decimal) -> Decimal? {
        let scale = a.displayScale + b.displayScale
        if let x = Int64(exactly: a.coefficient), let y = Int64(exactly: b.coefficient), scale <= 255 {
            let product = x.multipliedFullWidth(by: y)
            let value = Int128(product.high) << 64 | Int128(product.low)
            return Decimal(coefficient: value, scale: scale)
        }
        return Decimal.multiply(a, b)
    }
}

/// The comparisons of two decimals, whatever their scales.
struct DecimalCompare<Rule: ComparisonRule>: Sendable {
    @inline(__always)
    static func holds(_ a: Decimal, _ b: Decimal) -> Bool {
        Rule.holds(Int64(Decimal.compare(a, b)), 0)
    }
}
