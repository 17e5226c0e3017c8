/// A decimal function of two numbers as a kernel.
func decimals<O: DecimalOperation>(_: O.Type) -> Kernel {
    rows(.numeric) { (a: Decimal, b: Decimal, _) throws(RowFailure) -> Decimal? in
        guard let result = O.apply(a, b) else { throw .numericOverflow }
        return result
    }
}

/// A decimal function of one number as a kernel.
@inline(__always)
func decimals(_ operation: @escaping (Decimal) -> Decimal?) -> Kernel {
    rows(.numeric) { (a: Decimal, _) throws(RowFailure) -> Decimal? in
        guard let result = operation(a) else { throw .numericOverflow }
        return result
    }
}

extension RowFailure {
    init(_ failure: DivisionFailure) {
        switch failure {
        case .byZero: self = .divisionByZero
        case .overflow: self = .numericOverflow
        }
    }
}

extension FunctionTables {
    /// `+ - * / %` over numeric, and rounding.
    static var numericOperators: [Overload] {
        let two: [DataType] = [.numeric, .numeric]
        let one: [DataType] = [.numeric]
        return [
            symbol("+", two, .numeric) { _ in decimals(DecimalAdd.self) },
            symbol("-", two, .numeric) { _ in decimals(DecimalSubtract.self) },
            symbol("*", two, .numeric) { _ in decimals(DecimalMultiply.self) },
            symbol("/", two, .numeric) { _ in division { (a, b) throws(DivisionFailure) in try Decimal.divide(a, b) } },
            symbol("%", two, .numeric) { _ in remainder },
            function("mod", two, .numeric) { _ in remainder },
            function("div", two, .numeric) { _ in
                division { (a, b) throws(DivisionFailure) in
                    guard b.coefficient != 0 else { throw .byZero }
                    guard let whole = Decimal.divide(a, b, scale: 0, truncated: true) else { throw .overflow }
                    return whole
                }
            },
            symbol("-", one, .numeric, canFail: false) { _ in decimals { $0.negated } },
            symbol("+", one, .numeric, canFail: false) { _ in decimals { $0 } },
            symbol("@", one, .numeric, canFail: false) { _ in decimals { $0.magnitude } },
            function("abs", one, .numeric, canFail: false) { _ in decimals { $0.magnitude } },
            function("sign", one, .numeric, canFail: false) { _ in
                decimals { Decimal(Int64($0.coefficient.signum())) }
            },
            function("ceil", one, .numeric) { _ in decimals { $0.rounded(to: 0, .up) } },
            function("ceiling", one, .numeric) { _ in decimals { $0.rounded(to: 0, .up) } },
            function("floor", one, .numeric) { _ in decimals { $0.rounded(to: 0, .down) } },
            function("round", one, .numeric) { _ in decimals { $0.rounded(to: 0) } },
            function("trunc", one, .numeric) { _ in decimals { $0.rounded(to: 0, .towardsZero) } },
            function("round", [.numeric, .integer], .numeric) { _ in places(.halfAwayFromZero) },
            function("trunc", [.numeric, .integer], .numeric) { _ in places(.towardsZero) },
            function("scale", one, .integer, canFail: false) { _ in
                rows(.integer) { (a: Decimal, _) -> Int64? in Int64(a.scale) }
            },
            function("min_scale", one, .integer, canFail: false) { _ in
                rows(.integer) { (a: Decimal, _) -> Int64? in Int64(a.canonical.scale) }
            },
            function("trim_scale", one, .numeric, canFail: false) { _ in decimals { $0.canonical } },
        ]
    }

    private static var remainder: Kernel {
        division { (a, b) throws(DivisionFailure) in try Decimal.remainder(a, b) }
    }

    @inline(__always)
    private static func division(
        _ operation: @escaping (Decimal, Decimal) throws(DivisionFailure) -> Decimal
    ) -> Kernel {
        rows(.numeric) { (a: Decimal, b: Decimal, _) throws(RowFailure) -> Decimal? in
            do throws(DivisionFailure) { return try operation(a, b) } catch { throw RowFailure(error) }
        }
    }

    private static func places(_ rule: DecimalRounding) -> Kernel {
        rows(.numeric) { (a: Decimal, b: Int64, _) throws(RowFailure) -> Decimal? in
            guard let result = a.rounded(to: Int(max(-2000, min(2000, b))), rule) else { throw .numericOverflow }
            return result
        }
    }
}
