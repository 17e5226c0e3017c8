import Operators

/// Reads lookup tables as a whole.
struct LookupLoader: Sendable {
    private let plan: LogicalPlan
    /// For each lookup table the connection of its database.
    private let connections: [Connection?]

    /// Looks the connections up; connects to nothing yet.
    init(_ plan: LogicalPlan, connections: ConnectionLookup) throws(Diagnostic) {
        self.plan = plan
        var found: [Connection?] = []
        for lookup in plan.lookups {
            guard case .postgres(let options) = lookup.source.connector else {
                found.append(nil)
                continue
            }
            found.append(
                try connections.find(
                    options.connectionName, for: "a table of PostgreSQL", schemes: ["postgres", "postgresql"],
                    at: lookup.source.sourceOffset))
        }
        self.connections = found
    }

    /// Reads every table that a node joins with.
    func load(log: (String) -> Void) throws(JobError) -> [LookupRows] {
        var tables: [LookupRows] = []
        for index in plan.lookups.indices {
            let rows = try rows(index)
            log("lookup table \(plan.lookups[index].source.name): \(rows.count) rows")
            tables.append(rows)
        }
        return tables
    }

    private func name(_ index: Int) -> String { "lookup table \(plan.lookups[index].source.name)" }

    /// All rows of one table; their keys are there and are unique.
    func rows(_ index: Int) throws(JobError) -> LookupRows {
        let lookup = plan.lookups[index]
        var rows = LookupRows(lookup.source.schema.fields.map(\.type))
        let stage = try SourceStage(lookup.source, try plan.evaluationSettings())
        let take = { (batch: Batch) throws(JobError) in
            rows.append(batch)
            guard rows.count <= Limits.lookupRowsMax else {
                throw JobError(.badData, "\(name(index)) has more than \(Limits.lookupRowsMax) rows")
            }
        }
        switch lookup.source.connector {
        case .postgres(let options):
            guard let connection = connections[index] else { break }
            try PostgresLookup(options, connection.uri.reveal(), name(index)).read(
                lookup.source, stage, try plan.evaluationSettings(), take)
        default: try read(index, stage, take)
        }
        try checkKey(index, rows)
        return rows
    }

    /// The rows of files.
    private func read(
        _ index: Int, _ stage: SourceStage, _ take: (Batch) throws(JobError) -> Void
    ) throws(JobError) {
        let source = try reading(index) { () throws(SourceError) in
            try SourceFactory.make(0, plan.lookups[index].source, log: { _ in })
        }
        defer { source.close() }
        let partitions = try reading(index) { () throws(SourceError) in try source.partitions() }
        for partition in partitions {
            let lane = try reading(index) { () throws(SourceError) in
                let lane = try source.makeLane(signal: LaneSignal())
                _ = try lane.add(partition, position: 0)
                return lane
            }
            while !lane.isExhausted {
                let held = try reading(index) { () throws(SourceError) -> HeldBatch? in
                    guard let batch = try lane.consumeBatch(max: 8_192, timeoutMilliseconds: 0) else { return nil }
                    return HeldBatch(source: 0, batch: batch, done: 0)
                }
                guard let held else { break }
                guard held.batch.count > 0 else { continue }
                let flow = try stage.rows(held, 0..<held.batch.count, partition) { (rejection) throws(JobError) in
                    let place = "\(partition.topic) at \(held.batch.offsets[rejection.record])"
                    throw JobError(.badData, "\(name(index)), \(place): \(rejection.detail) (\(rejection.reason))")
                }
                try take(flow.batch)
            }
        }
    }

    private func reading<Value>(
        _ index: Int, _ body: () throws(SourceError) -> Value
    ) throws(JobError) -> Value {
        do throws(SourceError) { return try body() } catch { throw JobError(error, of: plan.lookups[index].source) }
    }

    private func checkKey(_ index: Int, _ rows: LookupRows) throws(JobError) {
        let lookup = plan.lookups[index]
        let batch = rows.batch
        let names = lookup.key.map { lookup.source.schema.fields[$0].name }.joined(separator: ", ")
        for column in lookup.key {
            for row in 0..<rows.count where !batch.columns[column].validity.isValid(row) {
                let field = lookup.source.schema.fields[column].name
                throw JobError(.badData, "\(name(index)), row \(row + 1): \(field) of its PRIMARY KEY is NULL")
            }
        }
        guard let row = LookupIndex(lookup.key.map { batch.columns[$0] }, count: rows.count).duplicate else { return }
        let values = lookup.key.map { keyText(batch.columns[$0], row) }.joined(separator: ", ")
        throw JobError(
            .badData,
            "\(name(index)), row \(row + 1): PRIMARY KEY (\(names)) = (\(values)) comes twice; make its rows unique, "
                + "or declare the key that they have")
    }

    private func keyText(_ column: Column, _ row: Int) -> String {
        let text = ExpressionProgram(Expression(.cast(Expression(.column(0), type: column.type)), type: .text))
        var errors = RowErrors()
        let one = Batch(count: column.count, columns: [column]).gathered(RowList(Buffer([Int32(row)]), count: 1))
        guard case .bytes(let bytes) = text.evaluate(one, errors: &errors)[0] else { return "?" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
