import Synchronization
import Testing

@testable import StateStore

@Suite struct ThreadTests {
    @Test func `lanes write, scan, delete and checkpoint at once and nothing is lost`() async throws {
        let scratch = Scratch()
        let path = scratch("s")
        let rounds: Int64 = 25
        let job = try JobState(path)
        let (store, checkpoints) = (job.store, job.checkpoints)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in Int64(0)..<3 {
                group.addTask {
                    for round in 1...rounds {
                        // One shared window, and one that only this lane uses and closes again.
                        var entries: [[UInt8]: Int64] = [:]
                        for number in Int64(0)..<50 {
                            entries[key(window: 1000, number)] = 1
                            entries[key(window: lane, number &+ round)] = 1
                        }
                        try store.add(entries)
                        try store.deleteRange(.window(TableID(1), end: lane))
                    }
                }
            }
            group.addTask {
                for epoch in 1...rounds {
                    try checkpoints.create(store, boundary: BoundaryRecord(epoch: Epoch(epoch)))
                }
            }
            group.addTask {
                for _ in 1...rounds {
                    var last: [UInt8] = []
                    try store.scan(.all) { key, _ in
                        let found = Array(key)
                        #expect(last.lexicographicallyPrecedes(found))
                        last = found
                        return true
                    }
                    store.compact(.window(TableID(1), end: 1000))
                }
            }
            try await group.waitForAll()
        }
        let state = try store.dump()
        #expect(state.count == 50 && state.values.allSatisfy { $0 == 3 * rounds })
        #expect(try checkpoints.list(.contents).allSatisfy { $0.problems.isEmpty })
        try store.checkHealth()
    }
}
