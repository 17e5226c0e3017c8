import Testing

@testable import Operators

/// Results at the edges of their types, and beside the ordinary ones of the property tests.
@Suite struct AggregateValueTests {
    private func simulation(
        _ calls: [AggregateCall], keys: [Int] = [1], tracksChanges: Bool = false
    ) throws -> Simulation {
        let spec = AggregateSpec(
            keys: keys, window: WindowColumns(start: 2, end: 3), calls: calls, distribution: Array(keys.indices),
            stateTTLMicros: nil)
        return try Simulation(.init(spec: spec, tracksChanges: tracksChanges), laneCount: 1)
    }

    /// A row of the window from 0 to 10 with one argument.
    private func row(key: Int64, _ column: Int, _ value: Scalar) -> [Scalar] {
        var row = Sample.types.map { _ in Scalar.null }
        row[1] = .int64(key)
        row[2] = .int64(0)
        row[3] = .int64(10)
        row[column] = value
        return row
    }

    private func order(watermark: Int64, final: Bool, changes: Bool) -> EmitOrder {
        EmitOrder(
            watermarkMicros: watermark, endOfInput: false, wantsFinal: final, wantsChanges: changes,
            tracksChanges: changes, wantsAll: false, clockMicros: 0)
    }

    /// The result of one aggregate over some values, as text.
    private func result(_ call: AggregateCall, _ values: [Scalar]) throws -> [String] {
        let simulation = try simulation([call])
        guard let argument = call.argument else { return [] }
        simulation.process(values.map { row(key: 1, argument, $0) }, lane: 0)
        var shown: [String] = []
        try simulation.endEpoch(order(watermark: 10, final: true, changes: false)) { _, _, output in
            shown += output.batch.scalars.map { show($0[3]) }
        }
        return shown
    }

    @Test func `a sum beyond bigint leaves its row out and is counted; other groups stay`() throws {
        let simulation = try simulation([Sample.call(.sum, 4, .bigint)])
        simulation.process(
            [row(key: 1, 4, .int64(.max)), row(key: 1, 4, .int64(1)), row(key: 2, 4, .int64(7))], lane: 0)
        var shown: [String] = []
        try simulation.endEpoch(order(watermark: 10, final: true, changes: false)) { _, _, output in
            shown += output.batch.scalars.map { show($0) }
        }
        #expect(shown == ["2 | 0 | 10 | 7"])
        #expect(simulation.lanes[0].takeFailures().map(\.failure.message) == ["sum: bigint out of range"])
    }

    @Test(arguments: [DataType.double, .real])
    func `a sum or mean of doubles that overflows leaves its row out; one of infinite values is infinite`(
        type: DataType
    ) throws {
        let column = type == .real ? 13 : 7
        let most = type == .real ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
        for (values, expected) in [
            ([most, most], nil), ([most, most, -.infinity], nil), ([-most, -most, .nan], nil),
            ([.infinity, most], "inf"), ([.infinity, -.infinity], "nan"), ([most, .nan], "nan"),
        ] as [([Double], String?)] {
            // A NaN's sign means nothing.
            func result(_ call: AggregateCall) throws -> [String] {
                try self.result(call, values.map { .double($0) }).map { $0 == "-nan" ? "nan" : $0 }
            }
            let found = try result(Sample.call(.sum, column, type))
            #expect(found == [expected].compactMap { $0 }, "\(values)")
            if type == .double {
                let mean = try result(Sample.call(.avg, column, .double))
                #expect(mean == [expected].compactMap { $0 }, "\(values)")
            }
        }
    }

    /// As in PostgreSQL, where a mean starts from zero and a sum from its first value.
    @Test func `a zero below zero stays one where nothing else is added`() throws {
        let below = Scalar.double(-0.0)
        let zero = Scalar.double(0)
        for (column, type) in [(7, DataType.double), (13, .real)] {
            #expect(try result(Sample.call(.sum, column, type), [below, below]) == ["-0.0"])
            #expect(try result(Sample.call(.sum, column, type), [below, zero]) == ["0.0"])
        }
        #expect(try result(Sample.call(.avg, 7, .double), [below]) == ["0.0"])
        let median = AggregateCall(
            function: .percentileDisc, argument: 7, argumentType: .double, filter: nil, parameter: .fraction(0.5),
            resultType: .double)
        #expect(try result(median, [below, .double(-1), .double(1)]) == ["-0.0"])
        #expect(try result(Sample.call(.mode, 7, .double), [.double(1), below, below]) == ["-0.0"])
    }

    @Test func `a sum that leaves bigint on the way and comes back is exact`() throws {
        let values: [Scalar] = [.int64(.max), .int64(.max), .int64(.min), .int64(.min), .int64(5)]
        #expect(try result(Sample.call(.sum, 4, .bigint), values) == ["3"])
    }

