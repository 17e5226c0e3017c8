import Operators

/// Rows between two nodes, with the record that each came from.
struct Flow {
    var batch: Batch
    /// For each row the index of its record in the record batch.
    var records: Buffer<Int32>
}

extension LanePipeline {
    /// Takes records `range` of a batch through every node up to the aggregates and the append sinks.
    ///
    /// Returns the largest event time among accepted records.
    func process(source index: Int, _ held: HeldBatch, _ range: Range<Int>) throws(JobError) -> Int64? {
        let source = sources[index]
        let context = RecordContext(source: source.plan, held: held, range: range)
        var outcome = RecordOutcomes(range)
        let decoded = source.decode(held, range, &outcome, context, self)
        let timed = source.acceptTimes(decoded, held, &outcome, context, self)
        let maxEventTime = source.maxEventTime(timed.batch)
        var flows = [Flow?](repeating: nil, count: steps.count)
        for step in steps.indices {
            try run(step, source: index, timed, &flows, &outcome, context)
        }
        ledger += outcome.counts()
        return maxEventTime
    }

    private func run(
        _ step: Int, source: Int, _ rows: Flow, _ flows: inout [Flow?], _ outcome: inout RecordOutcomes,
        _ context: RecordContext
    ) throws(JobError) {
        var result: Flow?
        switch steps[step] {
        case .source(let number): result = number == source ? rows : nil
        case .filter(let input, let filter):
            guard let flow = flows[input.index] else { return }
            result = filter.keep(flow) { try self.reject($0, &outcome, context) }
        case .project(let input, let project):
            guard let flow = flows[input.index] else { return }
            result = project.compute(flow) { try self.reject($0, &outcome, context) }
        case .window(let input, let assign, let number):
            guard let flow = flows[input.index] else { return }
            result = try window(flow, assign, number, &outcome, context)
        case .aggregate(let input, let aggregate):
            guard let flow = flows[input.index], flow.batch.count > 0 else { return }
            do throws(OperatorError) {
                try aggregate.process(flow.batch)
            } catch {
                throw JobError(error)
            }
            return
        case .running: return
        }
        flows[step] = result
        guard let result, result.batch.count > 0 else { return }
        for sink in sinksOf[step] {
            encoders[sink].append(result.batch, operation: plan.sinks[sink].primaryKey.isEmpty ? .append : .upsert)
        }
    }
}
