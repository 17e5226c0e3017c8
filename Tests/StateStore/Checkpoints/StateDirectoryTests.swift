import Glibc
import Testing

@testable import StateStore

@Suite struct StateDirectoryTests {
    @Test func `a directory that is in use is refused until its owner is gone`() throws {
        let scratch = Scratch()
        var first: StateDirectory? = try StateDirectory(path: scratch("s"), job: "clicks")
        #expect(throws: StoreError.alreadyLocked(path: scratch("s"))) {
            try StateDirectory(path: scratch("s"), job: "clicks")
        }
        #expect(first?.isNew == true)
        first = nil
        let second = try StateDirectory(path: scratch("s"), job: "clicks")
        #expect(!second.isNew)
    }

    @Test func `the identity stays the same from start to start`() throws {
        let scratch = Scratch()
        let uuid = try StateDirectory(path: scratch("s"), job: "clicks").identity.uuid
        #expect(uuid.utf8.count == 36)
        #expect(try StateDirectory(path: scratch("s"), job: "clicks", uuid: uuid).identity.uuid == uuid)
        #expect(try StateDirectory(path: scratch("s"), job: "clicks").identity.uuid == uuid)
    }

    @Test func `a directory that a failed start left takes the identity that the sinks know`() throws {
        let scratch = Scratch()
        let made = try StateDirectory(path: scratch("s"), job: "clicks").identity.uuid
        let left = try StateDirectory(path: scratch("s"), job: "clicks")
        #expect(!left.isNew && left.identity.uuid == made)
        #expect(try left.adopting(uuid: "aaaa").identity.uuid == "aaaa")
        #expect(throws: StoreError.alreadyLocked(path: scratch("s"))) {
            try withExtendedLifetime(left) { try StateDirectory(path: scratch("s"), job: "clicks") }
        }
    }

    @Test func `a directory with a journaled boundary keeps its identity`() throws {
        let scratch = Scratch()
        let directory = try StateDirectory(path: scratch("s"), job: "clicks")
        #expect(try !directory.holdsState())
        var journal = try Journal(directory: directory.journalPath)
        try [UInt8](repeating: 1, count: 8).withUnsafeBytes { try journal.append(epoch: .none, payload: $0) }
        #expect(try directory.holdsState())
        #expect(throws: StoreError.self) { try directory.adopting(uuid: "aaaa") }
        #expect(try StateDirectory.readIdentity(directory.path) == directory.identity)
    }

    @Test func `another job's directory is refused and left as it is`() throws {
        let scratch = Scratch()
        let uuid = try StateDirectory(path: scratch("s"), job: "clicks", uuid: "aaaa").identity.uuid
        let live = scratch("s") + "/live/kept"
        mkdir(live, 0o700)
        #expect(throws: StoreError.otherJob(path: scratch("s"), found: "clicks", wanted: "orders")) {
            try StateDirectory(path: scratch("s"), job: "orders")
        }
        #expect(throws: StoreError.otherJob(path: scratch("s"), found: "clicks aaaa", wanted: "clicks bbbb")) {
            try StateDirectory(path: scratch("s"), job: "clicks", uuid: "bbbb")
        }
        #expect(names(in: scratch("s") + "/live") == ["kept"])
        #expect(try StateDirectory(path: scratch("s"), job: "clicks").identity.uuid == uuid)
    }

    @Test func `a newer layout is refused`() throws {
        let scratch = Scratch()
        _ = try StateDirectory(path: scratch("s"), job: "clicks")
        writeBytes(Array(#"{"format":2,"job":"clicks","uuid":"x"}"#.utf8), to: scratch("s") + "/job.json")
        #expect(throws: StoreError.unsupportedVersion(what: scratch("s"), found: 2, newestKnown: 1)) {
            try StateDirectory(path: scratch("s"), job: "clicks")
        }
    }

    @Test func `a lost or unreadable identity is refused when there are checkpoints`() throws {
        let scratch = Scratch()
        _ = try StateDirectory(path: scratch("s"), job: "clicks")
        writeBytes([0x7B], to: scratch("s") + "/job.json")
        #expect(throws: StoreError.self) { try StateDirectory(path: scratch("s"), job: "clicks") }
        unlink(scratch("s") + "/job.json")
        #expect(throws: StoreError.self) { try StateDirectory(path: scratch("s"), job: "clicks") }
    }

    @Test func `only the user may enter and what a dead process left is cleared away`() throws {
        let scratch = Scratch()
        mkdir(scratch("s"), 0o755)
        do { _ = try StateDirectory(path: scratch("s"), job: "clicks") }
        mkdir(scratch("s") + "/live/dead", 0o700)
        writeBytes([1], to: scratch("s") + "/live/dead/000001.sst")
        mkdir(scratch("s") + "/checkpoints/.building-7-x", 0o700)
        writeBytes([1], to: scratch("s") + "/checkpoints/.building-7-x/manifest")
        _ = try StateDirectory(path: scratch("s"), job: "clicks")
        var info = stat()
        stat(scratch("s"), &info)
        #expect(info.st_mode & 0o777 == 0o700)
        #expect(names(in: scratch("s") + "/live").isEmpty && names(in: scratch("s") + "/checkpoints").isEmpty)
    }
}
