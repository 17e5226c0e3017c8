/// The three integer types by width.
private let integers: [(type: DataType, bits: Int64, range: IntegerRange)] = [
    (.smallint, 16, .smallint), (.integer, 32, .integer), (.bigint, 64, .bigint),
]

extension FunctionTables {
    /// `+ - * / %` over all pairs of integers, bit operators, and the prefix operators.
    static var integerOperators: [Overload] {
        var all: [Overload] = []
        for (i, a) in integers.enumerated() {
            for (j, b) in integers.enumerated() {
                all += arithmetic([a.type, b.type], integers[max(i, j)].type, integers[max(i, j)].range)
            }
            all += sameType(a.type, a.range)
        }
        return all
    }

    private static func arithmetic(_ types: [DataType], _ result: DataType, _ range: IntegerRange) -> [Overload] {
        let failure = range.failure
        let divide = symbol("/", types, result) { _ in
            flat(result, explain: { _, b in b == 0 ? .divisionByZero : failure }) {
                (a: Int64, b: Int64, bad) -> Int64 in
                let quotient = divideWide(a, b, &bad)
                bad |= range.contains(quotient) ? 0 : -1
                return quotient
            }
        }
        switch result {
        case .bigint:
            return [
                divide,
                symbol("+", types, result) { _ in
                    flat(result, explain: { (_: Int64, _: Int64) in failure }) { addWide($0, $1, &$2) }
                },
                symbol("-", types, result) { _ in
                    flat(result, explain: { (_: Int64, _: Int64) in failure }) { subtractWide($0, $1, &$2) }
                },
                symbol("*", types, result) { _ in
                    flat(result, explain: { (_: Int64, _: Int64) in failure }) { multiplyWide($0, $1, &$2) }
                },
            ]
        case .integer: return [divide] + narrow(types, result, failure, bits: 32)
        default: return [divide] + narrow(types, result, failure, bits: 16)
        }
    }

    @inline(__always)
    private static func narrow(
        _ types: [DataType], _ result: DataType, _ failure: RowFailure, bits: Int64
    ) -> [Overload] {
        [
            symbol("+", types, result) { _ in
                flat(result, explain: { (_: Int64, _: Int64) in failure }) { checkNarrow($0 &+ $1, bits: bits, &$2) }
            },
            symbol("-", types, result) { _ in
                flat(result, explain: { (_: Int64, _: Int64) in failure }) { checkNarrow($0 &- $1, bits: bits, &$2) }
            },
            symbol("*", types, result) { _ in
                flat(result, explain: { (_: Int64, _: Int64) in failure }) { checkNarrow($0 &* $1, bits: bits, &$2) }
            },
        ]
    }

    /// What is defined for two values, or one, of the same type.
    private static func sameType(_ type: DataType, _ range: IntegerRange) -> [Overload] {
        let failure = range.failure
        let negate: @Sendable (CallSite) -> Kernel = { _ in
            flat(type, explain: { (_: Int64) in failure }) { (a: Int64, bad) -> Int64 in
                bad |= a == range.low ? -1 : 0
                return 0 &- a
            }
        }
        let absolute: @Sendable (CallSite) -> Kernel = { _ in
            flat(type, explain: { (_: Int64) in failure }) { (a: Int64, bad) -> Int64 in
                bad |= a == range.low ? -1 : 0
                return a < 0 ? 0 &- a : a
            }
        }
        let remainder: @Sendable (CallSite) -> Kernel = { _ in
            flat(type, explain: { (_: Int64, _: Int64) in .divisionByZero }) { remainderWide($0, $1, &$2) }
        }
        return [
            symbol("-", [type], type, negate),
            symbol("+", [type], type, canFail: false) { _ in flat(type) { (a: Int64, _) -> Int64 in a } },
            symbol("@", [type], type, absolute),
            function("abs", [type], type, absolute),
            symbol("%", [type, type], type, remainder),
            function("mod", [type, type], type, remainder),
        ] + bits(type)
    }

    private static func bits(_ type: DataType) -> [Overload] {
        let width: Int64 = type == .bigint ? 64 : 32
        return [
            symbol("&", [type, type], type, canFail: false) { _ in flat(type) { (a: Int64, b: Int64, _) in a & b } },
            symbol("|", [type, type], type, canFail: false) { _ in flat(type) { (a: Int64, b: Int64, _) in a | b } },
            symbol("#", [type, type], type, canFail: false) { _ in flat(type) { (a: Int64, b: Int64, _) in a ^ b } },
            symbol("~", [type], type, canFail: false) { _ in flat(type) { (a: Int64, _) in ~a } },
            symbol("<<", [type, .integer], type, canFail: false) { _ in
                flat(type) { (a: Int64, b: Int64, _) in wrap(a &<< (b & (width - 1)), type) }
            },
            symbol(">>", [type, .integer], type, canFail: false) { _ in
                flat(type) { (a: Int64, b: Int64, _) in wrap(a &>> (b & (width - 1)), type) }
            },
        ]
    }

    @inline(__always)
    private static func wrap(_ value: Int64, _ type: DataType) -> Int64 {
        switch type {
        case .smallint: Int64(Int16(truncatingIfNeeded: value))
        case .integer: Int64(Int32(truncatingIfNeeded: value))
        default: value
        }
    }
}
