import Testing

@testable import Operators

/// Rows of a stream and the rows of a table with their key.
@Suite struct LookupJoinTests {
    private static let table: [[Scalar]] = [
        [.int64(7), .text("seven")], [.int64(8), .text("eight")], [.null, .text("none")], [.int64(7), .text("again")],
    ]

    private func rows(_ types: [DataType], _ rows: [[Scalar]]) -> LookupRows {
        var made = LookupRows(types)
        for row in rows {
            made.append(Batch(count: 1, columns: zip(types, row).map { Column(type: $0, scalars: [$1]) }))
        }
        return made
    }

    private func joined(
        _ table: LookupRows, _ spec: LookupSpec, _ batch: Batch
    ) -> (rows: [String], from: [Int32], errors: [Int]) {
        let settings = EvaluationSettings(timezone: .utc)
        var errors = RowErrors()
        let index = LookupIndex(table, keys: spec.rightKeys, settings: settings, errors: &errors)
        let join = LookupJoin(spec, rows: table, index: index, settings: settings)
        let made = join.expand(batch, errors: &errors)
        return (
            made.batch.scalars.map { show($0) }, (0..<made.rows.count).map { made.rows.pointer[$0] },
            errors.all.map(\.row)
        )
    }

    private func column(_ index: Int, _ type: DataType) -> Expression { Expression(.column(index), type: type) }

    @Test(arguments: [false, true]) func `rows get the columns of their partners, in the table's order`(
        _ keepsUnmatched: Bool
    ) {
        let spec = LookupSpec(
            table: 0, keepsUnmatched: keepsUnmatched, leftKeys: [column(0, .bigint)], rightKeys: [column(0, .bigint)],
            columns: [1])
        let batch = Batch(
            count: 4, columns: [Column(type: .bigint, scalars: [.int64(8), .null, .int64(7), .int64(9)])])
        let made = joined(rows([.bigint, .text], Self.table), spec, batch)
        if keepsUnmatched {
            #expect(made.rows == ["8 | 'eight'", "NULL | NULL", "7 | 'seven'", "7 | 'again'", "9 | NULL"])
            #expect(made.from == [0, 1, 2, 2, 3])
        } else {
            #expect(made.rows == ["8 | 'eight'", "7 | 'seven'", "7 | 'again'"])
            #expect(made.from == [0, 2, 2])
        }
    }

    @Test func `a key of two columns, one of them text, is equal as a whole`() {
        let table = rows(
            [.text, .integer, .boolean],
            [
                [.text("a"), .int64(1), .boolean(true)], [.text("a"), .int64(2), .boolean(false)],
                [.text("a"), .null, .boolean(true)],
            ])
        let spec = LookupSpec(
            table: 0, keepsUnmatched: false, leftKeys: [column(1, .integer), column(0, .text)],
            rightKeys: [column(1, .integer), column(0, .text)], columns: [2])
        let batch = Batch(
            count: 3,
            columns: [
                Column(type: .text, scalars: [.text("a"), .text("b"), .text("a")]),
                Column(type: .integer, scalars: [.int64(2), .int64(1), .null]),
            ])
        #expect(joined(table, spec, batch).rows == ["'a' | 2 | false"])
    }

    @Test func `rows whose partner is the only one keep their places`() {
        let spec = LookupSpec(
            table: 0, keepsUnmatched: true, leftKeys: [column(0, .bigint)], rightKeys: [column(0, .bigint)], columns: []
        )
        let batch = Batch(count: 2, columns: [Column(type: .bigint, scalars: [.int64(8), .int64(3)])])
        let made = joined(rows([.bigint, .text], Self.table), spec, batch)
        #expect(made.rows == ["8", "3"] && made.from == [0, 1])
    }

    @Test func `the first row whose key comes twice is found`() {
        let table = rows([.bigint, .text], Self.table)
        #expect(LookupIndex([table.batch.columns[0]], count: table.count).duplicate == 3)
        #expect(LookupIndex([table.batch.columns[1]], count: table.count).duplicate == nil)
    }
}
