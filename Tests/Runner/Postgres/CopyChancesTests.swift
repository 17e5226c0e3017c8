import Testing

@testable import Runner

@Suite struct CopyChancesTests {
    @Test func `final rows are tried until one meets its key, and never again`() {
        var chances = CopyChances()
        #expect(chances.tries("t", rows: 1, isFinal: true))
        chances.note("t", met: false)
        #expect(chances.tries("t", rows: 1, isFinal: true))
        chances.note("t", met: true)
        for _ in 0..<5_000 { #expect(!chances.tries("t", rows: 1_000, isFinal: true)) }
        #expect(chances.tries("other", rows: 1, isFinal: true))
    }

    @Test func `changed rows are tried when they are many, and after a failure ever more seldom`() {
        var chances = CopyChances()
        #expect(!chances.tries("t", rows: CopyChances.rowsMin - 1, isFinal: false))
        var attempts: [Int] = []
        for slice in 0..<10_000 where chances.tries("t", rows: CopyChances.rowsMin, isFinal: false) {
            attempts.append(slice)
            chances.note("t", met: true)
        }
        #expect(attempts.prefix(4) == [0, 9, 26, 59])
        #expect(attempts.count < 20 && attempts.count > 10)
        // New keys again: tried with every slice.
        chances.note("t", met: false)
        #expect(chances.tries("t", rows: CopyChances.rowsMin, isFinal: false))
        #expect(chances.tries("t", rows: CopyChances.rowsMin, isFinal: false))
    }
}
