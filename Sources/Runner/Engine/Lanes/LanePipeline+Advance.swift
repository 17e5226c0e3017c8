import Operators
import StateStore

extension LanePipeline {
    /// The boundary's work: partials in, windows closed, rows out, state written. Nil when windows have rows to give
    /// out yet: `finishSlice` does that.
    func advance(_ order: LaneOrder) throws(JobError) -> LaneOutput? {
        watermarks = order.watermarks
        if order.order.endOfInput || order.order.isReplay { endFloors = floors(order.ends) }
        clockMicros = order.clockMicros
        failedRows.begin(isSuppressed: order.isSuppressed)
        do throws(OperatorError) {
            for (index, step) in aggregates.enumerated() {
                guard case .aggregate(_, let aggregate) = steps[step] else { continue }
                for block in order.blocks[index] { try aggregate.absorb(block) }
            }
            phases(.exchanged, order.order.epoch)
            for step in steps.indices { try advance(step, order) }
        } catch {
            throw JobError(error)
        }
        if let end = failedRows.end { throw end }
        lastEpoch = order.order.epoch
        let output = try output(order)
        guard !isClosing else {
            unfinished = (order, output)
            return nil
        }
        return withRows(output, order)
    }

    /// A replay's boundaries come one after the other, and nothing follows the last one.
    private func slices(_ order: EpochOrder) -> Bool { defersRows && !order.isReplay && !order.isLast }

    private var isClosing: Bool {
        aggregates.contains { if case .aggregate(_, let aggregate) = steps[$0] { aggregate.isClosing } else { false } }
    }

    /// Gives out a slice of the rows that the last boundary left; once there are no more, what the lane has for the
    /// driver.
    func finishSlice() throws(JobError) -> LaneOutput? {
        guard let (order, output) = unfinished else { return nil }
        do throws(OperatorError) {
            for step in aggregates {
                guard case .aggregate(_, let aggregate) = steps[step], aggregate.isClosing else { continue }
                let isDone = try aggregate.closeSlice(rows: LanePipeline.resultSliceRows) {
                    channel, output throws(OperatorError) in
                    try self.pass(channel, output, from: step, order)
                }
                note(aggregate, step)
                guard isDone || failedRows.end != nil else { return nil }
            }
        } catch {
            throw JobError(error)
        }
        if let end = failedRows.end { throw end }
        unfinished = nil
        return withRows(output, order)
    }

    private func withRows(_ output: LaneOutput, _ order: LaneOrder) -> LaneOutput {
        var output = output
        #if MUTANTS
            // What the encoders hold goes with the next epoch.
            if order.isSuppressed && Mutant.replayEmits.isOn {
                output.rows = encoders.map { _ in EncodedRows() }
                return output
            }
        #endif
        output.rows = encoders.map { $0.take() }
        let failed = failedRows.take()
        output.failedRows = failed.count
        output.deadLetters += failed.letters
        if order.isSuppressed { output.rows = encoders.map { _ in EncodedRows() } }
        return output
    }

    /// The epoch's end for one node; those below it have given out their rows.
    private func advance(_ step: Int, _ order: LaneOrder) throws(OperatorError) {
        let emit = { (channel: EmitChannel, output: OutputBatch) throws(OperatorError) in
            try self.pass(channel, output, from: step, order)
        }
        switch steps[step] {
        case .aggregate(_, let aggregate):
            try aggregate.advance(
                emitOrder(step, order), slices: slices(order.order), writes: order.order.writes, emit)
            note(aggregate, step)
        case .running(_, let operation):
            guard let root = shape.roots[step].first else { return }
            try operation.finish(emitOrder(root, order), emit)
            failedRows.note(operation.takeFailures(), at: step)
        case .rank(_, let operation):
            guard let root = shape.roots[step].first else { return }
            try operation.finish(emitOrder(root, order), emit)
        case .join(_, _, let operation): try operation.finish(emit)
        case .source, .filter, .project, .window, .union, .sessions, .expand, .pack, .unpack, .sides, .pairs: return
        }
    }

    /// Hears what an aggregate could not do.
    private func note(_ aggregate: AggregateOperator, _ step: Int) {
        failedRows.note(aggregate.takeFailures(), at: step)
        for note in aggregate.takeNotes() { log(note) }
    }

    /// Hands result rows of a node to the nodes and sinks that read it.
    func pass(
        _ channel: EmitChannel, _ output: OutputBatch, from step: Int, _ order: LaneOrder
    ) throws(OperatorError) {
        guard output.batch.count > 0 else { return }
        for sink in sinksOf[step] where plan.sinks[sink].channel == channel {
            guard !order.isSuppressed else { continue }
            if channel == .all && order.order.emit & (1 << UInt64(sink)) == 0 { continue }
            encoders[sink].append(output.batch, operation: plan.sinks[sink].operation(output.operation))
        }
        for reader in readersOf[step] {
            switch steps[reader] {
            case .filter(_, let filter): try self.filter(filter, channel, output, from: step, to: reader, order)
            case .project(_, let project): try self.project(project, channel, output, from: step, to: reader, order)
            case .running(_, let operation): operation.take(channel, output)
            case .union: try self.pass(channel, output, from: reader, order)
            case .sessions:
                if channel == .all { try self.pass(channel, output, from: reader, order) }
            case .expand(_, let expander):
                var errors = RowErrors()
                let batch = expander.expand(output.batch, errors: &errors).batch
                failedRows.note(errors, in: output.batch, of: step, at: reader, channel)
                try self.pass(channel, OutputBatch(operation: output.operation, batch: batch), from: reader, order)
            // What stands above an aggregate works on the rows of closed windows.
            case .aggregate(_, let aggregate):
                if channel == .final { aggregate.process(output.batch, clockMicros: order.clockMicros) }
            case .join(let left, let right, let operation):
                guard channel == .final else { continue }
                if left.index == step { operation.takeLeft(output.batch) }
                if right.index == step { operation.takeRight(output.batch) }
            case .rank(_, let operation): operation.take(channel, output)
            case .pack(_, let packer):
                guard channel == .final else { continue }
                let batch = packer.pack(output.batch)
                try self.pass(channel, OutputBatch(operation: output.operation, batch: batch), from: reader, order)
            case .sides(let left, let right, let packer):
                guard channel == .final else { continue }
                for (input, side) in [(left, PairSide.left), (right, .right)] where input.index == step {
                    let made = packer.pack(output.batch, side, epoch: order.order.epoch, watermark: nil)
                    try self.pass(channel, OutputBatch(operation: .append, batch: made.batch), from: reader, order)
                }
            case .pairs(_, let maker): try pairs(maker, channel, output, from: reader, order)
            case .unpack(_, let unpacker):
                let batch = try unpacker.unpack(output.batch, isDeletion: output.operation == .delete)
                try self.pass(channel, OutputBatch(operation: output.operation, batch: batch), from: reader, order)
            // Rows of a join are never late: what is above them closes by as much later as they come.
            case .window(_, let assign):
                let batch = assign.process(output.batch, watermark: nil).batch
                try self.pass(channel, OutputBatch(operation: .append, batch: batch), from: reader, order)
            case .source: throw .unsupported("a source above a grouped query")
            }
        }
    }

