import CRdKafka

/// One lane's partitions of a cluster, each with a queue of its own that librdkafka fills.
final class KafkaLane: LaneInput {
    /// A partition that this lane reads.
    struct Slot {
        let partition: SourcePartition
        var topic: OpaquePointer
        var queue: OpaquePointer
        var position: Int64
        var atEnd = false
        var paused = false
        /// Set when a queue was nearly full: draining it must then wake the fetcher.
        var wasFull = false
        /// Delivered so far, for the mean size of what waits.
        var records = 0
        var bytes = 0
        /// An error stays: nothing behind it is ever delivered.
        var error: SourceError?
    }

    var slots: [Slot] = []
    var cursor = 0
    var lastStarvedLookMilliseconds: Int64 = 0
    let consumer: KafkaConsumer
    let signal: LaneSignal
    let queueRecords: Int
    let queueBytes: Int
    /// Where librdkafka puts the messages of one batch before their number is known.
    var scratch: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>

    init(consumer: KafkaConsumer, signal: LaneSignal) {
        self.consumer = consumer
        self.signal = signal
        queueRecords = consumer.settings.queueRecords(partitions: consumer.sizedForPartitions)
        queueBytes = consumer.settings.queueKilobytes(partitions: consumer.sizedForPartitions) << 10
        scratch = .allocate(capacity: 4_096)
        scratch.initialize(repeating: nil)
    }

    deinit {
        for slot in slots { stop(slot) }
        scratch.deallocate()
    }

    var partitions: [SourcePartition] { slots.map(\.partition) }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        let topic = try consumer.handle.topic(partition.topic)
        let queue: OpaquePointer
        do {
            queue = try startReading(topic: topic, partition: partition, position: position)
        } catch {
            rd_kafka_topic_destroy(topic)
            throw error
        }
        slots.append(Slot(partition: partition, topic: topic, queue: queue, position: position))
        return slots.count - 1
    }

    func seek(slot: Int, position: Int64) throws(SourceError) {
        let old = slots[slot]
        rd_kafka_consume_stop(old.topic, old.partition.partition)
        // A new queue: what was fetched for the old position dies with the old one.
        rd_kafka_queue_destroy(old.queue)
        slots[slot].queue = try startReading(topic: old.topic, partition: old.partition, position: position)
        slots[slot].position = position
        slots[slot].atEnd = false
        slots[slot].wasFull = false
        slots[slot].error = nil
    }

    private func startReading(
        topic: OpaquePointer, partition: SourcePartition, position: Int64
    ) throws(SourceError) -> OpaquePointer {
        precondition(position >= 0, "a position is an offset")
        guard let queue = rd_kafka_queue_new(consumer.handle.pointer) else {
            throw .failed(operation: "read \(partition)", reason: "out of memory")
        }
        rd_kafka_queue_io_event_enable(queue, signal.descriptor, "k", 1)
        guard rd_kafka_consume_start_queue(topic, partition.partition, position, queue) == 0 else {
            let reason = kafkaReason(rd_kafka_last_error())
            rd_kafka_queue_destroy(queue)
            throw .failed(operation: "read \(partition)", reason: reason)
        }
        return queue
    }

    private func stop(_ slot: Slot) {
        rd_kafka_queue_io_event_enable(slot.queue, -1, nil, 0)
        rd_kafka_consume_stop(slot.topic, slot.partition.partition)
        rd_kafka_queue_destroy(slot.queue)
        rd_kafka_topic_destroy(slot.topic)
    }

    func pause(slot: Int) { slots[slot].paused = true }

    func resume(slot: Int) {
        slots[slot].paused = false
        // What arrived meanwhile wakes nobody any more.
        signal.wake()
    }

    func position(slot: Int) -> Int64 { slots[slot].position }

    func isAtEnd(slot: Int) -> Bool { slots[slot].atEnd }

    func lag(slot: Int) -> Int64? {
        guard let high = cachedHigh(slot) else { return nil }
        return max(0, high - slots[slot].position)
    }

    /// The partition's end as of the last answer to a fetch; asks nobody.
    func cachedHigh(_ slot: Int) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let partition = slots[slot].partition
        let code = rd_kafka_get_watermark_offsets(
            consumer.handle.pointer, partition.topic, partition.partition, &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    var isExhausted: Bool { false }
}
