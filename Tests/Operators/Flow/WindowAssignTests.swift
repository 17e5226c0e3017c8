import Testing

@testable import Operators

@Suite struct WindowAssignTests {
    private func assign(_ times: [Scalar], watermark: Int64?) throws -> WindowAssign.Result {
        let assign = try WindowAssign(
            WindowSpec(
                timeColumn: 1, timeType: .timestamptz, size: Interval(micros: 10), originMicros: 0, timezone: "UTC"))
        let batch = Batch(
            count: times.count,
            columns: [
                Column(type: .bigint, scalars: times.indices.map { .int64(Int64($0)) }),
                Column(type: .timestamptz, scalars: times),
            ])
        return assign.process(batch, watermark: watermark)
    }

    @Test func `a row is late when its window's end is at or before the watermark`() throws {
        let times: [Scalar] = [.int64(9), .int64(10), .int64(0), .int64(25)]
        #expect(try assign(times, watermark: nil).late == [])
        #expect(try assign(times, watermark: 9).late == [])
        #expect(try assign(times, watermark: 10).late == [0, 2])
        #expect(try assign(times, watermark: 19).late == [0, 2])
        let result = try assign(times, watermark: 20)
        #expect(result.late == [0, 1, 2])
        #expect(result.batch.scalars.map(show) == ["3 | 25 | 20 | 30"])
        #expect(result.kept?.count == 1)
    }

    @Test func `a row without a time, or with an infinite one, is told apart from a late one`() throws {
        let times: [Scalar] = [.null, .int64(.max), .int64(5), .int64(.min), .int64(15)]
        let result = try assign(times, watermark: 10)
        #expect(result.untimed == [0, 1, 3])
        #expect(result.late == [2])
        #expect(result.batch.scalars.map(show) == ["4 | 15 | 10 | 20"])
    }

    @Test func `a time whose windows would end behind the last timestamp has none where they overlap`() throws {
        let last: [Scalar] = [.int64(TimeLimits.timestampEnd - 1), .int64(0)]
        let day = Interval(days: 1)
        let specs = [
            WindowSpec(
                timeColumn: 0, timeType: .timestamptz, size: Interval(days: 30), slide: day, originMicros: nil,
                timezone: "UTC"),
            WindowSpec(
                timeColumn: 0, timeType: .timestamptz, size: Interval(months: 12), slide: Interval(months: 1),
                overlap: .panes, originMicros: nil, timezone: "Europe/Berlin"),
            WindowSpec(
                timeColumn: 0, timeType: .timestamptz, size: Interval(micros: 9 * TimeLimits.microsPerDay),
                overlap: .sessions, originMicros: nil, timezone: "UTC"),
            WindowSpec(timeColumn: 0, timeType: .timestamptz, size: day, originMicros: nil, timezone: "UTC"),
        ]
        for (spec, untimed) in zip(specs, [[0], [0], [0], []]) {
            let assign = try WindowAssign(spec)
            let batch = Batch(count: 2, columns: [Column(type: .timestamptz, scalars: last)])
            #expect(assign.process(batch, watermark: nil).untimed == untimed)
            #expect(assign.lastEnd(of: TimeLimits.timestampEnd - 1) == TimeLimits.timestampEnd)
        }
    }

    @Test func `the input batch stays as it was`() throws {
        let buffer = Buffer<Int64>([7, 17])
        let column = Column(
            type: .timestamptz, count: 2, values: .int64(buffer), validity: Validity(Buffer<UInt8>([1, 0])))
        let assign = try WindowAssign(
            WindowSpec(
                timeColumn: 0, timeType: .timestamptz, size: Interval(micros: 10), originMicros: 0, timezone: "UTC"))
        #expect(assign.process(Batch(count: 2, columns: [column]), watermark: nil).batch.count == 1)
        #expect(buffer[1] == 17)
    }

    @Test func `days follow the zone of the query`() throws {
        let assign = try WindowAssign(
            WindowSpec(
                timeColumn: 0, timeType: .timestamptz, size: Interval(days: 1), originMicros: nil,
                timezone: "Asia/Jakarta"))
        let hour: Int64 = 3_600_000_000
        let result = assign.process(
            Batch(count: 2, columns: [Column(type: .timestamptz, scalars: [.int64(16 * hour), .int64(17 * hour)])]),
            watermark: 17 * hour)
        #expect(result.late == [0])
        #expect(result.batch.scalars.map(show) == ["\(17 * hour) | \(17 * hour) | \(41 * hour)"])
    }
}
