import Glibc
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// Whatever call a process dies in, the files are in the end those of a run that nothing disturbed.
@Suite struct FileSinkCrashTests {
    enum Kind: CaseIterable {
        case oneFile, folder, rolling, partitions, complete
        /// Stopped in good order in the middle, which shows what waits.
        case stopped
    }

    private func make(_ kind: Kind) throws -> SinkFolder {
        let table = SinkTable(
            name: "t", columns: schema(["n": .integer, "k": .integer]), emit: kind == .complete ? .complete : .final)
        return try SinkFolder(kind == .oneFile || kind == .complete ? "out.csv" : "rows", .csv, table) { options in
            if kind == .rolling || kind == .stopped { options.rollMicros = 3_000_000 }
            if kind == .partitions { options.partitionBy = ["k"] }
        }
    }

    private let epochs: Int64 = 5

    private func commit(_ folder: SinkFolder, _ kind: Kind, _ epoch: Int64) throws {
        folder.clock = epoch * 1_000_000
        let rows = (0..<epoch).map { [Scalar.int64(epoch * 10 + $0), .int64($0 % 2)] }
        try folder.commit(
            epoch, epoch == 3 ? [] : rows, operation: kind == .complete ? .replaceAll : .append,
            endOfInput: epoch == epochs, emit: 1,
            letters: epoch % 2 == 0
                ? [] : [DeadLetter(source: "s", reason: "malformed", detail: "\(epoch)", record: [0x7B])])
        if kind == .stopped && epoch == 2 { try folder.system.finish() }
    }

    /// Runs to the end like a process that is started again after each crash; gives how often it crashed.
    private func run(_ folder: SinkFolder, _ kind: Kind) throws -> Int {
        var crashes = 0
        while crashes < 50 {
            do {
                folder.restart()
                let position = try #require(try folder.start())
                var epoch = position.epoch.rawValue
                if kind == .stopped && epoch == 2 { try folder.system.finish() }
                while epoch < epochs {
                    epoch += 1
                    try commit(folder, kind, epoch)
                }
                return crashes
            } catch is SinkError {
                crashes += 1
                folder.faults.stop()
            }
        }
        Issue.record("no end")
        return crashes
    }

    @Test(arguments: Kind.allCases) func `a crash at any call leaves the files of an undisturbed run`(_ kind: Kind)
        throws
    {
        let calm = try make(kind)
        calm.faults.fail(from: .max - 1, count: 1, errno: 0)
        #expect(try run(calm, kind) == 0)
        let expected = calm.visible
        #expect(!expected.isEmpty)
        #expect(calm.letters.count == 3)
        let calls = calm.faults.calls
        #expect(calls > 30)
        for call in 0..<calls {
            let folder = try make(kind)
            folder.faults.fail(from: call, count: 1, errno: ENOSPC)
            let crashes = try run(folder, kind)
            #expect(crashes == 1, "call \(call)")
            #expect(folder.visible == expected, "\(kind), call \(call)")
            #expect(folder.letters == calm.letters, "\(kind), call \(call)")
            #expect(folder.hidden.isEmpty, "\(kind), call \(call): \(folder.hidden)")
        }
    }

    @Test(arguments: Kind.allCases) func `half a write is cut off`(_ kind: Kind) throws {
        let calm = try make(kind)
        _ = try run(calm, kind)
        let folder = try make(kind)
        try folder.start()
        try commit(folder, kind, 1)
        try commit(folder, kind, 2)
        // What a process that dies in the next commit may leave behind the committed bytes.
        if kind == .oneFile { try folder.write("out.csv", (folder.visible["out.csv"] ?? "") + "99,9\n99,") }
        if kind == .folder { try folder.write("rows/.millrace/0000000003-0", "99,9\n99,") }
        if kind == .complete { try folder.write(".millrace/out.csv/0000000003-0", "99,9\n99,") }
        #expect(try run(folder, kind) == 0)
        #expect(folder.visible == calm.visible)
        #expect(folder.hidden.isEmpty)
    }

    @Test(arguments: Kind.allCases) func `a full disk pauses the commits and the same process goes on`(
        _ kind: Kind
    ) throws {
        let calm = try make(kind)
        _ = try run(calm, kind)
        let folder = try make(kind)
        try folder.start()
        for epoch in 1...epochs {
            folder.clock = epoch * 1_000_000
            // The disk is full for a while, and each attempt gets a little further.
            for call in 0..<6 {
                folder.faults.fail(from: call, count: 1_000, errno: ENOSPC)
                do {
                    try commit(folder, kind, epoch)
                    break
                } catch SinkError.transient, SinkError.unknownOutcome {
                    folder.faults.stop()
                    let position = try #require(try folder.start())
                    if position.epoch.rawValue == epoch { break }
                }
            }
            folder.faults.stop()
            try commit(folder, kind, epoch)
        }
        let rows = { (files: [String: String]) in
            files.values.flatMap { $0.split(separator: "\n") }.filter { !$0.hasPrefix("n") }.sorted()
        }
        #expect(rows(folder.visible) == rows(calm.visible))
        #expect(folder.hidden.isEmpty)
    }
}
