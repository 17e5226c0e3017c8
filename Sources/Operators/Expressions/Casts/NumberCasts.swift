import Glibc

extension Casts {
    static func fromInteger(_ request: CastRequest) -> Cast? {
        let type = request.to
        switch type {
        case .smallint: return Cast(flat(type, IntegerNarrow<Width16>()))
        case .integer: return request.from == .bigint ? Cast(flat(type, IntegerNarrow<Width32>())) : nil
        case .bigint: return nil
        case .boolean: return Cast(canFail: false, rows(type) { (a: Int64, _) -> Bool? in a != 0 })
        case .real: return Cast(canFail: false, flat(type, IntegerToDouble<FloatWidth32>()))
        case .double: return Cast(canFail: false, flat(type, IntegerToDouble<FloatWidth64>()))
        case .numeric(nil):
            return Cast(canFail: false, rows(type) { (a: Int64, _) -> Decimal? in Decimal(a) })
        case .numeric(let shape?):
            return Cast(
                rows(type) { (a: Int64, _) throws(RowFailure) -> Decimal? in try conform(Decimal(a), shape) })
        default: return toText(request)
        }
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
        case .smallint: return Cast(flat(type, DoubleToInteger<Width16>()))
        case .integer: return Cast(flat(type, DoubleToInteger<Width32>()))
        case .bigint: return Cast(flat(type, DoubleToInteger<Width64>()))
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
}
