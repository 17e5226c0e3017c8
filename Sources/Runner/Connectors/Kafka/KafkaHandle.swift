import CRdKafka
import Glibc

/// One client instance of librdkafka with its threads; ends when the last user lets go of it.
///
/// The corresponding C type is `rd_kafka_t`, which may be used from any thread.
package final class KafkaHandle: @unchecked Sendable {
    /// Which half of the client is wanted.
    package enum Role: Sendable {
        case consumer
        case producer
    }

    let pointer: OpaquePointer
    package let log: KafkaLog
    /// The configured `bootstrap.servers`, for messages.
    package let brokers: String
    let counters: KafkaDeliveryCounters

    /// - Parameters:
    ///   - properties: librdkafka's properties; a later one wins over an earlier one of the same name.
    ///   - onRequestSent: called on a thread of librdkafka's once a request is in its socket, with the protocol's
    ///     number of its kind; it must not block.
    package init(
        role: Role, properties: [(name: String, value: String)], log: KafkaLog,
        onRequestSent: (@Sendable (Int16) -> Void)? = nil
    ) throws(SourceError) {
        guard let configuration = rd_kafka_conf_new() else {
            throw .failed(operation: "kafka", reason: "out of memory")
        }
        var brokers = ""
        // What a producer writes to is made by us, with the partitions and settings that it needs, or is missing: a
        // broker that makes topics by itself must not, not even again when one is deleted under a running job.
        let promises = role == .producer ? [(name: "allow.auto.create.topics", value: "false")] : []
        for (name, value) in properties + promises {
            if name == "bootstrap.servers" { brokers = value }
            if let reason = kafkaSet(configuration, name, value) {
                rd_kafka_conf_destroy(configuration)
                throw .invalidOption(name: name, reason: reason)
            }
        }
        let counters = KafkaDeliveryCounters()
        let callbacks = KafkaCallbacks(
            log: log, counters: counters, isDebugging: properties.last { $0.name == "debug" }?.value.isEmpty == false,
            onRequestSent: onRequestSent)
        let opaque = Unmanaged.passRetained(callbacks).toOpaque()
        rd_kafka_conf_set_opaque(configuration, opaque)
        if onRequestSent != nil {
            rd_kafka_conf_interceptor_add_on_new(configuration, "millrace", kafkaNewCallback, opaque)
        }
        rd_kafka_conf_set_log_cb(configuration, kafkaLogCallback)
        rd_kafka_conf_set_error_cb(configuration, kafkaErrorCallback)
        if role == .producer { rd_kafka_conf_set_dr_msg_cb(configuration, kafkaDeliveryCallback) }

        var text = [CChar](repeating: 0, count: 512)
        let type = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        guard let pointer = rd_kafka_new(type, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            Unmanaged.passUnretained(callbacks).release()
            throw .invalidOption(name: "kafka_options", reason: kafkaText(text))
        }
        self.pointer = pointer
        self.log = log
        self.brokers = brokers
        self.counters = counters
    }

    deinit {
        let opaque = rd_kafka_opaque(pointer)
        rd_kafka_destroy(pointer)
        if let opaque { Unmanaged<KafkaCallbacks>.fromOpaque(opaque).release() }
    }

    /// Runs the callbacks that are due (errors, delivery reports), waiting for one at most this long.
    @discardableResult
    func serve(timeoutMilliseconds: Int) -> Int {
        Int(rd_kafka_poll(pointer, Int32(clamping: timeoutMilliseconds)))
    }

    /// A topic's handle within this client; give it back with `rd_kafka_topic_destroy`.
    func topic(_ name: String) throws(SourceError) -> OpaquePointer {
        guard let topic = rd_kafka_topic_new(pointer, name, nil) else {
            throw .failed(operation: "topic \(name)", reason: kafkaReason(rd_kafka_last_error()))
        }
        return topic
    }
}

/// Sets one property; the answer is the reason when librdkafka refuses it.
private func kafkaSet(_ configuration: OpaquePointer, _ name: String, _ value: String) -> String? {
    var text = [CChar](repeating: 0, count: 512)
    let result = rd_kafka_conf_set(configuration, name, value, &text, text.count)
    return result == RD_KAFKA_CONF_OK ? nil : kafkaText(text)
}

/// The text of a C buffer that ends with a zero.
func kafkaText(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// librdkafka's words for an error code.
func kafkaReason(_ code: rd_kafka_resp_err_t) -> String {
    rd_kafka_err2str(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
}
