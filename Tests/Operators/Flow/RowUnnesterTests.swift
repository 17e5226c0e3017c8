import Testing

@testable import Operators

/// Rows of arrays, and what is no array.
@Suite struct RowUnnesterTests {
    private func expanded(
        _ arrays: [String?], _ form: UnnestSpec.Form, _ type: DataType, keepsEmpty: Bool = false
    ) throws -> (rows: [String], from: [Int32], errors: [String]) {
        let numbers = Column(type: .bigint, scalars: arrays.indices.map { .int64(Int64($0)) })
        let column = Column(type: type, scalars: arrays.map { $0.map { .bytes(Array($0.utf8)) } ?? .null })
        let unnester = RowUnnester(
            UnnestSpec(column: 1, form: form, keepsEmpty: keepsEmpty), settings: EvaluationSettings(timezone: .utc))
        var errors = RowErrors()
        let made = unnester.expand(Batch(count: arrays.count, columns: [numbers, column]), errors: &errors)
        let list = (0..<made.rows.count).map { made.rows.pointer[$0] }
        return (
            made.batch.scalars.map { "\(show($0[0])) \(show($0[2]))" }, list,
            errors.all.map { "\($0.row) \($0.code) \($0.message)" }
        )
    }

    @Test func `each element is a row, in order, NULL among them`() throws {
        let made = try expanded([#"[1, "a b", null, {"x": [2]}]"#, "[]", nil, "[true]"], .texts, .jsonb)
        #expect(made.from == [0, 0, 0, 0, 3])
        #expect(made.rows == ["0 '1'", "0 'a b'", "0 NULL", #"0 '{"x": [2]}'"#, "3 'true'"])
        #expect(made.errors == [])
        let elements = try expanded([#"[1, "a", null]"#], .elements, .jsonb)
        #expect(elements.rows == ["0 '1'", #"0 '"a"'"#, "0 'null'"])
    }

    @Test func `rows without elements stay where they are wanted`() throws {
        let made = try expanded(["[]", nil, "[7]"], .array(.integer), .array(.integer), keepsEmpty: true)
        #expect(made.rows == ["0 NULL", "1 NULL", "2 7"])
    }

    @Test func `what is no array, and elements that are not of the type, fail with all their row`() throws {
        let made = try expanded([#"{"a": 1}"#, "3", "[4]"], .elements, .jsonb)
        #expect(made.rows == ["2 '4'"])
        #expect(
            made.errors == [
                "0 22023 cannot extract elements from an object", "1 22023 cannot extract elements from a scalar",
            ])
        let numbers = try expanded(["[1, 2]", #"[3, "x", 4]"#, "[5]"], .array(.integer), .array(.integer))
        #expect(numbers.rows == ["0 1", "0 2", "2 5"])
        #expect(numbers.errors.map { $0.prefix(7) } == ["1 22P02"])
    }
}
