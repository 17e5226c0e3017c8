/// A field of a group's row, by what lies in it. Rows and fields are 8-aligned.
extension UnsafeMutableRawPointer {
    @inline(__always)
    var int64: Int64 {
        get { load(as: Int64.self) }
        nonmutating set { storeBytes(of: newValue, as: Int64.self) }
    }

    @inline(__always)
    var double: Double {
        get { load(as: Double.self) }
        nonmutating set { storeBytes(of: newValue, as: Double.self) }
    }

    @inline(__always)
    var int128: Int128 {
        get { loadUnaligned(as: Int128.self) }
        nonmutating set { storeBytes(of: newValue, as: Int128.self) }
    }

    @inline(__always)
    var interval: Interval {
        get { loadUnaligned(as: Interval.self) }
        nonmutating set { storeBytes(of: newValue, as: Interval.self) }
    }

    @inline(__always)
    var view: StringView {
        get { loadUnaligned(as: StringView.self) }
        nonmutating set { storeBytes(of: newValue, as: StringView.self) }
    }

    /// 16 bytes of coefficient, then 8 of scale.
    @inline(__always)
    var decimal: Decimal {
        get { Decimal(coefficient: int128, scale: Int(load(fromByteOffset: 16, as: UInt64.self))) }
        nonmutating set {
            int128 = newValue.coefficient
            storeBytes(of: UInt64(newValue.scale), toByteOffset: 16, as: UInt64.self)
        }
    }

    @inline(__always)
    func increment(by count: Int64 = 1) { int64 &+= count }

    @inline(__always)
    func add(_ value: Int128) { int128 &+= value }

    /// Adds a double; `finiteSum` tells when the sum left the range.
    @inline(__always)
    func add(_ value: Double) {
        let sum = double + value
        double = sum.isFinite ? sum : unlessOverflowed(double, value, sum)
    }

    /// The same in the precision of a float, as PostgreSQL's `float4pl`.
    @inline(__always)
    func addReal(_ value: Double) {
        let sum = Float(double) + Float(value)
        double = sum.isFinite ? Double(sum) : unlessOverflowed(double, value, Double(sum))
    }

    /// A sum of doubles; nil when finite values had none.
    var finiteSum: Double? { double.bitPattern == overflowedSum ? nil : double }

    /// Adds a decimal; the sum shows as many digits as the term with the most, as in PostgreSQL.
    func add(_ value: Decimal) { add(value.coefficient, scale: value.scale) }

    @inline(__always)
    func add(_ coefficient: Int128, scale: UInt8) {
        if load(fromByteOffset: 16, as: UInt64.self) == UInt64(scale) {
            let (sum, overflow) = int128.addingReportingOverflow(coefficient)
            if !overflow && sum <= Decimal.coefficientMax && sum >= -Decimal.coefficientMax {
                int128 = sum
                return
            }
        }
        addSlowly(coefficient, scale)
    }

    /// For terms of another scale, and sums that may not fit.
    private func addSlowly(_ coefficient: Int128, _ scale: UInt8) {
        if load(fromByteOffset: 16, as: UInt64.self) == StateField.overflowScale { return }
        if let sum = decimal.aligned(adding: Decimal(coefficient: coefficient, scale: Int(scale))) {
            decimal = sum
        } else {
            storeBytes(of: StateField.overflowScale, toByteOffset: 16, as: UInt64.self)
        }
    }
}

/// What stands for a sum that finite values do not have: a NaN that no arithmetic gives. A sum of infinite values is
/// infinite too, and that is a result.
private let overflowedSum: UInt64 = 0x7FF8_4F56_4552_464C

/// A sum that is not finite, or that its terms have none.
@inline(never)
private func unlessOverflowed(_ a: Double, _ b: Double, _ sum: Double) -> Double {
    let has = a.bitPattern == overflowedSum || b.bitPattern == overflowedSum
    return has || (sum.isInfinite && a.isFinite && b.isFinite) ? Double(bitPattern: overflowedSum) : sum
}

