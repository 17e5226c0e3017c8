/// Where an epoch ends: all that is needed to process it again and get the same rows.
package struct BoundaryRecord: Equatable, Sendable {
    /// One partition of one topic at the boundary.
    package struct Partition: Equatable, Sendable {
        /// The source that reads it: a position in the record's `sources`.
        package var source: Int
        /// Name of the topic.
        package var topic: String
        /// Number of the partition.
        package var partition: Int32
        /// Offset of the first record that does not belong to the epoch.
        package var offset: Int64
        /// Greatest event time that this partition lets the watermark reach; nil before its first record.
        /// Microseconds since 2000-01-01 UTC.
        package var watermarkMicros: Int64?
        /// True when the partition has been silent so long that it does not hold the watermark back.
        package var isIdle: Bool
        /// The last record before `offset` that was read, by which the topic is known again; nil before the first.
        package var mark: RecordMark?

        /// A partition at its position.
        package init(
            source: Int = 0, topic: String, partition: Int32, offset: Int64, watermarkMicros: Int64? = nil,
            isIdle: Bool = false, mark: RecordMark? = nil
        ) {
            self.source = source
            self.topic = topic
            self.partition = partition
            self.offset = offset
            self.watermarkMicros = watermarkMicros
            self.isIdle = isIdle
            self.mark = mark
        }
    }

    /// The watermark of one source of the job.
    package struct SourceWatermark: Equatable, Sendable {
        /// Name of the source table.
        package var source: String
        /// Microseconds since 2000-01-01 UTC; nil before the first record.
        package var micros: Int64?
        /// Latest event time when the end of its input closed windows; nil while that has not been. Microseconds since
        /// 2000-01-01 UTC.
        package var endedMicros: Int64?

        /// A source at its watermark.
        package init(source: String, micros: Int64?, endedMicros: Int64? = nil) {
            self.source = source
            self.micros = micros
            self.endedMicros = endedMicros
        }
    }

    /// What became of the records of this epoch: `consumed = accepted + late + invalid + deadLettered`.
    package struct Ledger: Equatable, Sendable {
        /// Records read.
        package var consumed: Int64
        /// Records that went on to the query.
        package var accepted: Int64
        /// Records behind the watermark.
        package var late: Int64
        /// Records that could not be used and were skipped.
        package var invalid: Int64
        /// Records that went to the dead letters.
        package var deadLettered: Int64

        /// Counts of one epoch.
        package init(
            consumed: Int64 = 0, accepted: Int64 = 0, late: Int64 = 0, invalid: Int64 = 0, deadLettered: Int64 = 0
        ) {
            self.consumed = consumed
            self.accepted = accepted
            self.late = late
            self.invalid = invalid
            self.deadLettered = deadLettered
        }

        /// True when every record is accounted for.
        package var isBalanced: Bool { consumed == accepted &+ late &+ invalid &+ deadLettered }
    }

    /// The epoch that ends here.
    package var epoch: Epoch
    /// Every assigned partition.
    package var partitions: [Partition]
    /// Every source.
    package var sources: [SourceWatermark]
    /// The counts of this epoch.
    package var ledger: Ledger
    /// The clock that expires state; moves as the records say, never by the wall. Microseconds since 2000-01-01 UTC.
    package var clockMicros: Int64
    /// Bit i: sink i wrote its changed rows, or its whole table, at this epoch's end.
    package var emit: UInt64
    /// True when finite sources had ended, so that every window closed.
    package var endOfInput: Bool
    /// What made the epoch: a hash of the job's plan, 0 when it is not known. Only the same plan makes it again.
    package var plan: UInt64

    /// A boundary with all its parts.
    package init(
        epoch: Epoch, partitions: [Partition] = [], sources: [SourceWatermark] = [], ledger: Ledger = Ledger(),
        clockMicros: Int64 = 0, emit: UInt64 = 0, endOfInput: Bool = false, plan: UInt64 = 0
    ) {
        self.plan = plan
        self.emit = emit
        self.endOfInput = endOfInput
        self.epoch = epoch
        self.partitions = partitions
        self.sources = sources
        self.ledger = ledger
        self.clockMicros = clockMicros
    }
}

/// One record of a partition as it was read: a topic of the same name that holds another one there is another topic.
package struct RecordMark: Hashable, Sendable {
    /// Where the record lies.
    package var offset: Int64
    /// Hash over its time, key and value.
    package var hash: UInt64

    /// A record by its place and content.
    package init(offset: Int64, hash: UInt64) {
        self.offset = offset
        self.hash = hash
    }
}
