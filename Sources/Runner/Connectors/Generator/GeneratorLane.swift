/// One lane's partitions of a generator.
final class GeneratorLane: LaneInput {
    private struct Slot {
        let partition: SourcePartition
        var position: Int64
        let length: Int64
        /// Where and when reading began: what is due follows from both and the rate.
        var startPosition: Int64
        var startMilliseconds: Int64
        var paused = false
        var toldEnd = false
    }

    private var slots: [Slot] = []
    private var cursor = 0
    private let source: GeneratorSource
    private let signal: LaneSignal

    init(source: GeneratorSource, signal: LaneSignal) {
        self.source = source
        self.signal = signal
    }

    var partitions: [SourcePartition] { slots.map(\.partition) }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        let length = source.length(of: partition.partition)
        try checkPosition(position, of: partition, in: OffsetRange(low: 0, high: length))
        slots.append(
            Slot(
                partition: partition, position: position, length: length, startPosition: position,
                startMilliseconds: source.nowMilliseconds()))
        return slots.count - 1
    }

    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        if let batch = nextBatch(max: max) { return batch }
        guard timeoutMilliseconds > 0 else { return nil }
        signal.wait(timeoutMilliseconds: min(timeoutMilliseconds, millisecondsUntilDue()))
        return nextBatch(max: max)
    }

    private func nextBatch(max: Int) -> RecordBatch? {
        for _ in slots.indices {
            let index = cursor
            cursor = cursor + 1 == slots.count ? 0 : cursor + 1
            if slots[index].paused { continue }
            let slot = slots[index]
            let due = dueEnd(slot) - slot.position
            if due <= 0 {
                // The end of a finite partition is told once by an empty batch, as Kafka does.
                guard slot.position == slot.length, !slot.toldEnd else { continue }
            }
            let block = EventBlock(eventsMax: Int(clamping: min(Swift.max(1, due), Int64(max))))
            if due > 0 {
                block.fill(
                    source.generator, partition: Int(slot.partition.partition), from: slot.position,
                    wanted: Int(clamping: min(due, Int64(max))))
            }
            slots[index].position += Int64(block.count)
            let position = slots[index].position
            let ended = position == slot.length
            slots[index].toldEnd = ended
            return block.batch(slot: index, nextOffset: position, reachedEnd: ended || isAtEnd(slot: index))
        }
        return nil
    }

    /// The position up to which events exist by now.
    private func dueEnd(_ slot: Slot) -> Int64 {
        guard let rate = source.rate else { return slot.length }
        let elapsed = Double(source.nowMilliseconds() - slot.startMilliseconds)
        let events = elapsed * rate / 1_000 / Double(source.generator.options.partitions)
        return min(slot.length, slot.startPosition &+ Int64(min(events, 9e15)))
    }

    /// How long until some partition has its next event; a long time when none ever has.
    private func millisecondsUntilDue() -> Int {
        guard let rate = source.rate else { return 60_000 }
        let perEvent = 1_000 * Double(source.generator.options.partitions) / rate
        return slots.contains { !$0.paused && $0.position < $0.length } ? Int(min(perEvent, 60_000)) + 1 : 60_000
    }

    func pause(slot: Int) { slots[slot].paused = true }

    func resume(slot: Int) {
        slots[slot].paused = false
        signal.wake()
    }

    func seek(slot: Int, position: Int64) throws(SourceError) {
        try checkPosition(position, of: slots[slot].partition, in: OffsetRange(low: 0, high: slots[slot].length))
        slots[slot].position = position
        slots[slot].toldEnd = false
    }

    func position(slot: Int) -> Int64 { slots[slot].position }

    func isAtEnd(slot: Int) -> Bool {
        if slots[slot].position == slots[slot].length { return slots[slot].toldEnd }
        return source.rate != nil && dueEnd(slots[slot]) <= slots[slot].position
    }

    func lag(slot: Int) -> Int64? {
        let end = dueEnd(slots[slot])
        return end == Int64.max ? nil : max(0, end - slots[slot].position)
    }

    var isExhausted: Bool {
        source.isFinite && slots.allSatisfy { $0.position == $0.length }
    }
}
