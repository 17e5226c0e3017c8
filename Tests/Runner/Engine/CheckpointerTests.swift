import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

@Suite struct CheckpointerTests {
    /// What a checkpointer leaves behind and says after these commands; it runs here, on the test's thread.
    private func made(
        _ commands: [CheckpointerCommand], followsCommits: Bool
    ) throws -> (epochs: [Int64], finished: [Int64], linked: Int) {
        let path = NSTemporaryDirectory() + "millrace-checkpointer-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let directory = try StateDirectory(path: path, job: "j")
        let checkpoints = Checkpoints(directory)
        guard case .none(let live, _) = try checkpoints.restoreNewest() else { return ([], [], 0) }
        let store = try StateStore(liveDirectory: live, options: StoreOptions(), merger: PartialMerger(layouts: [:]))
        let inbox = Mailbox<CheckpointerCommand>()
        for command in commands + [.quit] { inbox.send(command) }
        let reports = Mutex<(finished: [Int64], linked: Int)>(([], 0))
        Checkpointer(inbox: inbox, store: store, checkpoints: checkpoints, followsCommits: followsCommits) { report in
            reports.withLock { reports in
                switch report {
                case .linked: reports.linked += 1
                case .finished(let epoch, _, _): reports.finished.append(epoch.rawValue)
                case .noRoom, .failed: Issue.record("\(report)")
                }
            }
        }.run()
        let (finished, linked) = reports.withLock { $0 }
        return (try checkpoints.list(.contents).map(\.epoch.rawValue), finished, linked)
    }

    private func written(_ epoch: Int64) -> CheckpointerCommand {
        .make(
            WrittenCheckpoint(
                runs: [], laneMicros: 0, boundary: boundary(epoch), metadata: [], startedMicros: monotonicMicros()))
    }

    @Test func `with a sink that remembers nothing a checkpoint counts once its epoch is committed`() throws {
        // The process dies before the rows of epoch 2 are shown: only epoch 1 may be what the next life restores.
        let died = try made([written(1), .committed(Epoch(1)), written(2)], followsCommits: true)
        #expect(died.epochs == [1] && died.finished == [1])
        #expect(died.linked == 2, "lanes go on before the commit")
        // Which of the two comes first makes no difference.
        let lived = try made(
            [.committed(Epoch(1)), written(1), written(2), .committed(Epoch(2))], followsCommits: true)
        #expect(lived.epochs == [2, 1] && lived.finished == [1, 2])
    }

    @Test func `sinks that remember their epoch need not be waited for`() throws {
        let made = try made([written(1)], followsCommits: false)
        #expect(made.epochs == [1] && made.finished == [1] && made.linked == 1)
    }
}
