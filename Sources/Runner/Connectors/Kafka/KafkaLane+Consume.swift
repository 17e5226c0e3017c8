import CRdKafka

extension KafkaLane {
    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        if let batch = try nextBatch(max: max) { return batch }
        if timeoutMilliseconds > 0, signal.wait(timeoutMilliseconds: timeoutMilliseconds),
            let batch = try nextBatch(max: max)
        {
            return batch
        }
        refillStarved()
        return nil
    }

    /// The next partition in turn that has something.
    private func nextBatch(max: Int) throws(SourceError) -> RecordBatch? {
        for _ in 0..<slots.count {
            let slot = cursor
            cursor = cursor + 1 == slots.count ? 0 : cursor + 1
            if slots[slot].paused { continue }
            if let error = slots[slot].error { throw error }
            let waiting = rd_kafka_queue_length(slots[slot].queue)
            if waiting == 0 { continue }
            if let batch = try take(Swift.min(max, waiting, scratch.count), of: waiting, from: slot) { return batch }
        }
        return nil
    }

    /// Up to `wanted` messages of one partition as a batch; nil when there was nothing that moves its position.
    private func take(_ wanted: Int, of waiting: Int, from slot: Int) throws(SourceError) -> RecordBatch? {
        let received = rd_kafka_consume_batch_queue(slots[slot].queue, 0, scratch.baseAddress, wanted)
        guard received > 0 else { return nil }
        let messages = KafkaMessages(
            taking: UnsafeBufferPointer(rebasing: scratch[0..<received]), handle: consumer.handle)
        let before = slots[slot].position
        let wasAtEnd = slots[slot].atEnd
        let bytes = collect(messages, into: slot)
        watchQueue(slot, waiting: waiting - received)
        let current = slots[slot]
        if messages.count == 0, current.position == before, current.atEnd == wasAtEnd {
            if let error = current.error { throw error }
            return nil
        }
        return messages.batch(
            slot: slot, nextOffset: current.position, reachedEnd: current.atEnd, byteCount: bytes)
    }

    /// Sorts records from events; moves the slot's position. The answer is the records' size in bytes.
    private func collect(_ messages: KafkaMessages, into slot: Int) -> Int {
        var position = slots[slot].position
        var atEnd = slots[slot].atEnd
        var bytes = 0
        var kept = 0
        for index in 0..<messages.received {
            let message = messages[index]
            let offset = message.pointee.offset
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                guard offset >= position else {
                    let partition = slots[slot].partition
                    slots[slot].error = .offsetNotIncreasing(
                        topic: partition.topic, partition: partition.partition, expectedAtLeast: position,
                        received: offset)
                    break
                }
                bytes += messages.keep(message, at: kept)
                kept += 1
                position = offset + 1
                atEnd = false
            case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                position = max(position, offset)
                atEnd = true
            default:
                slots[slot].position = position
                slots[slot].error = problem(message, slot: slot)
            }
            if slots[slot].error != nil { break }
        }
        messages.count = kept
        slots[slot].position = position
        slots[slot].atEnd = atEnd
        slots[slot].records += kept
        slots[slot].bytes += bytes
        return bytes
    }

    /// Notes a full queue, and asks for more when it is mostly drained. Both thresholds are far from each other and
    /// from the bounds, because the bytes that wait are only known on average.
    private func watchQueue(_ slot: Int, waiting: Int) {
        let mean = slots[slot].bytes / Swift.max(1, slots[slot].records)
        let share = Swift.max(waiting * 100 / queueRecords, waiting * mean * 100 / queueBytes)
        if share >= 60 {
            slots[slot].wasFull = true
        } else if share < 35, slots[slot].wasFull {
            slots[slot].wasFull = false
            let partition = slots[slot].partition
            consumer.housekeeper.requestRefill(topic: partition.topic, partition: partition.partition)
        }
    }

    /// The safety net of `watchQueue`: nothing is here although a partition has more. Looks a few times a second.
    private func refillStarved() {
        let now = monotonicMilliseconds()
        guard now - lastStarvedLookMilliseconds >= 100 else { return }
        lastStarvedLookMilliseconds = now
        for index in slots.indices where !slots[index].paused && !slots[index].atEnd {
            guard let high = cachedHigh(index), high > slots[index].position else { continue }
            let partition = slots[index].partition
            consumer.housekeeper.requestRefill(topic: partition.topic, partition: partition.partition)
            return
        }
    }
}
