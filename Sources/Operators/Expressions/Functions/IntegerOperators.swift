extension FunctionTables {
    /// `+ - * / %` over all pairs of integers, bit operators, and the prefix operators.
    static var integerOperators: [Overload] {
        let types: [DataType] = [.smallint, .integer, .bigint]
        var all: [Overload] = []
        for (i, a) in types.enumerated() {
            for (j, b) in types.enumerated() {
                switch max(i, j) {
                case 0: all += arithmetic([a, b], .smallint, Width16.self)
                case 1: all += arithmetic([a, b], .integer, Width32.self)
                default: all += arithmetic([a, b], .bigint, Width64.self)
                }
            }
        }
        return all + sameType(.smallint, Width16.self) + sameType(.integer, Width32.self)
            + sameType(.bigint, Width64.self)
    }

    private static func arithmetic<W: IntegerWidth>(_ types: [DataType], _ result: DataType, _: W.Type) -> [Overload] {
        [
            symbol("+", types, result) { _ in flat(result, IntegerAdd<W>()) },
            symbol("-", types, result) { _ in flat(result, IntegerSubtract<W>()) },
            symbol("*", types, result) { _ in flat(result, IntegerMultiply<W>()) },
            symbol("/", types, result) { _ in flat(result, IntegerDivide<W>()) },
        ]
    }

    /// What is defined for two values, or one, of the same type.
    private static func sameType<W: IntegerWidth>(_ type: DataType, _: W.Type) -> [Overload] {
        [
            symbol("-", [type], type) { _ in flat(type, IntegerNegate<W>()) },
            symbol("+", [type], type, canFail: false) { _ in { $0.operands[0].dense($0.count) } },
            symbol("@", [type], type) { _ in flat(type, IntegerMagnitude<W>()) },
            function("abs", [type], type) { _ in flat(type, IntegerMagnitude<W>()) },
            symbol("%", [type, type], type) { _ in flat(type, IntegerRemainder()) },
            function("mod", [type, type], type) { _ in flat(type, IntegerRemainder()) },
            symbol("~", [type], type, canFail: false) { _ in flat(type, IntegerComplement()) },
            bits("&", type, type, .and, W.self), bits("|", type, type, .or, W.self),
            bits("#", type, type, .xor, W.self), bits("<<", type, .integer, .shiftLeft, W.self),
            bits(">>", type, .integer, .shiftRight, W.self),
        ]
    }

    private static func bits<W: IntegerWidth>(
        _ name: String, _ type: DataType, _ second: DataType, _ rule: BitRule, _: W.Type
    ) -> Overload {
        symbol(name, [type, second], type, canFail: false) { _ in flat(type, IntegerBits<W>(rule: rule)) }
    }
}
