import CRdKafka

extension KafkaAdministration {
    /// A topic's own settings by their names; nil when the cluster does not tell them.
    package func configuration(of topic: String, timeoutSeconds: Int = 5) -> [String: String]? {
        guard let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic),
            let queue = rd_kafka_queue_new(handle.pointer)
        else { return nil }
        defer {
            rd_kafka_ConfigResource_destroy(resource)
            rd_kafka_queue_destroy(queue)
        }
        var list: [OpaquePointer?] = [resource]
        rd_kafka_DescribeConfigs(handle.pointer, &list, 1, nil, queue)
        guard let event = rd_kafka_queue_poll(queue, Int32(clamping: timeoutSeconds * 1_000)) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var count = 0
        let result = rd_kafka_event_DescribeConfigs_result(event)
        guard let resources = rd_kafka_DescribeConfigs_result_resources(result, &count), count == 1,
            let found = resources[0], rd_kafka_ConfigResource_error(found) == RD_KAFKA_RESP_ERR_NO_ERROR
        else { return nil }
        var entries = 0
        guard let configs = rd_kafka_ConfigResource_configs(found, &entries) else { return nil }
        var settings: [String: String] = [:]
        for index in 0..<entries {
            guard let entry = configs[index], let name = rd_kafka_ConfigEntry_name(entry),
                let value = rd_kafka_ConfigEntry_value(entry)
            else { continue }
            settings[String(cString: name)] = String(cString: value)
        }
        return settings
    }
}
