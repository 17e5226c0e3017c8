/// The content of one segment file, as far as it is whole.
struct JournalSegment {
    let path: String
    /// The first epoch that the segment may hold, from its name.
    let firstEpoch: Epoch
    var records: [JournalRecord] = []
    /// True when bytes of an unfinished append follow the last record.
    var hasTornTail = false

    /// Reads a segment. Damage that cannot come from an append cut short throws `StoreError.corruption`;
    /// `isLast`: only the newest segment may have a torn tail at all.
    init(path: String, firstEpoch: Epoch, isLast: Bool) throws(StoreError) {
        self.path = path
        self.firstEpoch = firstEpoch
        let content = try Files.read(path)
        var failure: StoreError?
        content.withUnsafeBytes { bytes in
            do throws(StoreError) { try parse(bytes, isLast: isLast) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func parse(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(StoreError) {
        guard let id = try readHeader(bytes, isLast: isLast) else {
            hasTornTail = true
            return
        }
        var offset = JournalFrame.segmentHeaderSize
        while true {
            switch JournalFrame.read(bytes, at: offset, id: id) {
            case .end: return
            case .frame(let epoch, let payload):
                guard epoch > (records.last?.epoch ?? Epoch(firstEpoch.rawValue - 1)) else {
                    throw .corruption("\(path): epoch \(epoch) stands in the wrong place")
                }
                records.append(JournalRecord(epoch: epoch, payload: Array(bytes[payload])))
                offset = payload.upperBound
            case .damaged:
                if !isLast || JournalFrame.hasFrame(bytes, after: offset, id: id) {
                    throw .corruption("\(path): the record after epoch \(records.last?.epoch ?? .none) is damaged")
                }
                hasTornTail = true
                return
            }
        }
    }

    /// The segment's id; nil when the file was cut off before its head was synced, so that it holds no record.
    private func readHeader(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(StoreError) -> UInt64? {
        do throws(StoreError) {
            return try parseHeader(bytes)
        } catch {
            if isLast && bytes.count <= JournalFrame.segmentHeaderSize { return nil }
            throw error
        }
    }

    private func parseHeader(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> UInt64 {
        var reader = BinaryReader(bytes, what: path)
        guard try reader.read(JournalFrame.magic.count).elementsEqual(JournalFrame.magic) else {
            throw .corruption("\(path) is not a journal segment")
        }
        let version = try reader.readFixed(UInt16.self)
        let id = try reader.readFixed(UInt64.self)
        let covered = UnsafeRawBufferPointer(rebasing: bytes[..<reader.offset])
        guard try reader.readFixed(UInt64.self) == ContentChecksum(of: covered).low else {
            throw .corruption("\(path) has a damaged head")
        }
        guard version == JournalFrame.formatVersion else {
            throw .unsupportedVersion(
                what: path, found: Int(version), newestKnown: Int(JournalFrame.formatVersion))
        }
        return id
    }

    /// The segments of a directory, oldest first, and the names that are not segments.
    static func list(
        _ directory: String
    ) throws(StoreError) -> (segments: [(path: String, first: Epoch)], other: [String]) {
        var segments: [(path: String, first: Epoch)] = []
        var other: [String] = []
        for name in try Files.names(in: directory) {
            if name.hasSuffix(".journal"), let first = Int64(name.dropLast(8)) {
                segments.append((directory + "/" + name, Epoch(first)))
            } else {
                other.append(name)
            }
        }
        return (segments, other)
    }

    /// The file name of a segment; sorts by epoch.
    static func name(first: Epoch) -> String {
        let digits = String(max(first.rawValue, 0))
        return String(repeating: "0", count: 19 - digits.utf8.count) + digits + ".journal"
    }

    /// Reads all segments of a directory and checks that epochs only grow; one that is trimmed meanwhile is left out.
    static func readAll(_ directory: String) throws(StoreError) -> [JournalSegment] {
        let found = try list(directory).segments
        var result: [JournalSegment] = []
        var last: Epoch?
        for (index, segment) in found.enumerated() {
            let isLast = index == found.count - 1
            guard try Files.status(segment.path) != nil else { continue }
            let read = try JournalSegment(path: segment.path, firstEpoch: segment.first, isLast: isLast)
            if let last, let first = read.records.first?.epoch, first <= last {
                throw .corruption("\(segment.path): epoch \(first) follows epoch \(last)")
            }
            last = read.records.last?.epoch ?? last
            result.append(read)
        }
        return result
    }
}
