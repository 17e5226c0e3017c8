import CRdKafka

extension KafkaHandle {
    /// The first offset that can be read and the next to be written, asked from the partition's leader.
    package func offsetRange(
        topic: String, partition: Int32, timeoutSeconds: Int
    ) throws(SourceError) -> OffsetRange {
        let deadline = monotonicMilliseconds() + Int64(timeoutSeconds) * 1_000
        while true {
            var low: Int64 = 0
            var high: Int64 = 0
            let left = max(1, deadline - monotonicMilliseconds())
            let code = rd_kafka_query_watermark_offsets(
                pointer, topic, partition, &low, &high, Int32(clamping: min(left, 2_000)))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return OffsetRange(low: low, high: high) }
            try waitOrGiveUp(code, operation: "offsets of \(topic)[\(partition)]", deadline, timeoutSeconds)
        }
    }

    /// The first offset whose record is not older than the time, per partition; nil when there is none.
    package func offsets(
        atUnixMilliseconds time: Int64, topic: String, partitions: [Int32], timeoutSeconds: Int
    ) throws(SourceError) -> [Int32: Int64?] {
        let deadline = monotonicMilliseconds() + Int64(timeoutSeconds) * 1_000
        guard let list = rd_kafka_topic_partition_list_new(Int32(partitions.count)) else {
            throw .failed(operation: "offsets for a time", reason: "out of memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in partitions {
            // Negative numbers mean "earliest" and "latest" in the protocol.
            rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = max(0, time)
        }
        while true {
            let left = max(1, deadline - monotonicMilliseconds())
            let code = rd_kafka_offsets_for_times(pointer, list, Int32(clamping: min(left, 5_000)))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { break }
            try waitOrGiveUp(code, operation: "offsets of \(topic) for a time", deadline, timeoutSeconds)
        }
        var found: [Int32: Int64?] = [:]
        for index in 0..<Int(list.pointee.cnt) {
            let entry = list.pointee.elems[index]
            guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw .failed(
                    operation: "offset of \(topic)[\(entry.partition)] for a time", reason: kafkaReason(entry.err))
            }
            found[entry.partition] = .some(entry.offset >= 0 ? entry.offset : nil)
        }
        return found
    }

    /// Returns when another attempt makes sense, throws when the time is over or no attempt will help.
    private func waitOrGiveUp(
        _ code: rd_kafka_resp_err_t, operation: String, _ deadlineMilliseconds: Int64, _ timeoutSeconds: Int
    ) throws(SourceError) {
        serve(timeoutMilliseconds: 0)
        if let reason = log.authenticationFailure { throw .denied(reason: reason) }
        switch code {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            throw .denied(reason: "\(operation): \(kafkaReason(code))")
        case RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT:
            throw .failed(operation: operation, reason: kafkaReason(code))
        default: break
        }
        guard monotonicMilliseconds() < deadlineMilliseconds else {
            if code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT {
                throw .unreachable(
                    brokers: brokers, seconds: timeoutSeconds, reason: log.lastReason ?? kafkaReason(code))
            }
            throw .failed(operation: operation, reason: kafkaReason(code))
        }
        serve(timeoutMilliseconds: 50)
    }
}
