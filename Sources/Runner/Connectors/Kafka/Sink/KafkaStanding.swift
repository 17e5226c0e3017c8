import StateStore

/// Where a job stands in a Kafka, as records of its own topic say, which are written in the transactions of its rows.
///
/// ```
///  key              value                                       the topic is compacted: the last of each key counts
///  job              uuid, fingerprint, life, epoch, topics
///  epoch 41         its boundary
///  epoch 42         its boundary
/// ```
struct KafkaStanding: Equatable {
    static let formatVersion: UInt64 = 1
    static let jobKey = "job"
    private static let epochPrefix = "epoch "

    var job: String
    var uuid: String
    var fingerprint: String
    /// Which run of the job wrote it: a run that finds another's has lost the job.
    var life: String
    var epoch: Epoch
    /// Topics that the job has written to: one of them that is gone was taken away.
    var topics: [String]
    /// Boundaries of the epochs that no checkpoint may hold, oldest first.
    var boundaries: [BoundaryRecord] = []

    init(_ job: SinkJob, life: String) {
        self.job = job.name
        uuid = job.uuid
        fingerprint = job.fingerprint
        self.life = life
        epoch = .none
        topics = []
    }

    static func key(of epoch: Epoch) -> String { "\(epochPrefix)\(epoch.rawValue)" }

    /// The value of the record `job`.
    func encoded() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append(varint: KafkaStanding.formatVersion)
        for text in [job, uuid, fingerprint, life] { buffer.append(text: text) }
        buffer.append(signed: epoch.rawValue)
        buffer.append(varint: UInt64(topics.count))
        for topic in topics { buffer.append(text: topic) }
        return buffer.array
    }

    init(decoding bytes: UnsafeRawBufferPointer) throws(StoreError) {
        var reader = BinaryReader(bytes, what: "the job's record in Kafka")
        let version = try reader.readVarint()
        guard version == KafkaStanding.formatVersion else {
            throw .unsupportedVersion(
                what: "the job's record in Kafka", found: Int(clamping: version), newestKnown: Int(Self.formatVersion))
        }
        job = try reader.readText()
        uuid = try reader.readText()
        fingerprint = try reader.readText()
        life = try reader.readText()
        epoch = Epoch(try reader.readSigned())
        topics = []
        for _ in 0..<(try reader.readCount()) { topics.append(try reader.readText()) }
        try reader.expectEnd()
    }

    var position: SinkPosition {
        SinkPosition(epoch: epoch, uuid: uuid, fingerprint: fingerprint, boundaries: boundaries)
    }
}

/// Puts a standing together from the topic's records in their order.
struct KafkaStandingReader {
    private var standing: KafkaStanding?
    private var boundaries: [Epoch: BoundaryRecord] = [:]

    mutating func take(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws(StoreError) {
        let name = String(decoding: key, as: UTF8.self)
        if name == KafkaStanding.jobKey {
            standing = try KafkaStanding(decoding: value)
        } else if name.hasPrefix("epoch "), let number = Int64(name.dropFirst(6)) {
            boundaries[Epoch(number)] = value.isEmpty ? nil : try BoundaryRecord(decoding: value)
        }
    }

    var result: KafkaStanding? {
        guard var found = standing else { return nil }
        found.boundaries = boundaries.values.filter { $0.epoch <= found.epoch }.sorted { $0.epoch < $1.epoch }
        return found
    }
}
