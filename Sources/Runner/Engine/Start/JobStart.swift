import StateStore

/// Where a job begins: what was restored, and what must be replayed before anything new is drawn.
struct JobStart: ~Copyable {
    /// The epoch of the restored checkpoint; `Epoch.none` without one.
    let epoch: Epoch
    let positions: [SourcePartition: Int64]
    /// The last record that was read of each partition, where it is known.
    let marks: [SourcePartition: RecordMark]
    let tracker: WatermarkTracker
    /// Journaled boundaries after the checkpoint, oldest first.
    let replay: [EpochOrder]
    let oldestCheckpoint: Epoch
    let journal: Journal

    init(
        epoch: Epoch, positions: [SourcePartition: Int64], marks: [SourcePartition: RecordMark] = [:],
        tracker: WatermarkTracker, replay: [EpochOrder],
        oldestCheckpoint: Epoch, journal: consuming Journal
    ) {
        self.epoch = epoch
        self.positions = positions
        self.marks = marks
        self.tracker = tracker
        self.replay = replay
        self.oldestCheckpoint = oldestCheckpoint
        self.journal = journal
    }
}
