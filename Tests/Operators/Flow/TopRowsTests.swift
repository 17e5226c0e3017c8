import Testing

@testable import Operators

/// The first rows of each key by an order, numbered, with a time to live.
@Suite struct TopRowsTests {
    @Test(arguments: UInt64(0)..<12)
    func `the numbered rows are those of a sorted list, and none stays that is not there`(seed: UInt64) throws {
        try TopRowsStory(seed: seed).run()
    }

    @Test func `a list with a limit keeps its smallest elements in little room`() {
        let field = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 16)
        field.initializeMemory(as: UInt8.self, repeating: 0, count: 32)
        defer { field.deallocate() }
        let arena = Arena()
        let list = ElementList(field)
        list.make(flags: 0, limit: 3, arena)
        var random = SeededNumbers(8)
        var all: [[UInt8]] = []
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        for _ in 0..<5_000 {
            let key = (0..<4).map { _ in UInt8(random.below(256)) }
            all.append(key)
            key.withUnsafeBytes { list.append(key: $0, payload: none, arena) }
        }
        list.settle()
        let kept = list.elements().map { Array($0.key) }
        #expect(kept == Array(all.sorted { $0.lexicographicallyPrecedes($1) }.prefix(3)))
        withExtendedLifetime(arena) { #expect(arena.allocatedBytes <= 64 << 10) }
    }

    @Test func `bytes that hold no rows are corrupt`() {
        #expect(throws: OperatorError.self) { try PackedRows.parts(of: [9, 0, 0, 0, 1]) }
        #expect(throws: OperatorError.self) { try PackedRows.parts(of: [9, 0]) }
    }
}

/// One random life of a job that keeps the three smallest values of each key.
private final class TopRowsStory {
    static let ttl: Int64 = 100
    static let limit = 3
    static let spec = AggregateSpec(
        keys: [0, 1], window: nil,
        calls: [
            AggregateCall(
                function: .smallest, argument: 8, argumentType: .text, filter: nil, parameter: .count(limit),
                resultType: .bytea)
        ], distribution: [0, 1], stateTTLMicros: ttl)

    private var random: SeededNumbers
    private let simulation: Simulation
    private let seed: UInt64
    private var clock: Int64 = 0
    private var values: [String: [Int64]] = [:]
    private var last: [String: Int64] = [:]
    private var sink: [String: String] = [:]
    private var expected: [String: String] = [:]
    private let packer = RowPacker(
        keys: [], columns: [0, 1], order: [.init(column: 0, descending: true, nullsFirst: false)])
    private let unpacker = RowUnpacker(packed: 2, form: .numbered(limit: limit), types: [.bigint, .text])

    init(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 4_000)
        simulation = try Simulation(
            .init(
                spec: TopRowsStory.spec, memoryBytesMax: [1 << 30, 20_000, 1][random.below(3)], tracksChanges: true),
            laneCount: 1 + random.below(3))
        self.seed = seed
        self.random = random
    }

    func run() throws {
        for _ in 0..<40 {
            let start = clock
            clock += [0, 1, 30, 99, 100, 101, 250][random.below(7)]
            for _ in 0..<random.below(3) { process(start) }
            try endEpoch()
            guard random.chance(50) else { continue }
            try simulation.seal(clockMicros: clock)
            if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
        }
    }

    private func process(_ start: Int64) {
        var new = (0..<random.below(9)).map { _ in Sample.row(start: 0, end: 0, keys: 3, &random) }
        for index in new.indices {
            let key = show(Array(new[index][..<2]))
            let value = Int64(random.below(40))
            let columns = [
                Column(type: .bigint, scalars: [.int64(value)]),
                Column(type: .text, scalars: [.bytes(Array("v".utf8))]),
            ]
            new[index][8] = packer.pack(Batch(count: 1, columns: columns)).columns[0][0]
            if let last = last[key], start - last >= TopRowsStory.ttl { values[key] = [] }
            values[key, default: []].append(value)
            last[key] = clock
        }
        simulation.process(new, lane: random.below(3), clockMicros: start)
    }

    private func endEpoch() throws {
        for (key, list) in values where last[key] == clock {
            let top = list.sorted(by: >).prefix(TopRowsStory.limit)
            for number in 1...TopRowsStory.limit {
                expected["\(key) \(number)"] = number <= top.count ? "\(top[number - 1])" : nil
            }
        }
        try simulation.endEpoch(
            EmitOrder(
                watermarkMicros: nil, endOfInput: false, wantsFinal: false, wantsChanges: true, tracksChanges: true,
                wantsAll: false, clockMicros: clock)
        ) { _, _, output in
            let isDeletion = output.operation == .delete
            guard let rows = try? self.unpacker.unpack(output.batch, isDeletion: isDeletion) else {
                Issue.record("rows that cannot be read")
                return
            }
            for row in rows.scalars {
                self.sink["\(show(Array(row[..<2]))) \(show(row[4]))"] = isDeletion ? nil : show(row[2])
            }
        }
        #expect(difference(sink, expected) == [], "seed \(seed)")
    }
}
