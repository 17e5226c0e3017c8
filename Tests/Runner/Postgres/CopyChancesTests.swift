import Testing

@testable import Runner

@Suite struct CopyChancesTests {
    /// Slices of changed rows, all of them refused; those that were tried.
    private func attempts(_ chances: inout CopyChances, slices: Int, rows: Int, isFinal: Bool) -> [Int] {
        var attempts: [Int] = []
        for slice in 0..<slices where chances.tries("t", rows: rows, isFinal: isFinal) {
            attempts.append(slice)
            chances.note("t", met: true)
        }
        return attempts
    }

    @Test func `final rows are tried until one meets its key, and never again`() {
        var chances = CopyChances()
        for _ in 0..<3 {
            let isTried = chances.tries("t", rows: 1, isFinal: true)
            #expect(isTried)
            chances.note("t", met: false)
        }
        let tried = attempts(&chances, slices: 5_000, rows: 1_000, isFinal: true)
        #expect(tried == [0])
        let isOtherTried = chances.tries("other", rows: 1, isFinal: true)
        #expect(isOtherTried)
    }

    @Test func `changed rows are tried when they are many, and after a failure ever more seldom`() {
        var chances = CopyChances()
        let few = attempts(&chances, slices: 10, rows: CopyChances.rowsMin - 1, isFinal: false)
        #expect(few == [])
        let many = attempts(&chances, slices: 10_000, rows: CopyChances.rowsMin, isFinal: false)
        #expect(many.prefix(4) == [0, 9, 26, 59])
        #expect(many.count < 20 && many.count > 10)
        // New keys again: tried with every slice.
        chances.note("t", met: false)
        for _ in 0..<3 {
            let isTried = chances.tries("t", rows: CopyChances.rowsMin, isFinal: false)
            #expect(isTried)
            chances.note("t", met: false)
        }
    }
}
