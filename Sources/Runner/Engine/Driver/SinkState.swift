import StateStore

extension StartProcedure {
    /// What all sink systems together remember of the job.
    ///
    /// ```
    ///  PostgreSQL  epochs ... 41 42 43        each keeps its own epoch; after a crash they differ by one at most,
    ///  MySQL       epochs ... 41 42           unless one of them was away or came back from a backup
    ///              epoch = 42: there the replay begins to write; newest = 43: boundaries up to it are fixed
    /// ```
    struct SinkState {
        /// The lowest epoch among them; nil when no sink remembers anything.
        var epoch: Epoch?
        /// The highest one: up to it some sink holds rows, whose boundaries can't be drawn again.
        var newest: Epoch?
        /// Of all of them, oldest first, each epoch once.
        var boundaries: [BoundaryRecord] = []

        init() {}

        /// Throws when two systems remember one epoch differently, or two lives of the job.
        init(_ positions: [SinkPosition]) throws(JobError) {
            epoch = positions.map(\.epoch).min()
            newest = positions.map(\.epoch).max()
            if let first = positions.first, let other = positions.first(where: { $0.uuid != first.uuid }) {
                throw JobError(
                    .invalidJob,
                    "the databases of this job remember two lives of it, \(first.uuid) and \(other.uuid): give the "
                        + "job another job_name, or remove its row where it is new")
            }
            var known: [Epoch: BoundaryRecord] = [:]
            for boundary in positions.flatMap(\.boundaries) {
                if let same = known[boundary.epoch], same != boundary {
                    throw JobError(
                        .failed, "two databases of this job remember epoch \(boundary.epoch) with different positions")
                }
                known[boundary.epoch] = boundary
            }
            boundaries = known.values.sorted { $0.epoch < $1.epoch }
        }
    }
}
