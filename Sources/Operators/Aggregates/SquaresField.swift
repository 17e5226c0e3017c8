/// Exact sums of values and of their squares, for variances: as PostgreSQL's numeric, whatever the order of rows.
///
/// ```
///  | sum 16 | scale 8 | count 8 | sum of squares 32, low half first |     the squares' scale is twice the sum's
/// ```
/// `StateField.overflowScale` in the scale says that a sum did not fit.
struct SquaresField {
    static let byteCount = 64

    let field: UnsafeMutableRawPointer

    @inline(__always)
    init(_ field: UnsafeMutableRawPointer) { self.field = field }

    private var scale: UInt64 {
        get { field.load(fromByteOffset: 16, as: UInt64.self) }
        nonmutating set { field.storeBytes(of: newValue, toByteOffset: 16, as: UInt64.self) }
    }

    var count: Int64 { (field + 24).int64 }

    private var squares: Wide256 {
        get {
            Wide256(
                high: (field + 48).loadUnaligned(as: UInt128.self), low: (field + 32).loadUnaligned(as: UInt128.self))
        }
        nonmutating set {
            (field + 32).storeBytes(of: newValue.low, as: UInt128.self)
            (field + 48).storeBytes(of: newValue.high, as: UInt128.self)
        }
    }

    private var hasOverflowed: Bool { scale == StateField.overflowScale }

    func add(_ value: Int64) {
        (field + 24).increment()
        guard !hasOverflowed else { return }
        let wide = Int128(value)
        field.add(wide)
        guard let sum = squares.adding(Wide256(high: 0, low: (wide * wide).magnitude)) else { return giveUp() }
        squares = sum
    }

    func add(_ coefficient: Int128, scale valueScale: UInt8) {
        (field + 24).increment()
        guard !hasOverflowed else { return }
        guard align(to: Int(valueScale)),
            let scaled = coefficient.scaled(byPowerOfTen: Int(scale) - Int(valueScale))
        else { return giveUp() }
        let (sum, overflow) = field.int128.addingReportingOverflow(scaled)
        guard !overflow, let total = squares.adding(Wide256(square: scaled.magnitude)) else { return giveUp() }
        field.int128 = sum
        squares = total
    }

    func combine(_ other: SquaresField) {
        (field + 24).increment(by: other.count)
        guard !hasOverflowed else { return }
        guard !other.hasOverflowed, align(to: Int(other.scale)) else { return giveUp() }
        let steps = Int(scale) - Int(other.scale)
        guard let theirs = other.field.int128.scaled(byPowerOfTen: steps),
            let their = other.squares.scaled(byPowerOfTen: steps * 2)
        else { return giveUp() }
        let (sum, overflow) = field.int128.addingReportingOverflow(theirs)
        guard !overflow, let total = squares.adding(their) else { return giveUp() }
        field.int128 = sum
        squares = total
    }

    /// Brings the sums to at least this scale.
    private func align(to wanted: Int) -> Bool {
        let steps = wanted - Int(scale)
        guard steps > 0 else { return true }
        guard let sum = field.int128.scaled(byPowerOfTen: steps),
            let total = squares.scaled(byPowerOfTen: steps * 2)
        else { return false }
        field.int128 = sum
        squares = total
        scale = UInt64(wanted)
        return true
    }

    private func giveUp() { scale = StateField.overflowScale }

    // MARK: Result

    enum Outcome {
        case null
        case value(Decimal)
        case tooLarge
    }

