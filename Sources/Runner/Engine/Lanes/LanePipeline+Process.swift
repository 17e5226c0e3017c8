import Operators
import StateStore

extension LanePipeline {
    /// Takes records `range` of a batch through every node up to the aggregates and the append sinks.
    ///
    /// Returns the largest event time among accepted records.
    func process(
        source index: Int, _ held: HeldBatch, _ range: Range<Int>, _ partition: SourcePartition
    ) throws(JobError) -> Int64? {
        let source = sources[index]
        outcomes.begin(range)
        let reject = { (rejection: RecordRejection) throws(JobError) in
            try self.reject(rejection, source, held, partition)
        }
        let rows = try source.rows(held, range, partition, reject)
        let folded = source.takeFoldedFields()
        if !folded.isEmpty { foldedNames.lines(folded, source: source.plan.name).forEach(log) }
        let maxEventTime = source.maxEventTime(rows)
        phases(.decoded, .none)
        for step in steps.indices { flows[step] = nil }
        for step in steps.indices { try run(step, source: index, rows, reject) }
        outcomes.count(into: &ledger)
        return maxEventTime
    }

    private func run(
        _ step: Int, source: Int, _ rows: Flow, _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) {
        var result: Flow?
        switch steps[step] {
        case .source(let number): result = number == source ? rows : nil
        case .filter(let input, let filter):
            guard let flow = flows[input.index] else { return }
            result = try filter.keep(flow, reject)
        case .project(let input, let project):
            guard let flow = flows[input.index] else { return }
            result = try project.compute(flow, reject)
        case .window(let input, let assign):
            guard let flow = flows[input.index] else { return }
            result = try window(flow, assign, lateness(of: step), reject)
        case .aggregate(let input, let aggregate):
            guard let flow = flows[input.index], flow.batch.count > 0 else { return }
            aggregate.process(flow.batch, clockMicros: clockMicros)
            return
        case .expand(let input, let expander):
            guard let flow = flows[input.index] else { return }
            result = try flow.expanded(expander, reject)
        case .union(let inputs): result = Flow.joined(inputs.compactMap { flows[$0.index] })
        case .pack(let input, let packer):
            guard let flow = flows[input.index] else { return }
            result = Flow(batch: packer.pack(flow.batch), records: flow.records)
        case .sides(let left, let right, let packer):
            var sides: [Flow] = []
            for (input, side) in [(left, PairSide.left), (right, .right)] {
                guard let flow = flows[input.index] else { continue }
                sides.append(try self.side(flow, side, packer, lateness(of: step), reject))
            }
            result = Flow.joined(sides)
        case .running, .sessions, .rank, .unpack, .pairs, .join: return
        }
        flows[step] = result
        guard let result, result.batch.count > 0 else { return }
        for sink in sinksOf[step] {
            encoders[sink].append(result.batch, operation: plan.sinks[sink].primaryKey.isEmpty ? .append : .upsert)
        }
    }

    private func window(
        _ flow: Flow, _ assign: WindowAssign, _ watermark: Int64?, _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        #if MUTANTS
            let watermark = Mutant.lateIsLess.isOn ? watermark.map { $0 - 1 } : watermark
        #endif
        let result = assign.process(flow.batch, watermark: watermark)
        for row in result.untimed { try reject(.untimed(Int(flow.records[row]))) }
        for row in result.late {
            try reject(
                RecordRejection(
                    record: Int(flow.records[row]), reason: "late", detail: "its window is closed", isLate: true))
        }
        return flow.made(result.batch, of: result.kept)
    }

    /// The rows of one side of a join on their way to be kept.
    private func side(
        _ flow: Flow, _ side: PairSide, _ packer: SidesPacker, _ watermark: Int64?,
        _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        let result = packer.pack(flow.batch, side, epoch: Epoch(lastEpoch.rawValue + 1), watermark: watermark)
        for row in result.untimed { try reject(.untimed(Int(flow.records[row]))) }
        for row in result.late {
            let detail = "its time is behind the watermark: rows that it is joined with may be forgotten"
            try reject(
                RecordRejection(record: Int(flow.records[row]), reason: "late", detail: detail, isLate: true))
        }
        return flow.made(result.batch, of: result.kept)
    }

    /// Applies the source's policy to one record: counts it, keeps it, or ends the job.
    private func reject(
        _ rejection: RecordRejection, _ source: SourceStage, _ held: HeldBatch, _ partition: SourcePartition
    ) throws(JobError) {
        let plan = source.plan
        let keeps = rejection.isLate ? plan.late == .deadLetter : plan.onError == .deadLetter && !rejection.isTombstone
        let outcome: RecordOutcomes.Outcome = keeps ? .deadLettered : rejection.isLate ? .late : .invalid
        let isFirst = outcomes.note(rejection.record, outcome)
        let offset = held.batch.offsets[rejection.record]
        if !rejection.isLate {
            rejects.note(rejection, partition, offset: offset, held.batch.payloads[rejection.record])
            if plan.onError == .fail && !rejection.isTombstone {
                throw JobError(
                    .badData,
                    "\(partition) offset \(offset): \(rejection.detail) (\(rejection.reason); on_error = 'fail')")
            }
        }
        lateRecords += rejection.isLate && isFirst ? 1 : 0
        guard keeps, isFirst else { return }
        let record = [UInt8](held.batch.payloads[rejection.record])
        deadLetterBytes += record.count + 100
        deadLetters.append(
            DeadLetter(
                source: plan.name, topic: partition.topic, partition: partition.partition, offset: offset,
                reason: rejection.reason, detail: rejection.detail, record: record))
    }
}
