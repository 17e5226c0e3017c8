import Testing

@testable import Operators

@Suite struct ParquetDamageTests {
    /// Flips bytes, many of them in the footer, where lengths and offsets are.
    static func damage(_ good: [UInt8], seed: UInt64, rounds: Int) {
        var dice = Dice(seed: seed)
        for round in 0..<rounds {
            var bytes = good
            let footer = min(bytes.count, 1 << 12)
            for _ in 0...dice.below(3) {
                let at = dice.below(2) == 0 ? bytes.count - 1 - dice.below(footer) : dice.below(bytes.count)
                bytes[at] = dice.below(3) == 0 ? UInt8([0, 0x7F, 0x80, 0xFF][dice.below(4)]) : UInt8(dice.below(256))
            }
            do throws(ParquetError) {
                try read(bytes, rowsMax: 100_000)
            } catch {
                // The offset lies in the file.
                if case .corrupt(let offset, _) = error {
                    #expect(offset >= 0 && offset <= Int64(bytes.count), "round \(round) of seed \(seed): \(error)")
                }
            }
        }
    }

    /// Reads all columns, and stops where a damaged count promises more rows than there can be.
    private static func read(_ bytes: [UInt8], rowsMax: Int64) throws(ParquetError) {
        let reader = try ParquetReader(ParquetMemory(bytes))
        let fields = reader.columns.compactMap { column in column.type.map { FieldSpec(path: column.path, type: $0) } }
        for field in fields {
            var cursor = try reader.cursor([field])
            while let decoded = try cursor.next(rowsMax: 1_000), cursor.row < rowsMax {
                for row in 0..<decoded.batch.count { _ = canon(decoded.batch.columns[0], row) }
            }
        }
    }

    @Test(arguments: ParquetCodec.allCases, [true, false])
    func `flipped bytes give an error or rows, never a trap`(codec: ParquetCodec, dictionaries: Bool) throws {
        let options = ParquetOptions(codec: codec, rowGroupRowsMax: 60, usesDictionaries: dictionaries)
        let bytes = try ParquetSample.file((0..<3).map { ParquetSample.batch(60, seed: $0) }, options)
        ParquetDamageTests.damage(bytes, seed: UInt64(codec.rawValue) * 2 + (dictionaries ? 1 : 0), rounds: 150)
    }

    @Test func `a file cut short anywhere gives an error`() throws {
        let bytes = try ParquetSample.file([ParquetSample.batch(5, seed: 1)])
        for count in 0..<bytes.count {
            #expect(throws: ParquetError.self, "cut at \(count)") { try readAll(Array(bytes[..<count])) }
        }
    }

    @Test func `a file that shrinks while it is read gives an error with the place`() throws {
        /// Says the full length and has less.
        final class Shrunk: ParquetInput {
            let bytes: ParquetMemory
            let byteCount: Int64
            var lostFrom = Int64.max

            init(_ bytes: [UInt8]) {
                self.bytes = ParquetMemory(bytes)
                byteCount = Int64(bytes.count)
            }

            func read(at offset: Int64, into target: UnsafeMutableRawPointer, count: Int) throws(ParquetError) {
                guard offset + Int64(count) <= lostFrom else { throw .truncated(offset: offset, wanted: Int64(count)) }
                try bytes.read(at: offset, into: target, count: count)
            }
        }
        let input = Shrunk(try ParquetSample.file([ParquetSample.batch(500, seed: 1)]))
        let reader = try ParquetReader(input)
        var cursor = try reader.cursor([FieldSpec(path: ["l"], type: .bigint)])
        input.lostFrom = 10
        let error = #expect(throws: ParquetError.self) { try cursor.next(rowsMax: 10) }
        #expect("\(error.map { "\($0)" } ?? "")".hasPrefix("the Parquet file is cut short"))
    }

    @Test func `what is no Parquet file is called so`() {
        for text in ["", "x", "PAR1", "PAR1PAR1PAR1", "{\"a\": 1}\n{\"a\": 2}\n"] {
            let error = #expect(throws: ParquetError.self) { try ParquetReader(ParquetMemory(Array(text.utf8))) }
            let said = "\(error.map { "\($0)" } ?? "")"
            #expect(said.contains("Parquet file") && !said.isEmpty, "\(text): \(said)")
        }
    }
}
