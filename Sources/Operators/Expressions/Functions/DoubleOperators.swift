import Glibc

extension FunctionTables {
    /// `+ - * /` over real and double precision, with PostgreSQL's rules for overflow and underflow.
    static var doubleOperators: [Overload] {
        let pairs: [([DataType], DataType)] = [
            ([.double, .double], .double), ([.double, .real], .double), ([.real, .double], .double),
            ([.real, .real], .real),
        ]
        var all = pairs.flatMap { types, result in
            result == .real ? arithmetic(types, .real) { Double(Float($0)) } : arithmetic(types, .double) { $0 }
        }
        for type in [DataType.real, .double] {
            all += [
                symbol("-", [type], type, canFail: false) { _ in flat(type) { (a: Double, _) -> Double in -a } },
                symbol("+", [type], type, canFail: false) { _ in flat(type) { (a: Double, _) -> Double in a } },
                symbol("@", [type], type, canFail: false) { _ in flat(type) { (a: Double, _) -> Double in a.magnitude }
                },
                function("abs", [type], type, canFail: false) { _ in
                    flat(type) { (a: Double, _) -> Double in a.magnitude }
                },
            ]
        }
        return all
    }

    /// `rounded` makes the result one of the type. A product of two floats rounded once more from double is exact.
    @inline(__always)
    private static func arithmetic(
        _ types: [DataType], _ result: DataType, _ rounded: @escaping @Sendable (Double) -> Double
    ) -> [Overload] {
        [
            symbol("+", types, result) { _ in
                flat(result) { (a: Double, b: Double, bad) -> Double in
                    let sum = rounded(a + b)
                    bad |= isOverflow(sum, a, b) ? -1 : 0
                    return sum
                }
            },
            symbol("-", types, result) { _ in
                flat(result) { (a: Double, b: Double, bad) -> Double in
                    let difference = rounded(a - b)
                    bad |= isOverflow(difference, a, b) ? -1 : 0
                    return difference
                }
            },
            symbol("*", types, result) { _ in
                flat(result, explain: { a, b in rounded(a * b) == 0 ? .valueUnderflow : .valueOutOfRange }) {
                    (a: Double, b: Double, bad) -> Double in
                    let product = rounded(a * b)
                    bad |= isOverflow(product, a, b) || (product == 0 && a != 0 && b != 0) ? -1 : 0
                    return product
                }
            },
            symbol("/", types, result) { _ in
                flat(
                    result,
                    explain: { a, b in
                        b == 0 && !a.isNaN ? .divisionByZero : rounded(a / b) == 0 ? .valueUnderflow : .valueOutOfRange
                    }
                ) { (a: Double, b: Double, bad) -> Double in
                    let quotient = rounded(a / b)
                    let failed =
                        (b == 0 && !a.isNaN) || (quotient.isInfinite && !a.isInfinite)
                        || (quotient == 0 && a != 0 && !b.isInfinite)
                    bad |= failed ? -1 : 0
                    return quotient
                }
            },
        ]
    }

    @inline(__always)
    private static func isOverflow(_ result: Double, _ a: Double, _ b: Double) -> Bool {
        result.isInfinite && !a.isInfinite && !b.isInfinite
    }
}
