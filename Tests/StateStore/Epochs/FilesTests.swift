import Glibc
import Testing

@testable import StateStore

@Suite struct FilesTests {
    @Test func `a link is a second name, and across devices a copy`() throws {
        let scratch = Scratch()
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        writeBytes(content, to: scratch("a"))
        #expect(try Files.link(scratch("a"), to: scratch("b")) == .linked)
        #expect(try Files.status(scratch("b"))?.linkCount == 2)
        #expect(try Files.copy(scratch("a"), to: scratch("c")) == (try Files.digest(scratch("a"))))
        #expect(readBytes(scratch("b")) == content && readBytes(scratch("c")) == content)
        var other = stat()
        var here = stat()
        guard stat("/dev/shm", &other) == 0, stat(scratch.path, &here) == 0, other.st_dev != here.st_dev,
            access("/dev/shm", W_OK) == 0
        else { return }
        let far = "/dev/shm/millrace-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(far) }
        #expect(try Files.link(scratch("a"), to: far) == .copied)
        #expect(readBytes(far) == content)
    }

    @Test func `a file that exists is never overwritten by a link or a copy`() throws {
        let scratch = Scratch()
        writeBytes([1], to: scratch("a"))
        writeBytes([2], to: scratch("b"))
        #expect(throws: StoreError.system(call: "link", path: scratch("b"), errno: EEXIST)) {
            try Files.link(scratch("a"), to: scratch("b"))
        }
        #expect(throws: StoreError.system(call: "open", path: scratch("b"), errno: EEXIST)) {
            try Files.copy(scratch("a"), to: scratch("b"))
        }
        #expect(readBytes(scratch("b")) == [2])
    }

    @Test func `a durable write replaces the whole content and leaves nothing else`() throws {
        let scratch = Scratch()
        try Files.writeDurably([1, 2, 3], to: scratch("a"))
        try Files.writeDurably([], to: scratch("a"))
        #expect(readBytes(scratch("a")).isEmpty && names(in: scratch.path) == ["a"])
        #expect(throws: StoreError.self) { try Files.writeDurably([1], to: scratch("missing/a")) }
    }

    @Test func `removing what is not there is fine`() throws {
        let scratch = Scratch()
        try Files.removeTree(scratch("nothing"))
        try Files.remove(scratch("nothing"))
        mkdir(scratch("d"), 0o700)
        writeBytes([1], to: scratch("d/a"))
        try Files.removeTree(scratch("d"))
        #expect(names(in: scratch.path).isEmpty)
    }
}
