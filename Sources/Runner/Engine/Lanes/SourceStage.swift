import Operators

/// From a source's records to its rows: decoding, system columns, computed columns, and the rule about future times.
final class SourceStage {
    let plan: SourcePlan
    private let decoder: RecordDecoder
    private let computed: [Int: ExpressionProgram]
    /// For decoded fields that are arrays in JSON; others come as they are to lie in memory.
    private let arrays: [Int: ArrayReader]
    /// Whether the job reads `_kafka_key`.
    private let needsKey: Bool

    init(_ plan: SourcePlan, _ settings: EvaluationSettings) throws(JobError) {
        self.plan = plan
        do throws(TimeError) {
            decoder = try RecordDecoder(plan, settings)
        } catch {
            throw JobError(.invalidJob, "source \(plan.name): \(error)")
        }
        var computed: [Int: ExpressionProgram] = [:]
        var needsKey = false
        for (index, column) in plan.columns.enumerated() {
            if case .computed(let expression) = column {
                computed[index] = ExpressionProgram(expression, settings: settings)
            }
            if case .system(.key) = column { needsKey = true }
        }
        self.computed = computed
        let isJSON = if case .json = decoder { true } else { false }
        arrays = Dictionary(
            uniqueKeysWithValues: plan.decoded.enumerated().compactMap { index, field in
                guard isJSON, case .array(let element) = field.type else { return nil }
                return (index, ArrayReader(element, settings: settings))
            })
        self.needsKey = needsKey
    }

    /// Fields that matched a key only by ignoring case, since the last call.
    func takeFoldedFields() -> [String] {
        decoder.takeFoldedFields().map { plan.decoded[$0].path.joined(separator: ".") }
    }

    /// The source's rows from records `range` of the batch; what can't be used is told to `reject`.
    func rows(
        _ held: HeldBatch, _ range: Range<Int>, _ partition: SourcePartition,
        _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        let decoded = try decoder.decode(range, held, partition)
        for bad in decoded.bad {
            let field = bad.field.map { "\(plan.decoded[$0].path.joined(separator: ".")): " } ?? ""
            try reject(
                RecordRejection(
                    record: range.lowerBound + bad.record, reason: bad.fault.rawValue,
                    detail: "\(field)\(bad.fault.rawValue) at byte \(bad.byteOffset)",
                    isTombstone: bad.fault == .empty))
        }
        let first = Int32(range.lowerBound)
        for row in 0..<decoded.batch.count { decoded.sourceRows[row] += first }
        var flow = Flow(batch: decoded.batch, records: decoded.sourceRows)
        if needsKey { flow = try withTextKeys(flow, held, reject) }
        flow = try columns(flow, held, partition, reject)
        return try withoutFuture(flow, held, reject)
    }

    private func columns(
        _ decoded: Flow, _ held: HeldBatch, _ partition: SourcePartition,
        _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        var columns: [Column] = []
        var errors = RowErrors()
        let count = decoded.batch.count
        for (index, column) in plan.columns.enumerated() {
            switch column {
            case .decoded(let field):
                let column = decoded.batch.columns[field]
                columns.append(arrays[field]?.read(column, errors: &errors) ?? column)
            case .system(let system): columns.append(systemColumn(system, decoded, held, partition))
            case .computed:
                guard let program = computed[index] else { continue }
                columns.append(program.evaluate(Batch(count: count, columns: columns), errors: &errors))
            }
        }
        return try Flow(batch: Batch(count: count, columns: columns), records: decoded.records)
            .without(errors, reject)
    }

    /// The rows of a lookup table: its computed columns among those that were read.
    func columns(_ decoded: Batch) throws(JobError) -> Batch {
        var columns: [Column] = []
        var errors = RowErrors()
        for (index, column) in plan.columns.enumerated() {
            if case .decoded(let field) = column {
                let column = decoded.columns[field]
                columns.append(arrays[field]?.read(column, errors: &errors) ?? column)
            } else if let program = computed[index] {
                columns.append(program.evaluate(Batch(count: decoded.count, columns: columns), errors: &errors))
            }
        }
        if let error = errors.all.first { throw JobError(.badData, "\(plan.name): \(error.message)") }
        return Batch(count: decoded.count, columns: columns)
    }

