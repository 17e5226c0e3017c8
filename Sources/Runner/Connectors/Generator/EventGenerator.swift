/// Events of one profile as JSON text, each a function of its partition and number alone.
package struct EventGenerator: Sendable {
    /// No event is longer, in bytes.
    package static let eventBytesMax = 1_536

    /// What was written for one event.
    package struct Written: Sendable {
        /// Length of the text, in bytes.
        package let length: Int
        /// Where in the text the key is; length 0: no key.
        package let keyStart: Int
        package let keyLength: Int
        /// The event's place in time, before disorder and lateness: µs since 1970.
        package let streamUnixMicros: Int64
    }

    package let options: EventOptions
    let words = EventWords()
    private let keyField: Int
    /// 64 random words are set aside for each event, so that event n can start at word 64 n.
    private static let wordsPerEvent: UInt64 = 64
    private let malformedBelow: UInt64
    private let duplicateBelow: UInt64
    let lateBelow: UInt64
    private let draws: Bool

    /// - Throws: `invalidOption` for a key field that the profile does not have.
    package init(_ options: EventOptions) throws(SourceError) {
        self.options = options
        if let name = options.keyField {
            let nested: Set = ["properties", "context", "person", "auction", "bid"]
            let usable = options.profile.fields.filter { !nested.contains($0) }
            guard usable.contains(name), let index = options.profile.fields.firstIndex(of: name) else {
                let known = usable.joined(separator: ", ")
                throw .invalidOption(name: "key", reason: "\"\(name)\" is none of the profile's fields: \(known)")
            }
            keyField = index
        } else {
            keyField = -1
        }
        malformedBelow = Self.threshold(options.malformedShare)
        duplicateBelow = Self.threshold(options.duplicateShare)
        lateBelow = Self.threshold(options.lateShare)
        draws = malformedBelow > 0 || duplicateBelow > 0
    }

    /// A share as a bound for 64 random bits.
    private static func threshold(_ share: Double) -> UInt64 {
        if !(share > 0) { return 0 }
        return share >= 1 ? UInt64.max : UInt64(share * 0x1p64)
    }

    /// Writes event `number` of a partition.
    ///
    /// Safety: `eventBytesMax` bytes at `target` are written to; what lies behind the length is garbage.
    @inline(__always)
    package func write(
        partition: Int, number: Int64, to target: UnsafeMutablePointer<UInt8>
    ) -> Written {
        var source = number
        var malformed = false
        var kind: UInt64 = 0
        if draws {
            var fate = self.fate(partition, number)
            malformed = fate.next() < malformedBelow
            kind = fate.next() & 3
            // The original of a duplicate may be a duplicate itself; numbers only fall, so this ends.
            while source > 0, fate.next() < duplicateBelow {
                source = source &- 1 &- Int64(fate.below(UInt64(min(source, 1_000))))
                fate = self.fate(partition, source)
                fate.skip(2)
            }
        }
        var writer = EventWriter(at: target, keyField: keyField)
        var random = EventRandom(
            seed: seed(partition), position: UInt64(bitPattern: source) &* Self.wordsPerEvent)
        let global = source &* Int64(options.partitions) &+ Int64(partition)
        writeBody(&writer, &random, global: global)
        if malformed { spoil(&writer, start: target, kind: kind) }
        let keyStart = writer.keyStart.map { $0 - target } ?? 0
        let keyLength = writer.keyStart.flatMap { start in writer.keyEnd.map { $0 - start } } ?? 0
        let place = number &* Int64(options.partitions) &+ Int64(partition)
        return Written(
            length: writer.cursor - target, keyStart: keyStart, keyLength: keyLength,
            streamUnixMicros: options.startUnixMicros &+ place &* options.stepMicros)
    }

    @inline(__always)
    private func seed(_ partition: Int) -> UInt64 {
        EventRandom.mix(options.seed &+ EventRandom.mix(UInt64(partition) &+ 1))
    }

    /// What decides an event's fate: a stream of its own, so that a duplicate has its original's body.
    @inline(__always)
    private func fate(_ partition: Int, _ number: Int64) -> EventRandom {
        EventRandom(seed: seed(partition) ^ 0x5FA7_E5FA_7E5F_A7E5, position: UInt64(bitPattern: number) &* 4)
    }

    /// The event's own time: its place in the stream, less disorder, less lateness. µs since 1970.
    @inline(__always)
    func eventTime(_ global: Int64, _ random: inout EventRandom) -> Int64 {
        var time = options.startUnixMicros &+ global &* options.stepMicros
        let fraction = random.fraction()
        time &-= Int64(fraction * fraction * fraction * Double(options.disorderMicrosMax))
        if random.next() < lateBelow { time &-= options.lateMicros }
        return time
    }

    /// Makes the event one that no decoder of the profile accepts.
    private func spoil(_ writer: inout EventWriter, start: UnsafeMutablePointer<UInt8>, kind: UInt64) {
        let length = writer.cursor - start
        switch kind {
        case 0: writer.cursor = start + length / 2
        case 1:
            writer.cursor = start
            writer.literal("this is not JSON")
        case 2:
            writer.cursor = start
            writer.literal("[1, 2, 3]")
        default:
            writer.cursor = start
            writer.literal("{\"ts\": \"yesterday\", \"timestamp\": \"yesterday\"}")
        }
        // The key is the original's: it is another part of the record, and the text under it may be gone.
        if let keyEnd = writer.keyEnd, keyEnd > writer.cursor {
            writer.keyStart = nil
            writer.keyEnd = nil
        }
    }
}
