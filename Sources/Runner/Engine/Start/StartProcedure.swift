import Operators
import StateStore

/// The start of a job with or without a past: from what disk and sinks say to where consumption begins.
///
/// ```
///  checkpoint c      journal c+1 ... j           the sinks' epoch s
///      │ restore        │ replay, output suppressed up to s, committed after it
///      └── c <= s, the newest that is whole
/// ```
struct StartProcedure {
    let parts: PlanParts
    let directory: StateDirectory
    let checkpoints: Checkpoints
    let sources: [any RecordSource]

    /// What was found, before anything is consumed.
    struct Found: ~Copyable {
        var start: JobStart
        let liveDirectory: String
        /// For each stateful node, what all lanes said.
        let metadata: [[[UInt8]]]
        let isRestored: Bool
        /// For people: what was passed over, and what a changed job keeps.
        var notes: [String]
        let tables: StateTables
        /// What the job's present form means for the restored state.
        let change: PlanChange
    }

    /// Finds the checkpoint, the boundaries to replay, and the positions.
    func find(_ sinks: SinkState) throws(JobError) -> Found {
        var journal = try stored { () throws(StoreError) in try Journal(directory: directory.journalPath) }
        let rivals = try forgetRivalEpochs(&journal, sinks)
        let wanted = newestWanted(sinks)
        var found: Found
        switch try stored({ () throws(StoreError) in try checkpoints.restoreNewest(through: wanted) }) {
        case .restored(let restored): found = try resume(restored, journal, sinks, rivals)
        case .none(let live, let skipped): found = try begin(live, journal, sinks, rivals + notes(skipped))
        }
        let replayed = found.start.replay.compactMap(\.boundary)
        let refusal: String?
        do throws(StoreError) {
            let texts = try StateOutlook(path: directory.path).knownTexts
            refusal =
                found.change.refusal
                ?? StateOutlook.refusal(of: parts.fingerprint, toReplay: replayed, among: texts)
            if refusal == nil { try StateOutlook.keepJournalText(parts.fingerprint, directory.path) }
        } catch {
            throw JobError(error)
        }
        if let refusal { throw JobError(.invalidJob, refusal) }
        found.notes += found.change.notes
        return found
    }

    /// A checkpoint of a later epoch than the sinks' holds records whose rows no sink has.
    private func newestWanted(_ sinks: SinkState) -> Epoch {
        #if MUTANTS
            if Mutant.restoreNewest.isOn { return Epoch(.max) }
        #endif
        return sinks.epoch ?? Epoch(.max)
    }

    private func notes(_ skipped: [CheckpointReport]) -> [String] {
        skipped.map { report in
            "checkpoint \(report.epoch) is damaged and passed over: "
                + report.problems.map(\.description).joined(separator: ", ")
        }
    }

    private func resume(
        _ restored: RestoredCheckpoint, _ journal: consuming Journal, _ sinks: SinkState, _ rivals: [String]
    ) throws(JobError) -> Found {
        let boundary = restored.manifest.boundary
        let records: [JournalRecord]
        do throws(StoreError) { records = try journal.records(after: boundary.epoch) } catch { throw JobError(error) }
        let replay = try replayable(records, after: boundary.epoch, sinks)
        var tracker = WatermarkTracker(rules: parts.rules)
        parts.restore(&tracker, from: boundary, nowMicros: monotonicMicros())
        let schema = try stored { () throws(StoreError) in try StateSchema(of: restored.manifest) }
        let tables = StateTables(parts.plan, old: schema)
        let lanes = try stored { () throws(StoreError) in
            try OperatorMetadata.decode(restored.manifest.operatorMetadata)
        }
        let metadata = tables.metadata(lanes, of: schema)
        let change = schema.flatMap { PlanFingerprint(text: $0.fingerprint) }.map { parts.fingerprint.change(from: $0) }
        let kept = try stored { () throws(StoreError) in try checkpoints.list(.sizes) }
        let oldest = kept.map(\.epoch).min() ?? boundary.epoch
        #if MUTANTS
            let wrong = try stored { () throws(StoreError) in
                try resumeWrongly(restored, replay, &tracker, oldest)
            }
            if let broken = wrong {
                return Found(
                    start: JobStart(
                        epoch: broken.epoch, positions: broken.positions, tracker: tracker, replay: broken.replay,
                        oldestCheckpoint: oldest, journal: journal), liveDirectory: restored.liveDirectory,
                    metadata: broken.metadata, isRestored: true, notes: [], tables: tables, change: PlanChange())
            }
        #endif
        let start = JobStart(
            epoch: boundary.epoch, positions: try withNewPartitions(boundary),
            marks: parts.marks(of: replay.last?.boundary ?? boundary), tracker: tracker, replay: replay,
            oldestCheckpoint: oldest, journal: journal)
        return Found(
            start: start, liveDirectory: restored.liveDirectory, metadata: metadata, isRestored: true,
            notes: rivals + notes(restored.skipped), tables: tables, change: change ?? PlanChange())
    }

