import Glibc
import Operators
import Runner
import StateStore

/// `bench sink`: rows of a windowed aggregate into PostgreSQL, beside psql COPY of the same rows.
struct SinkSuite {
    static let parts = ["append", "append-ahead", "upsert0", "upsert50", "upsert100"]

    let rows: Int
    let context: BenchContext

    init(rows: Int?, _ context: BenchContext) {
        self.rows = rows ?? (context.options.isQuick ? 20_000 : 1_000_000)
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        let uri = try context.postgres(&report)
        var right: [String: Bool] = [:]
        for _ in 0..<context.options.runs {
            for part in SinkSuite.parts where context.options.wants(part) {
                right[part] = try measure(part, uri, &report) && right[part, default: true]
            }
        }
        for part in SinkSuite.parts where context.options.wants(part) {
            report.compare(rate(part), with: rate("psql COPY, beside \(part)"), as: "psql COPY")
            let expected = SinkRows(count: rows, seed: context.options.seed).sums
            report.check(
                "sink", part, isRight: right[part] ?? false, hash: resultHash(expected.utf8),
                "count and sums of the table equal a plain recomputation, every run")
        }
    }

    private func rate(_ subject: String) -> FigureName { FigureName("sink", subject, "rows", "rows/s") }

    /// How many of the rows are there before.
    private func met(_ part: String) -> Int {
        switch part {
        case "upsert50": rows / 2
        case "upsert100": rows
        default: 0
        }
    }

    private func measure(_ part: String, _ uri: String, _ report: inout BenchReport) throws -> Bool {
        let name = "bench_sink_\(getpid())_\(context.serial)"
        let isAppend = part.hasPrefix("append")
        let columns = SinkRows.columns
        let table = SinkTable(
            name: name, columns: columns, key: [0, 1], emit: isAppend ? .final : .changes)
        let target = try PostgresTarget(table, schema: nil, name: name, create: .auto)
        let system = try PostgresSystem(uri: uri, targets: [target])
        defer {
            system.close()
            _ = try? context.query("DROP TABLE IF EXISTS \(name), \(name)_copy")
        }
        let job = SinkJob(name: name, uuid: "00000000-0000-4000-8000-" + twelve(context.serial), fingerprint: "bench")
        _ = try system.start(job)
        // What is there before: the keys that upserts meet, with other values.
        let there = met(part)
        if there > 0 {
            try context.query(
                "INSERT INTO \(name) SELECT to_timestamp(\(SinkRows.windowSeconds)), i, 'before', 0, 0, 0 "
                    + "FROM generate_series(0, \(there - 1)) AS i; ANALYZE \(name)")
        }
        let events = SinkRows(count: rows, seed: context.options.seed)
        let encoder = try TupleEncoder(table)
        var epochs: [EpochCommit] = []
        let encoding = StateClock.thread
        for start in stride(from: 0, to: rows, by: 100_000) {
            let range = start..<min(start + 100_000, rows)
            for first in stride(from: range.lowerBound, to: range.upperBound, by: 4_096) {
                encoder.append(
                    events.batch(first..<min(first + 4_096, range.upperBound)),
                    operation: isAppend ? .append : .upsert)
            }
            epochs.append(
                EpochCommit(
                    boundary: BoundaryRecord(epoch: Epoch(Int64(epochs.count) + 1)), rows: [[encoder.take()]],
                    deadLetters: [], oldestCheckpoint: .none))
        }
        if part == "append-ahead" {
            let all = epochs
            system.follow { epoch in all.filter { $0.boundary.epoch > epoch } }
        }
        let began = StateClock.wall
        for epoch in epochs { _ = try system.commit(epoch) }
        let seconds = (StateClock.wall - began) / 1e9
        report.add(rate(part), Double(rows) / seconds)
        if part != "append-ahead" {
            report.add(
                FigureName("sink", part, "our CPU, rows made included", "ns/row"),
                (StateClock.thread - encoding) / Double(rows))
        }
        report.add(rate("psql COPY, beside \(part)"), Double(rows) / (try CopyFloor(context).seconds(of: name)))
        let found = try context.query(
            "SELECT count(*), sum(id), sum(quantity), sum(amount), sum(length(category)) FROM \(name)")
        return found.first.map(String.init) == events.sums
    }

    private func twelve(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}

/// Rows like those of the retail job: a window, a key, a text and three measures.
struct SinkRows {
    let count: Int
    let seed: UInt64

    static let windowSeconds = BenchEvents.startSeconds
    static let columns = Schema([
        Schema.Field(name: "window_start", type: .timestamptz, nullable: false),
        Schema.Field(name: "id", type: .bigint, nullable: false),
        Schema.Field(name: "category", type: .text(limit: nil)), Schema.Field(name: "average", type: .double),
        Schema.Field(name: "quantity", type: .bigint), Schema.Field(name: "amount", type: .bigint),
    ])
    private static let categories = ["Skincare", "Makeup", "Hair Care", "Bath & Body and more"]

    private func dice(_ row: Int) -> UInt64 { StateRows.mix(UInt64(row) &+ seed &<< 32) }

    /// Rows in the order of their keys, as a window gives them out.
    func batch(_ range: Range<Int>) -> Batch {
        let count = range.count
        func integers(_ body: (Int) -> Int64) -> Values {
            let buffer = Buffer<Int64>(capacity: count)
            for (place, row) in range.enumerated() { buffer[place] = body(row) }
            return .int64(buffer)
        }
        let arena = Arena()
        let views = Buffer<StringView>(capacity: count)
        let averages = Buffer<Double>(capacity: count)
        for (place, row) in range.enumerated() {
            views[place] = arena.view(of: SinkRows.categories[Int(dice(row) & 3)])
            averages[place] = Double(dice(row) >> 40)
        }
        let start = (SinkRows.windowSeconds - 946_684_800) * 1_000_000
        let values: [Values] = [
            integers { _ in start }, integers { Int64($0) },
            .bytes(BytesVector(views: views, owners: [arena])), .double(averages),
            integers { Int64(dice($0) >> 2 & 1_023) }, integers { Int64(dice($0) >> 16 & 0xFFFF_FFFF) },
        ]
        return Batch(
            count: count,
            columns: zip(SinkRows.columns.fields, values).map { Column(type: $0.type, count: count, values: $1) })
    }

    /// `count|sum(id)|sum(quantity)|sum(amount)|sum(length(category))` of the table in the end, as psql writes it.
    var sums: String {
        var (ids, quantities, amounts, lengths) = (0, 0, 0, 0)
        for row in 0..<count {
            ids += row
            quantities += Int(dice(row) >> 2 & 1_023)
            amounts += Int(dice(row) >> 16 & 0xFFFF_FFFF)
            lengths += SinkRows.categories[Int(dice(row) & 3)].count
        }
        return "\(count)|\(ids)|\(quantities)|\(amounts)|\(lengths)"
    }
}
