import Glibc

extension FunctionTables {
    /// Mathematics over double precision; integer functions.
    static var mathFunctions: [Overload] { rounding + doubles + ofDegrees + integerFunctions }

    private static func double(
        _ name: String, canFail: Bool = true, _ body: @escaping @Sendable (Double) throws(RowFailure) -> Double
    ) -> Overload {
        function(name, [.double], .double, canFail: canFail) { _ in
            rows(.double) { (a: Double, _) throws(RowFailure) -> Double? in try body(a) }
        }
    }

    private static var rounding: [Overload] {
        [
            double("ceil", canFail: false) { $0.rounded(.up) },
            double("ceiling", canFail: false) { $0.rounded(.up) },
            double("floor", canFail: false) { $0.rounded(.down) },
            double("round", canFail: false) { $0.rounded(.toNearestOrEven) },
            double("trunc", canFail: false) { $0.rounded(.towardZero) },
            double("sign", canFail: false) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
        ]
    }

    private static var doubles: [Overload] {
        let power: @Sendable (CallSite) -> Kernel = { _ in
            rows(.double) { (a: Double, b: Double, _) throws(RowFailure) -> Double? in try DoubleKernels.power(a, b) }
        }
        return [
            double("sqrt") { a throws(RowFailure) in try DoubleKernels.squareRoot(a) },
            double("cbrt", canFail: false) { cbrt($0) },
            double("exp") { a throws(RowFailure) in try DoubleKernels.exponential(a) },
            double("ln") { a throws(RowFailure) in try DoubleKernels.logarithm(a) { log($0) } },
            double("log") { a throws(RowFailure) in try DoubleKernels.logarithm(a) { log10($0) } },
            double("log10") { a throws(RowFailure) in try DoubleKernels.logarithm(a) { log10($0) } },
            double("sin") { a throws(RowFailure) in try DoubleKernels.finite(a) { sin($0) } },
            double("cos") { a throws(RowFailure) in try DoubleKernels.finite(a) { cos($0) } },
            double("tan") { a throws(RowFailure) in try DoubleKernels.finite(a) { tan($0) } },
            double("cot") { a throws(RowFailure) in try DoubleKernels.finite(a) { 1 / tan($0) } },
            double("asin") { a throws(RowFailure) in try DoubleKernels.within(a, -1, 1) { asin($0) } },
            double("acos") { a throws(RowFailure) in try DoubleKernels.within(a, -1, 1) { acos($0) } },
            double("atan", canFail: false) { atan($0) },
            double("sinh", canFail: false) { sinh($0) },
            double("cosh", canFail: false) { cosh($0) },
            double("tanh", canFail: false) { tanh($0) },
            double("asinh", canFail: false) { asinh($0) },
            double("acosh") { a throws(RowFailure) in try DoubleKernels.within(a, 1, .infinity) { acosh($0) } },
            double("atanh") { a throws(RowFailure) in try DoubleKernels.within(a, -1, 1) { atanh($0) } },
            double("degrees") { a throws(RowFailure) in try DoubleKernels.checked(a / (.pi / 180), a) },
            double("radians") { a throws(RowFailure) in try DoubleKernels.checked(a * (.pi / 180), a) },
            symbol("|/", [.double], .double) { _ in
                rows(.double) { (a: Double, _) throws(RowFailure) -> Double? in try DoubleKernels.squareRoot(a) }
            },
            symbol("||/", [.double], .double, canFail: false) { _ in
                rows(.double) { (a: Double, _) -> Double? in cbrt(a) }
            },
            symbol("^", [.double, .double], .double, power),
            function("power", [.double, .double], .double, power),
            function("pow", [.double, .double], .double, power),
            function("atan2", [.double, .double], .double, canFail: false) { _ in
                rows(.double) { (a: Double, b: Double, _) -> Double? in atan2(a, b) }
            },
            function("pi", [], .double, canFail: false) { _ in
                { Column(type: .double, count: $0.count, values: .double(Buffer(repeating: .pi, count: $0.count))) }
            },
        ]
    }

    private static var ofDegrees: [Overload] {
        [
            double("sind") { a throws(RowFailure) in try DoubleKernels.finite(a) { DegreeFunctions.sine($0) } },
            double("cosd") { a throws(RowFailure) in try DoubleKernels.finite(a) { DegreeFunctions.cosine($0) } },
            double("tand") { a throws(RowFailure) in try DoubleKernels.finite(a) { DegreeFunctions.tangent($0) } },
            double("cotd") { a throws(RowFailure) in try DoubleKernels.finite(a) { DegreeFunctions.cotangent($0) } },
            double("asind") { a throws(RowFailure) in
                try DoubleKernels.within(a, -1, 1) { DegreeFunctions.arcSine($0) }
            },
            double("acosd") { a throws(RowFailure) in
                try DoubleKernels.within(a, -1, 1) { DegreeFunctions.arcCosine($0) }
            },
            double("atand", canFail: false) { DegreeFunctions.arcTangent($0) },
            function("atan2d", [.double, .double], .double, canFail: false) { _ in
                rows(.double) { (a: Double, b: Double, _) -> Double? in DegreeFunctions.arcTangent(a, b) }
            },
        ]
    }

    private static var integerFunctions: [Overload] {
        var all: [Overload] = []
        for (type, range) in [(DataType.integer, IntegerRange.integer), (.bigint, .bigint)] {
            all += [
                function("gcd", [type, type], type) { _ in
                    rows(type) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                        try IntegerKernels.divisor(a, b, range)
                    }
                },
                function("lcm", [type, type], type) { _ in
                    rows(type) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                        try IntegerKernels.multiple(a, b, range)
                    }
                },
            ]
        }
        return all + [
            function("width_bucket", [.double, .double, .double, .integer], .integer) { _ in
                rows(.integer) { (x: Double, low: Double, high: Double, n: Int64, _) throws(RowFailure) -> Int64? in
                    try DoubleKernels.bucket(x, low, high, n)
                }
            },
            function("width_bucket", [.numeric, .numeric, .numeric, .integer], .integer) { _ in
                rows(.integer) { (x: Decimal, low: Decimal, high: Decimal, n: Int64, _) throws(RowFailure) -> Int64? in
                    try Decimal.bucket(x, low, high, n)
                }
            },
            function("factorial", [.bigint], .numeric) { _ in
                rows(.numeric) { (a: Int64, _) throws(RowFailure) -> Decimal? in try IntegerKernels.factorial(a) }
            },
        ]
    }
}
