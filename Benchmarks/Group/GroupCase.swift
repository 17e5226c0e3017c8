import Glibc
import Operators
import StateStore

/// One way to group the same rows: which keys, how many aggregates, how many groups.
struct GroupCase {
    enum Keys: String, CaseIterable {
        case integer
        /// 16 bytes, so that the bytes lie apart from the view.
        case string
        /// Two integers.
        case pair
    }

    let keys: Keys
    /// 1: sum; 4: sum, count, min, max.
    let aggregates: Int
    let groups: Int
    let rows: Int
    let seed: UInt64

    static let batchRows = 4096

    init(keys: Keys, aggregates: Int, groups: Int, seed: UInt64, isQuick: Bool = false) {
        self.keys = keys
        self.aggregates = aggregates
        self.groups = groups
        rows = max(isQuick ? 200_000 : 4_000_000, 2 * groups)
        self.seed = seed
    }

    var name: String { "\(groups) groups, \(keys.rawValue), \(aggregates == 1 ? "1 aggregate" : "4 aggregates")" }

    /// The group of a row.
    func group(_ row: Int) -> Int64 { Int64(StateRows.mix(UInt64(row) &+ seed &<< 40) % UInt64(groups)) }
    /// The value of a row.
    func value(_ row: Int) -> Int64 { Int64(StateRows.mix(UInt64(row) ^ 0x5555 &+ seed) & 0xFFFF) }

    /// What the result must add up to, from the rows alone.
    func expected() -> GroupResult {
        var seen = [Bool](repeating: false, count: groups)
        var result = GroupResult()
        for row in 0..<rows {
            let group = Int(group(row))
            if !seen[group] {
                seen[group] = true
                result.groups += 1
            }
            result.sum += value(row)
        }
        return result
    }

    /// CPU nanoseconds a row: grouping, and giving the result out. Throws for a wrong result.
    func run(_ store: StateStore, expected: GroupResult) throws -> Double {
        let aggregate = try makeOperator(store)
        var timer = StateTimer()
        for start in stride(from: 0, to: rows, by: GroupCase.batchRows) {
            let input = timer.excluding { batch(start..<min(start + GroupCase.batchRows, rows)) }
            aggregate.process(input, clockMicros: 0)
        }
        var result = GroupResult()
        let order = EmitOrder(
            watermarkMicros: StateRows.windowEnd, endOfInput: false, wantsFinal: true, wantsChanges: false,
            tracksChanges: false, wantsAll: false, clockMicros: 0)
        let sumColumn = keyTypes.count + 2
        try aggregate.advance(order) { _, output in
            result.groups += output.batch.count
            if case .int64(let sums) = output.batch.columns[sumColumn].values {
                for row in 0..<output.batch.count { result.sum += sums[row] }
            }
        }
        let nanos = timer.cpuNanos
        guard result == expected else { throw StateFailure("\(name): \(result), expected \(expected)") }
        return nanos / Double(rows)
    }

    private var keyTypes: [DataType] {
        switch keys {
        case .integer: [.bigint]
        case .string: [.text]
        case .pair: [.bigint, .bigint]
        }
    }

    private func makeOperator(_ store: StateStore) throws -> AggregateOperator {
        let argument = keyTypes.count
        func call(_ function: AggregateCall.Function, _ result: DataType) -> AggregateCall {
            AggregateCall(
                function: function, argument: function == .countRows ? nil : argument,
                argumentType: function == .countRows ? nil : .integer, filter: nil, resultType: result)
        }
        let calls = [
            call(.sum, .bigint), call(.countRows, .bigint), call(.min, .integer), call(.max, .integer),
        ]
        return try AggregateOperator(
            spec: AggregateSpec(
                keys: Array(0..<argument), window: WindowColumns(start: argument + 1, end: argument + 2),
                calls: Array(calls.prefix(aggregates)), distribution: Array(0..<argument), stateTTLMicros: nil),
            keyTypes: keyTypes,
            place: AggregateOperator.Place(
                table: TableID(1), lane: 0, laneCount: 1, store: store, memoryBytesMax: 1 << 50),
            keepsClosedWindows: false, tracksChanges: false, metadata: [])
    }

    private func batch(_ range: Range<Int>) -> Batch {
        let count = range.count
        func integers(_ type: DataType, _ body: (Int) -> Int64) -> Column {
            let buffer = Buffer<Int64>(capacity: count)
            for (position, row) in range.enumerated() { buffer[position] = body(row) }
            return Column(type: type, count: count, values: .int64(buffer))
        }
        let keyColumns: [Column] =
            switch keys {
            case .integer: [integers(.bigint, group)]
            case .pair: [integers(.bigint) { group($0) & 1023 }, integers(.bigint) { group($0) >> 10 }]
            case .string: [strings(range)]
            }
        return Batch(
            count: count,
            columns: keyColumns + [
                integers(.integer, value), integers(.timestamptz) { _ in StateRows.windowStart },
                integers(.timestamptz) { _ in StateRows.windowEnd },
            ])
    }

    /// `customer`, then eight digits.
    private func strings(_ range: Range<Int>) -> Column {
        let arena = Arena()
        let views = Buffer<StringView>(capacity: range.count)
        var text = Array("customer00000000".utf8)
        for (position, row) in range.enumerated() {
            var rest = group(row)
            for digit in 0..<8 {
                text[15 - digit] = UInt8(48 + rest % 10)
                rest /= 10
            }
            views[position] = text.withUnsafeBytes { arena.view(of: $0) }
        }
        return Column(
            type: .text, count: range.count, values: .bytes(BytesVector(views: views, owners: [arena])))
    }
}

/// What is compared of a result.
struct GroupResult: Equatable {
    var groups = 0
    var sum: Int64 = 0
}

extension GroupCase {
    /// Writes groups and values as two files of 64-bit integers, for a peer that works on the same arrays.
    func writeArrays(to folder: String) throws {
        for (name, body) in [("groups", group), ("values", value)] {
            guard let file = fopen("\(folder)/\(name)", "w") else { throw StateFailure("cannot write to \(folder)") }
            defer { fclose(file) }
            for start in stride(from: 0, to: rows, by: 1 << 16) {
                let part = (start..<min(start + 1 << 16, rows)).map { body($0) }
                guard part.withUnsafeBytes({ fwrite($0.baseAddress, 1, $0.count, file) }) == part.count * 8 else {
                    throw StateFailure("cannot write to \(folder)")
                }
            }
        }
    }
}
