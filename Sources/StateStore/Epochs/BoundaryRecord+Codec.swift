extension BoundaryRecord {
    /// The newest format that this program writes and reads. Format 1 had neither plan nor marks, format 2 no ends of
    /// sources.
    package static let formatVersion = 3

    /// Appends the record's bytes; about 25 bytes a partition and the topic's name.
    package func encode(into buffer: inout ByteBuffer) {
        buffer.append(varint: UInt64(Self.formatVersion))
        buffer.append(signed: epoch.rawValue)
        buffer.append(signed: clockMicros)
        buffer.append(littleEndian: plan)
        buffer.append(varint: emit)
        buffer.append(endOfInput ? 1 : 0)
        for count in [ledger.consumed, ledger.accepted, ledger.late, ledger.invalid, ledger.deadLettered] {
            buffer.append(signed: count)
        }
        buffer.append(varint: UInt64(sources.count))
        for source in sources {
            buffer.append(text: source.source)
            append(source.micros, to: &buffer)
            append(source.endedMicros, to: &buffer)
        }
        // Neighbours usually share the topic, so its name stands only where it changes.
        buffer.append(varint: UInt64(partitions.count))
        var topic: String?
        for partition in partitions {
            let changes = partition.topic != topic
            buffer.append((partition.isIdle ? 1 : 0) | (changes ? 2 : 0) | (partition.mark == nil ? 0 : 4))
            if changes { buffer.append(text: partition.topic) }
            topic = partition.topic
            buffer.append(varint: UInt64(partition.source))
            buffer.append(signed: Int64(partition.partition))
            buffer.append(signed: partition.offset)
            append(partition.watermarkMicros, to: &buffer)
            if let mark = partition.mark {
                buffer.append(signed: mark.offset)
                buffer.append(littleEndian: mark.hash)
            }
        }
    }

    private func append(_ micros: Int64?, to buffer: inout ByteBuffer) {
        buffer.append(micros == nil ? 0 : 1)
        if let micros { buffer.append(signed: micros) }
    }

    /// The record's bytes.
    package func encoded() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        encode(into: &buffer)
        return buffer.array
    }

    /// Reads a record back; it must fill `bytes`. Throws `StoreError.corruption` or `.unsupportedVersion`.
    package init(decoding bytes: UnsafeRawBufferPointer) throws(StoreError) {
        var reader = BinaryReader(bytes, what: "a boundary record")
        let version = try reader.readVarint()
        guard (1...UInt64(Self.formatVersion)).contains(version) else {
            throw .unsupportedVersion(
                what: "a boundary record", found: Int(clamping: version), newestKnown: Self.formatVersion)
        }
        self.init(epoch: Epoch(try reader.readSigned()), clockMicros: try reader.readSigned())
        if version > 1 { plan = try reader.readFixed(UInt64.self) }
        emit = try reader.readVarint()
        endOfInput = try reader.readFixed(UInt8.self) != 0
        ledger.consumed = try reader.readSigned()
        ledger.accepted = try reader.readSigned()
        ledger.late = try reader.readSigned()
        ledger.invalid = try reader.readSigned()
        ledger.deadLettered = try reader.readSigned()
        for _ in 0..<(try reader.readCount(bytesEach: 2)) {
            var source = SourceWatermark(source: try reader.readText(), micros: try Self.readMicros(&reader))
            if version > 2 { source.endedMicros = try Self.readMicros(&reader) }
            sources.append(source)
        }
        var topic = ""
        for _ in 0..<(try reader.readCount(bytesEach: 4)) {
            partitions.append(try Self.readPartition(&reader, &topic, sourceCount: sources.count, version))
        }
        try reader.expectEnd()
    }

    private static func readPartition(
        _ reader: inout BinaryReader, _ topic: inout String, sourceCount: Int, _ version: UInt64
    ) throws(StoreError) -> Partition {
        let flags = try reader.readFixed(UInt8.self)
        guard flags < (version == 1 ? 4 : 8) else { throw .corruption("a boundary record has unknown flags") }
        if flags & 2 != 0 { topic = try reader.readText() }
        let source = try reader.readVarint()
        guard source < UInt64(max(1, sourceCount)) else {
            throw .corruption("a boundary record has a partition of an unknown source")
        }
        guard let number = Int32(exactly: try reader.readSigned()) else {
            throw .corruption("a boundary record has a partition out of range")
        }
        var partition = Partition(
            source: Int(source), topic: topic, partition: number, offset: try reader.readSigned(),
            watermarkMicros: try readMicros(&reader), isIdle: flags & 1 != 0)
        if flags & 4 != 0 {
            partition.mark = RecordMark(offset: try reader.readSigned(), hash: try reader.readFixed(UInt64.self))
        }
        return partition
    }

    private static func readMicros(_ reader: inout BinaryReader) throws(StoreError) -> Int64? {
        switch try reader.readFixed(UInt8.self) {
        case 0: nil
        case 1: try reader.readSigned()
        default: throw .corruption("a boundary record has an unknown watermark")
        }
    }

    /// Reads a record back; it must fill `bytes`. Throws `StoreError.corruption` or `.unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StoreError) {
        var record: BoundaryRecord?
        var failure: StoreError?
        bytes.withUnsafeBytes { bytes in
            do throws(StoreError) { record = try BoundaryRecord(decoding: bytes) } catch { failure = error }
        }
        guard let record else { throw failure ?? .corruption("a boundary record") }
        self = record
    }
}
