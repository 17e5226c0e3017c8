import Glibc

/// Functions of single floats with PostgreSQL's errors.
enum DoubleKernels {
    static func checked(_ result: Double, _ input: Double) throws(RowFailure) -> Double {
        if result.isInfinite && !input.isInfinite { throw .valueOutOfRange }
        if result == 0 && input != 0 { throw .valueUnderflow }
        return result
    }

    static func squareRoot(_ value: Double) throws(RowFailure) -> Double {
        guard !(value < 0) else {
            throw RowFailure(code: "2201F", message: "cannot take square root of a negative number")
        }
        return value.squareRoot()
    }

    static func exponential(_ value: Double) throws(RowFailure) -> Double {
        let result = exp(value)
        if result.isInfinite && !value.isInfinite { throw .valueOutOfRange }
        if result == 0 && !value.isInfinite { throw .valueUnderflow }
        return result
    }

    static func logarithm(_ value: Double, _ function: (Double) -> Double) throws(RowFailure) -> Double {
        if value == 0 { throw RowFailure(code: "2201E", message: "cannot take logarithm of zero") }
        if value < 0 { throw RowFailure(code: "2201E", message: "cannot take logarithm of a negative number") }
        return function(value)
    }

    static func finite(_ value: Double, _ function: (Double) -> Double) throws(RowFailure) -> Double {
        guard !value.isInfinite else { throw RowFailure(code: "22003", message: "input is out of range") }
        return function(value)
    }

    static func within(
        _ value: Double, _ low: Double, _ high: Double, _ function: (Double) -> Double
    ) throws(RowFailure) -> Double {
        guard value.isNaN || (value >= low && value <= high) else {
            throw RowFailure(code: "22003", message: "input is out of range")
        }
        return function(value)
    }

    static func power(_ a: Double, _ b: Double) throws(RowFailure) -> Double {
        if a == 0 && b < 0 {
            throw RowFailure(code: "2201F", message: "zero raised to a negative power is undefined")
        }
        if a < 0 && b.rounded(.down) != b {
            throw RowFailure(
                code: "2201F", message: "a negative number raised to a non-integer power yields a complex result")
        }
        let result = pow(a, b)
        if result.isInfinite && a.isFinite && b.isFinite { throw .valueOutOfRange }
        if result == 0 && a != 0 && a.isFinite && b.isFinite { throw .valueUnderflow }
        return result
    }

    /// Which of `count` equal parts of `low ... high` holds the value; 0 and `count + 1` outside.
    static func bucket(_ value: Double, _ low: Double, _ high: Double, _ count: Int64) throws(RowFailure) -> Int64 {
        guard count > 0 else { throw RowFailure(code: "2201G", message: "count must be greater than zero") }
        guard !value.isNaN, !low.isNaN, !high.isNaN else {
            throw RowFailure(code: "2201G", message: "operand, lower bound, and upper bound cannot be NaN")
        }
        guard low.isFinite, high.isFinite else {
            throw RowFailure(code: "2201G", message: "lower and upper bounds must be finite")
        }
        guard low != high else {
            throw RowFailure(code: "2201G", message: "lower bound cannot equal upper bound")
        }
        let rising = low < high
        if rising ? value < low : value > low { return 0 }
        if rising ? value >= high : value <= high {
            guard count < 2_147_483_647 else { throw .outOfRange("integer") }
            return count + 1
        }
        let share = rising ? (value - low) / (high - low) : (low - value) / (low - high)
        return min(Int64(Double(count) * share), count - 1) + 1
    }
}

/// Functions of single integers.
enum IntegerKernels {
    static func divisor(_ a: Int64, _ b: Int64, _ range: IntegerRange) throws(RowFailure) -> Int64 {
        var (x, y) = (a.magnitude, b.magnitude)
        while y != 0 { (x, y) = (y, x % y) }
        guard let result = Int64(exactly: x), range.contains(result) else { throw range.failure }
        return result
    }

    static func multiple(_ a: Int64, _ b: Int64, _ range: IntegerRange) throws(RowFailure) -> Int64 {
        if a == 0 || b == 0 { return 0 }
        let (product, overflow) = (a / (try divisor(a, b, range))).multipliedReportingOverflow(by: b)
        guard !overflow, product != .min, range.contains(abs(product)) else { throw range.failure }
        return abs(product)
    }

    static func factorial(_ value: Int64) throws(RowFailure) -> Decimal {
        guard value >= 0 else {
            throw RowFailure(code: "22003", message: "factorial of a negative number is undefined")
        }
        guard value <= 33 else { throw .numericOverflow }
        var product: Int128 = 1
        for factor in 1...max(1, Int128(value)) { product *= factor }
        return Decimal(coefficient: product, scale: 0)
    }
}

extension Decimal {
    /// As `DoubleKernels.bucket`, exactly.
    static func bucket(_ value: Decimal, _ low: Decimal, _ high: Decimal, _ count: Int64) throws(RowFailure) -> Int64 {
        guard count > 0 else { throw RowFailure(code: "2201G", message: "count must be greater than zero") }
        let order = compare(low, high)
        guard order != 0 else {
            throw RowFailure(code: "2201G", message: "lower bound cannot equal upper bound")
        }
        let rising = order < 0
        if rising ? compare(value, low) < 0 : compare(value, low) > 0 { return 0 }
        if rising ? compare(value, high) >= 0 : compare(value, high) <= 0 {
            guard count < 2_147_483_647 else { throw .outOfRange("integer") }
            return count + 1
        }
        guard let distance = subtract(value, low), let width = subtract(high, low),
            let scaled = multiply(distance, Decimal(count)),
            let whole = divide(scaled, width, scale: 0, truncated: true)
        else { throw .numericOverflow }
        return Int64(truncatingIfNeeded: whole.coefficient) + 1
    }
}
