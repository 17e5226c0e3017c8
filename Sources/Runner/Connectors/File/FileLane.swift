import Glibc
import Operators

/// One lane's files.
final class FileLane: LaneInput {
    private struct Slot {
        let partition: SourcePartition
        let file: FileReading
        var position: Int64
        var paused = false
        var toldEnd = false
    }

    private var slots: [Slot] = []
    private var cursor = 0
    private let source: FileSource
    private let signal: LaneSignal
    /// How often a file that is followed is looked at again.
    private static let lookMilliseconds = 100

    init(source: FileSource, signal: LaneSignal) {
        self.source = source
        self.signal = signal
    }

    var partitions: [SourcePartition] { slots.map(\.partition) }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        let file = FileReading(path: partition.topic, options: source.options)
        slots.append(Slot(partition: partition, file: file, position: position))
        return slots.count - 1
    }

    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        if let batch = try nextBatch(max: max) { return batch }
        guard timeoutMilliseconds > 0 else { return nil }
        signal.wait(timeoutMilliseconds: min(timeoutMilliseconds, FileLane.lookMilliseconds))
        return try nextBatch(max: max)
    }

    private func nextBatch(max: Int) throws(SourceError) -> RecordBatch? {
        for _ in slots.indices {
            let index = cursor
            if slots[index].paused || (slots[index].toldEnd && source.isFinite) {
                cursor = cursor + 1 == slots.count ? 0 : cursor + 1
                continue
            }
            let block = try slots[index].file.read(from: slots[index].position, max: max)
            let ended = block.isAtEnd
            // A finite file is read to its end before the next is opened: few descriptors, few pages.
            if ended || block.count == 0 { cursor = cursor + 1 == slots.count ? 0 : cursor + 1 }
            if block.count == 0, block.next == slots[index].position, !ended || slots[index].toldEnd { continue }
            slots[index].position = block.next
            slots[index].toldEnd = ended
            if ended, source.isFinite { slots[index].file.close() }
            return block.batch(slot: index)
        }
        return nil
    }

    func pause(slot: Int) { slots[slot].paused = true }

    func resume(slot: Int) {
        slots[slot].paused = false
        signal.wake()
    }

    func seek(slot: Int, position: Int64) throws(SourceError) {
        slots[slot].position = position
        slots[slot].toldEnd = false
    }

    func position(slot: Int) -> Int64 { slots[slot].position }

    func isAtEnd(slot: Int) -> Bool { slots[slot].toldEnd }

    func hasEnded(slot: Int) -> Bool { slots[slot].toldEnd && source.isFinite }

    /// Bytes, as positions are bytes.
    func lag(slot: Int) -> Int64? {
        slots[slot].toldEnd && source.isFinite
            ? 0 : FileList.length(slots[slot].partition.topic).map { max(0, $0 - slots[slot].position) }
    }

    var isExhausted: Bool { source.isFinite && slots.allSatisfy(\.toldEnd) }
}
