import CRdKafka
import Synchronization

/// What became of a producer's records.
///
/// Written by: the thread that polls the producer. Read by: anyone.
final class KafkaDeliveryCounters: Sendable {
    let delivered = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    let firstFailure = Mutex<String?>(nil)
    let firstFailureCode = Mutex<rd_kafka_resp_err_t?>(nil)
}

/// What librdkafka hands back to its callbacks as the opaque pointer.
final class KafkaCallbacks: Sendable {
    let log: KafkaLog
    let counters: KafkaDeliveryCounters
    /// The property `debug` asks for more lines than people are told otherwise.
    let isDebugging: Bool
    /// Called on a thread of librdkafka's once a request is in its socket, with the protocol's number of its kind.
    let onRequestSent: (@Sendable (Int16) -> Void)?

    init(
        log: KafkaLog, counters: KafkaDeliveryCounters, isDebugging: Bool, onRequestSent: (@Sendable (Int16) -> Void)?
    ) {
        self.log = log
        self.counters = counters
        self.isDebugging = isDebugging
        self.onRequestSent = onRequestSent
    }

    static func of(_ opaque: UnsafeMutableRawPointer?) -> KafkaCallbacks? {
        opaque.map { Unmanaged<KafkaCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// librdkafka's log line; comes from any of its threads.
let kafkaLogCallback: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void = {
    handle, level, facility, message in
    guard let handle, let callbacks = KafkaCallbacks.of(rd_kafka_opaque(handle)) else { return }
    // 5 is a notice; what is less important is for those who ask.
    guard level <= 5 || callbacks.isDebugging, let message else { return }
    let kind = facility.map { String(cString: $0) } ?? "LOG"
    guard level <= 5 else { return callbacks.log.detail(kind: kind, message: String(cString: message)) }
    callbacks.log.note(kind: kind, message: kafkaCleaned(String(cString: message)))
}

/// Adds the interceptor below to a new client, as only this callback may.
let kafkaNewCallback:
    @convention(c) (
        OpaquePointer?, OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, Int
    ) -> rd_kafka_resp_err_t = { handle, _, opaque, _, _ in
        rd_kafka_interceptor_add_on_request_sent(handle, "millrace", kafkaRequestCallback, opaque)
    }

/// A request has been written whole to a broker's socket; a broker's thread calls it.
private let kafkaRequestCallback:
    @convention(c) (
        OpaquePointer?, Int32, UnsafePointer<CChar>?, Int32, Int16, Int16, Int32, Int, UnsafeMutableRawPointer?
    ) -> rd_kafka_resp_err_t = { _, _, _, _, kind, _, _, _, opaque in
        KafkaCallbacks.of(opaque)?.onRequestSent?(kind)
        return RD_KAFKA_RESP_ERR_NO_ERROR
    }

/// A client-wide error: brokers that can't be reached, credentials that are refused.
let kafkaErrorCallback:
    @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void = {
        _, code, reason, opaque in
        guard let callbacks = KafkaCallbacks.of(opaque) else { return }
        let text = reason.map { kafkaCleaned(String(cString: $0)) } ?? "error \(code)"
        if code == RD_KAFKA_RESP_ERR__AUTHENTICATION.rawValue || code == RD_KAFKA_RESP_ERR__SSL.rawValue {
            callbacks.log.noteAuthenticationFailure(text)
        }
        // "All brokers down" says less than the line before it, so it must not become the reason of an error.
        if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue { return }
        if code == RD_KAFKA_RESP_ERR__TRANSPORT.rawValue || code == RD_KAFKA_RESP_ERR__RESOLVE.rawValue {
            callbacks.log.remember(text)
        } else {
            callbacks.log.note(kind: "ERROR \(code)", message: text)
        }
    }

/// Counts one delivery report; the polling thread calls it.
let kafkaDeliveryCallback:
    @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
        _, message, opaque in
        guard let message, let callbacks = KafkaCallbacks.of(opaque) else { return }
        let code = message.pointee.err
        if code == RD_KAFKA_RESP_ERR_NO_ERROR {
            callbacks.counters.delivered.add(1, ordering: .relaxed)
        } else {
            callbacks.counters.failed.add(1, ordering: .relaxed)
            callbacks.counters.firstFailure.withLock { $0 = $0 ?? kafkaReason(code) }
            callbacks.counters.firstFailureCode.withLock { $0 = $0 ?? code }
        }
    }

/// Takes the thread's name off a log line: `[thrd:host:9092/bootstrap]: host:9092/bootstrap: Connect to ... failed`.
private func kafkaCleaned(_ message: String) -> String {
    guard message.hasPrefix("[thrd:"), let end = message.firstRange(of: "]: ") else { return message }
    return String(message[end.upperBound...])
}
