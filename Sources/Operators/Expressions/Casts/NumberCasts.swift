import Glibc

extension Casts {
    static func fromInteger(_ request: CastRequest) -> Cast? {
        let type = request.to
        switch type {
        case .smallint: return narrowed(request.from, type, .smallint)
        case .integer: return narrowed(request.from, type, .integer)
        case .bigint: return nil
        case .boolean: return Cast(canFail: false, flat(type) { (a: Int64, _) -> UInt8 in a == 0 ? 0 : 1 })
        case .real: return Cast(canFail: false, flat(type) { (a: Int64, _) -> Double in Double(Float(a)) })
        case .double: return Cast(canFail: false, flat(type) { (a: Int64, _) -> Double in Double(a) })
        case .numeric(nil):
            return Cast(canFail: false, rows(type) { (a: Int64, _) -> Decimal? in Decimal(a) })
        case .numeric(let shape?):
            return Cast(
                rows(type) { (a: Int64, _) throws(RowFailure) -> Decimal? in try conform(Decimal(a), shape) })
        default: return toText(request)
        }
    }

    private static func narrowed(_ from: DataType, _ to: DataType, _ range: IntegerRange) -> Cast? {
        let order: [DataType] = [.smallint, .integer, .bigint]
        guard let a = order.firstIndex(of: from), let b = order.firstIndex(of: to), a > b else { return nil }
        return Cast(
            flat(to, explain: { _ in range.failure }) { (a: Int64, bad) -> Int64 in
                bad |= range.contains(a) ? 0 : -1
                return a
            })
    }

    static func fromNumeric(_ request: CastRequest) -> Cast? {
        let type = request.to
        switch type {
        case .smallint: return integer(type, .smallint)
        case .integer: return integer(type, .integer)
        case .bigint: return integer(type, .bigint)
        case .double: return Cast(canFail: false, rows(type) { (a: Decimal, _) -> Double? in a.double })
        case .real: return Cast(rows(type) { (a: Decimal, _) throws(RowFailure) -> Double? in try real(of: a) })
        case .numeric(nil): return nil
        case .numeric(let shape?):
            return Cast(rows(type) { (a: Decimal, _) throws(RowFailure) -> Decimal? in try conform(a, shape) })
        default: return toText(request)
        }
    }

    private static func integer(_ type: DataType, _ range: IntegerRange) -> Cast {
        Cast(
            rows(type) { (a: Decimal, _) throws(RowFailure) -> Int64? in
                guard let value = a.integer, range.contains(value) else { throw range.failure }
                return value
            })
    }

    private static func real(of value: Decimal) throws(RowFailure) -> Double {
        let text = value.text
        let result = strtof(text, nil)
        if result.isInfinite || (result == 0 && value.coefficient != 0) { throw .textOutOfRange("real", text) }
        return Double(result)
    }

    /// A decimal as a value of `numeric(precision, scale)`.
    static func conform(_ value: Decimal, _ shape: NumericShape) throws(RowFailure) -> Decimal {
        guard let result = value.conformed(to: shape) else {
            throw RowFailure(
                code: "22003",
                message: "numeric field overflow: \(RowFailure.shortened(value.text)) does not fit "
                    + "numeric(\(shape.precision),\(shape.scale))")
        }
        return result
    }

    static func fromFloat(_ request: CastRequest) -> Cast? {
        let type = request.to
        let digits = request.from == .real ? 6 : 15
        switch type {
        case .smallint: return rounded(type, .smallint)
        case .integer: return rounded(type, .integer)
        case .bigint: return rounded(type, .bigint)
        case .double: return nil
        case .real:
            return Cast(
                rows(type) { (a: Double, _) throws(RowFailure) -> Double? in
                    let value = Double(Float(a))
                    if value.isInfinite && !a.isInfinite { throw .valueOutOfRange }
                    if value == 0 && a != 0 { throw .valueUnderflow }
                    return value
                })
        case .numeric(let shape):
            return Cast(
                rows(type) { (a: Double, _) throws(RowFailure) -> Decimal? in
                    guard let value = Decimal(a, significantDigits: digits) else { throw .numericOverflow }
                    return if let shape { try conform(value, shape) } else { value }
                })
        default: return toText(request)
        }
    }

    /// Halves go to the even neighbour, as C's `rint`.
    private static func rounded(_ type: DataType, _ range: IntegerRange) -> Cast {
        Cast(
            flat(type, explain: { _ in range.failure }) { (a: Double, bad) -> Int64 in
                let value = a.rounded(.toNearestOrEven)
                let fits = value >= Double(range.low) && value < -Double(range.low)
                bad |= fits ? 0 : -1
                return Int64(fits ? value : 0)
            })
    }
}
