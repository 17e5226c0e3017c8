import Operators
import Testing

/// Every function and operator that a job may call has a case that PostgreSQL answers, too.
@Suite struct CatalogueCoverageTests {
    /// Names that the catalogue has for itself: the grammar gives them, no job writes them.
    private static let own: Set<String> = [
        "= ANY", "ARRAY", "[]", "SIMILAR TO", "~~", "~~*", "!~~", "!~~*", "timezone",
    ]

    @Test func `every function has a case`() throws {
        let text = try DifferentialCases.load().joined(separator: "\n").lowercased()
        let names = Catalogue.standard.functionNames.filter { !Self.own.contains($0) && !$0.contains(" ") }
        let missing = names.filter { !text.contains($0 + "(") && !text.contains($0 + " (") }
        #expect(missing.isEmpty, "no case in Differential: \(missing.joined(separator: ", "))")
        #expect(names.count > 100)
    }

    @Test func `every operator has a case`() throws {
        let text = try DifferentialCases.load().joined(separator: "\n")
        let missing = Catalogue.standard.operatorSymbols.filter { !Self.own.contains($0) && !text.contains($0) }
        #expect(missing.isEmpty, "no case in Differential: \(missing.joined(separator: " "))")
    }
}
