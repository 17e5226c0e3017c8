import Testing

@testable import Operators

@Suite struct JSONFuzzTests {
    @Test func `both ways of the decoder agree on varied and damaged records of every schema`() throws {
        let here = try #require(FuzzMemory())
        let there = try #require(FuzzMemory())
        var total = FuzzOutcome()
        let seed = fuzzSeed(1)
        for round in 0..<fuzzRounds(40) {
            for schema in FuzzSchema.all.indices {
                let outcome = try JSONFuzzInput(schema: schema, seed: seed &+ UInt64(round)).run(here, there)
                if let difference = outcome.difference {
                    Issue.record("schema \(schema), MILLRACE_FUZZ_SEED=\(seed &+ UInt64(round)): \(difference)")
                    return
                }
                total.compared += outcome.compared
                total.bad += outcome.bad
                total.speculated += outcome.speculated
                total.unordered += outcome.unordered
            }
        }
        // A run in which nothing is speculated, or nothing is bad, would show nothing.
        #expect(total.speculated * 6 > total.compared && total.bad * 20 > total.compared)
        #expect(total.unordered * 50 > total.compared)
    }

    @Test func `an input of the fuzzer is read as it was written, and any bytes are one`() {
        let input = JSONFuzzInput(schema: 3, seed: 0x0123_4567_89AB_CDEF)
        let again = input.bytes.withUnsafeBufferPointer { JSONFuzzInput($0) }
        #expect(again.schema == 3 && again.seed == input.seed && again.records == input.records)
        let cut = input.bytes.dropLast(5).withUnsafeBufferPointer { JSONFuzzInput($0) }
        #expect(cut.records.count == 1 && cut.records[0] == input.records[0].dropLast(5))
        #expect([UInt8](repeating: 255, count: 8).withUnsafeBufferPointer { JSONFuzzInput($0) }.records.isEmpty)
    }
}