    /// The pairs that this epoch's rows make with those that were there, and of slices that close the rows without a
    /// partner.
    private func pairs(
        _ maker: PairMaker, _ channel: EmitChannel, _ output: OutputBatch, from step: Int, _ order: LaneOrder
    ) throws(OperatorError) {
        if output.operation == .delete { return try maker.check(deleted: output.batch) }
        let give = { (batch: Batch, asked: Batch, errors: RowErrors) throws(OperatorError) in
            self.failedRows.note(errors, in: asked, of: step, at: step, .final)
            try self.pass(.final, OutputBatch(operation: .append, batch: batch), from: step, order)
        }
        switch channel {
        case .changes: try maker.pairs(output.batch, after: lastEpoch, give)
        case .final: try maker.alone(output.batch, give)
        case .all: return
        }
    }

    private func emitOrder(_ step: Int, _ order: LaneOrder) -> EmitOrder {
        let readers = readers(step)
        let isMeeting = shape.meetings.contains(step)
        let isDue = { (sink: Int) in order.order.emit & (1 << UInt64(sink)) != 0 }
        let endOfInput = order.order.endOfInput && closesAtEnd(step)
        return EmitOrder(
            watermarkMicros: watermark(of: step) ?? (endOfInput ? fillingWatermark(step, order.ends) : nil),
            endOfInput: endOfInput,
            wantsFinal: wantsFinal(step),
            wantsChanges: isMeeting || readers.contains { plan.sinks[$0].emit == .changes && isDue($0) },
            tracksChanges: isMeeting || readers.contains { plan.sinks[$0].emit == .changes },
            wantsAll: readers.contains { plan.sinks[$0].emit == .complete && isDue($0) },
            clockMicros: order.clockMicros)
    }

    /// All but the rows.
    private func output(_ order: LaneOrder) throws(JobError) -> LaneOutput {
        var output = LaneOutput(
            rows: [], deadLetters: deadLetters, metadata: [], stateBytes: 0,
            rejects: rejects.counts, lateRecords: lateRecords, failedRows: 0)
        deadLetters = []
        deadLetterBytes = 0
        lateRecords = 0
        do throws(OperatorError) {
            for step in steps {
                switch step {
                case .aggregate(_, let aggregate):
                    output.stateBytes += aggregate.byteCount
                    switch order.order.writes {
                    case .nothing: break
                    case .groups: aggregate.beginWritingGroups()
                    case .checkpoint:
                        try aggregate.beginSeal(clockMicros: order.clockMicros)
                        output.metadata.append(aggregate.metadata())
                    }
                case .running(_, let running):
                    if order.order.writes == .checkpoint { output.metadata.append(running.metadata()) }
                default: break
                }
            }
        } catch {
            throw JobError(error)
        }
        isSealing = order.order.writes != .nothing
        return output
    }

    /// Writes a slice of the state; once all is written, the runs of all operators.
    func sealSlice() throws(JobError) -> [OpenRun]? {
        do throws(OperatorError) {
            for step in aggregates {
                guard case .aggregate(_, let aggregate) = steps[step], aggregate.isSealing else { continue }
                guard let runs = try aggregate.writeSlice(rows: LanePipeline.sliceRows) else { return nil }
                sealedRuns += runs
            }
        } catch {
            throw JobError(error)
        }
        defer { sealedRuns = [] }
        isSealing = false
        return sealedRuns
    }

    /// Rows of one slice: about a millisecond's work.
    private static let sliceRows = 2_000
    /// Result rows of one slice, likewise.
    private static let resultSliceRows = 4_096
}

extension SinkPlan {
    /// The channel that the sink reads.
    var channel: EmitChannel {
        switch emit {
        case .final: .final
        case .changes: .changes
        case .complete: .all
        }
    }

    /// What a result row does in this sink: final rows of a table with a key replace what is there.
    func operation(_ operation: RowOperation) -> RowOperation {
        operation == .append && !primaryKey.isEmpty ? .upsert : operation
    }
}

extension JobError {
    /// An operator's error as the end of the job.
    init(_ error: OperatorError) {
        switch error {
        case .store(let error): self.init(error)
        case .corrupt(let text): self.init(.failed, "state is corrupt: \(text)")
        case .unsupported(let text): self.init(.invalidJob, text)
        }
    }
}
