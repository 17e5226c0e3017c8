extension FunctionTables {
    /// `+ - * /` over real and double precision, with PostgreSQL's rules for overflow and underflow.
    static var doubleOperators: [Overload] {
        let pairs: [[DataType]] = [[.double, .double], [.double, .real], [.real, .double]]
        return pairs.flatMap { arithmetic($0, .double, FloatWidth64.self) }
            + arithmetic([.real, .real], .real, FloatWidth32.self)
            + [DataType.real, .double].flatMap { type in
                [
                    symbol("-", [type], type, canFail: false) { _ in flat(type, DoubleNegate()) },
                    symbol("+", [type], type, canFail: false) { _ in { $0.operands[0].dense($0.count) } },
                    symbol("@", [type], type, canFail: false) { _ in flat(type, DoubleMagnitude()) },
                    function("abs", [type], type, canFail: false) { _ in flat(type, DoubleMagnitude()) },
                ]
            }
    }

    private static func arithmetic<W: FloatWidth>(_ types: [DataType], _ result: DataType, _: W.Type) -> [Overload] {
        [
            symbol("+", types, result) { _ in flat(result, DoubleAdd<W>()) },
            symbol("-", types, result) { _ in flat(result, DoubleSubtract<W>()) },
            symbol("*", types, result) { _ in flat(result, DoubleMultiply<W>()) },
            symbol("/", types, result) { _ in flat(result, DoubleDivide<W>()) },
        ]
    }
}
