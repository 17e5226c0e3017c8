import Testing

@testable import Operators

/// Numbers over rows that change, against all rows sorted anew in each epoch.
@Suite struct RankChangesTests {
    @Test(arguments: UInt64(0)..<30)
    func `sinks have the first rows of each part, whatever came, left or moved`(seed: UInt64) throws {
        try RankStory(seed: seed).run()
    }

    @Test func `final rows, every group and changes are numbered side by side`() throws {
        let spec = RankSpec(
            function: .rank, partition: [0], order: [.init(column: 2, descending: true, nullsFirst: false)], limit: 1,
            changes: .init(keys: [0, 1], windowEnd: 0))
        let types: [DataType] = [.timestamptz, .bigint, .bigint]
        let operation = RankOperator(spec, types: types)
        func batch(_ rows: [[Int64]]) -> Batch {
            let columns = types.enumerated().map { index, type in
                Column(type: type, scalars: rows.map { .int64($0[index]) })
            }
            return Batch(count: rows.count, columns: columns)
        }
        var said: [String] = []
        func end(_ watermark: Int64) throws {
            said = []
            let order = EmitOrder(
                watermarkMicros: watermark, endOfInput: false, wantsFinal: true, wantsChanges: true,
                tracksChanges: true, wantsAll: true, clockMicros: 0)
            try operation.finish(order) { channel, output in
                for values in output.batch.scalars { said.append("\(channel) \(output.operation) \(show(values))") }
            }
        }
        operation.take(
            .changes, OutputBatch(operation: .upsert, batch: batch([[10, 1, 5], [10, 2, 5], [20, 1, 4]])))
        try end(0)
        #expect(
            said == [
                "changes upsert 10 | 1 | 5 | 1", "changes upsert 10 | 2 | 5 | 1", "changes upsert 20 | 1 | 4 | 1",
            ])
        operation.take(.changes, OutputBatch(operation: .upsert, batch: batch([[10, 3, 6]])))
        operation.take(.final, OutputBatch(operation: .append, batch: batch([[10, 1, 5], [10, 2, 5], [10, 3, 6]])))
        operation.take(.all, OutputBatch(operation: .replaceAll, batch: batch([[20, 1, 4], [20, 7, 3]])))
        try end(10)
        #expect(
            said == [
                "all replaceAll 20 | 1 | 4 | 1", "final append 10 | 3 | 6 | 1", "changes delete 10 | 1 | 5 | 1",
                "changes delete 10 | 2 | 5 | 1", "changes upsert 10 | 3 | 6 | 1",
            ])
        // The window is over, and its rows are forgotten.
        #expect(operation.changes?.rowCount == 1)
        try end(20)
        #expect(said == [] && operation.changes?.rowCount == 0)
    }
}

/// Random rows that come, change, leave and move from part to part, and restarts.
private final class RankStory {
    private static let types: [DataType] = [.text, .bigint, .integer]
    private let seed: UInt64
    private var random: SeededNumbers
    private let spec: RankSpec
    private var operation: RankChanges
    /// By key: the part and the measure.
    private var rows: [Int64: (part: Int, measure: Int?)] = [:]
    private var sink: [String: String] = [:]

    init(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 40)
        self.seed = seed
        let byKey = random.chance(50)
        spec = RankSpec(
            function: [.rowNumber, .rank, .denseRank][random.below(3)], partition: [0],
            order: [.init(column: 2, descending: random.chance(50), nullsFirst: random.chance(50))],
            limit: [nil, 1, 2, 5][random.below(4)], changes: .init(keys: byKey ? [0, 1] : [1], windowEnd: nil))
        operation = try #require(RankOperator(spec, types: RankStory.types).changes)
        self.random = random
    }

    func run() throws {
        let keys = [6, 200][random.below(2)]
        for epoch in 0..<25 {
            for _ in 0..<random.below(keys) { change(Int64(random.below(keys))) }
            let order = EmitOrder(
                watermarkMicros: nil, endOfInput: false, wantsFinal: false, wantsChanges: true, tracksChanges: true,
                wantsAll: false, clockMicros: 0)
            try operation.finish(order) { channel, output in
                #expect(channel == .changes)
                for values in output.batch.scalars {
                    let key = show(spec.changes?.keys.map { values[$0] } ?? [])
                    if output.operation == .delete {
                        #expect(self.sink.removeValue(forKey: key) != nil, "\(key) was not there, seed \(self.seed)")
                    } else {
                        let old = self.sink.updateValue(show(values), forKey: key)
                        #expect(old != show(values) || self.wasTouched.contains(key), "no news, seed \(self.seed)")
                    }
                }
            }
            wasTouched = []
            #expect(difference(sink, expected()) == [], "epoch \(epoch), seed \(seed)")
            if random.chance(20) { try restart() }
        }
    }

    private var wasTouched: Set<String> = []

    private func change(_ key: Int64) {
        let isByKey = spec.changes?.keys.count == 2
        if let old = rows[key], random.chance(30) {
            // Of a row that is taken away only the key is sure.
            let part = isByKey ? old.part : random.below(3)
            take([(key, part, nil)], .delete)
            rows[key] = nil
            return
        }
        let part = isByKey ? rows[key]?.part ?? random.below(3) : random.below(3)
        rows[key] = (part, random.chance(10) ? nil : random.below(8))
        take([(key, part, rows[key]?.measure)], .upsert)
    }

    private func take(_ list: [(key: Int64, part: Int, measure: Int?)], _ operation: RowOperation) {
        let values = list.map(RankStory.values)
        for row in values { wasTouched.insert(show(spec.changes?.keys.map { row[$0] } ?? [])) }
        let columns = RankStory.types.enumerated().map { index, type in
            Column(type: type, scalars: values.map { $0[index] })
        }
        self.operation.take(OutputBatch(operation: operation, batch: Batch(count: list.count, columns: columns)))
    }

    private static func values(_ key: Int64, _ part: Int, _ measure: Int?) -> [Scalar] {
        [.text("part \(part)"), .int64(key), measure.map { .int64(Int64($0)) } ?? .null]
    }

    private func restart() throws {
        operation = try #require(RankOperator(spec, types: RankStory.types).changes)
        take(rows.map { ($0.key, $0.value.part, $0.value.measure) }, .upsert)
        operation.primed()
        wasTouched = []
    }

    /// Each row's number by counting the rows before it.
    private func expected() -> [String: String] {
        let order = spec.order[0]
        func precedes(_ a: Int?, _ b: Int?) -> Bool {
            guard let a, let b else { return a == nil && b == nil ? false : (a == nil) == order.nullsFirst }
            return order.descending ? a > b : a < b
        }
        var result: [String: String] = [:]
        for (key, row) in rows {
            let others = rows.filter { $0.value.part == row.part }
            let before = others.filter { precedes($0.value.measure, row.measure) }
            let number: Int
            switch spec.function {
            case .rank: number = before.count + 1
            case .denseRank: number = Set(before.map(\.value.measure)).count + 1
            case .rowNumber:
                number = before.count + others.filter { $0.value.measure == row.measure && $0.key < key }.count + 1
            }
            if let limit = spec.limit, number > limit { continue }
            let values = RankStory.values(key, row.part, row.measure)
            result[show(spec.changes?.keys.map { values[$0] } ?? [])] = show(values + [.int64(Int64(number))])
        }
        return result
    }
}
