@testable import StateStore

/// Adds operands as 64-bit integers: the simplest mergeable partial.
struct SumMerger: ValueMerger {
    let name = "test.sum"

    func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        var sum: Int64 = 0
        if let existing {
            guard existing.count == 8 else { return false }
            sum = existing.loadUnaligned(as: Int64.self)
        }
        for index in 0..<operands.count {
            guard operands[index].count == 8 else { return false }
            sum &+= operands[index].loadUnaligned(as: Int64.self)
        }
        result.append(littleEndian: sum)
        return true
    }
}

func bytes(_ value: Int64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

func number(_ bytes: UnsafeRawBufferPointer) -> Int64 { Int64(littleEndian: bytes.loadUnaligned(as: Int64.self)) }

/// A state key whose group key is one integer column.
func key(_ table: UInt16 = 1, window: Int64, _ value: Int64) -> [UInt8] {
    var writer = KeyWriter()
    writer.writeInt64(value)
    let group = KeyGroup.of(hash: hashBytes(writer.bytes))
    writer.reset(to: StateKey.Prefix(table: TableID(table), windowEnd: window, group: group))
    writer.writeInt64(value)
    return Array(writer.bytes)
}

extension StateStore {
    /// Opens a small store that adds integers.
    static func sums(
        _ path: String, options: StoreOptions = StoreOptions(memoryBytes: 8 << 20)
    ) throws -> StateStore {
        try StateStore(liveDirectory: path, options: options, merger: SumMerger())
    }

    /// Ingests operands as one run.
    func add(_ entries: [[UInt8]: Int64]) throws {
        var builder = try newRun()
        for (key, value) in entries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let operand = bytes(value)
            try key.withUnsafeBytes { key in
                try operand.withUnsafeBytes { try builder.merge(key: key, operand: $0) }
            }
        }
        guard let run = try builder.finish() else { return }
        try ingest([run])
    }

    /// Everything in a range.
    func dump(_ range: KeyRange = .all) throws -> [[UInt8]: Int64] {
        var result: [[UInt8]: Int64] = [:]
        try scan(range) { key, value in
            result[Array(key)] = number(value)
            return true
        }
        return result
    }
}
