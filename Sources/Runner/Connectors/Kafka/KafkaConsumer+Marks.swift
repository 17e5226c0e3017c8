import StateStore

extension KafkaConsumer {
    /// How long the marked records are waited for. What does not come by then is taken for good: the broker answers for
    /// offsets and partition counts in any case.
    private static let markMillisecondsMax: Int64 = 5_000

    package func verify(marks: [SourcePartition: RecordMark]) throws(SourceError) {
        var waiting = marks
        for (partition, mark) in marks {
            let range = try handle.offsetRange(
                topic: partition.topic, partition: partition.partition, timeoutSeconds: settings.startTimeoutSeconds)
            if mark.offset >= range.high {
                throw .truncatedOrRemade(
                    topic: partition.topic, partition: partition.partition, wanted: mark.offset + 1, high: range.high)
            }
            if mark.offset < range.low { waiting[partition] = nil }
        }
        guard !waiting.isEmpty else { return }
        let lane = try makeLane(signal: LaneSignal())
        for (partition, mark) in waiting { _ = try lane.add(partition, position: mark.offset) }
        let deadline = monotonicMilliseconds() + Self.markMillisecondsMax
        while !waiting.isEmpty && monotonicMilliseconds() < deadline {
            guard let batch = try lane.consumeBatch(max: 1, timeoutMilliseconds: 100) else { continue }
            let partition = lane.partitions[batch.slot]
            if batch.count == 0 && !batch.reachedEnd { continue }
            lane.pause(slot: batch.slot)
            guard let mark = waiting.removeValue(forKey: partition), batch.count > 0 else { continue }
            let found = batch.mark(of: 0)
            // Compaction may have taken the record itself; one that lies behind it says nothing.
            if found.offset == mark.offset && found.hash != mark.hash {
                throw .remade(topic: partition.topic, partition: partition.partition, offset: mark.offset)
            }
        }
    }
}
