import CRdKafka

extension KafkaHandle {
    /// How many partitions each topic has; asks the cluster, for at most so long.
    ///
    /// - Throws: `topicMissing` with the names that look alike, `unreachable` with librdkafka's reason, `denied`.
    package func partitionCounts(
        topics: [String], timeoutSeconds: Int
    ) throws(SourceError) -> [String: Int] {
        var counts: [String: Int] = [:]
        for topic in topics {
            counts[topic] = try partitionCount(topic: topic, timeoutSeconds: timeoutSeconds)
        }
        return counts
    }

    private func partitionCount(topic: String, timeoutSeconds: Int) throws(SourceError) -> Int {
        let deadline = monotonicMilliseconds() + Int64(timeoutSeconds) * 1_000
        while true {
            switch try askForPartitions(topic: topic, deadlineMilliseconds: deadline, timeoutSeconds: timeoutSeconds) {
            case .count(let count): return count
            case .missing:
                let names = (try? topicNames(timeoutSeconds: max(1, timeoutSeconds / 2))) ?? []
                throw .topicMissing(topic: topic, similar: similarNames(to: topic, among: names))
            case .notYet(let reason):
                guard monotonicMilliseconds() < deadline else {
                    throw .failed(operation: "metadata of topic \(topic)", reason: reason)
                }
                serve(timeoutMilliseconds: 50)
            }
        }
    }

    private enum PartitionAnswer {
        case count(Int)
        case missing
        case notYet(reason: String)
    }

    private func askForPartitions(
        topic: String, deadlineMilliseconds: Int64, timeoutSeconds: Int
    ) throws(SourceError) -> PartitionAnswer {
        let handle = try self.topic(topic)
        defer { rd_kafka_topic_destroy(handle) }
        let metadata = try requestMetadata(
            topic: handle, deadlineMilliseconds: deadlineMilliseconds, timeoutSeconds: timeoutSeconds)
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt == 1, let entry = metadata.pointee.topics?.pointee else { return .missing }
        switch entry.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR where entry.partition_cnt > 0: return .count(Int(entry.partition_cnt))
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC: return .missing
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            throw .denied(reason: "no right to describe topic \(topic)")
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            throw .failed(operation: "topic \(topic)", reason: kafkaReason(entry.err))
        default: return .notYet(reason: kafkaReason(entry.err))
        }
    }

    /// The names of all topics that we may see.
    package func topicNames(timeoutSeconds: Int) throws(SourceError) -> [String] {
        let deadline = monotonicMilliseconds() + Int64(timeoutSeconds) * 1_000
        let metadata = try requestMetadata(
            topic: nil, deadlineMilliseconds: deadline, timeoutSeconds: timeoutSeconds)
        defer { rd_kafka_metadata_destroy(metadata) }
        let topics = UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
        return topics.compactMap { $0.topic.map { String(cString: $0) } }.sorted()
    }

    /// One metadata answer, asked for again until the deadline; the caller destroys it.
    private func requestMetadata(
        topic: OpaquePointer?, deadlineMilliseconds: Int64, timeoutSeconds: Int
    ) throws(SourceError) -> UnsafePointer<rd_kafka_metadata> {
        while true {
            // Short slices: a refusal of our credentials must not wait for the whole time.
            let left = max(1, deadlineMilliseconds - monotonicMilliseconds())
            var metadata: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(
                pointer, topic == nil ? 1 : 0, topic, &metadata, Int32(clamping: min(left, 500)))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata { return metadata }
            serve(timeoutMilliseconds: 0)
            if let reason = log.authenticationFailure { throw .denied(reason: reason) }
            if code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
                || code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED
            {
                throw .denied(reason: kafkaReason(code))
            }
            guard monotonicMilliseconds() < deadlineMilliseconds else {
                throw .unreachable(
                    brokers: brokers, seconds: timeoutSeconds, reason: log.lastReason ?? kafkaReason(code))
            }
        }
    }
}

/// Names that somebody may have meant, best first, three at most: few edits away, or one contains the other.
func similarNames(to name: String, among names: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    let limit = max(2, wanted.count / 3)
    let scored = names.compactMap { candidate -> (name: String, distance: Int)? in
        let other = Array(candidate.lowercased().utf8)
        guard candidate != name, !candidate.hasPrefix("__") else { return nil }
        let distance = editDistance(wanted, other)
        if distance <= limit { return (candidate, distance) }
        let (lower, lowerCandidate) = (name.lowercased(), candidate.lowercased())
        let contained =
            wanted.count >= 4 && other.count >= 4
            && (lowerCandidate.contains(lower) || lower.contains(lowerCandidate))
        return contained ? (candidate, limit + 1) : nil
    }
    return scored.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
}

/// The least number of bytes to insert, delete or replace (Levenshtein, one row kept).
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in right.enumerated() {
            let replaced = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, min(row[j], row[j + 1]) + 1)
        }
    }
    return row[right.count]
}
