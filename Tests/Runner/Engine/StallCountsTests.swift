import Testing

@testable import Runner

@Suite struct StallCountsTests {
    @Test func `percentiles are right to a quarter, and the longest is exact`() {
        var stalls = StallCounts()
        #expect(stalls.micros(percent: 99) == 0)
        for length in Int64(1)...1_000 { stalls.count(micros: length * 100) }
        #expect(stalls.total == 1_000)
        #expect(stalls.maxMicros == 100_000)
        for (percent, exact) in [(50, Int64(50_000)), (99, 99_000), (100, 100_000)] {
            let found = stalls.micros(percent: percent)
            #expect(found >= exact && found <= exact * 5 / 4, "\(percent) %: \(found)")
        }
    }
}
