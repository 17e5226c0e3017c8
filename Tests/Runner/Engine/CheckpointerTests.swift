import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

@Suite struct CheckpointerTests {
    private struct Made {
        /// Of the checkpoints there are, the newest first.
        var epochs: [Int64] = []
        var finished: [Int64] = []
        var linked = 0
        var taken = 0
        /// In the store.
        var keys = 0
    }

    /// What a checkpointer leaves behind and says after these commands; it runs here, on the test's thread.
    private func made(
        _ commands: (StateStore) throws -> [CheckpointerCommand], followsCommits: Bool
    ) throws -> Made {
        let path = NSTemporaryDirectory() + "millrace-checkpointer-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = try StateDirectory(path: path, job: "j")
        let checkpoints = Checkpoints(directory)
        guard case .none(let live, _) = try checkpoints.restoreNewest() else { return Made() }
        let store = try StateStore(liveDirectory: live, options: StoreOptions(), merger: PartialMerger(layouts: [:]))
        let inbox = Mailbox<CheckpointerCommand>()
        for command in try commands(store) + [.quit] { inbox.send(command) }
        let reports = Mutex(Made())
        Checkpointer(inbox: inbox, store: store, checkpoints: checkpoints, followsCommits: followsCommits) { report in
            reports.withLock { reports in
                switch report {
                case .linked: reports.linked += 1
                case .taken: reports.taken += 1
                case .finished(let epoch, _, _): reports.finished.append(epoch.rawValue)
                case .noRoom, .failed: Issue.record("\(report)")
                }
            }
        }.run()
        var made = reports.withLock { $0 }
        made.epochs = try checkpoints.list(.contents).map(\.epoch.rawValue)
        try store.scan(.all) { _, _ in
            made.keys += 1
            return true
        }
        return made
    }

    private func written(_ epoch: Int64) -> CheckpointerCommand {
        .make(
            WrittenCheckpoint(
                runs: [], laneMicros: 0, boundary: boundary(epoch), metadata: [], startedMicros: monotonicMicros()))
    }

    @Test func `with a sink that remembers nothing a checkpoint counts once its epoch is committed`() throws {
        // The process dies before the rows of epoch 2 are shown: only epoch 1 may be what the next life restores.
        let died = try made({ _ in [written(1), .committed(Epoch(1)), written(2)] }, followsCommits: true)
        #expect(died.epochs == [1] && died.finished == [1])
        #expect(died.linked == 2, "lanes go on before the commit")
        // Which of the two comes first makes no difference.
        let lived = try made(
            { _ in [.committed(Epoch(1)), written(1), written(2), .committed(Epoch(2))] }, followsCommits: true)
        #expect(lived.epochs == [2, 1] && lived.finished == [1, 2])
    }

    @Test func `sinks that remember their epoch need not be waited for`() throws {
        let made = try made({ _ in [written(1)] }, followsCommits: false)
        #expect(made.epochs == [1] && made.finished == [1] && made.linked == 1)
    }

    @Test func `groups that left memory are in the store, and make no checkpoint`() throws {
        let made = try made(
            { store in
                var run = try store.newRun()
                for key in UInt8(1)...5 {
                    try [key].withUnsafeBytes { bytes in try run.put(key: bytes, value: bytes) }
                }
                return [.take([OpenRun(run)]), .take([])]
            }, followsCommits: true)
        #expect(made.taken == 2 && made.keys == 5)
        #expect(made.linked == 0 && made.epochs == [] && made.finished == [])
    }
}
