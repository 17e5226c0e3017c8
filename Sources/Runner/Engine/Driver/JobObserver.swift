import StateStore

/// Hears what a job does, for people: progress, logs, the status file. Called on the driver's thread.
protocol JobObserver: AnyObject {
    /// The job is about to consume its first record.
    func started(_ report: StartReport)
    func tick(nowMicros: Int64)
    func epoch(
        _ summary: JobSummary, positions: [SourcePartition: Int64], tracker: WatermarkTracker, outputs: [LaneOutput])
    func committed(_ epoch: Epoch, _ report: CommitReport)
    func checkpointed(_ epoch: Epoch, micros: Int64)
    /// Something is tried again.
    func waiting(_ reason: String)
    /// The job has caught up and would end, but for a silent partition that turns idle in so many microseconds.
    func awaiting(_ partition: SourcePartition, micros: Int64)
    /// A partition stands still although there is more to read.
    func stalled(_ text: String)
    /// A sink has refused a row, and the job goes on without it.
    func refused(_ text: String)
    /// A stop was asked for.
    func stopping()
}
