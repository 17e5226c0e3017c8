import Operators
import Testing

/// Small expressions over columns a (integer), b (integer) and t (text).
@Suite struct EvaluationTests {
    private let a = Expression(.column(0), type: .integer, sourceOffset: 10)
    private let b = Expression(.column(1), type: .integer, sourceOffset: 20)
    private let t = Expression(.column(2), type: .text, sourceOffset: 30)

    private func batch(_ rows: [(Int64?, Int64?, String?)]) -> Batch {
        Batch(
            count: rows.count,
            columns: [
                Column(type: .integer, scalars: rows.map { $0.0.map(Scalar.int64) ?? .null }),
                Column(type: .integer, scalars: rows.map { $0.1.map(Scalar.int64) ?? .null }),
                Column(type: .text, scalars: rows.map { $0.2.map(Scalar.text) ?? .null }),
            ])
    }

    private func integer(_ value: Int64) -> Expression { Expression(.literal(.int64(value)), type: .integer) }

    private func call(_ symbol: String, _ left: Expression, _ right: Expression) throws -> Expression {
        let function = try Catalogue.standard.resolveOperator(symbol, left: left.type, right: right.type).get()
        return Expression(.call(function, [left, right]), type: function.result, sourceOffset: 42)
    }

    private func texts(_ column: Column) -> [String] {
        (0..<column.count).map { row in
            switch column[row] {
            case .null: "NULL"
            case .boolean(let value): "\(value)"
            case .int64(let value): "\(value)"
            case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
            default: "?"
            }
        }
    }

    @Test func `a failed row is NULL and is recorded with its code and place`() throws {
        let rows = batch([(6, 3, nil), (1, 0, nil), (nil, 0, nil), (7, 2, nil)])
        var errors = RowErrors()
        let column = evaluate(try call("/", a, b), over: rows, errors: &errors)
        #expect(texts(column) == ["2", "NULL", "NULL", "3"])
        #expect(errors.all.map(\.row) == [1])
        #expect(errors.all.first?.code == "22012")
        #expect(errors.all.first?.sourceOffset == 42)
    }

    @Test func `a number that its template shifts out of its type is out of range`() throws {
        let rows = batch([(21, nil, "FM9999V99"), (Int64(Int32.max), nil, "FM99V99"), (-30_000_000, nil, "FM99V99")])
        var errors = RowErrors()
        let function = try Catalogue.standard.resolveFunction("to_char", arguments: [.integer, .text]).get()
        let column = evaluate(Expression(.call(function, [a, t]), type: .text), over: rows, errors: &errors)
        #expect(texts(column) == ["2100", "NULL", "NULL"])
        #expect(errors.all.map(\.message) == ["integer out of range", "integer out of range"])
    }

    @Test func `the first error of a row is kept`() throws {
        let rows = batch([(Int64(Int32.max), 0, nil)])
        var errors = RowErrors()
        let sum = try call("+", a, integer(1))
        _ = evaluate(try call("+", sum, try call("/", a, b)), over: rows, errors: &errors)
        #expect(errors.all.map(\.message) == ["integer out of range"])
    }

    @Test func `CASE guards its branches and maps errors back to their rows`() throws {
        let rows = batch([(10, 2, nil), (10, 0, nil), (10, nil, nil), (Int64(Int32.max), 1, nil), (9, 3, nil)])
        let guarded = Expression(
            .conditional(
                branches: [.init(condition: try call("<>", b, integer(0)), value: try call("/", a, b))],
                otherwise: nil), type: .integer)
        var errors = RowErrors()
        #expect(texts(evaluate(guarded, over: rows, errors: &errors)) == ["5", "NULL", "NULL", "2147483647", "3"])
        #expect(errors.isEmpty)
        let failing = Expression(
            .conditional(
                branches: [.init(condition: try call("=", b, integer(1)), value: try call("*", a, integer(2)))],
                otherwise: integer(0)), type: .integer)
        #expect(texts(evaluate(failing, over: rows, errors: &errors)) == ["0", "0", "0", "NULL", "0"])
        #expect(errors.all.map(\.row) == [3])
    }

