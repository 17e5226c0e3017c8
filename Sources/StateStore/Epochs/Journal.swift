import Glibc

/// The local, fsynced list of boundaries: one record per epoch, durable before any sink commits the epoch.
///
/// Belongs to one thread. A record is durable when `append` returns; an append cut short by a crash is forgotten at the
/// next open; damage anywhere else makes the open throw. After a failed sync the journal is unusable for good: the
/// kernel may have dropped the pages, so only a new `Journal`, which rewrites its last segment, can tell what is there.
package struct Journal: ~Copyable {
    let directory: String
    private let segmentBytesMax: Int
    /// How a file is made durable; tests put a failing one here.
    private let sync: @Sendable (Int32) -> Int32
    var segments: [(path: String, last: Epoch)] = []
    var file: OpenFile?
    private var fileBytes = 0
    private var fileID: UInt64 = 0
    private var scratch = ByteBuffer(capacity: 512)
    var failure: StoreError?
    /// The newest epoch in the journal, nil when it is empty.
    package internal(set) var lastEpoch: Epoch?

    /// Opens the journal in `directory`, makes it when missing, recovers from a crash.
    ///
    /// `segmentBytesMax`: a segment that is larger gets no more records. Throws `StoreError.corruption` when a record
    /// other than the last is damaged.
    package init(directory: String, segmentBytesMax: Int = 256 << 10) throws(StoreError) {
        try self.init(directory: directory, segmentBytesMax: segmentBytesMax) { fdatasync($0) }
    }

    init(
        directory: String, segmentBytesMax: Int, sync: @escaping @Sendable (Int32) -> Int32
    ) throws(StoreError) {
        self.directory = directory
        self.segmentBytesMax = segmentBytesMax
        self.sync = sync
        try Files.makeDirectory(directory)
        try Files.syncDirectory(Files.parent(of: directory))
        for name in try JournalSegment.list(directory).other where name.hasSuffix(".tmp") {
            try Files.remove(directory + "/" + name)
        }
        let found = try JournalSegment.readAll(directory)
        for segment in found.dropLast() {
            guard let last = segment.records.last?.epoch else { continue }
            segments.append((segment.path, last))
            lastEpoch = last
        }
        if let newest = found.last { try reopen(newest) }
    }

    /// Writes the records of the newest segment into a fresh file: drops a torn tail, and trusts nothing that an
    /// earlier process may have failed to sync.
    private mutating func reopen(_ segment: JournalSegment) throws(StoreError) {
        guard let last = segment.records.last?.epoch else {
            try Files.remove(segment.path)
            return try Files.syncDirectory(directory)
        }
        try replace(segment, keeping: segment.records)
        segments.append((segment.path, last))
        lastEpoch = last
    }

    mutating func replace(
        _ segment: JournalSegment, keeping records: [JournalRecord]
    ) throws(StoreError) {
        let id = UInt64.random(in: .min ... .max)
        scratch.reset()
        JournalFrame.appendSegmentHeader(id: id, to: &scratch)
        for record in records {
            record.payload.withUnsafeBytes {
                JournalFrame.append(epoch: record.epoch, payload: $0, id: id, to: &scratch)
            }
        }
        try Files.writeDurably(scratch.bytes, to: segment.path)
        file = try OpenFile(segment.path, O_WRONLY)
        fileBytes = scratch.count
        fileID = id
    }

    /// Adds the record of an epoch and makes it durable.
    ///
    /// Throws `StoreError.invalidArgument` when `epoch` is not greater than the last one, an out-of-space error that
    /// leaves the journal as it was, or, after a failed sync, an error for good.
    package mutating func append(epoch: Epoch, payload: UnsafeRawBufferPointer) throws(StoreError) {
        if let failure { throw .poisoned("journal: \(failure)") }
        guard epoch > (lastEpoch ?? Epoch(-1)) else {
            throw .invalidArgument("epoch \(epoch) after epoch \(lastEpoch ?? .none)")
        }
        guard payload.count <= JournalFrame.payloadBytesMax else {
            throw .invalidArgument("a journal record of \(payload.count) bytes")
        }
        let startsSegment = file == nil || fileBytes >= segmentBytesMax
        if startsSegment { try startSegment(epoch) }
        scratch.reset()
        JournalFrame.append(epoch: epoch, payload: payload, id: fileID, to: &scratch)
        try writeScratch(startsSegment: startsSegment)
        try syncFile()
        fileBytes += scratch.count
        lastEpoch = epoch
        if startsSegment {
            segments.append((directory + "/" + JournalSegment.name(first: epoch), epoch))
        } else {
            segments[segments.count - 1].last = epoch
        }
    }

    /// Adds the boundary of its epoch and makes it durable; throws as `append(epoch:payload:)` does.
    package mutating func append(_ boundary: BoundaryRecord) throws(StoreError) {
        var payload = ByteBuffer(capacity: 512)
        boundary.encode(into: &payload)
        try append(epoch: boundary.epoch, payload: payload.bytes)
    }

    private mutating func startSegment(_ first: Epoch) throws(StoreError) {
        let path = directory + "/" + JournalSegment.name(first: first)
        file = nil
        try Files.remove(path)
        let id = UInt64.random(in: .min ... .max)
        scratch.reset()
        JournalFrame.appendSegmentHeader(id: id, to: &scratch)
        do throws(StoreError) {
            let fresh = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
            try fresh.write(scratch.bytes, at: 0)
            file = consume fresh
        } catch {
            try? Files.remove(path)
            throw error
        }
        try syncFile()
        try Files.syncDirectory(directory)
        fileBytes = scratch.count
        fileID = id
    }

    /// Writes the frame in `scratch` behind the last one; when that fails, cuts the file back to where it was.
    private mutating func writeScratch(startsSegment: Bool) throws(StoreError) {
        do throws(StoreError) {
            try file?.write(scratch.bytes, at: fileBytes)
        } catch {
            if startsSegment {
                file = nil
                throw error
            }
            do throws(StoreError) {
                try file?.truncate(fileBytes)
            } catch let second {
                failure = second
                file = nil
            }
            throw error
        }
    }

    private mutating func syncFile() throws(StoreError) {
        guard let descriptor = file?.descriptor else { throw .poisoned("journal has no open segment") }
        if sync(descriptor) == 0 { return }
        let error = StoreError.system(call: "fdatasync", path: directory, errno: errno)
        failure = error
        file = nil
        throw error
    }
}