    private func systemColumn(
        _ system: SystemColumn, _ flow: Flow, _ held: HeldBatch, _ partition: SourcePartition
    ) -> Column {
        let count = flow.batch.count
        func integers(_ value: (Int) -> Int64) -> Buffer<Int64> {
            let buffer = Buffer<Int64>(capacity: count)
            for row in 0..<count { buffer[row] = value(Int(flow.records[row])) }
            return buffer
        }
        switch system {
        case .partition:
            return Column(type: .integer, count: count, values: .int64(integers { _ in Int64(partition.partition) }))
        case .offset:
            return Column(type: .bigint, count: count, values: .int64(integers { held.batch.offsets[$0] }))
        case .timestamp:
            let times = integers { held.batch.timestamps[$0] }
            let flags = Buffer<UInt8>(capacity: count)
            for row in 0..<count { flags[row] = times[row] == RecordBatch.unknownTimestamp ? 0 : 1 }
            return Column(type: .timestamptz, count: count, values: .int64(times), validity: Validity(flags))
        case .topic:
            let arena = Arena()
            let view = arena.view(of: partition.topic)
            return Column(
                type: .text, count: count,
                values: .bytes(BytesVector(views: Buffer(repeating: view, count: count), owners: [arena])))
        case .key:
            let views = Buffer<StringView>(repeating: StringView(), count: count)
            let flags = Buffer<UInt8>(repeating: 0, count: count)
            for row in 0..<count where !held.batch.keys.isEmpty {
                let key = held.batch.keys[Int(flow.records[row])]
                guard let base = key.baseAddress else { continue }
                views[row] = StringView(base, count: key.count)
                flags[row] = 1
            }
            return Column(
                type: .text, count: count, values: .bytes(BytesVector(views: views, owners: [held])),
                validity: Validity(flags))
        }
    }

    /// A key is any bytes: one that is no text is refused as such a text in a value is.
    private func withTextKeys(
        _ flow: Flow, _ held: HeldBatch, _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        guard !held.batch.keys.isEmpty else { return flow }
        var bad: [Int] = []
        for row in 0..<flow.batch.count {
            let record = Int(flow.records[row])
            guard let fault = textFault(held.batch.keys[record]) else { continue }
            let detail = "\(SystemColumn.key.rawValue): \(fault.rawValue)"
            try reject(RecordRejection(record: record, reason: fault.rawValue, detail: detail))
            bad.append(row)
        }
        return bad.isEmpty ? flow : flow.without(bad)
    }

    /// A record whose event time lies too far ahead of its own Kafka timestamp must not move the watermark.
    private func withoutFuture(
        _ flow: Flow, _ held: HeldBatch, _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        guard let index = plan.eventTime, case .int64(let times) = flow.batch.columns[index].values else { return flow }
        let column = flow.batch.columns[index]
        var bad: [Int] = []
        for row in 0..<flow.batch.count {
            let stamp = held.batch.timestamps[Int(flow.records[row])]
            if stamp == RecordBatch.unknownTimestamp || !column.validity.isValid(row) { continue }
            if times.pointer[row] > stamp &+ plan.maxFutureSkewMicros { bad.append(row) }
        }
        guard !bad.isEmpty else { return flow }
        for row in bad {
            // 2000-01-01 and 200 years, as microseconds: no event is meant to be there.
            let isFar = times.pointer[row] > 200 * 365 * 86_400_000_000
            try reject(
                RecordRejection(
                    record: Int(flow.records[row]), reason: "future_timestamp",
                    detail:
                        "the event time is more than \(plan.maxFutureSkewMicros / 1_000_000) s after the record's own"
                        + (isFar ? "; is timestamp_format right (unix_millis, not unix_seconds)?" : "")))
        }
        return flow.without(bad)
    }

    /// The largest event time of rows that were accepted; no time is behind an infinite one.
    func maxEventTime(_ flow: Flow) -> Int64? {
        guard let index = plan.eventTime, case .int64(let times) = flow.batch.columns[index].values else { return nil }
        let column = flow.batch.columns[index]
        var largest: Int64?
        for row in 0..<flow.batch.count
        where column.validity.isValid(row) && times.pointer[row] != TimeLimits.infinity {
            largest = max(times.pointer[row], largest ?? times.pointer[row])
        }
        return largest
    }
}

/// One record that can't be used, and why.
struct RecordRejection {
    /// Index in the record batch.
    var record: Int
    /// Stable word.
    var reason: String
    var detail: String
    var isLate = false
    /// No value at all: counted, never dead-lettered.
    var isTombstone = false

    /// A record without an event time where one is needed.
    static func untimed(_ record: Int) -> RecordRejection {
        let detail = "the event time is NULL, or beyond the last window"
        return RecordRejection(record: record, reason: "missing_event_time", detail: detail)
    }
}
