import Operators
import StateStore

/// A job's row as a database keeps it.
protocol JobRow {
    /// The job's identity, which a new machine takes over.
    var uuid: String { get }
    /// Counts the lives of the job; only the last one may commit.
    var incarnation: Int64 { get }
    /// The process of the last start.
    var owner: String? { get }
    var epoch: Epoch { get }
    /// Sums over all epochs.
    var ledger: BoundaryRecord.Ledger { get }
    var fingerprint: String { get }
    /// For people.
    var updatedAt: String { get }
}

/// A database that keeps a job's row and its epochs beside the rows that the job writes: the statements are the
/// database's own, what they are for is the same everywhere.
///
/// ```
///  takeOver   lockRow · is it still mine? · readEpochs · objection? · claim the next incarnation · endPredecessor
///  position   what a start would find, read without a lock
/// ```
protocol JobDatabase: AnyObject {
    associatedtype Connection
    associatedtype Row: JobRow

    /// This life of the process, whatever its incarnations.
    var owner: String { get }
    var standing: JobStanding? { get set }

    /// Opens a transaction and locks the job's row in it, which waits for an epoch of an earlier life whose COMMIT is
    /// still under way.
    func lockRow(_ job: SinkJob, _ connection: Connection) throws(ServerError) -> Result<Row, SinkError>
    /// The row as it is, without a lock.
    func readRow(_ job: String, _ connection: Connection) throws(ServerError) -> Row?
    /// Epochs that no kept checkpoint holds, oldest first.
    func readEpochs(_ uuid: String, _ connection: Connection) throws(ServerError) -> Result<[BoundaryRecord], SinkError>
    /// The targets that are not there.
    func missingTargets(_ connection: Connection) throws(ServerError) -> [MissingTarget]
    /// Ends the transaction of `lockRow` and leaves everything as it was.
    func release(_ connection: Connection) throws(ServerError)
    /// Makes the locked row this life's, with the next incarnation, and commits; gives what kept it from that.
    func claim(
        _ job: SinkJob, incarnation: Int64, _ connection: Connection
    ) throws(ServerError) -> SinkError?
    /// Ends what of an earlier life is still connected: it can commit nothing any more, and without it its locks go.
    func endPredecessor(_ row: Row, _ connection: Connection)
}

extension JobDatabase {
    /// Locks the job's row, reads it, and makes every earlier life's incarnation the wrong one.
    func takeOver(
        _ job: SinkJob, _ connection: Connection, _ objection: (SinkPosition) -> String?
    ) throws(ServerError) -> Result<SinkPosition, SinkError> {
        let row: Row
        switch try lockRow(job, connection) {
        case .failure(let error): return .failure(error)
        case .success(let locked): row = locked
        }
        if standing != nil && row.owner != owner {
            try release(connection)
            return .failure(.fenced("another runner took job \"\(job.name)\" over at \(row.updatedAt)"))
        }
        let position: SinkPosition
        switch try self.position(row, connection) {
        case .failure(let error): return .failure(error)
        case .success(let read): position = read
        }
        if let reason = objection(position) {
            try release(connection)
            return .failure(.refused(reason))
        }
        let incarnation = row.incarnation + 1
        if let problem = try claim(job, incarnation: incarnation, connection) { return .failure(problem) }
        endPredecessor(row, connection)
        standing = JobStanding(
            job: job, uuid: row.uuid, incarnation: incarnation, epoch: row.epoch, ledger: row.ledger,
            trimmed: Epoch((position.boundaries.first?.epoch.rawValue ?? row.epoch.rawValue + 1) - 1))
        return .success(position)
    }

    /// Why the tables that are missing must not be made: the job has written to them before, and a new one would lack
    /// what it wrote.
    func objectionToMaking(
        _ job: SinkJob, _ connection: Connection, _ objection: (SinkPosition) -> String?
    ) throws(ServerError) -> String? {
        let missing = try missingTargets(connection)
        guard !missing.isEmpty else { return nil }
        if standing != nil { return "\(missing[0].text) of sink \(missing[0].sink) is gone" }
        guard let row = try readRow(job.name, connection), row.epoch > .none,
            case .success(let position) = try position(row, connection, missing)
        else { return nil }
        return objection(position)
    }

    /// Adds where the job stands to what a look has found.
    func lookAtRow(_ job: SinkJob, _ connection: Connection, _ outlook: inout SinkOutlook) throws(ServerError) {
        guard let row = try readRow(job.name, connection) else { return }
        switch try position(row, connection, try missingTargets(connection)) {
        case .failure(let error): outlook.problems.append(.init(sink: nil, message: "\(error)"))
        case .success(let position): outlook.position = position
        }
    }

    private func position(
        _ row: Row, _ connection: Connection, _ missing: [MissingTarget] = []
    ) throws(ServerError) -> Result<SinkPosition, SinkError> {
        try readEpochs(row.uuid, connection).map { boundaries in
            SinkPosition(
                epoch: row.epoch, uuid: row.uuid, fingerprint: row.fingerprint, boundaries: boundaries,
                missing: missing)
        }
    }
}

/// Boundaries as a database kept them.
///
/// - Parameters:
///   - rows: each with the epoch of its row.
///   - table: for people.
func decodeBoundaries(
    _ rows: [(epoch: Int64?, bytes: [UInt8]?)], of table: String
) -> Result<[BoundaryRecord], SinkError> {
    var boundaries: [BoundaryRecord] = []
    for row in rows {
        do throws(StoreError) {
            let bytes = row.bytes ?? []
            let memory = Buffer<UInt8>(bytes)
            let boundary = try BoundaryRecord(decoding: UnsafeRawBufferPointer(memory.prefix(bytes.count)))
            guard boundary.epoch.rawValue == row.epoch else { throw .corruption("its epoch differs from the row's") }
            boundaries.append(boundary)
        } catch {
            let epoch = row.epoch.map { "\($0)" } ?? "?"
            return .failure(.refused("\(table), epoch \(epoch), can't be read: \(error)"))
        }
    }
    return .success(boundaries)
}
