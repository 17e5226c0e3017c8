import Operators
import Testing

@Suite struct CatalogueTests {
    private let catalogue = Catalogue.standard

    private func chosen(_ name: String, _ types: DataType...) throws -> String {
        try catalogue.resolveFunction(name, arguments: types).get().description
    }

    private func chosen(_ left: DataType, _ symbol: String, _ right: DataType) throws -> String {
        try catalogue.resolveOperator(symbol, left: left, right: right).get().description
    }

    @Test func `an exact match wins`() throws {
        #expect(try chosen(.smallint, "+", .bigint) == "smallint + bigint")
        #expect(try chosen("abs", .smallint) == "abs(smallint)")
    }

    @Test func `a literal takes the type of the other side`() throws {
        #expect(try chosen(.integer, "=", .unknown) == "integer = integer")
        #expect(try chosen(.unknown, "<", .timestamptz) == "timestamptz < timestamptz")
        #expect(try chosen(.timestamptz, "-", .unknown) == "timestamptz - timestamptz")
    }

    @Test func `mixed numbers meet in the preferred type`() throws {
        #expect(try chosen(.integer, "*", .numeric) == "numeric * numeric")
        #expect(try chosen(.numeric, "*", .double) == "double precision * double precision")
        #expect(try chosen("round", .integer) == "round(double precision)")
        #expect(try chosen("round", .numeric, .integer) == "round(numeric, integer)")
    }

    @Test func `text joins with anything`() throws {
        #expect(try chosen(.text(limit: 5), "||", .integer) == "text || text")
        #expect(try chosen(.unknown, "||", .unknown) == "text || text")
        #expect(try chosen(.jsonb, "||", .unknown) == "jsonb || jsonb")
    }

    @Test func `a date becomes a timestamptz where a function knows no dates`() throws {
        #expect(try chosen("date_trunc", .unknown, .date) == "date_trunc(text, timestamptz)")
        #expect(try chosen("extract", .unknown, .date) == "extract(text, date)")
    }

    @Test func `what does not exist is an error that says so`() {
        guard case .failure(.noSuchFunction) = catalogue.resolveFunction("lenght", arguments: [.text]) else {
            Issue.record("lenght was found")
            return
        }
        #expect(catalogue.functionNames.contains("length"))
        guard case .failure(.noMatchingFunction) = catalogue.resolveFunction("lower", arguments: [.integer]) else {
            Issue.record("lower(integer) was found")
            return
        }
        guard case .failure(.noSuchOperator) = catalogue.resolveOperator("+", left: .text, right: .integer) else {
            Issue.record("text + integer was found")
            return
        }
    }

    @Test(arguments: ["now", "random", "clock_timestamp", "gen_random_uuid"])
    func `functions of the clock and of chance are refused with a reason`(name: String) {
        guard case .failure(.refused) = catalogue.resolveFunction(name, arguments: []) else {
            Issue.record("\(name) was found")
            return
        }
    }

    @Test func `the common type of CASE and UNION`() {
        #expect(TypeRules.commonType([.integer, .bigint, .numeric]) == .numeric)
        #expect(TypeRules.commonType([.unknown, .unknown]) == .text)
        #expect(TypeRules.commonType([.unknown, .date]) == .date)
        #expect(TypeRules.commonType([.integer, .text]) == nil)
        #expect(TypeRules.commonType([.date, .timestamptz]) == .timestamptz)
        let same = DataType.numeric(NumericShape(precision: 5, scale: 2))
        #expect(TypeRules.commonType([same, same]) == same)
    }

    @Test func `casts that narrow need an assignment, casts across kinds a word`() {
        #expect(TypeRules.canCast(from: .integer, to: .bigint, in: .implicit))
        #expect(!TypeRules.canCast(from: .bigint, to: .integer, in: .implicit))
        #expect(TypeRules.canCast(from: .bigint, to: .integer, in: .assignment))
        #expect(!TypeRules.canCast(from: .text, to: .integer, in: .assignment))
        #expect(TypeRules.canCast(from: .text, to: .integer, in: .explicit))
        #expect(!TypeRules.canCast(from: .date, to: .integer, in: .explicit))
    }
}
