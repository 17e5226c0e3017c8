import CRdKafka
import Operators

/// The messages behind one batch, and the arrays that point into them; gives all back at its end.
///
/// ```
///  block: [ message pointers ][ payloads ][ keys ][ offsets ][ timestamps ]    one allocation
/// ```
final class KafkaMessages {
    /// Messages taken from librdkafka, events included.
    let received: Int
    /// Records among them: the length of the arrays.
    var count = 0
    private let block: UnsafeMutableRawPointer
    private let pointers: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>>
    private let payloads: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let keys: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let offsets: UnsafeMutablePointer<Int64>
    private let timestamps: UnsafeMutablePointer<Int64>
    /// Messages must die before the client that made them.
    private let handle: KafkaHandle

    init(
        taking messages: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, handle: KafkaHandle
    ) {
        self.handle = handle
        received = messages.count
        let view = MemoryLayout<UnsafeRawBufferPointer>.stride
        block = .allocate(byteCount: messages.count * (24 + 2 * view), alignment: 16)
        payloads = block.bindMemory(to: UnsafeRawBufferPointer.self, capacity: messages.count)
        keys = (block + messages.count * view).bindMemory(to: UnsafeRawBufferPointer.self, capacity: messages.count)
        let words = block + messages.count * 2 * view
        offsets = words.bindMemory(to: Int64.self, capacity: messages.count)
        timestamps = (words + messages.count * 8).bindMemory(to: Int64.self, capacity: messages.count)
        pointers = (words + messages.count * 16).bindMemory(
            to: UnsafeMutablePointer<rd_kafka_message_t>.self, capacity: messages.count)
        for index in 0..<messages.count {
            guard let message = messages[index] else { preconditionFailure("librdkafka gave no message") }
            (pointers + index).initialize(to: message)
        }
    }

    deinit {
        for index in 0..<received { rd_kafka_message_destroy(pointers[index]) }
        block.deallocate()
    }

    subscript(index: Int) -> UnsafeMutablePointer<rd_kafka_message_t> { pointers[index] }

    /// Enters a message as record number `index`; the answer is its size in bytes.
    @inline(__always)
    func keep(_ message: UnsafeMutablePointer<rd_kafka_message_t>, at index: Int) -> Int {
        let value = message.pointee
        (payloads + index).initialize(to: UnsafeRawBufferPointer(start: value.payload, count: value.len))
        (keys + index).initialize(
            to: UnsafeRawBufferPointer(start: value.key, count: value.key == nil ? 0 : value.key_len))
        (offsets + index).initialize(to: value.offset)
        (timestamps + index).initialize(to: microsSince2000(milliseconds: rd_kafka_message_timestamp(message, nil)))
        return value.len &+ value.key_len
    }

    func batch(slot: Int, nextOffset: Int64, reachedEnd: Bool, byteCount: Int) -> RecordBatch {
        RecordBatch(
            slot: slot, nextOffset: nextOffset, reachedEnd: reachedEnd, byteCount: byteCount,
            payloads: UnsafeBufferPointer(start: payloads, count: count),
            keys: UnsafeBufferPointer(start: keys, count: count),
            offsets: UnsafeBufferPointer(start: offsets, count: count),
            timestamps: UnsafeBufferPointer(start: timestamps, count: count), owner: self)
    }
}

/// Kafka's milliseconds since 1970 as µs since 2000; -1 (no time) and what does not fit become unknown.
@inline(__always)
private func microsSince2000(milliseconds: Int64) -> Int64 {
    if milliseconds == -1 { return RecordBatch.unknownTimestamp }
    let (micros, tooLarge) = milliseconds.multipliedReportingOverflow(by: 1_000)
    let (shifted, tooSmall) = micros.subtractingReportingOverflow(TimeLimits.unixMicrosAtEpoch)
    return tooLarge || tooSmall ? RecordBatch.unknownTimestamp : shifted
}