    @Test func `a constant that fails fails only in rows that need it`() throws {
        let broken = try call("/", integer(1), integer(0))
        let rows = batch([(1, 1, nil), (2, 2, nil)])
        let value = Expression(
            .conditional(branches: [.init(condition: try call("=", a, integer(2)), value: broken)], otherwise: a),
            type: .integer)
        var errors = RowErrors()
        #expect(texts(evaluate(value, over: rows, errors: &errors)) == ["1", "NULL"])
        #expect(errors.all.map(\.row) == [1])
    }

    @Test func `AND and OR follow three-valued logic whatever the order`() throws {
        let truths: [Bool?] = [true, false, nil]
        for x in truths {
            for y in truths {
                let columns = [x, y].map { Column(type: .boolean, scalars: [$0.map(Scalar.boolean) ?? .null]) }
                let inputs = [0, 1].map { Expression(.column($0), type: .boolean) }
                var errors = RowErrors()
                let both = evaluate(
                    Expression(.and(inputs), type: .boolean), over: Batch(count: 1, columns: columns), errors: &errors)
                let either = evaluate(
                    Expression(.or(inputs), type: .boolean), over: Batch(count: 1, columns: columns), errors: &errors)
                let and: Bool? = x == false || y == false ? false : x == nil || y == nil ? nil : true
                let or: Bool? = x == true || y == true ? true : x == nil || y == nil ? nil : false
                #expect(texts(both) == [and.map { "\($0)" } ?? "NULL"])
                #expect(texts(either) == [or.map { "\($0)" } ?? "NULL"])
            }
        }
    }

    @Test func `a later AND input does not see rows that are decided`() throws {
        let rows = batch([(10, 0, nil), (10, 5, nil), (10, nil, nil)])
        let guarded = Expression(
            .and([try call("<>", b, integer(0)), try call(">", try call("/", a, b), integer(1))]), type: .boolean)
        var errors = RowErrors()
        #expect(texts(evaluate(guarded, over: rows, errors: &errors)) == ["false", "true", "NULL"])
        #expect(errors.isEmpty)
    }

    @Test func `COALESCE takes the first value and evaluates no more than it needs`() throws {
        let rows = batch([(1, 0, nil), (nil, 4, nil), (nil, nil, nil)])
        let value = Expression(.coalesce([a, try call("/", integer(8), b), integer(-1)]), type: .integer)
        var errors = RowErrors()
        #expect(texts(evaluate(value, over: rows, errors: &errors)) == ["1", "2", "-1"])
        #expect(errors.isEmpty)
    }

    @Test func `IS NOT DISTINCT FROM is never NULL`() {
        let rows = batch([(1, 1, nil), (1, nil, nil), (nil, nil, nil), (1, 2, nil)])
        var errors = RowErrors()
        let same = evaluate(Expression(.isNotDistinct(a, b), type: .boolean), over: rows, errors: &errors)
        #expect(texts(same) == ["true", "false", "true", "false"])
    }

    @Test func `an assignment refuses what a cast would cut`() {
        let rows = batch([(nil, nil, "abc"), (nil, nil, "abcd"), (nil, nil, "abc   "), (nil, nil, "日本語x")])
        var errors = RowErrors()
        let cut = evaluate(Expression(.cast(t), type: .text(limit: 3)), over: rows, errors: &errors)
        #expect(texts(cut) == ["abc", "abc", "abc", "日本語"])
        #expect(errors.isEmpty)
        let assigned = evaluate(Expression(.assign(t), type: .text(limit: 3)), over: rows, errors: &errors)
        #expect(texts(assigned) == ["abc", "NULL", "abc", "NULL"])
        #expect(errors.all.map(\.code) == ["22001", "22001"])
    }

    @Test func `an empty batch gives an empty column`() throws {
        var errors = RowErrors()
        let none = batch([])
        for expression in [
            try call("+", a, b), Expression(.coalesce([a, b]), type: .integer),
            Expression(.cast(a), type: .text), integer(1),
        ] {
            #expect(evaluate(expression, over: none, errors: &errors).count == 0)
        }
    }

    @Test func `a filter keeps rows that are true`() throws {
        let rows = batch([(1, 1, "x"), (nil, 1, "y"), (3, 1, "z")])
        var errors = RowErrors()
        let kept = ExpressionProgram(try call(">", a, integer(0))).select(rows, errors: &errors)
        #expect(texts(kept.columns[2]) == ["x", "z"])
    }
}
