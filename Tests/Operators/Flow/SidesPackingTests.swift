import StateStore
import Testing

@testable import Operators

/// Rows of both sides of a join whose times are bound, and the slices of time that they meet in.
@Suite struct SidesPackingTests {
    private func bound(_ numbers: inout SeededNumbers) -> TimeBound {
        let least = Int64(numbers.below(60_000_000)) - 30_000_000
        let most = least + Int64(numbers.below(40_000_000))
        let slice = max(1, (most - least) / Int64(1 + numbers.below(5)) + Int64(numbers.below(1_000_000)))
        return TimeBound(
            leftTime: 0, rightTime: 0, least: least, most: most, home: numbers.chance(50) ? .left : .right,
            sliceMicros: slice)
    }

    @Test func `a pair meets in one slice, and no slice that a row needs is closed before the row is late`() {
        var numbers = SeededNumbers(11)
        for _ in 0..<20_000 {
            let bound = bound(&numbers)
            let left = Int64(numbers.below(400_000_000)) - 200_000_000
            let right = left + bound.least + Int64(numbers.below(Int(bound.most - bound.least) + 1))
            let slices = [bound.slices(of: left, .left), bound.slices(of: right, .right)]
            #expect(Set(slices[0]).intersection(slices[1]).count == 1)
            #expect(slices.allSatisfy { $0.count <= 7 })
            for (time, slices) in zip([left, right], slices) {
                // The watermark may be as far as the row's time, and the row is not late.
                for slice in slices { #expect(bound.bounds(of: slice).end > time) }
            }
        }
    }

    @Test func `times at the ends of time have slices`() {
        let bound = TimeBound(
            leftTime: 0, rightTime: 0, least: -TimeBound.distanceMax, most: TimeBound.distanceMax, home: .left,
            sliceMicros: 2 * TimeBound.distanceMax)
        for time in [TimeLimits.timestampMin, TimeLimits.timestampEnd - 1] {
            for side in [PairSide.left, .right] {
                for slice in bound.slices(of: time, side) { _ = bound.bounds(of: slice) }
            }
        }
    }

    @Test func `rows behind the watermark are late, rows without a time are told apart`() {
        let spec = SidesSpec(
            leftKeys: [1], rightKeys: [1], leftColumns: [1], rightColumns: [1],
            times: TimeBound(
                leftTime: 0, rightTime: 0, least: 0, most: 10_000_000, home: .left, sliceMicros: 10_000_000))
        let times: [Scalar] = [.int64(5_000_000), .null, .int64(4_999_999), .int64(.max), .int64(25_000_000)]
        let batch = Batch(
            count: 5,
            columns: [
                Column(type: .timestamptz, scalars: times),
                Column(type: .bigint, scalars: (1...5).map { .int64($0) }),
            ])
        let packer = SidesPacker(spec)
        let left = packer.pack(batch, .left, epoch: Epoch(7), watermark: 5_000_000)
        #expect(left.late == [2] && left.untimed == [1, 3])
        #expect(left.batch.count == 2)
        let right = packer.pack(batch, .right, epoch: Epoch(7), watermark: nil)
        #expect(right.late == [] && right.untimed == [1, 3])
        // Each may have partners of two slices: 5 of those from -5 to 5, 25 of those from 15 to 25.
        let kept = right.kept.map { list in (0..<list.count).map { list.pointer[$0] } }
        #expect(kept == [0, 0, 2, 2, 4, 4])
    }

    @Test(arguments: [false, true]) func `a key with too many rows is named, with what helps`(_ hasTimes: Bool) throws {
        let row = hasTimes ? 4 : 2
        let unpacker = RowUnpacker(packed: row, form: .pairs(PairsForm(left: 0)), types: [])
        let keys = [
            Schema.Field(name: "shop", type: .text, nullable: true),
            Schema.Field(name: "day", type: .date, nullable: true),
        ]
        let maker = try #require(PairMaker(unpacker, keys: keys, settings: EvaluationSettings(timezone: .utc)))
        var columns = [
            Column(type: .text, scalars: [.text("berlin"), .text("jakarta")]),
            Column(type: .date, scalars: [.int64(0), .int64(9_132)]),
        ]
        if hasTimes { columns += (0..<2).map { _ in Column(type: .timestamptz, scalars: [.int64(0), .int64(0)]) } }
        columns.append(Column(type: .bytea, scalars: [.bytes([]), .null]))
        let error = #expect(throws: OperatorError.self) { try maker.check(deleted: Batch(count: 2, columns: columns)) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("(shop = jakarta, day = 2025-01-01)"), "\(text)")
        #expect(text.contains("SET state_ttl") != hasTimes && text.contains("in ON"), "\(text)")
    }
}
