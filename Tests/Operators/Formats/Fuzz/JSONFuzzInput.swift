@testable import Operators

/// What a run of the fuzzer reads: a schema, a seed, and records from which many more are made.
///
///     | schema | seed, 8 bytes | length, 2 bytes | record | length | record | ...
struct JSONFuzzInput {
    var schema = 0
    var seed: UInt64 = 0
    var records: [[UInt8]] = []

    /// Records compared for each input.
    static let rows = 128
    static let recordsMax = 6

    init(schema: Int, seed: UInt64) {
        self.schema = schema % FuzzSchema.all.count
        self.seed = seed
        records = FuzzSchema.all[self.schema].templates
    }

    /// Any bytes are an input.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 9 else { return }
        schema = Int(bytes[0]) % FuzzSchema.all.count
        for index in 1...8 { seed = seed << 8 | UInt64(bytes[index]) }
        var at = 9
        while at + 2 <= bytes.count, records.count < JSONFuzzInput.recordsMax {
            let count = min(Int(bytes[at]) << 8 | Int(bytes[at + 1]), bytes.count - at - 2)
            records.append(Array(bytes[(at + 2)..<(at + 2 + count)]))
            at += 2 + count
        }
    }

    var bytes: [UInt8] {
        var out = [UInt8(schema)]
        for index in 0..<8 { out.append(UInt8(truncatingIfNeeded: seed >> UInt64(56 - index * 8))) }
        for record in records {
            let count = min(record.count, 0xFFFF)
            out += [UInt8(count >> 8), UInt8(count & 0xFF)]
            out += record.prefix(count)
        }
        return out
    }

    /// Decodes the records and their variations both ways, in batches, so that shapes learned in one serve the next.
    ///
    /// - Returns: what differed, and how many records were compared, bad, and read by a shape.
    func run(_ here: FuzzMemory, _ there: FuzzMemory) throws -> FuzzOutcome {
        let pair = try DecoderPair(FuzzSchema.all[schema])
        var variation = RecordVariation(seed: seed)
        // The templates go along: from a record that became bad mostly bad ones are made.
        let bases = records + FuzzSchema.all[schema].templates
        let tokens = bases.map(RecordToken.scan)
        var outcome = FuzzOutcome()
        var left = JSONFuzzInput.rows
        var texts = records
        while left > 0, outcome.difference == nil {
            // Mostly the first: what a writer sends differs little.
            while texts.count < min(left, 48) {
                let choice = variation.dice.below(8)
                let base = choice == 0 ? variation.dice.below(bases.count) : choice == 1 ? 0 : records.count
                texts.append(variation.next(bases[base], tokens[base]))
            }
            outcome.difference = pair.difference(texts, here, there, &variation.dice)
            left -= texts.count
            texts.removeAll(keepingCapacity: true)
        }
        (outcome.compared, outcome.bad, outcome.speculated, outcome.unordered) =
            (pair.compared, pair.bad, pair.speculated, pair.unordered)
        return outcome
    }
}

/// What one input, or many, came to.
struct FuzzOutcome {
    var difference: String?
    var compared = 0
    var bad = 0
    var speculated = 0
    var unordered = 0
}
