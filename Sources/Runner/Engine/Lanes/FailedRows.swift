import Operators

/// Result rows that a lane could not compute in this epoch: counted, a few of them logged, and kept or the end of the
/// job, as the policy of the query's sources says.
///
/// What a replay computes for sinks that have it already is no news: nothing is noted then.
final class FailedRows {
    /// The stable word in dead letters, as of records whose expressions fail.
    static let reason = "expression_error"

    private let plan: LogicalPlan
    private let shape: PlanShape
    private let log: @Sendable (String) -> Void
    /// By result and reason, how many there were.
    private var counts: [String: Int64] = [:]
    private var isSuppressed = false
    private var count: Int64 = 0
    private var letters: [DeadLetter] = []
    /// Why the job ends: the first row where the policy is `fail`.
    private(set) var end: JobError?

    init(_ plan: LogicalPlan, _ shape: PlanShape, _ log: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        self.shape = shape
        self.log = log
    }

    /// The rows of an epoch are computed from here on.
    func begin(isSuppressed: Bool) { self.isSuppressed = isSuppressed }

    /// What came together since the last call.
    func take() -> (count: Int64, letters: [DeadLetter]) {
        defer {
            count = 0
            letters = []
        }
        return (count, letters)
    }

    /// Rows of a batch that node `step` failed on; `input` is the node that they are rows of.
    func note(_ errors: RowErrors, in batch: Batch, of input: Int, at step: Int, _ channel: EmitChannel) {
        guard !errors.isEmpty, !isSuppressed, let sink = shape.sink(behind: step, channel, plan) else { return }
        let fields = plan.nodes[input].output.fields
        for error in errors.all {
            note(error.failure, json(zip(fields, batch.columns).map { ($0.name, $1, error.row) }), step, sink)
        }
    }

    /// Rows that the operator of node `step` could not compute.
    func note(_ rows: [FailedRow], at step: Int) {
        guard !rows.isEmpty, !isSuppressed else { return }
        let fields = plan.nodes[step].output.fields
        for row in rows {
            guard let sink = shape.sink(behind: step, row.channel, plan) else { continue }
            let values = zip(fields, row.values).map { field, value in
                (field.name, Column(type: field.type, scalars: [value]), 0)
            }
            note(row.failure, json(values), step, sink)
        }
    }

    private func note(_ failure: RowFailure, _ row: [UInt8], _ step: Int, _ sink: Int) {
        count += 1
        let name = plan.sinks[sink].name
        let detail = "\(failure.message) (SQLSTATE \(failure.code))"
        switch plan.policy(of: shape.sourcesOf[step]) {
        case .fail:
            guard end == nil else { return }
            let text = String(decoding: row.prefix(2_000), as: UTF8.self)
            end = JobError(
                .badData,
                "a row of \(name) can't be computed: \(detail); computed from \(text) (on_error = 'fail')")
            return
        case .deadLetter:
            letters.append(
                DeadLetter(source: name, reason: FailedRows.reason, detail: detail, record: row))
        case .skip: break
        }
        let kind = "\(name) \(failure.code)"
        counts[kind, default: 0] += 1
        guard let last = LoggedSamples.ending(counts[kind, default: 0]) else { return }
        let text = String(decoding: row.prefix(200), as: UTF8.self)
        log("a row of \(name) can't be computed and is left out: \(detail); computed from \(text)\(last)")
    }

    /// Values as a JSON object; times in UTC.
    private func json(_ values: [(name: String, column: Column, row: Int)]) -> [UInt8] {
        let writer = ValueText()
        var out: [UInt8] = [UInt8(ascii: "{")]
        for (name, column, row) in values {
            if out.count > 1 { out.append(UInt8(ascii: ",")) }
            JSONText.append(name.utf8, to: &out)
            out.append(UInt8(ascii: ":"))
            var text: [UInt8] = []
            let isKnown = writer.append(column, row: row, to: &text)
            JSONText.append(value: isKnown ? text : nil, column.type, to: &out)
        }
        out.append(UInt8(ascii: "}"))
        return out
    }
}

extension LogicalPlan {
    /// What becomes of a result row of these sources that fails: of several policies the strictest.
    func policy(of sources: Set<Int>) -> RecordPolicy {
        let policies = sources.map { self.sources[$0].onError }
        return policies.contains(.fail) ? .fail : policies.contains(.deadLetter) ? .deadLetter : .skip
    }
}

extension PlanShape {
    /// The first sink that would have got a row which leaves a node on a channel; nil when nobody reads it there.
    func sink(behind step: Int, _ channel: EmitChannel, _ plan: LogicalPlan) -> Int? {
        if let sink = sinksOf[step].first(where: { plan.sinks[$0].channel == channel }) { return sink }
        for reader in readersOf[step] {
            for next in channels(onward: reader, channel, plan) {
                if let sink = sink(behind: reader, next, plan) { return sink }
            }
        }
        return nil
    }

    /// The ways on which rows leave a node that takes them from a channel.
    private func channels(onward reader: Int, _ channel: EmitChannel, _ plan: LogicalPlan) -> [EmitChannel] {
        switch plan.nodes[reader].kind {
        case .source, .filter, .project, .window, .running, .union, .unnest, .lookup, .rank: [channel]
        case .unpack(_, _, let form, _): form.pairs == nil ? [channel] : channel == .all ? [] : [.final]
        case .sessions: channel == .all ? [.all] : []
        case .aggregate: channel == .final ? EmitChannel.allCases : []
        case .join, .pack, .sides: channel == .final ? [.final] : []
        }
    }
}
