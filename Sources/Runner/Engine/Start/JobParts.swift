import Operators
import StateStore

/// What a running job consists of, made once at its start; the driver's own.
struct JobParts {
    let plan: PlanParts
    let pace: EpochCoordinator.Pace
    let emits: EmitSchedule
    let store: StateStore
    let checkpoints: Checkpoints
    /// Where each partition ended when the job started, with `--until-caught-up`.
    let goals: [SourcePartition: Int64]
    let endsWhenCaughtUp: Bool
    /// Every source has an end, at which all windows close.
    let isFinite: Bool
    /// Every sink has the rows of the epochs up to this one.
    let suppressedThrough: Epoch
    /// A sink shows rows and remembers no epoch: console, blackhole.
    let hasForgetfulSink: Bool
    /// A sink can write several epochs at once.
    let writesAhead: Bool
    let phases: PhaseHook
    /// What the tables hold, for every checkpoint.
    let schema: [UInt8]

    var aggregateIndices: Range<Int> { 0..<plan.plan.aggregateNodes.count }
    /// Most epochs that are drawn and not committed.
    var epochsInFlightMax: Int { writesAhead && !hasForgetfulSink ? Limits.epochsInFlightMax : 1 }
    /// Every sink asks for no rows: `LIMIT 0`.
    var showsNothing: Bool { !sinkIndices.isEmpty && plan.plan.sinks.allSatisfy { $0.limit == 0 } }
    var sinkIndices: Range<Int> { plan.plan.sinks.indices }
}

/// Between the plan's sources and the boundaries that speak of them.
struct PlanParts: Sendable {
    let plan: LogicalPlan
    /// What new boundaries are marked with: only this plan makes their epochs again.
    let fingerprint: PlanFingerprint

    /// What decides each source's watermark.
    var rules: [WatermarkTracker.SourceRule] {
        plan.sources.map {
            WatermarkTracker.SourceRule(
                delayMicros: $0.watermarkDelayMicros, idleTimeoutMicros: $0.idleTimeoutMicros,
                waitsForEnd: $0.waitsForEnd, hasTimes: $0.eventTime != nil)
        }
    }

    /// Where a source begins without state.
    func startFrom(_ source: Int) -> StartFrom {
        switch plan.sources[source].connector {
        case .kafka(let options): options.startFrom
        case .file(let options): options.startFrom
        case .generator, .postgres: .earliest
        }
    }

    /// The boundary that the lanes' positions make.
    func boundary(
        _ order: EpochOrder, _ positions: [SourcePartition: Int64], _ marks: [SourcePartition: RecordMark],
        _ tracker: WatermarkTracker, _ ledger: LedgerCounts
    ) -> BoundaryRecord {
        var record = BoundaryRecord(
            epoch: order.epoch, ledger: ledger.record, clockMicros: tracker.clockMicros, emit: order.emit,
            endOfInput: order.endOfInput, plan: fingerprint.number)
        for (index, source) in plan.sources.enumerated() {
            record.sources.append(
                .init(source: source.name, micros: tracker.watermarks[index], endedMicros: tracker.ends[index]))
        }
        for partition in positions.keys.sorted() {
            let state = tracker.partitions[partition]
            let delay = plan.sources[partition.source].watermarkDelayMicros
            record.partitions.append(
                .init(
                    source: partition.source, topic: partition.topic, partition: partition.partition,
                    offset: positions[partition] ?? 0, watermarkMicros: state?.maxEventTime.map { $0 &- delay },
                    isIdle: state?.isIdle ?? false, mark: marks[partition]))
        }
        return record
    }

    /// A boundary's partitions as the plan knows them. Sources go by their names: the job may have been changed, and
    /// what no query reads any more is left out.
    private func partitions(
        of record: BoundaryRecord
    ) -> [(partition: SourcePartition, state: BoundaryRecord.Partition)] {
        let numbers = Dictionary(plan.sources.enumerated().map { ($1.name, $0) }) { first, _ in first }
        return record.partitions.compactMap { part in
            guard part.source < record.sources.count, let source = numbers[record.sources[part.source].source] else {
                return nil
            }
            return (SourcePartition(source: source, topic: part.topic, partition: part.partition), part)
        }
    }

