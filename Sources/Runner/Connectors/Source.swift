import StateStore

/// One place that records come from (a Kafka cluster, a generator, a set of files), shared by all lanes of a job.
///
/// The life of a source: `partitions` to see what exists, `verify` the positions of a job that has state or
/// `startPositions` for one that has none, `makeLane` once per lane, then each lane adds the partitions it was given.
/// Every method may be called from any thread.
package protocol RecordSource: AnyObject, Sendable {
    /// True when the source has an end that is not just "nothing more at the moment": files, counted generators.
    var isFinite: Bool { get }

    /// All partitions that exist now, sorted; asks the broker.
    func partitions() throws(SourceError) -> [SourcePartition]

    /// Partitions that exist now and were in no earlier answer of `partitions` or `discoverPartitions`.
    ///
    /// A failure to ask, and partitions that seem to be gone, are transient: the answer is then empty.
    func discoverPartitions() -> [SourcePartition]

    /// What each partition holds at present, by partition.
    func offsetRanges(_ partitions: [SourcePartition]) throws(SourceError) -> [SourcePartition: OffsetRange]

    /// The first offset to read of each partition for a job without state.
    ///
    /// A partition without a record at or after a wanted time starts at its end.
    /// - Parameter nowUnixMicros: the wall clock that `StartFrom.ago` counts back from, µs since 1970.
    func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64]

    /// Refuses positions that can't be continued from: lost records, truncated or remade topics, missing partitions.
    func verify(_ positions: [SourcePartition: Int64]) throws(SourceError)

    /// Refuses partitions that hold another record where the job read the one of the mark: the topic was deleted and
    /// made again. A mark whose record is no longer there says nothing.
    func verify(marks: [SourcePartition: RecordMark]) throws(SourceError)

    /// The input of one lane; hand it to the lane's thread, which then alone may use it.
    ///
    /// - Parameter signal: what the lane sleeps on; several inputs of one lane may share it.
    func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput

    /// Ends everything; lanes must not be used any more.
    func close()
}

/// What one lane reads: batches of records from the partitions that it owns. Used by the lane's thread only.
///
/// Back-pressure needs nothing: a lane that does not ask is not served, and the source stops fetching at its bound.
/// `pause` does the same for one partition, at once and without loss: records that were fetched wait.
package protocol LaneInput: AnyObject {
    /// The lane's partitions; a slot is an index into this list. Slots are never reused within a run.
    var partitions: [SourcePartition] { get }

    /// Starts to read a partition at `position` (the next offset to deliver) and returns its slot.
    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int

    /// The next records of one partition that is not paused, in turn over the partitions.
    ///
    /// Waits up to `timeoutMilliseconds` (0: not at all) when there are none; nil when the time is over or the lane's
    /// signal was woken. A batch never holds more than `max` records.
    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch?

    /// Holds back a partition until `resume`; nothing is lost or delivered twice.
    func pause(slot: Int)

    /// Undoes `pause`.
    func resume(slot: Int)

    /// Moves a partition to another position; records that were fetched for the old one are dropped.
    func seek(slot: Int, position: Int64) throws(SourceError)

    /// The next offset to be delivered.
    func position(slot: Int) -> Int64

    /// True when the partition had nothing more to read at its present position, as far as is known.
    func isAtEnd(slot: Int) -> Bool

    /// True when nothing can follow what was read of the partition: a file that can't grow, read to its end.
    func hasEnded(slot: Int) -> Bool

    /// Records between the position and the partition's end, as far as the source knows without asking; nil: unknown.
    func lag(slot: Int) -> Int64?

    /// True when a finite source has delivered everything from all of this lane's partitions.
    var isExhausted: Bool { get }
}

extension LaneInput {
    /// A partition that may always grow.
    package func hasEnded(slot: Int) -> Bool { false }
}

extension RecordSource {
    /// A source whose partitions can't be others under the same name.
    package func verify(marks: [SourcePartition: RecordMark]) throws(SourceError) {}
}
