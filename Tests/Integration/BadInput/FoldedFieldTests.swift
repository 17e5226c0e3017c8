import TestSupport
import Testing

/// Fields whose names differ from their columns' in case alone.
@Suite struct FoldedFieldTests {
    @Test func `a field that matches by case alone is read, and said once for all lanes`() throws {
        let job = try FileJob("*.json", format: "json")
        for file in 0..<4 {
            let lines = (0..<50).map { "{\"id\": \(file * 50 + $0), \"Name\": \"n\($0)\"}\n" }
            try job.put("part-\(file).json", lines.joined())
        }
        let outcome = try job.outcome(["-p", "3"])
        #expect(outcome.code == 0, "\(outcome.said)")
        let warnings = outcome.said.split(separator: "\n").filter { $0.contains("differs in case alone") }
        #expect(warnings.count == 1, "\(outcome.said)")
        #expect(warnings.first?.contains("warning: source input: no field is named \"name\"") ?? false)
        #expect(try job.copied.count == 200)
        #expect(try job.copied.contains("7,n7"))
    }

    @Test func `fields with the names of their columns are no warning`() throws {
        let job = try FileJob("*.json", format: "json")
        try job.put("part.json", "{\"id\": 1, \"name\": \"a\", \"NAME\": \"b\"}\n")
        let outcome = try job.outcome()
        #expect(!outcome.said.contains("in case alone"), "\(outcome.said)")
        #expect(try job.copied == ["1,a"])
    }
}
