import Testing

@testable import Operators

/// What lanes tell each other of windows.
@Suite struct ExchangeTests {
    @Test func `a window that a lane has emptied is not opened again at its owner`() throws {
        var random = SeededNumbers(7)
        let simulation = try Simulation(
            .init(
                spec: AggregateSpec(
                    keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls, distribution: [0, 1],
                    stateTTLMicros: nil)), laneCount: 2)
        func rows(from start: Int64) -> [[Scalar]] {
            (0..<300).map { _ in Sample.row(start: start, end: start + 10, keys: 1000, &random) }
        }
        simulation.process(rows(from: 0), lane: 0)
        try simulation.endEpoch(
            EmitOrder(
                watermarkMicros: 10, endOfInput: false, wantsFinal: true, wantsChanges: false, tracksChanges: false,
                wantsAll: false, clockMicros: 0)
        ) { _, _, _ in }
        #expect(simulation.lanes[1].own.isEmpty)
        simulation.process(rows(from: 10), lane: 0)
        try simulation.lanes[1].absorb(simulation.lanes[0].takePartials()[1])
        #expect(simulation.lanes[1].own.map(\.start) == [10])
    }
}
