/// What a checkpoint consists of and where in the stream it was taken.
package struct CheckpointManifest: Equatable, Sendable {
    /// One file of a checkpoint.
    package struct File: Hashable, Sendable {
        /// Its name in the checkpoint; data files are named by their content, so equal names mean equal bytes.
        package var name: String
        /// Its name in a working RocksDB directory.
        package var engineName: String
        /// Size and checksum.
        package var digest: FileDigest

        /// True for the immutable data files that checkpoints share.
        package var isData: Bool { name.hasSuffix(".sst") }
    }

    /// Identity of the job.
    package var jobUUID: String
    /// Where the checkpoint was taken; its epoch is the checkpoint's.
    package var boundary: BoundaryRecord
    /// What the operators need to find their tables again; opaque here.
    package var operatorMetadata: [UInt8]
    /// All files, sorted by name.
    package var files: [File]

    /// The epoch whose effects the checkpoint holds, and no later one's.
    package var epoch: Epoch { boundary.epoch }
    /// Bytes of all files; files shared with other checkpoints count fully.
    package var byteCount: Int { files.reduce(0) { $0 + $1.digest.byteCount } }
}

extension CheckpointManifest {
    /// The newest format that this program writes and reads.
    package static let formatVersion = 1
    /// The file's name in a checkpoint.
    static let fileName = "manifest"
    private static let magic: [UInt8] = Array("MLRCKPT\n".utf8)

    /// The bytes of the file: magic, version, body, checksum of all before.
    func encoded() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 1024)
        Self.magic.withUnsafeBytes { buffer.append($0) }
        buffer.append(littleEndian: UInt16(Self.formatVersion))
        buffer.append(text: jobUUID)
        boundary.encoded().withUnsafeBytes { buffer.append(counted: $0) }
        operatorMetadata.withUnsafeBytes { buffer.append(counted: $0) }
        buffer.append(varint: UInt64(files.count))
        for file in files {
            buffer.append(text: file.name)
            buffer.append(text: file.engineName)
            buffer.append(varint: UInt64(file.digest.byteCount))
            buffer.append(littleEndian: file.digest.checksum.high)
            buffer.append(littleEndian: file.digest.checksum.low)
        }
        let checksum = ContentChecksum(of: buffer.bytes)
        buffer.append(littleEndian: checksum.high)
        buffer.append(littleEndian: checksum.low)
        return buffer.array
    }

    /// Reads a manifest back. Throws `StoreError.corruption` or `.unsupportedVersion`.
    init(decoding bytes: UnsafeRawBufferPointer, what: String) throws(StoreError) {
        guard bytes.count >= Self.magic.count + 18, bytes.starts(with: Self.magic) else {
            throw .corruption("\(what) is not a manifest")
        }
        let covered = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 16)])
        var trailer = BinaryReader(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count - 16)...]), what: what)
        let checksum = ContentChecksum(
            high: try trailer.readFixed(UInt64.self), low: try trailer.readFixed(UInt64.self))
        guard checksum == ContentChecksum(of: covered) else { throw .corruption("\(what) has a wrong checksum") }
        var reader = BinaryReader(covered, what: what)
        _ = try reader.read(Self.magic.count)
        let version = try reader.readFixed(UInt16.self)
        guard version == UInt16(Self.formatVersion) else {
            throw .unsupportedVersion(what: what, found: Int(version), newestKnown: Self.formatVersion)
        }
        jobUUID = try reader.readText()
        boundary = try BoundaryRecord(decoding: try reader.readCounted())
        operatorMetadata = Array(try reader.readCounted())
        files = []
        for _ in 0..<(try reader.readCount(bytesEach: 19)) {
            let file = File(
                name: try reader.readText(), engineName: try reader.readText(),
                digest: FileDigest(
                    byteCount: Int(clamping: try reader.readVarint()),
                    checksum: ContentChecksum(
                        high: try reader.readFixed(UInt64.self), low: try reader.readFixed(UInt64.self))))
            // A name is joined to a directory, so it must not lead out of it.
            guard Self.isPlain(file.name), Self.isPlain(file.engineName) else {
                throw .corruption("\(what) names a file \(file.name)")
            }
            files.append(file)
        }
        try reader.expectEnd()
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.utf8.contains(0x2F) && !name.utf8.contains(0)
    }

    /// Reads the manifest of the checkpoint in `directory`.
    static func read(in directory: String) throws(StoreError) -> CheckpointManifest {
        let path = directory + "/" + fileName
        let bytes = try Files.read(path)
        var result: CheckpointManifest?
        var failure: StoreError?
        bytes.withUnsafeBytes { bytes in
            do throws(StoreError) {
                result = try CheckpointManifest(decoding: bytes, what: path)
            } catch { failure = error }
        }
        if let result { return result }
        throw failure ?? .corruption(path)
    }
}
