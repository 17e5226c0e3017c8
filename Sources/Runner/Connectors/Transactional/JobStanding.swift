import StateStore

/// Where the job stands in a database, as this life of it knows.
struct JobStanding {
    var job: SinkJob
    /// As the row says, which may come from an earlier machine.
    var uuid: String
    var incarnation: Int64
    var epoch: Epoch
    /// Sums over all epochs.
    var ledger: BoundaryRecord.Ledger
    /// Epochs up to this one were removed.
    var trimmed: Epoch
}
