import Synchronization
import Testing

@testable import Runner

@Suite struct RecordPaceTests {
    /// A clock that a test moves.
    private final class Clock: Sendable {
        private let time = Atomic<Int64>(1_000)

        var milliseconds: Int64 { time.load(ordering: .relaxed) }

        func advance(_ milliseconds: Int64) { time.wrappingAdd(milliseconds, ordering: .relaxed) }
    }

    @Test func `records are due as the rate says, for all lanes together`() {
        let clock = Clock()
        let pace = RecordPace(perSecond: 100) { clock.milliseconds }
        #expect(pace.take(50) == 0 && pace.milliseconds == 11)
        clock.advance(500)
        #expect(pace.take(30) == 30 && pace.take(30) == 20 && pace.take(30) == 0)
        pace.giveBack(5)
        #expect(pace.take(30) == 5)
        // Nobody asked for a minute: a second's worth, not sixty.
        clock.advance(60_000)
        #expect(pace.take(1_000) == 100)
    }

    @Test func `less than one a second comes in its time`() {
        let clock = Clock()
        let pace = RecordPace(perSecond: 0.5) { clock.milliseconds }
        var taken = 0
        for _ in 0..<100 {
            clock.advance(100)
            taken += pace.take(10)
        }
        #expect(taken == 5)
    }
}
