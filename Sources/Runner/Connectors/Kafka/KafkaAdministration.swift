import CRdKafka

/// Makes and changes topics: for a job only those that it writes, the rest for our tools and tests.
package struct KafkaAdministration {
    let handle: KafkaHandle

    package init(_ handle: KafkaHandle) { self.handle = handle }

    /// Makes a topic; false when it exists already.
    @discardableResult
    package func createTopic(
        _ name: String, partitions: Int, configuration: [String: String] = [:], timeoutSeconds: Int = 10
    ) throws(SourceError) -> Bool {
        var text = [CChar](repeating: 0, count: 512)
        guard let topic = rd_kafka_NewTopic_new(name, Int32(clamping: partitions), -1, &text, text.count) else {
            throw .failed(operation: "create topic \(name)", reason: kafkaText(text))
        }
        defer { rd_kafka_NewTopic_destroy(topic) }
        for (key, value) in configuration { rd_kafka_NewTopic_set_config(topic, key, value) }
        let code = try run("create topic \(name)", timeoutSeconds) { queue in
            var list: [OpaquePointer?] = [topic]
            rd_kafka_CreateTopics(handle.pointer, &list, 1, nil, queue)
        } outcome: { event in
            var count = 0
            let result = rd_kafka_event_CreateTopics_result(event)
            return topicOutcome(rd_kafka_CreateTopics_result_topics(result, &count), count)
        }
        if code.error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS { return false }
        try code.orThrow("create topic \(name)")
        return true
    }

    package func deleteTopic(_ name: String, timeoutSeconds: Int = 10) throws(SourceError) {
        guard let topic = rd_kafka_DeleteTopic_new(name) else {
            throw .failed(operation: "delete topic \(name)", reason: "out of memory")
        }
        defer { rd_kafka_DeleteTopic_destroy(topic) }
        try run("delete topic \(name)", timeoutSeconds) { queue in
            var list: [OpaquePointer?] = [topic]
            rd_kafka_DeleteTopics(handle.pointer, &list, 1, nil, queue)
        } outcome: { event in
            var count = 0
            let result = rd_kafka_event_DeleteTopics_result(event)
            return topicOutcome(rd_kafka_DeleteTopics_result_topics(result, &count), count)
        }.orThrow("delete topic \(name)")
    }

    /// Grows a topic to `partitions` in all.
    package func addPartitions(_ name: String, total partitions: Int, timeoutSeconds: Int = 10) throws(SourceError) {
        var text = [CChar](repeating: 0, count: 512)
        guard let wanted = rd_kafka_NewPartitions_new(name, partitions, &text, text.count) else {
            throw .failed(operation: "add partitions to \(name)", reason: kafkaText(text))
        }
        defer { rd_kafka_NewPartitions_destroy(wanted) }
        try run("add partitions to \(name)", timeoutSeconds) { queue in
            var list: [OpaquePointer?] = [wanted]
            rd_kafka_CreatePartitions(handle.pointer, &list, 1, nil, queue)
        } outcome: { event in
            var count = 0
            let result = rd_kafka_event_CreatePartitions_result(event)
            return topicOutcome(rd_kafka_CreatePartitions_result_topics(result, &count), count)
        }.orThrow("add partitions to \(name)")
    }

    /// Deletes what lies before an offset, as retention does.
    package func deleteRecords(
        topic: String, partition: Int32, before offset: Int64, timeoutSeconds: Int = 10
    ) throws(SourceError) {
        let operation = "delete records of \(topic)[\(partition)]"
        guard let list = rd_kafka_topic_partition_list_new(1) else {
            throw .failed(operation: operation, reason: "out of memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = offset
        guard let records = rd_kafka_DeleteRecords_new(list) else {
            throw .failed(operation: operation, reason: "out of memory")
        }
        defer { rd_kafka_DeleteRecords_destroy(records) }
        try run(operation, timeoutSeconds) { queue in
            var list: [OpaquePointer?] = [records]
            rd_kafka_DeleteRecords(handle.pointer, &list, 1, nil, queue)
        } outcome: { event in
            let result = rd_kafka_event_DeleteRecords_result(event)
            guard let partitions = rd_kafka_DeleteRecords_result_offsets(result), partitions.pointee.cnt == 1 else {
                return Outcome(error: RD_KAFKA_RESP_ERR__FAIL, reason: "no answer for the partition")
            }
            let code = partitions.pointee.elems[0].err
            return Outcome(error: code, reason: kafkaReason(code))
        }.orThrow(operation)
    }

    private struct Outcome {
        let error: rd_kafka_resp_err_t
        let reason: String

        func orThrow(_ operation: String) throws(SourceError) {
            if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw .failed(operation: operation, reason: reason) }
        }
    }

    private func topicOutcome(_ topics: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int) -> Outcome {
        guard let topics, count == 1, let topic = topics[0] else {
            return Outcome(error: RD_KAFKA_RESP_ERR__FAIL, reason: "no answer for the topic")
        }
        let code = rd_kafka_topic_result_error(topic)
        let reason = rd_kafka_topic_result_error_string(topic).map { String(cString: $0) }
        return Outcome(error: code, reason: reason ?? kafkaReason(code))
    }

    /// Sends one request and waits for its answer.
    private func run(
        _ operation: String, _ timeoutSeconds: Int, request: (OpaquePointer) -> Void,
        outcome: (OpaquePointer) -> Outcome
    ) throws(SourceError) -> Outcome {
        guard let queue = rd_kafka_queue_new(handle.pointer) else {
            throw .failed(operation: operation, reason: "out of memory")
        }
        defer { rd_kafka_queue_destroy(queue) }
        request(queue)
        guard let event = rd_kafka_queue_poll(queue, Int32(clamping: timeoutSeconds * 1_000)) else {
            throw .unreachable(
                brokers: handle.brokers, seconds: timeoutSeconds, reason: handle.log.lastReason ?? "no answer")
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw .failed(operation: operation, reason: reason ?? kafkaReason(code))
        }
        return outcome(event)
    }
}