/// PostgreSQL's order of doubles: NaN is the largest.
@inline(__always)
func doubleLess(_ a: Double, _ b: Double) -> Bool {
    if b.isNaN { return !a.isNaN }
    return a < b
}

extension Decimal {
    /// The sum at the larger of both scales; nil beyond 38 digits.
    func aligned(adding other: Decimal) -> Decimal? {
        let target = max(scale, other.scale)
        guard let a = coefficient.scaled(byPowerOfTen: Int(target - scale)),
            let b = other.coefficient.scaled(byPowerOfTen: Int(target - other.scale))
        else { return nil }
        let (sum, overflow) = a.addingReportingOverflow(b)
        guard !overflow, sum.magnitude <= Decimal.coefficientMax.magnitude else { return nil }
        return Decimal(coefficient: sum, scale: Int(target))
    }

    /// -1, 0 or 1 as this is less than, equal to or greater than `other`.
    func order(_ other: Decimal) -> Int {
        if scale == other.scale {
            return coefficient < other.coefficient ? -1 : coefficient == other.coefficient ? 0 : 1
        }
        let isSelfFiner = scale > other.scale
        let power = Int(isSelfFiner ? scale - other.scale : other.scale - scale)
        let coarse = isSelfFiner ? other.coefficient : coefficient
        let fine = isSelfFiner ? coefficient : other.coefficient
        // When scaling overflows, the coarser number has the greater magnitude.
        let order: Int
        if let scaled = coarse.scaled(byPowerOfTen: power) {
            order = scaled < fine ? -1 : scaled == fine ? 0 : 1
        } else {
            order = coarse < 0 ? -1 : 1
        }
        return isSelfFiner ? -order : order
    }
}

extension Int128 {
    /// This times ten to the power; nil when it does not fit 128 bits.
    func scaled(byPowerOfTen power: Int) -> Int128? {
        var result = self
        for _ in 0..<power {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }
}

extension Interval {
    /// Stands for a sum with a part that overflowed; PostgreSQL has no such number of months.
    static let overflowed = Interval(months: .max, days: .max, micros: .max)

    /// The sum part by part; `overflowed` once and for all when a part does not fit.
    func saturatingSum(_ other: Interval) -> Interval {
        let m = months.addingReportingOverflow(other.months)
        let d = days.addingReportingOverflow(other.days)
        let u = micros.addingReportingOverflow(other.micros)
        if m.overflow || d.overflow || u.overflow || self == .overflowed || other == .overflowed { return .overflowed }
        return Interval(months: m.partialValue, days: d.partialValue, micros: u.partialValue)
    }

    /// This interval divided by a count as PostgreSQL does: what is left of months becomes days of 30 to the month,
    /// what is left of days becomes time.
    func divided(by count: Int64) -> Interval? {
        let divisor = Double(count)
        let wholeMonths = Int32(truncatingIfNeeded: Int64(months) / count)
        let wholeDays = Int32(truncatingIfNeeded: Int64(days) / count)
        let restDays = Interval.roundedToMicros((Double(months) / divisor - Double(wholeMonths)) * 30)
        var seconds = Interval.roundedToMicros(
            (Double(days) / divisor - Double(wholeDays) + restDays - restDays.rounded(.towardZero)) * 86_400)
        var resultDays = Int64(wholeDays) + Int64(restDays)
        if abs(seconds) >= 86_400 {
            let extra = (seconds / 86_400).rounded(.towardZero)
            resultDays += Int64(extra)
            seconds -= extra * 86_400
        }
        let time = (Double(micros) / divisor + seconds * 1e6).rounded(.toNearestOrEven)
        guard let fittingDays = Int32(exactly: resultDays), let fittingTime = Int64(exactly: time) else { return nil }
        return Interval(months: wholeMonths, days: fittingDays, micros: fittingTime)
    }

    private static func roundedToMicros(_ value: Double) -> Double {
        (value * 1e6).rounded(.toNearestOrEven) / 1e6
    }
}
