import CRdKafka

/// A Kafka cluster inside this process, for the demo and tests: `bootstrap_servers = 'embedded'`.
///
/// It is librdkafka's mock cluster: it speaks the real protocol on loopback, keeps about 5 MB a partition and drops
/// older records silently. Who feeds it must therefore never be far ahead of who reads it: see `EmbeddedFeed`.
package final class EmbeddedCluster: @unchecked Sendable {
    private let owner: KafkaHandle
    private let pointer: OpaquePointer
    /// What a client connects to.
    package let bootstrapServers: String

    package init(brokers: Int = 1, log: KafkaLog = KafkaLog()) throws(SourceError) {
        // The mock cluster lives in the threads of a client that itself talks to nobody.
        owner = try KafkaHandle(
            role: .producer, properties: [("client.id", "embedded"), ("log_level", "4")], log: log)
        guard let pointer = rd_kafka_mock_cluster_new(owner.pointer, Int32(clamping: brokers)),
            let servers = rd_kafka_mock_cluster_bootstraps(pointer)
        else { throw .failed(operation: "embedded Kafka", reason: "could not be started") }
        self.pointer = pointer
        bootstrapServers = String(cString: servers)
    }

    deinit { rd_kafka_mock_cluster_destroy(pointer) }

    /// Makes a topic.
    package func createTopic(_ name: String, partitions: Int) throws(SourceError) {
        let code = rd_kafka_mock_topic_create(pointer, name, Int32(clamping: partitions), 1)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw .failed(operation: "create topic \(name)", reason: kafkaReason(code))
        }
    }

    /// Cuts all connections and takes no new ones, until `setUp`.
    package func setDown() { rd_kafka_mock_broker_set_down(pointer, -1) }

    /// Undoes `setDown`.
    package func setUp() { rd_kafka_mock_broker_set_up(pointer, -1) }

    /// Makes every answer take so long.
    package func setRoundTrip(milliseconds: Int) {
        rd_kafka_mock_broker_set_rtt(pointer, -1, Int32(clamping: milliseconds))
    }

    /// Makes questions for the topic fail as if it did not exist, or answers them again.
    package func hideTopic(_ name: String, _ hidden: Bool) {
        rd_kafka_mock_topic_set_error(
            pointer, name, hidden ? RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART : RD_KAFKA_RESP_ERR_NO_ERROR)
    }

    /// Makes the next fetches fail with "offset out of range".
    package func failFetchesOutOfRange(count: Int) {
        let codes = [rd_kafka_resp_err_t](repeating: RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, count: count)
        rd_kafka_mock_push_request_errors_array(pointer, 1, count, codes)
    }
}
