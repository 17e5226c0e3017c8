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

    init(log: KafkaLog, counters: KafkaDeliveryCounters) {
        self.log = log
        self.counters = counters
    }

    static func of(_ opaque: UnsafeMutableRawPointer?) -> KafkaCallbacks? {
        opaque.map { Unmanaged<KafkaCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// librdkafka's log line; comes from any of its threads.
let kafkaLogCallback: @convention(c) (OpaquePointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Void = {
    handle, level, facility, message in
    guard let handle, let callbacks = KafkaCallbacks.of(rd_kafka_opaque(handle)) else { return }
    // 5 is a notice; what is less important is not for people.
    guard level <= 5, let message else { return }
    let kind = facility.map { String(cString: $0) } ?? "LOG"
    callbacks.log.note(kind: kind, message: kafkaCleaned(String(cString: message)))
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