    /// No usable checkpoint: a new job, or one that is rebuilt from its first boundary on.
    private func begin(
        _ live: String, _ journal: consuming Journal, _ sinks: SinkState, _ notes: [String]
    ) throws(JobError) -> Found {
        var first: BoundaryRecord
        let records: [JournalRecord]
        do throws(StoreError) { records = try journal.records(after: Epoch(-1)) } catch { throw JobError(error) }
        if let record = records.first, record.epoch == .none {
            first = try stored { () throws(StoreError) in try BoundaryRecord(record) }
        } else if records.isEmpty {
            first = try firstBoundary(isTaken: sinks.newest.map { $0 > .none } ?? false)
            do throws(StoreError) { try journal.append(first) } catch { throw JobError(error) }
        } else {
            throw JobError(
                .invalidJob,
                "no usable checkpoint, and the journal begins only at epoch \(records[0].epoch); "
                    + (notes.isEmpty ? "" : notes.joined(separator: "; ") + "; ")
                    + "remove the state directory and the job's row in millrace.job to start over")
        }
        let replay = try replayable(records.filter { $0.epoch > .none }, after: .none, sinks)
        var tracker = WatermarkTracker(rules: parts.rules)
        parts.restore(&tracker, from: first, nowMicros: monotonicMicros())
        first.epoch = .none
        let start = JobStart(
            epoch: .none, positions: try withNewPartitions(first),
            marks: parts.marks(of: replay.last?.boundary ?? first), tracker: tracker, replay: replay,
            oldestCheckpoint: .none, journal: journal)
        return Found(
            start: start, liveDirectory: live, metadata: [], isRestored: false, notes: notes,
            tables: StateTables(parts.plan, old: nil), change: PlanChange())
    }

    /// Adds partitions that the state does not know, each from its first record: they were made after the state was,
    /// and a journaled boundary may speak of them already. A boundary that does not holds them where they begin.
    /// A source that the job did not read before begins where it says.
    private func withNewPartitions(_ boundary: BoundaryRecord) throws(JobError) -> [SourcePartition: Int64] {
        let positions = parts.positions(of: boundary)
        let known = Set(boundary.sources.map(\.source))
        var all = positions
        do throws(SourceError) {
            for (index, source) in sources.enumerated() {
                let new = try source.partitions().filter { positions[$0] == nil }
                guard !new.isEmpty else { continue }
                let from = known.contains(parts.plan.sources[index].name) ? StartFrom.earliest : parts.startFrom(index)
                let starts = try source.startPositions(new, from: from, nowUnixMicros: wallClockUnixMicros())
                all.merge(starts) { old, _ in old }
            }
        } catch {
            throw JobError(error)
        }
        return all
    }

    /// Where a job without state begins, as epoch 0: written down, since `start_from = 'latest'` would move.
    private func firstBoundary(isTaken: Bool) throws(JobError) -> BoundaryRecord {
        var positions: [SourcePartition: Int64] = [:]
        for (index, source) in sources.enumerated() {
            let from = parts.startFrom(index)
            let found: [SourcePartition]
            do throws(SourceError) {
                found = try source.partitions()
                let starts = try source.startPositions(found, from: from, nowUnixMicros: wallClockUnixMicros())
                positions.merge(starts) { old, _ in old }
            } catch {
                throw JobError(error, of: parts.plan.sources[index])
            }
            if isTaken { try checkWhole(source, found, from) }
        }
        return parts.boundary(
            EpochOrder(epoch: .none, emit: 0, endOfInput: false, writes: .nothing), positions, [:],
            WatermarkTracker(rules: parts.rules), LedgerCounts())
    }

    /// The sinks have epochs that this machine knows nothing of: only the whole topic from its start gives them again.
    private func checkWhole(
        _ source: any RecordSource, _ partitions: [SourcePartition], _ from: StartFrom
    ) throws(JobError) {
        guard from == .earliest else {
            throw JobError(
                .invalidJob,
                "restart without state: the sinks hold earlier epochs of this job, which began at start_from other "
                    + "than 'earliest'")
        }
        let ranges: [SourcePartition: OffsetRange]
        do throws(SourceError) { ranges = try source.offsetRanges(partitions) } catch { throw JobError(error) }
        for (partition, range) in ranges.sorted(by: { $0.key < $1.key }) where range.low > 0 {
            throw JobError(
                .lostOffsets(topic: partition.topic, partition: partition.partition, wanted: 0, low: range.low))
        }
    }

    /// The boundaries after an epoch, from the journal or else from the sinks, without a gap up to the sinks' epoch.
    private func replayable(
        _ records: [JournalRecord], after epoch: Epoch, _ sinks: SinkState
    ) throws(JobError) -> [EpochOrder] {
        var boundaries = try stored { () throws(StoreError) in
            try records.map { (record) throws(StoreError) in try BoundaryRecord(record) }
        }
        let known = boundaries.last?.epoch ?? epoch
        boundaries += sinks.boundaries.filter { $0.epoch > known }
        var expected = epoch.next
        for boundary in boundaries {
            guard boundary.epoch == expected else {
                throw JobError(.invalidJob, "epoch \(expected) is in neither the journal nor the sink; cannot replay")
            }
            expected = expected.next
        }
        if let sink = sinks.newest, sink >= expected {
            throw JobError(
                .invalidJob,
                "the sink stands at epoch \(sink), but this state only reaches epoch \(expected.rawValue - 1) "
                    + "and the sink no longer remembers the boundaries between; bring the job's own state directory")
        }
        return boundaries.map {
            EpochOrder(epoch: $0.epoch, boundary: $0, emit: $0.emit, endOfInput: $0.endOfInput, writes: .nothing)
        }
    }
}

/// What the store says, or its error as the end of the job.
func stored<Value: ~Copyable>(_ body: () throws(StoreError) -> Value) throws(JobError) -> Value {
    do throws(StoreError) {
        return try body()
    } catch {
        throw JobError(error)
    }
}

extension BoundaryRecord {
    /// The boundary in a journal's record.
    init(_ record: JournalRecord) throws(StoreError) {
        self = try record.payload.withUnsafeBufferPointer { list throws(StoreError) in
            try BoundaryRecord(decoding: UnsafeRawBufferPointer(list))
        }
    }
}