    /// The positions in a boundary.
    func positions(of record: BoundaryRecord) -> [SourcePartition: Int64] {
        Dictionary(partitions(of: record).map { ($0.partition, $0.state.offset) }) { first, _ in first }
    }

    /// The last record before each position, where it is known.
    func marks(of record: BoundaryRecord) -> [SourcePartition: RecordMark] {
        let known = partitions(of: record).compactMap { part in part.state.mark.map { (part.partition, $0) } }
        return Dictionary(known) { first, _ in first }
    }

    /// Brings the tracker to where a journaled boundary says it stood.
    func restore(_ tracker: inout WatermarkTracker, from record: BoundaryRecord, nowMicros: Int64) {
        for (partition, part) in partitions(of: record) {
            let delay = plan.sources[partition.source].watermarkDelayMicros
            tracker.add(
                partition, maxEventTime: part.watermarkMicros.map { $0 &+ delay }, isIdle: part.isIdle,
                nowMicros: nowMicros)
        }
        let reached = Dictionary(record.sources.map { ($0.source, $0) }) { first, _ in first }
        tracker.restore(
            watermarks: plan.sources.map { reached[$0.name]?.micros },
            ends: plan.sources.map { reached[$0.name]?.endedMicros }, clock: record.clockMicros)
    }
}

extension LedgerCounts {
    /// The counts as the journal keeps them.
    var record: BoundaryRecord.Ledger {
        .init(consumed: consumed, accepted: accepted, late: late, invalid: invalid, deadLettered: deadLettered)
    }
}

/// Moments of an epoch at which a fault test may end the process.
package enum EpochPhase: String, CaseIterable, Sendable {
    case decoded, exchanged, journaled, checkpointLinked, manifestWritten, beforeCommit, duringCommit, afterCommit
}

extension Journal {
    /// Appends a boundary; durable when this returns.
    mutating func append(_ boundary: BoundaryRecord) throws(StoreError) {
        let payload = boundary.encoded()
        try payload.withUnsafeBufferPointer { list throws(StoreError) in
            try append(epoch: boundary.epoch, payload: UnsafeRawBufferPointer(list))
        }
    }
}

/// Called in each phase; does nothing outside fault tests.
package typealias PhaseHook = @Sendable (EpochPhase, Epoch) -> Void

extension LogicalPlan {
    /// Positions of aggregate and running nodes' aggregates among the nodes, in order.
    var aggregateNodes: [Int] {
        nodes.indices.filter { if case .aggregate = nodes[$0].kind { true } else { false } }
    }
}

/// What each lane's operators need from their earlier life, as one byte string in the checkpoint's manifest.
enum OperatorMetadata {
    /// `metadata[lane][operator]`, behind the schema of the tables.
    static func encode(_ metadata: [[[UInt8]]], schema: [UInt8]) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        schema.withUnsafeBytes { buffer.append(counted: $0) }
        buffer.append(varint: UInt64(metadata.count))
        for lane in metadata {
            buffer.append(varint: UInt64(lane.count))
            for bytes in lane { bytes.withUnsafeBytes { buffer.append(counted: $0) } }
        }
        return buffer.array
    }

    /// The schema that the metadata begins with.
    static func schema(_ bytes: [UInt8]) throws(StoreError) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        return try bytes.withUnsafeBufferPointer { list throws(StoreError) in
            var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "operator metadata")
            return [UInt8](try reader.readCounted())
        }
    }

    /// For each operator, what all lanes said: the lanes of this life may be others.
    static func decode(_ bytes: [UInt8]) throws(StoreError) -> [[[UInt8]]] {
        guard !bytes.isEmpty else { return [] }
        return try bytes.withUnsafeBufferPointer { list throws(StoreError) in
            var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "operator metadata")
            _ = try reader.readCounted()
            var byOperator: [[[UInt8]]] = []
            for _ in 0..<(try reader.readCount(bytesEach: 1)) {
                for index in 0..<(try reader.readCount(bytesEach: 1)) {
                    if index == byOperator.count { byOperator.append([]) }
                    byOperator[index].append([UInt8](try reader.readCounted()))
                }
            }
            try reader.expectEnd()
            return byOperator
        }
    }
}
