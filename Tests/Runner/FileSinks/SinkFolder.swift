import Foundation
import Operators
import StateStore
import Synchronization

@testable import Runner

/// A call that was made to fail, or the crash of the process in its place.
final class CallFaults: Sendable {
    private struct State {
        var calls = 0
        var failing: Range<Int> = 0..<0
        var errno: Int32 = 0
    }
    private let state = Mutex(State())

    /// Calls from `first` on fail with `errno`, `count` of them.
    func fail(from first: Int, count: Int, errno: Int32) {
        state.withLock { $0 = State(calls: 0, failing: first..<(first + count), errno: errno) }
    }

    func stop() { state.withLock { $0.failing = 0..<0 } }

    /// Calls since the last `fail`.
    var calls: Int { state.withLock(\.calls) }

    func answer() -> Int32 {
        state.withLock { state in
            defer { state.calls += 1 }
            return state.failing.contains(state.calls) ? state.errno : 0
        }
    }
}

/// A wall clock that tests move.
private final class TestTime: Sendable {
    let micros = Atomic<Int64>(0)
}

/// A sink's files in a folder that goes away with the test.
final class SinkFolder {
    let path: String
    let faults = CallFaults()
    private let time = TestTime()
    var clock: Int64 {
        get { time.micros.load(ordering: .relaxed) }
        set { time.micros.store(newValue, ordering: .relaxed) }
    }
    var table: SinkTable
    var options: FileSinkOptions
    var isSorted = false
    private(set) var system: FileSystem

    init(
        _ name: String, _ format: FileSinkOptions.Format, _ table: SinkTable,
        _ change: (inout FileSinkOptions) -> Void = { _ in }
    )
        throws
    {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-files-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        self.table = table
        options = FileSinkOptions(path: "\(path)/\(name)", format: format)
        change(&options)
        system = FileSystem(FileTarget(table, options: options, sink: 0, isSorted: false), settings: .init())
        restart()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A new process in the place of the old one.
    func restart() {
        system.close()
        var settings = FileSystem.Settings()
        let faults = faults
        settings.onCall = { _, _ in faults.answer() }
        let time = time
        settings.nowUnixMicros = { time.micros.load(ordering: .relaxed) }
        system = FileSystem(target, settings: settings)
    }

    var target: FileTarget { FileTarget(table, options: options, sink: 0, isSorted: isSorted) }

    @discardableResult
    func start(_ job: SinkJob = testJob) throws -> SinkPosition? { try system.start(job) }

    /// Commits rows as the lanes give them.
    @discardableResult
    func commit(
        _ epoch: Int64, _ lanes: [[Scalar]]..., operation: RowOperation = .append, endOfInput: Bool = false,
        emit: UInt64 = 0, letters: [DeadLetter] = []
    ) throws -> CommitReport {
        var commit = self.epoch(epoch, lanes, operation, endOfInput: endOfInput, emit: emit)
        commit.deadLetters = letters
        return try system.commit(commit)
    }

    /// The lines of the dead letters.
    var letters: [String] {
        let path = target.path(target.letters)
        return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    func epoch(
        _ epoch: Int64, _ lanes: [[[Scalar]]], _ operation: RowOperation = .append, endOfInput: Bool = false,
        emit: UInt64 = 0
    ) -> EpochCommit {
        let encoded = lanes.map { rows in
            let encoder = FileEncoder(target)
            encoder.append(batch(table.columns, rows), operation: operation)
            return encoder.take()
        }
        var commit = EpochCommit(epoch, [encoded])
        commit.boundary.endOfInput = endOfInput
        commit.boundary.emit = emit
        return commit
    }

    /// Every file that is not hidden, with its content.
    var visible: [String: String] {
        var found: [String: String] = [:]
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        for name in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            found[name] = (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? "unreadable"
        }
        return found
    }

    /// Files in the sink's own folders.
    var hidden: [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).filter { name in
            name.contains(".millrace/") && !name.hasSuffix("manifest") && !name.hasSuffix("lock")
        }.filter { $0.split(separator: "/").last?.first?.isNumber ?? false }
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}

/// The reason of a refusal; nil for anything else.
func refusal(_ body: () throws -> Void) -> String? {
    do { try body() } catch SinkError.refused(let reason) { return reason } catch { return "not refused: \(error)" }
    return nil
}
