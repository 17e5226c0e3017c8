import Testing

@testable import Operators

/// Groups that are found by the codes of their keys, against a model that keeps all rows.
@Suite struct DirectGroupsTests {
    private static let calls = [Sample.call(.countRows, nil, .bigint), Sample.call(.sum, 4, .bigint)]

    /// Makes one key value: the number of the batch, and how many values there are to be.
    private enum Kind: CaseIterable {
        case few, grow, many, far, texts, long

        func integer(_ batch: Int, _ random: inout SeededNumbers) -> Int64 {
            switch self {
            case .few, .texts, .long: Int64(random.below(12)) - 6
            case .grow: Int64(random.below(1 << min(batch, 18))) * (batch % 2 == 0 ? 1 : -1)
            case .many: Int64(random.below(3_000))
            case .far: [.min, .max, 0, 1, -1, .min + 1][random.below(6)]
            }
        }

        func text(_ batch: Int, _ random: inout SeededNumbers) -> String {
            switch self {
            case .few, .far: "t\(random.below(5))"
            case .grow: "\(random.below(1 << min(batch, 14)))"
            case .many: "customer\(random.below(9_000))"
            case .texts: Sample.words[random.below(Sample.words.count)]
            case .long: String(repeating: "long", count: [0, 3, 4, 25][random.below(4)]) + "\(random.below(2))"
            }
        }
    }

    private func rows(_ kind: Kind, _ batch: Int, start: Int64, _ random: inout SeededNumbers) -> [[Scalar]] {
        (0..<random.below(400)).map { _ in
            let start = start + Int64(random.below(2)) * 10
            var row = Sample.row(start: start, end: start + 10, keys: 2, &random)
            row[0] = random.chance(5) ? .null : .text(kind.text(batch, &random))
            row[1] = random.chance(5) ? .null : .int64(kind.integer(batch, &random))
            return row
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `groups by code are what the naive model gives`(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 1_000)
        let keys = [[1], [0], [0, 1], [1, 0], [9, 1], [8, 0], []][random.below(7)]
        let spec = AggregateSpec(
            keys: keys, window: WindowColumns(start: 2, end: 3), calls: DirectGroupsTests.calls,
            distribution: random.chance(30) && !keys.isEmpty ? [keys.count - 1] : Array(keys.indices),
            stateTTLMicros: nil)
        let simulation = try Simulation(
            .init(spec: spec, memoryBytesMax: [1 << 30, 1 << 30, 60_000][random.below(3)]),
            laneCount: 1 + random.below(3))
        var model = NaiveModel(spec: spec)
        var final: [String: String] = [:]
        for epoch in 0..<10 {
            let kind = Kind.allCases[random.below(Kind.allCases.count)]
            for batch in 0..<random.below(8) {
                let rows = rows(kind, epoch * 2 + batch, start: Int64(epoch / 3) * 10, &random)
                model.rows += rows
                simulation.process(rows, lane: random.below(3))
            }
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: Int64((epoch + 1) / 3) * 10, endOfInput: epoch == 9, wantsFinal: true,
                    wantsChanges: false, tracksChanges: false, wantsAll: false, clockMicros: 0)
            ) { _, _, output in
                for values in output.batch.scalars {
                    let key = show(model.key(of: values))
                    #expect(final[key] == nil, "twice: \(key) (seed \(seed))")
                    final[key] = show(values)
                }
            }
            if random.chance(40) {
                try simulation.seal()
                if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
            }
        }
        #expect(difference(final, model.result()) == [], "seed \(seed)")
    }

    /// Whether a window's groups lie in an array after a batch.
    private func hasArray(_ keys: [Int], _ row: (Int) -> (Scalar, Scalar)) throws -> Bool {
        let spec = AggregateSpec(
            keys: keys, window: WindowColumns(start: 2, end: 3), calls: DirectGroupsTests.calls,
            distribution: Array(keys.indices), stateTTLMicros: nil)
        let simulation = try Simulation(.init(spec: spec), laneCount: 1)
        var random = SeededNumbers(3)
        simulation.process(
            (0..<9_000).map { number in
                var values = Sample.row(start: 0, end: 10, keys: 2, &random)
                (values[0], values[1]) = row(number)
                return values
            }, lane: 0)
        return simulation.lanes[0].own.first?.table.direct.rows != nil
    }

    @Test func `few integers, strings and pairs of them lie in an array`() throws {
        #expect(try hasArray([1]) { (.null, .int64(Int64($0 % 1_000))) })
        #expect(try hasArray([0]) { (.text("a long name of \($0 % 50)"), .null) })
        #expect(try hasArray([0, 1]) { (.text("\($0 % 10)"), .int64(Int64($0 % 3))) })
        #expect(try hasArray([]) { _ in (.null, .null) })
    }

    @Test func `keys far apart, many strings and few groups in a wide range are found by their hash`() throws {
        #expect(try !hasArray([1]) { (.null, .int64(Int64($0 % 2) << 40)) })
        #expect(try !hasArray([0]) { (.text("\($0 * 2)"), .null) })
        #expect(try !hasArray([1]) { (.null, .int64(Int64($0 % 3) * 20_000)) })
    }

    @Test func `a table that forgets its groups forgets them by code, too`() throws {
        let layout = try StateLayout(keyTypes: [.bigint], calls: DirectGroupsTests.calls, ttlMicros: nil)
        let table = GroupTable(layout: layout)
        table.direct.keep(version: 3)
        table.direct.note(lookups: 5, codeCount: 64, groups: 1)
        #expect(table.direct.rows == nil)
        let before = table.byteCount
        table.direct.note(lookups: 11, codeCount: 64, groups: 1)
        #expect(table.byteCount == before + 512)
        table.direct.rows?[7] = 1
        table.reset()
        #expect(table.direct.rows?[7] == 0)
        table.direct.keep(version: 4)
        #expect(table.direct.rows == nil && table.byteCount == before)
    }
}