    /// The variance or its root, with PostgreSQL's number of digits (`numeric_stddev_internal`).
    func result(_ function: AggregateCall.Function) -> Outcome {
        let isSample = function == .varSamp || function == .stddevSamp
        if count == 0 || (isSample && count == 1) { return .null }
        guard !hasOverflowed else { return .tooLarge }
        let shown = Int(scale) * 2
        let number = BigNatural(UInt128(count))
        let sum = BigNatural(field.int128.magnitude)
        let first = number * BigNatural(high: squares.high, low: squares.low)
        let second = sum * sum
        guard BigNatural.compare(first, second) > 0 else { return .value(Decimal(coefficient: 0, scale: 0)) }
        let above = first - second
        let below = number * BigNatural(UInt128(isSample ? count - 1 : count))
        let scale = BigNatural.quotientScale(above, shown, below)
        // Never fewer digits than the squares have.
        let variance = (above * BigNatural.powerOfTen(scale - shown)).dividedRoundingHalfUp(by: below)
        let isRoot = function == .stddevSamp || function == .stddevPop
        let result = isRoot ? (variance * BigNatural.powerOfTen(scale)).roundedSquareRoot : variance
        guard let magnitude = result.narrow, let value = Decimal(isNegative: false, magnitude: magnitude, scale: scale)
        else { return .tooLarge }
        return .value(value)
    }
}

/// An unsigned number of 256 bits.
struct Wide256 {
    var high: UInt128
    var low: UInt128

    init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    init(square value: UInt128) {
        let product = value.multipliedFullWidth(by: value)
        self.init(high: product.high, low: product.low)
    }

    /// Nil beyond 256 bits.
    func adding(_ other: Wide256) -> Wide256? {
        let (low, carry) = low.addingReportingOverflow(other.low)
        let (sum, first) = high.addingReportingOverflow(other.high)
        let (high, second) = sum.addingReportingOverflow(carry ? 1 : 0)
        return first || second ? nil : Wide256(high: high, low: low)
    }

    func scaled(byPowerOfTen power: Int) -> Wide256? {
        if high == 0 && low == 0 { return self }
        var result = self
        for _ in 0..<power {
            let product = result.low.multipliedFullWidth(by: 10)
            let (top, overflow) = result.high.multipliedReportingOverflow(by: 10)
            let (high, carry) = top.addingReportingOverflow(product.high)
            if overflow || carry { return nil }
            result = Wide256(high: high, low: product.low)
        }
        return result
    }
}

/// PostgreSQL's `float8_accum`, `float8_combine` and the results over them (the Youngs-Cramer algorithm).
enum DoubleSquares {
    static func add(_ field: UnsafeMutableRawPointer, _ value: Double) {
        let before = field.double
        let count = before + 1
        let sum = (field + 8).double + value
        var squares = (field + 16).double
        if before > 0 {
            let distance = value * count - sum
            squares += distance * distance / (count * before)
            if sum.isInfinite || squares.isInfinite {
                squares = (field + 8).double.isInfinite || value.isInfinite ? .nan : .infinity
            }
        } else {
            squares = value.isFinite ? 0 : .nan
        }
        store(field, count, sum, squares)
    }

    private static func store(_ field: UnsafeMutableRawPointer, _ count: Double, _ sum: Double, _ squares: Double) {
        field.double = count
        (field + 8).double = sum
        (field + 16).double = squares
    }

    static func combine(_ field: UnsafeMutableRawPointer, _ other: UnsafeMutableRawPointer) {
        let (mine, theirs) = (field.double, other.double)
        if theirs == 0 { return }
        let (mySum, theirSum) = ((field + 8).double, (other + 8).double)
        let distance = mySum / mine - theirSum / theirs
        let count = mine + theirs
        let sum = mySum + theirSum
        var squares = (field + 16).double + (other + 16).double + mine * theirs * distance * distance / count
        if sum.isInfinite || squares.isInfinite {
            squares = mySum.isInfinite || theirSum.isInfinite ? .nan : .infinity
        }
        store(field, count, sum, squares)
    }

    enum Outcome {
        case null
        case value(Double)
        case tooLarge
    }

    /// An infinite sum of squares is one that did not fit.
    static func result(_ field: UnsafeMutableRawPointer, _ function: AggregateCall.Function) -> Outcome {
        let isSample = function == .varSamp || function == .stddevSamp
        let count = field.double
        if count < (isSample ? 2 : 1) { return .null }
        if (field + 16).double == .infinity { return .tooLarge }
        let variance = (field + 16).double / (isSample ? count - 1 : count)
        return .value(function == .stddevSamp || function == .stddevPop ? variance.squareRoot() : variance)
    }
}
