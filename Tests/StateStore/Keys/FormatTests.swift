import Testing

@testable import StateStore

/// Bytes and numbers that are on users' disks: a test that fails here means that old state can't be read any more.
@Suite struct FormatTests {
    @Test func `the hash that assigns keys to groups never changes`() {
        func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes { hashBytes($0) } }
        #expect(hash("") == 16_577_244_530_284_859_381)
        #expect(hash("a") == 3_766_146_000_785_368_015)
        #expect(hash("abcd") == 3_465_312_892_810_727_567)
        #expect(hash("a page on") == 8_123_637_113_891_840_022)
        #expect(hash("a page on the web, and another one, longer than the rest") == 113_643_991_170_010_341)
    }

    @Test func `the checksum never changes`() {
        func sum(_ text: String) -> String { Array(text.utf8).withUnsafeBytes { ContentChecksum(of: $0).description } }
        #expect(sum("") == "8413c16977425c1f11dcb32e1feec4eb")
        #expect(sum("a") == "74eb4c33e24bb867e9bf79ce18f95e33")
        let text = "a page on the web, and another one, longer than the rest"
        #expect(sum(text) == "1a4331d2b51f5155e3140523fe6585ef")
    }

    @Test func `an encoded key never changes`() {
        var writer = KeyWriter()
        writer.reset(to: StateKey.Prefix(table: TableID(258), windowEnd: -2, group: KeyGroup(77)))
        writer.writeInt64(-1)
        writer.writeBool(true)
        writer.writeNull()
        writer.writeDouble(1.5)
        [UInt8(0x61), 0, 0x62].withUnsafeBytes { writer.writeBytes($0) }
        writer.writeDecimal(coefficient: -1250, scale: 3)
        let expected =
            "1 2 7f ff ff ff ff ff ff fe 4d 0 7f ff ff ff ff ff ff ff 0 1 1 "
            + "0 bf f8 0 0 0 0 0 0 0 61 0 ff 62 0 1 0 6f fe e6 9b"
        #expect(writer.bytes.map { String($0, radix: 16) }.joined(separator: " ") == expected)
    }

    @Test func `a boundary record of format 1 can be read for ever`() throws {
        let record = BoundaryRecord(
            epoch: Epoch(300),
            partitions: [
                .init(topic: "clicks", partition: 0, offset: 1000, watermarkMicros: -5),
                .init(topic: "clicks", partition: 1, offset: 7, isIdle: true),
            ],
            sources: [.init(source: "clicks", micros: -5)],
            ledger: .init(consumed: 10, accepted: 6, late: 1, invalid: 2, deadLettered: 1), clockMicros: 42)
        let bytes: [UInt8] = [
            1, 216, 4, 84, 0, 0, 20, 12, 2, 4, 2, 1, 6, 99, 108, 105, 99, 107, 115, 1, 9, 2, 2, 6, 99, 108, 105, 99,
            107,
            115, 0, 0, 208, 15, 1, 9, 1, 0, 2, 14, 0,
        ]
        #expect(try BoundaryRecord(decoding: bytes) == record)
    }

    /// With what came after format 1: a mark, the plan's hash, and from format 3 on the end of a source's input.
    private func markedRecord(endedMicros: Int64? = nil) -> BoundaryRecord {
        BoundaryRecord(
            epoch: Epoch(300),
            partitions: [
                .init(
                    topic: "clicks", partition: 0, offset: 1000, watermarkMicros: -5,
                    mark: .init(offset: 998, hash: 0x0102_0304_0506_0708)),
                .init(topic: "clicks", partition: 1, offset: 7, isIdle: true),
            ],
            sources: [.init(source: "clicks", micros: -5, endedMicros: endedMicros)],
            ledger: .init(consumed: 10, accepted: 6, late: 1, invalid: 2, deadLettered: 1), clockMicros: 42,
            plan: 0x1112_1314_1516_1718)
    }

    @Test func `a boundary record of format 2 can be read for ever`() throws {
        let bytes: [UInt8] = [
            2, 216, 4, 84, 24, 23, 22, 21, 20, 19, 18, 17, 0, 0, 20, 12, 2, 4, 2, 1, 6, 99, 108, 105, 99, 107, 115, 1,
            9, 2, 6, 6, 99, 108, 105, 99, 107, 115, 0, 0, 208, 15, 1, 9, 204, 15, 8, 7, 6, 5, 4, 3, 2, 1, 1, 0, 2, 14,
            0,
        ]
        #expect(try BoundaryRecord(decoding: bytes) == markedRecord())
    }

    @Test func `a boundary record of format 3 can be read for ever`() throws {
        let record = markedRecord(endedMicros: 70)
        let bytes: [UInt8] = [
            3, 216, 4, 84, 24, 23, 22, 21, 20, 19, 18, 17, 0, 0, 20, 12, 2, 4, 2, 1, 6, 99, 108, 105, 99, 107, 115, 1,
            9, 1, 140, 1, 2, 6, 6, 99, 108, 105, 99, 107, 115, 0, 0, 208, 15, 1, 9, 204, 15, 8, 7, 6, 5, 4, 3, 2, 1, 1,
            0, 2, 14,
            0,
        ]
        #expect(record.encoded() == bytes)
        #expect(try BoundaryRecord(decoding: bytes) == record)
    }
}
