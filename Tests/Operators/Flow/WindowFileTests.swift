import StateStore
import Testing

@testable import Operators

/// What windows leave on disk.
@Suite struct WindowFileTests {
    private let spec = AggregateSpec(
        keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls, distribution: [0, 1],
        stateTTLMicros: nil)

    private func end(_ simulation: Simulation, watermark: Int64) throws -> Int {
        var rows = 0
        try simulation.endEpoch(
            EmitOrder(
                watermarkMicros: watermark, endOfInput: false, wantsFinal: true, wantsChanges: false,
                tracksChanges: false, wantsAll: false, clockMicros: 0)
        ) { _, _, output in rows += output.batch.count }
        return rows
    }

    @Test func `a window that opens and closes between two checkpoints never touches the disk`() throws {
        var random = SeededNumbers(5)
        let simulation = try Simulation(.init(spec: spec), laneCount: 2)
        for window in Int64(0)..<3 {
            let rows = (0..<500).map { _ in
                Sample.row(start: window * 10, end: window * 10 + 10, keys: 1000, &random)
            }
            simulation.process(rows, lane: Int(window))
            #expect(try end(simulation, watermark: window * 10) == 0)
            #expect(try end(simulation, watermark: window * 10 + 10) > 0)
            #expect(simulation.store?.statistics().fileCount == 0)
        }
        try simulation.seal()
        #expect(simulation.store?.statistics().fileCount == 0)
    }

    @Test func `windows that an earlier version left are known, though not how large they are`() throws {
        let simulation = try Simulation(.init(spec: spec), laneCount: 1)
        let store = try #require(simulation.store)
        // Version, clock, one window from 10 to 20 that is not closed.
        let first: [UInt8] = [1, 0, 1, 20, 40, 0]
        let aggregate = try AggregateOperator(
            spec: spec, keyTypes: simulation.keyTypes,
            place: .init(table: TableID(7), lane: 0, laneCount: 1, store: store, memoryBytesMax: 1 << 30),
            keepsClosedWindows: false, tracksChanges: false, metadata: [first])
        #expect(aggregate.own.map(\.start) == [10] && aggregate.own.map(\.end) == [20])
        #expect(aggregate.own.allSatisfy { $0.isEvicted && $0.evictedBytes == WindowGroups.unknownBytes })
    }
}
