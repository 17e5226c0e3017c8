import Operators

// Result rows through HAVING and SELECT. A row that fails leaves the result: where rows are replaced, what a sink holds
// under its key is deleted, so that the sink equals the query over the rows that can be computed.

extension LanePipeline {
    /// Rows where the condition is true go on; of changes, those where it is not are taken away.
    func filter(
        _ filter: FilterStep, _ channel: EmitChannel, _ output: OutputBatch, from step: Int, to reader: Int,
        _ order: LaneOrder
    ) throws(OperatorError) {
        // What is taken away is so whatever the condition says of it.
        guard output.operation != .delete else { return try pass(channel, output, from: reader, order) }
        var errors = RowErrors()
        let (accepted, refused) = filter.split(output.batch, &errors)
        failedRows.note(errors, in: output.batch, of: step, at: reader, channel)
        let stopped = refused + errors.all.map(\.row)
        if channel == .changes {
            let shown = shown(stopped, of: step)
            if !shown.isEmpty {
                let gone = output.batch.split(without: shown).listed
                try pass(channel, OutputBatch(operation: .delete, batch: gone), from: reader, order)
            }
        }
        try giving(channel, output.batch, without: stopped, of: step) { () throws(OperatorError) in
            try pass(channel, OutputBatch(operation: output.operation, batch: accepted), from: reader, order)
        }
    }

    /// Of rows of a batch of changes that go no further than here, those that a sink may have.
    private func shown(_ rows: [Int], of step: Int) -> [Int] {
        guard !rows.isEmpty, let aggregate = origin(of: step) else { return rows }
        return aggregate.hide(rows)
    }

    /// Passes on what is left of a batch of a step's changes.
    private func giving(
        _ channel: EmitChannel, _ batch: Batch, without stopped: [Int], of step: Int,
        _ body: () throws(OperatorError) -> Void
    ) throws(OperatorError) {
        guard channel == .changes, !stopped.isEmpty, let aggregate = origin(of: step) else { return try body() }
        var isLeft = [Bool](repeating: true, count: batch.count)
        for row in stopped { isLeft[row] = false }
        try aggregate.giving(isLeft.indices.filter { isLeft[$0] }, body)
    }

    /// The aggregate whose rows a step hands on, in their order and to one reader: what stops behind it is in no sink.
    private func origin(of step: Int) -> AggregateOperator? {
        var step = step
        while readersOf[step].count == 1, sinksOf[step].isEmpty {
            switch steps[step] {
            case .aggregate(_, let aggregate): return aggregate
            case .filter(let input, _), .project(let input, _): step = input.index
            default: return nil
            }
        }
        return nil
    }

    /// SELECT's columns of the rows.
    func project(
        _ project: ProjectStep, _ channel: EmitChannel, _ output: OutputBatch, from step: Int, to reader: Int,
        _ order: LaneOrder
    ) throws(OperatorError) {
        var errors = RowErrors()
        let batch = project.compute(output.batch, &errors)
        // Of a row that is taken away only the key matters.
        guard output.operation != .delete, !errors.isEmpty else {
            let known = output.operation == .delete ? withKeys(batch, project, output.batch, errors, reader) : batch
            return try pass(channel, OutputBatch(operation: output.operation, batch: known), from: reader, order)
        }
        failedRows.note(errors, in: output.batch, of: step, at: reader, channel)
        let failed = errors.all.map(\.row)
        let gone = channel == .changes ? shown(failed, of: step) : []
        if !gone.isEmpty {
            let known = withKeys(
                batch.split(without: gone).listed, project, output.batch.split(without: gone).listed, errors, reader)
            try pass(channel, OutputBatch(operation: .delete, batch: known), from: reader, order)
        }
        let rest = batch.split(without: failed).rest
        try giving(channel, output.batch, without: failed, of: step) { () throws(OperatorError) in
            try pass(channel, OutputBatch(operation: output.operation, batch: rest), from: reader, order)
        }
    }

    /// The rows whose keys in the sinks behind a projection could be computed: where the key fails, no row of it was
    /// ever written.
    private func withKeys(
        _ batch: Batch, _ project: ProjectStep, _ input: Batch, _ errors: RowErrors, _ step: Int
    ) -> Batch {
        guard !errors.isEmpty else { return batch }
        var failed = RowErrors()
        for column in Set(sinksOf[step].flatMap { plan.sinks[$0].primaryKey }) {
            _ = project.compute(column: column, input, &failed)
        }
        return failed.isEmpty ? batch : batch.split(without: failed.all.map(\.row)).rest
    }
}
