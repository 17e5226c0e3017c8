import Testing

@testable import StateStore

@Suite struct BoundaryRecordTests {
    static func random(_ random: inout SeededRandom) -> BoundaryRecord {
        func number() -> Int64 {
            [0, 1, -1, .max, .min, Int64.random(in: 0...1_000_000, using: &random)].randomElement(using: &random) ?? 0
        }
        func micros() -> Int64? { Bool.random(using: &random) ? number() : nil }
        let topics = ["", "clicks", "orders.v1", "ü"]
        return BoundaryRecord(
            epoch: Epoch(number()),
            partitions: (0..<Int.random(in: 0...9, using: &random)).map { _ in
                BoundaryRecord.Partition(
                    topic: topics.randomElement(using: &random) ?? "",
                    partition: Int32.random(in: -1...500, using: &random), offset: number(),
                    watermarkMicros: micros(), isIdle: .random(using: &random),
                    mark: Bool.random(using: &random)
                        ? .init(offset: number(), hash: .random(in: 0 ... .max, using: &random)) : nil)
            },
            sources: (0..<Int.random(in: 0...3, using: &random)).map { index in
                BoundaryRecord.SourceWatermark(source: "source \(index)", micros: micros(), endedMicros: micros())
            },
            ledger: BoundaryRecord.Ledger(
                consumed: number(), accepted: number(), late: number(), invalid: number(), deadLettered: number()),
            clockMicros: number(), plan: .random(in: 0 ... .max, using: &random))
    }

    @Test func `a boundary comes back as it was written`() throws {
        var random = SeededRandom(11)
        for _ in 0..<2000 {
            let record = Self.random(&random)
            let decoded = try record.encoded().withUnsafeBytes { try BoundaryRecord(decoding: $0) }
            #expect(decoded == record)
        }
    }

    @Test func `cut or changed bytes never trap`() throws {
        var random = SeededRandom(12)
        for _ in 0..<300 {
            let whole = Self.random(&random).encoded()
            for length in 0..<whole.count {
                #expect(throws: StoreError.self) {
                    try whole[..<length].withUnsafeBytes { try BoundaryRecord(decoding: $0) }
                }
            }
            var changed = whole
            changed[Int.random(in: 0..<whole.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            _ = try? changed.withUnsafeBytes { try BoundaryRecord(decoding: $0) }
        }
    }

    @Test func `a newer format is refused by name`() throws {
        var bytes = BoundaryRecord(epoch: Epoch(1)).encoded()
        bytes[0] = 4
        #expect(throws: StoreError.unsupportedVersion(what: "a boundary record", found: 4, newestKnown: 3)) {
            try bytes.withUnsafeBytes { try BoundaryRecord(decoding: $0) }
        }
    }

    @Test func `a ledger balances when every record is accounted for`() {
        var ledger = BoundaryRecord.Ledger(consumed: 10, accepted: 6, late: 1, invalid: 2, deadLettered: 1)
        #expect(ledger.isBalanced)
        ledger.late = 2
        #expect(!ledger.isBalanced)
    }
}