    @Test func `a changed row whose sum no longer fits is deleted`() throws {
        let simulation = try simulation([Sample.call(.sum, 4, .bigint)], tracksChanges: true)
        var log: [String] = []
        for value in [Int64.max, 1, -1] {
            simulation.process([row(key: 1, 4, .int64(value))], lane: 0)
            try simulation.endEpoch(order(watermark: 0, final: false, changes: true)) { _, _, output in
                log.append("\(output.operation) \(show(output.batch.scalars[0][0]))")
            }
        }
        #expect(log == ["upsert 1", "delete 1", "upsert 1"])
    }

    @Test func `a numeric sum beyond 38 digits is left out`() throws {
        let large = Scalar.decimal(Decimal(coefficient: Decimal.coefficientMax, scale: 0))
        #expect(try result(Sample.call(.sum, 6, .numeric), [large]) == ["\(Decimal.coefficientMax)e-0"])
        #expect(try result(Sample.call(.sum, 6, .numeric), [large, large]) == [])
    }

    @Test func `averages of intervals are divided as PostgreSQL does`() throws {
        let call = Sample.call(.avg, 12, .interval)
        func mean(_ values: [Interval]) throws -> [String] { try result(call, values.map { .interval($0) }) }
        #expect(try mean([Interval(months: 1), Interval(days: 2)]) == ["0 months 16 days 0"])
        #expect(try mean([Interval(months: 1, days: 1), Interval()]) == ["0 months 15 days 43200000000"])
        #expect(
            try mean([Interval(months: 1, days: 1, micros: 1_000_000), Interval(), Interval()])
                == ["0 months 10 days 28800333333"])
        #expect(try mean([Interval(months: -7), Interval(months: 0)]) == ["-3 months -15 days 0"])
        #expect(
            try mean([Interval(months: 7, days: 11, micros: 5), Interval(), Interval()]) == [
                "2 months 13 days 57600000002"
            ])
    }

    @Test func `an interval that overflowed never comes back as a number`() throws {
        let large = Scalar.interval(Interval(micros: .max))
        let values: [Scalar] = [large, large, .interval(Interval(micros: -.max)), .interval(Interval(days: -3))]
        #expect(try result(Sample.call(.sum, 12, .interval), values) == [])
    }

    @Test func `a sum of real rounds each step to a float`() throws {
        let values: [Scalar] = [.double(16_777_216), .double(1), .double(1)]
        #expect(try result(Sample.call(.sum, 13, .real), values) == ["16777216.0"])
        #expect(try result(Sample.call(.avg, 13, .double), values) == ["\(16_777_218.0 / 3)"])
    }

    @Test func `no rows, no result, even without keys`() throws {
        let simulation = try simulation([Sample.call(.countRows, nil, .bigint)], keys: [])
        var rows = 0
        try simulation.endEpoch(order(watermark: 0, final: true, changes: false)) { _, _, output in
            rows += output.batch.count
        }
        #expect(rows == 0)
        simulation.process([row(key: 1, 4, .null)], lane: 0)
        try simulation.endEpoch(order(watermark: 10, final: true, changes: false)) { _, _, output in
            rows += output.batch.count
        }
        #expect(rows == 1)
    }

    @Test func `a function is refused for types whose bytes have no order`() {
        for type in [DataType.jsonb, .array(.text), .boolean] {
            let call = AggregateCall(function: .min, argument: 0, argumentType: type, filter: nil, resultType: type)
            #expect(throws: OperatorError.self) { try StateLayout(keyTypes: [], calls: [call], ttlMicros: nil) }
        }
    }

    @Test func `a partial block that ends early is an error, not a crash`() throws {
        let spec = AggregateSpec(
            keys: [0, 1], window: nil, calls: Sample.calls, distribution: [0, 1], stateTTLMicros: nil)
        let simulation = try Simulation(.init(spec: spec), laneCount: 2)
        var random = SeededNumbers(11)
        simulation.process((0..<50).map { _ in Sample.row(start: 0, end: 0, keys: 9, &random) }, lane: 0)
        let block = simulation.lanes[0].takePartials()[1]
        #expect(block.groups > 0)
        let bytes = block.take()
        #expect(block.take().isEmpty)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            let cut = PartialBlock(bytes: Array(bytes[..<length]), groups: block.groups)
            #expect(throws: OperatorError.self) { try simulation.lanes[1].absorb(cut) }
        }
    }

    @Test func `closed windows leave the disk`() throws {
        let spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls, distribution: [0, 1],
            stateTTLMicros: nil)
        let simulation = try Simulation(.init(spec: spec, memoryBytesMax: 1), laneCount: 3)
        var random = SeededNumbers(12)
        for start in stride(from: Int64(0), to: 50, by: 10) {
            simulation.process(
                (0..<50).map { _ in Sample.row(start: start, end: start + 10, keys: 9, &random) }, lane: 1)
            try simulation.endEpoch(order(watermark: 0, final: true, changes: false)) { _, _, _ in }
        }
        #expect(try simulation.entryCount() > 50)
        try simulation.endEpoch(order(watermark: 50, final: true, changes: false)) { _, _, _ in }
        #expect(try simulation.entryCount() == 0)
        #expect(simulation.lanes.allSatisfy { $0.windowCount == 0 && $0.byteCount == 0 })
    }
}
