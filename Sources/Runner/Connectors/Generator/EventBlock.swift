import Operators

/// A run of generated events of one partition with the arrays of a record batch; owns all of it.
final class EventBlock {
    private let bytes: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private let payloads: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let keys: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let offsets: UnsafeMutablePointer<Int64>
    private let timestamps: UnsafeMutablePointer<Int64>
    private let eventsMax: Int
    private(set) var count = 0
    private var used = 0
    private var keyBytes = 0
    /// Room for one event; batches end early when longer events than usual fill the block.
    private static let eventBytesUsual = 384

    init(eventsMax: Int) {
        self.eventsMax = max(1, eventsMax)
        capacity = self.eventsMax * Self.eventBytesUsual + EventGenerator.eventBytesMax
        bytes = .allocate(capacity: capacity)
        payloads = .allocate(capacity: self.eventsMax)
        keys = .allocate(capacity: self.eventsMax)
        offsets = .allocate(capacity: self.eventsMax)
        timestamps = .allocate(capacity: self.eventsMax)
    }

    deinit {
        bytes.deallocate()
        payloads.deallocate()
        keys.deallocate()
        offsets.deallocate()
        timestamps.deallocate()
    }

    /// Writes events of a partition from `number` on, until `wanted` are there or the block is full; forgets what was
    /// in it, so no batch of it may be in use.
    func fill(_ generator: EventGenerator, partition: Int, from number: Int64, wanted: Int) {
        count = 0
        used = 0
        keyBytes = 0
        while count < min(wanted, eventsMax), capacity - used >= EventGenerator.eventBytesMax {
            let start = bytes + used
            let written = generator.write(partition: partition, number: number &+ Int64(count), to: start)
            (payloads + count).initialize(to: UnsafeRawBufferPointer(start: start, count: written.length))
            (keys + count).initialize(
                to: written.keyLength == 0
                    ? UnsafeRawBufferPointer(start: nil, count: 0)
                    : UnsafeRawBufferPointer(start: start + written.keyStart, count: written.keyLength))
            (offsets + count).initialize(to: number &+ Int64(count))
            // A record's time has milliseconds in Kafka, so it has them here.
            let milliseconds = written.streamUnixMicros / 1_000
            (timestamps + count).initialize(to: milliseconds &* 1_000 &- TimeLimits.unixMicrosAtEpoch)
            used += written.length
            keyBytes += written.keyLength
            count += 1
        }
    }

    func batch(slot: Int, nextOffset: Int64, reachedEnd: Bool) -> RecordBatch {
        RecordBatch(
            slot: slot, nextOffset: nextOffset, reachedEnd: reachedEnd, byteCount: used + keyBytes,
            payloads: UnsafeBufferPointer(start: payloads, count: count),
            keys: UnsafeBufferPointer(start: keys, count: count),
            offsets: UnsafeBufferPointer(start: offsets, count: count),
            timestamps: UnsafeBufferPointer(start: timestamps, count: count), owner: self)
    }
}

extension EventGenerator {
    /// Events of one partition from `number` on as a record batch, for benchmarks and tests without a source.
    ///
    /// It may hold fewer than `count` events when they are long; `nextOffset` says where to go on.
    package func batch(partition: Int = 0, from number: Int64, count: Int, slot: Int = 0) -> RecordBatch {
        let block = EventBlock(eventsMax: count)
        block.fill(self, partition: partition, from: number, wanted: count)
        return block.batch(slot: slot, nextOffset: number &+ Int64(block.count), reachedEnd: false)
    }
}
