import Operators
import StateStore

/// What the files of one sink hold: the sink stands where the newest manifest says, whatever else lies on disk.
struct FileManifest: Equatable {
    /// A file that is still added to. In one-file sinks its two names are the same.
    struct Open: Equatable {
        /// The name that it gets, relative to the sink's root.
        var name: String
        /// Where its bytes lie.
        var place: String
        /// Bytes that are committed; what lies behind them is not.
        var length: Int64
        /// Hash of the last bytes before `length`, by which the file is known again.
        var tail: UInt64
        /// When it was begun, µs since 1970.
        var openedMicros: Int64
    }

    /// A file that is whole and gets its name now.
    struct Rename: Equatable {
        var place: String
        var name: String
    }

    /// Format 1 had no dead letters, and is still written without any.
    static let formatVersion: UInt64 = 2
    /// Bytes that `Open.tail` looks at.
    static let tailBytes = 4_096

    var job: String
    var uuid: String
    var fingerprint: String
    /// Columns and format of the files.
    var shape: String
    var epoch: Epoch
    /// Encoded boundaries of epochs that no checkpoint may hold, oldest first.
    var boundaries: [BoundaryRecord] = []
    /// By name.
    var open: [Open] = []
    /// To be done again at a start.
    var renames: [Rename] = []
    /// Bytes of the dead letters that are committed.
    var letterBytes: Int64 = 0

    func encoded() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 1_024)
        buffer.append(varint: letterBytes == 0 ? 1 : FileManifest.formatVersion)
        for text in [job, uuid, fingerprint, shape] { buffer.append(text: text) }
        buffer.append(signed: epoch.rawValue)
        buffer.append(varint: UInt64(boundaries.count))
        for boundary in boundaries { boundary.encoded().withUnsafeBytes { buffer.append(counted: $0) } }
        buffer.append(varint: UInt64(open.count))
        for file in open {
            buffer.append(text: file.name)
            buffer.append(text: file.place)
            buffer.append(signed: file.length)
            buffer.append(littleEndian: file.tail)
            buffer.append(signed: file.openedMicros)
        }
        buffer.append(varint: UInt64(renames.count))
        for rename in renames {
            buffer.append(text: rename.place)
            buffer.append(text: rename.name)
        }
        if letterBytes != 0 { buffer.append(signed: letterBytes) }
        let sum = hashBytes(buffer.bytes)
        buffer.append(littleEndian: sum)
        return buffer.array
    }

    /// Reads a manifest back; throws for one that is damaged or newer than this program.
    init(decoding bytes: UnsafeRawBufferPointer) throws(StoreError) {
        guard bytes.count > 8 else { throw .corruption("a manifest of files is too short") }
        let content = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 8)])
        let sum = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
        var reader = BinaryReader(content, what: "a manifest of files")
        let version = try reader.readVarint()
        guard (1...FileManifest.formatVersion).contains(version) else {
            throw .unsupportedVersion(
                what: "a manifest of files", found: Int(clamping: version), newestKnown: Int(Self.formatVersion))
        }
        guard sum == hashBytes(content) else { throw .corruption("a manifest of files has another checksum") }
        job = try reader.readText()
        uuid = try reader.readText()
        fingerprint = try reader.readText()
        shape = try reader.readText()
        epoch = Epoch(try reader.readSigned())
        for _ in 0..<(try reader.readCount()) { boundaries.append(try BoundaryRecord(decoding: reader.readCounted())) }
        for _ in 0..<(try reader.readCount()) {
            open.append(
                Open(
                    name: try reader.readText(), place: try reader.readText(), length: try reader.readSigned(),
                    tail: try reader.readFixed(UInt64.self), openedMicros: try reader.readSigned()))
        }
        for _ in 0..<(try reader.readCount()) {
            renames.append(Rename(place: try reader.readText(), name: try reader.readText()))
        }
        if version > 1 { letterBytes = try reader.readSigned() }
        try reader.expectEnd()
    }

    init(job: SinkJob, shape: String, epoch: Epoch) {
        self.job = job.name
        uuid = job.uuid
        fingerprint = job.fingerprint
        self.shape = shape
        self.epoch = epoch
    }

    var position: SinkPosition {
        SinkPosition(epoch: epoch, uuid: uuid, fingerprint: fingerprint, boundaries: boundaries)
    }
}
