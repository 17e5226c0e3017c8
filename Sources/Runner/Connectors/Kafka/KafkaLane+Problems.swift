import CRdKafka

extension KafkaLane {
    /// What an error event means for the partition; nil when librdkafka gets over it by itself.
    func problem(_ message: UnsafeMutablePointer<rd_kafka_message_t>, slot: Int) -> SourceError? {
        let partition = slots[slot].partition
        let code = message.pointee.err
        // An error event's payload is its text.
        let text = UnsafeRawBufferPointer(start: message.pointee.payload, count: message.pointee.len)
        let reason = text.isEmpty ? kafkaReason(code) : String(decoding: text, as: UTF8.self)
        switch code {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            return outOfRange(slot, reason: reason)
        case RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION,
            RD_KAFKA_RESP_ERR__UNDERFLOW, RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED, RD_KAFKA_RESP_ERR_INVALID_RECORD:
            return .corrupt(
                topic: partition.topic, partition: partition.partition, offset: slots[slot].position, reason: reason)
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            return .denied(reason: "\(partition): \(reason)")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__INVALID_ARG:
            return .failed(operation: "read \(partition)", reason: reason)
        default:
            // Brokers that are away, leaders that move, partitions that stale metadata has lost: librdkafka tries
            // again, and the watch over progress tells when that does not help.
            consumer.handle.log.note(kind: "\(partition) \(code.rawValue)", message: "\(partition): \(reason)")
            return nil
        }
    }

    /// Tells lost records from a topic that was cut or made again, by asking what the partition holds now.
    private func outOfRange(_ slot: Int, reason: String) -> SourceError {
        let partition = slots[slot].partition
        do {
            let range = try consumer.handle.offsetRange(
                topic: partition.topic, partition: partition.partition, timeoutSeconds: 5)
            try checkPosition(slots[slot].position, of: partition, in: range)
        } catch {
            return error
        }
        return .failed(operation: "read \(partition) at offset \(slots[slot].position)", reason: reason)
    }
}
