extension FunctionTables {
    /// Roots, powers and logarithms of numeric.
    static var numericFunctions: [Overload] {
        let two: [DataType] = [.numeric, .numeric]
        return [
            exact("sqrt") { a throws(RowFailure) in try Decimal.squareRoot(a) },
            exact("exp") { a throws(RowFailure) in try Decimal.exponential(a) },
            exact("ln") { a throws(RowFailure) in try Decimal.logarithm(a) },
            exact("log") { a throws(RowFailure) in try Decimal.logarithm(a, base: Decimal(10)) },
            exact("log10") { a throws(RowFailure) in try Decimal.logarithm(a, base: Decimal(10)) },
            function("log", two, .numeric) { _ in
                rows(.numeric) { (base: Decimal, a: Decimal, _) throws(RowFailure) -> Decimal? in
                    try Decimal.logarithm(a, base: base)
                }
            },
            symbol("^", two, .numeric) { _ in power },
            function("power", two, .numeric) { _ in power },
            function("pow", two, .numeric) { _ in power },
        ]
    }

    private static var power: Kernel {
        rows(.numeric) { (a: Decimal, b: Decimal, _) throws(RowFailure) -> Decimal? in try Decimal.power(a, b) }
    }

    private static func exact(
        _ name: String, _ body: @escaping @Sendable (Decimal) throws(RowFailure) -> Decimal
    ) -> Overload {
        function(name, [.numeric], .numeric) { _ in
            rows(.numeric) { (a: Decimal, _) throws(RowFailure) -> Decimal? in try body(a) }
        }
    }
}
