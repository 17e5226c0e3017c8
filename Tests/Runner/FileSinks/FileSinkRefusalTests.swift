import Glibc
import Operators
import StateStore
import Testing

@testable import Runner

/// What the sink does not touch, and says so.
@Suite struct FileSinkRefusalTests {
    private let table = SinkTable(name: "t", columns: schema(["n": .integer]))

    private func begun(_ name: String = "out.csv") throws -> SinkFolder {
        let folder = try SinkFolder(name, .csv, table)
        try folder.start()
        try folder.commit(1, [[.int64(1)]])
        folder.restart()
        return folder
    }

    @Test func `a file that somebody else wrote`() throws {
        let folder = try SinkFolder("out.csv", .csv, table)
        try folder.write("out.csv", "mine\n")
        let reason = refusal { try folder.start() }
        #expect(
            reason == "\(folder.path)/out.csv exists (5 bytes) and was not written by this job: "
                + "move it away, or name another path")
        #expect(try folder.system.look(testJob).problems.map(\.message) == [reason])
        #expect(folder.visible == ["out.csv": "mine\n"])
    }

    @Test func `a file that somebody else writes after the start`() throws {
        let folder = try SinkFolder("out.csv", .csv, table)
        try folder.start()
        try folder.write("out.csv", "mine\n")
        #expect(refusal { try folder.commit(1, [[.int64(1)]]) }?.contains("File exists") == true)
        #expect(folder.visible == ["out.csv": "mine\n"])
    }

    @Test func `a folder with other files`() throws {
        let folder = try SinkFolder("", .csv, table)
        try folder.write("other.txt", "x")
        #expect(
            refusal { try folder.start() }?.contains("holds files that were not written by this job (other.txt)")
                == true)
    }

    @Test func `a file that became shorter`() throws {
        let folder = try begun()
        try folder.write("out.csv", "n\n")
        #expect(
            refusal { try folder.start() }?.hasSuffix(
                "out.csv has 2 bytes, but 4 bytes of committed rows were written: it was cut or replaced; "
                    + "nothing was written") == true)
        #expect(folder.visible == ["out.csv": "n\n"])
    }

    @Test func `a file that was replaced by one as long`() throws {
        let folder = try begun()
        try folder.write("out.csv", "n\n7\n")
        #expect(refusal { try folder.start() }?.contains("holds other bytes than the job has written") == true)
    }

    @Test func `a file that is gone`() throws {
        let folder = try begun()
        try folder.remove("out.csv")
        #expect(refusal { try folder.start() }?.contains("which has 4 bytes of committed rows, is gone") == true)
    }

    @Test func `files of another job`() throws {
        let folder = try begun()
        let reason = refusal { try folder.start(SinkJob(name: "other", uuid: testJob.uuid, fingerprint: "")) }
        #expect(reason?.contains("was written by job test, not by other") == true)
    }

    @Test func `files with other columns`() throws {
        let folder = try begun()
        folder.table = SinkTable(name: "t", columns: schema(["n": .integer, "m": .text]))
        folder.restart()
        #expect(
            refusal { try folder.start() }?.contains(
                "was begun as csv (n integer), and the job now writes csv (n integer, m text)") == true)
    }

    @Test func `a manifest that is damaged`() throws {
        let folder = try begun()
        try folder.write(".millrace/out.csv/manifest", "not this at all")
        #expect(refusal { try folder.start() }?.contains("manifest can't be read: ") == true)
    }

    @Test func `two processes at once`() throws {
        let folder = try SinkFolder("out.csv", .csv, table)
        try folder.start()
        let second = FileSystem(folder.target, settings: .init())
        #expect {
            _ = try second.start(testJob)
        } throws: { error in
            guard case SinkError.fenced(let reason) = error else { return false }
            return reason.contains("another process writes")
        }
        folder.system.close()
        #expect(try second.start(testJob)?.epoch == Epoch.none)
        second.close()
    }

    @Test func `an objection leaves everything as it was`() throws {
        let folder = try begun()
        try folder.write("out.csv", "n\n1\nhalf")
        let reason = refusal { _ = try folder.system.start(testJob) { "no: epoch \($0.epoch)" } }
        #expect(reason == "no: epoch 1")
        #expect(folder.visible == ["out.csv": "n\n1\nhalf"])
    }

    @Test func `a row that is to be deleted`() throws {
        let folder = try begun()
        try folder.start()
        #expect(
            refusal { try folder.commit(2, [[.int64(1)]], operation: .delete) }?.contains("is to be deleted") == true)
    }

    @Test func `a path that leads through a file`() throws {
        let folder = try SinkFolder("a/out.csv", .csv, table)
        try folder.write("a", "x")
        #expect(refusal { try folder.start() }?.contains("Not a directory") == true)
    }
}
