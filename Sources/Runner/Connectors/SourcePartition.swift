/// One partition of one source of a job: the unit of order and of position.
package struct SourcePartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The source's index in the job, in order of declaration.
    package let source: Int
    /// The topic (or file set) the partition belongs to.
    package let topic: String
    /// The partition's number within its topic, from 0.
    package let partition: Int32

    package init(source: Int, topic: String, partition: Int32) {
        self.source = source
        self.topic = topic
        self.partition = partition
    }

    package var description: String { "\(topic)[\(partition)]" }

    package static func == (left: Self, right: Self) -> Bool {
        left.source == right.source && left.partition == right.partition
            && ExactName(left.topic) == ExactName(right.topic)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(partition)
        hasher.combine(ExactName(topic))
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.source != right.source
            ? left.source < right.source
            : (ExactName(left.topic), left.partition) < (ExactName(right.topic), right.partition)
    }
}

/// The records that a partition holds: `low` is the first that can be read, `high` the next one to be written.
package struct OffsetRange: Hashable, Sendable {
    package let low: Int64
    package let high: Int64

    package init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
