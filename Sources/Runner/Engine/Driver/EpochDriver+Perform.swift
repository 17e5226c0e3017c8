import Operators
import StateStore

extension EpochDriver {
    /// Does what the coordinator says, in order.
    func perform(_ actions: [EpochAction]) throws(JobError) {
        for action in actions {
            switch action {
            case .runLanes(let boundary):
                let targets = boundary.map { parts.plan.positions(of: $0) }
                let epoch = boundary?.epoch ?? coordinator.epoch.next
                if let tables = try lookups.turn(to: epoch, isReplay: boundary != nil) {
                    for lane in lanes { lane.send(.lookUp(in: tables)) }
                }
                for lane in lanes { lane.send(.run(to: targets)) }
                if let since = standingSinceMicros, boundary == nil {
                    summary.stalls.count(micros: monotonicMicros() - since)
                }
                standingSinceMicros = nil
            case .stopLanes:
                for lane in lanes { lane.send(.stop) }
            case .advance(let order): try advance(order)
            case .commit(let order): try commit(order)
            case .checkpoint: checkpoint()
            case .takeGroups:
                sealing = .groups
                endSealing()
            case .finish: try finish()
            }
        }
    }

    /// All lanes stand: the boundary is drawn, the watermark moves, partials go to their owners.
    private func advance(_ order: EpochOrder) throws(JobError) {
        let now = monotonicMicros()
        var ledger = LedgerCounts()
        summary.lagRecords = stops.compactMap { $0 }.flatMap(\.partitions).compactMap(\.lag).reduce(0, +)
        for stop in stops {
            guard let stop else { continue }
            ledger += stop.ledger
            for report in stop.partitions {
                positions[report.partition] = report.position
                if let mark = report.mark { marks[report.partition] = mark }
                tracker.observe(
                    report.partition, records: report.records, maxEventTime: report.maxEventTime,
                    maxRecordTime: report.maxRecordTime, isAtEnd: report.isAtEnd,
                    hasEnded: report.hasEnded, nowMicros: now)
            }
        }
        if let journaled = order.boundary {
            try verify(journaled, ledger)
            parts.plan.restore(&tracker, from: journaled, nowMicros: now)
            boundary = journaled
        } else {
            tracker.advance(endOfInput: order.endOfInput)
            boundary = parts.plan.boundary(order, positions, marks, tracker, ledger)
        }
        count(ledger, order)
        for lane in lanes.indices {
            let blocks = parts.aggregateIndices.map { aggregate in
                stops.compactMap { $0?.blocks[aggregate][lane] }
            }
            lanes[lane].send(
                .advance(
                    LaneOrder(
                        order: order, watermarks: tracker.watermarks, ends: tracker.ends,
                        clockMicros: boundary?.clockMicros ?? 0,
                        blocks: blocks, isSuppressed: order.epoch <= parts.suppressedThrough)))
        }
        stops = lanes.map { _ in nil }
    }

    private func count(_ ledger: LedgerCounts, _ order: EpochOrder) {
        summary.records += ledger.consumed
        summary.late += ledger.late
        summary.invalid += ledger.invalid
        summary.deadLettered += ledger.deadLettered
        summary.epoch = order.epoch
        summary.watermarkMicros = tracker.leastWatermark
    }

    /// A replay that counts other records than the first run did would give other rows: refuse.
    private func verify(_ journaled: BoundaryRecord, _ ledger: LedgerCounts) throws(JobError) {
        let again = ledger.record
        guard again == journaled.ledger else {
            throw JobError(
                .failed,
                "epoch \(journaled.epoch) does not replay: its journal says \(journaled.ledger), now \(again); "
                    + "the topic or the job has changed")
        }
    }

    /// The boundary goes to disk before any sink hears of the epoch.
    private func commit(_ order: EpochOrder) throws(JobError) {
        guard let boundary else { return }
        if !order.isReplay {
            do throws(StoreError) {
                try journal.append(boundary)
            } catch {
                throw JobError(error)
            }
        }
        parts.phases(.journaled, boundary.epoch)
        let rows = parts.sinkIndices.map { sink in outputs.compactMap { $0?.rows[sink] } }
        let letters = outputs.flatMap { $0?.deadLetters ?? [] }
        let isNews = zip(parts.plan.plan.sinks, rows).contains { sink, lanes in
            sink.emit != .complete && lanes.contains { !$0.chunks.isEmpty }
        }
        if order.isReplay || isNews || summary.records > 0 { summary.hadWork = true }
        summary.failedRows += outputs.reduce(0) { $0 + ($1?.failedRows ?? 0) }
        committer.send(
            .commit(
                EpochCommit(
                    boundary: boundary, rows: rows, deadLetters: letters, oldestCheckpoint: oldestCheckpoint)))
        observer.epoch(summary, positions: positions, tracker: tracker, outputs: outputs.compactMap { $0 })
        if order.writes != .checkpoint { outputs = lanes.map { _ in nil } }
    }

    /// Lanes write the state at the boundary while they go on; what follows is for the checkpointer.
    private func checkpoint() {
        guard let boundary else { return }
        let metadata = OperatorMetadata.encode(outputs.map { $0?.metadata ?? [] }, schema: parts.schema)
        outputs = lanes.map { _ in nil }
        sealing = .checkpoint(boundary, metadata: metadata, startedMicros: monotonicMicros())
        endSealing()
    }

    /// All lanes have written: their runs go into the store, and its files into a checkpoint. No boundary is drawn
    /// before the files are linked, so the store holds the state at this one.
    func endSealing() {
        let written = sealed.compactMap { $0 }
        guard let sealing, written.count == lanes.count else { return }
        let runs = written.flatMap(\.runs)
        switch sealing {
        case .groups: checkpointer.send(.take(runs))
        case .checkpoint(let boundary, let metadata, let startedMicros):
            checkpointer.send(
                .make(
                    WrittenCheckpoint(
                        runs: runs, laneMicros: written.map(\.micros).max() ?? 0, boundary: boundary,
                        metadata: metadata, startedMicros: startedMicros)))
        }
        self.sealing = nil
        sealed = lanes.map { _ in nil }
    }

    /// The checkpointer has ended a checkpoint, or could not.
    func hear(_ report: CheckpointerReport) throws(JobError) {
        switch report {
        case .linked(let cost):
            try perform(coordinator.handle(.sealCost(micros: cost)))
            try perform(coordinator.handle(.sealed))
            return
        case .taken:
            try perform(coordinator.handle(.sealed))
            return
        case .finished(let epoch, let oldest, let micros):
            if let oldest {
                oldestCheckpoint = oldest
                do throws(StoreError) {
                    try journal.trim(through: oldest)
                    try lookups.trim(through: oldest)
                } catch {
                    guard error.isOutOfSpace else { throw JobError(error) }
                }
            }
            observer.checkpointed(epoch, micros: micros)
        case .noRoom(let epoch, let reason): observer.waiting("no checkpoint of epoch \(epoch): \(reason)")
        case .failed(let error): throw error
        }
        try perform(coordinator.handle(.checkpointed))
    }

    private func finish() throws(JobError) {
        for lane in lanes { lane.send(.quit) }
        committer.send(.finish)
        try awaitEnd()
        committer.send(.quit)
        checkpointer.send(.quit)
        isFinished = true
    }

    /// Waits until every sink shows what was committed. Nothing else that could come matters any more.
    private func awaitEnd() throws(JobError) {
        while true {
            for message in inbox.wait(timeoutMilliseconds: 1_000) {
                guard case .committer(.finished(let error)) = message else { continue }
                if let error { throw error }
                return
            }
        }
    }
}
