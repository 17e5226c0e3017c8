import StateStore
import Testing

@testable import Runner

@Suite struct SinkStateTests {
    private func position(_ epochs: ClosedRange<Int64>, uuid: String = "u", offset: Int64? = nil) -> SinkPosition {
        SinkPosition(
            epoch: Epoch(epochs.upperBound), uuid: uuid, fingerprint: "f",
            boundaries: epochs.map { boundary($0, offset: offset) })
    }

    @Test func `the replay begins to write at the lowest epoch, and boundaries up to the newest are fixed`() throws {
        let state = try StartProcedure.SinkState([position(3...7), position(2...6)])
        #expect(state.epoch == Epoch(6) && state.newest == Epoch(7))
        #expect(state.boundaries == (2...7).map { boundary($0) })
        let none = try StartProcedure.SinkState([])
        #expect(none.epoch == nil && none.newest == nil && none.boundaries.isEmpty)
    }

    @Test func `one epoch with two boundaries, and two lives of a job, are refused`() {
        #expect(throws: JobError.self) {
            try StartProcedure.SinkState([position(5...7), position(7...7, offset: 1)])
        }
        #expect(throws: JobError.self) {
            try StartProcedure.SinkState([position(1...2, uuid: "a"), position(1...2, uuid: "b")])
        }
    }
}
