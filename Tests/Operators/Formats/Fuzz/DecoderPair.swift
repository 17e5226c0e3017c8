@testable import Operators

/// The two ways of the decoder on the same records, at different places and with different bytes behind them.
final class DecoderPair {
    private let schema: FuzzSchema
    private let strict: JSONDecoder
    private let speculative: JSONDecoder
    /// Rows that were compared, the bad ones too.
    private(set) var compared = 0
    private(set) var bad = 0
    var speculated: Int { speculative.speculatedRecords }
    var unordered: Int { speculative.unorderedRecords }

    init(_ schema: FuzzSchema) throws {
        self.schema = schema
        strict = try JSONDecoder(fields: schema.fields, limits: schema.limits, zones: ["UTC": .utc], mode: .strict)
        speculative = try JSONDecoder(fields: schema.fields, limits: schema.limits, zones: ["UTC": .utc])
    }

    /// The first thing in which the two differ; `nil` when they agree in rows, values, NULLs, faults and places.
    func difference(_ texts: [[UInt8]], _ here: FuzzMemory, _ there: FuzzMemory, _ dice: inout Dice) -> String? {
        here.place(texts, &dice)
        there.place(texts, &dice)
        let expected = here.records.withUnsafeBufferPointer { strict.decode($0, owner: here) }
        let got = there.records.withUnsafeBufferPointer { speculative.decode($0, owner: there) }
        guard here.records.count == there.records.count || texts.isEmpty else {
            return shorter(texts, here, there, &dice)
        }
        compared += here.records.count
        bad += expected.bad.count
        if got.bad != expected.bad { return describeBad(got.bad, expected.bad, texts) }
        guard got.batch.count == expected.batch.count else {
            return "\(got.batch.count) rows instead of \(expected.batch.count)"
        }
        for row in 0..<got.batch.count where got.sourceRows[row] != expected.sourceRows[row] {
            return "row \(row) from record \(got.sourceRows[row]) instead of \(expected.sourceRows[row])"
        }
        if strict.foldedFields != speculative.foldedFields { return "other fields matched by case alone" }
        for (index, column) in got.batch.columns.enumerated() {
            guard let row = firstDifference(column, expected.batch.columns[index]) else { continue }
            let record = texts[Int(got.sourceRows[row])]
            return "field \(index) is \(column[row]) instead of \(expected.batch.columns[index][row]): \(shown(record))"
        }
        return nil
    }

    /// The two places hold different numbers of records when they are large: compare what both hold.
    private func shorter(_ texts: [[UInt8]], _ here: FuzzMemory, _ there: FuzzMemory, _ dice: inout Dice) -> String? {
        difference(Array(texts.prefix(max(1, min(here.records.count, there.records.count) / 2))), here, there, &dice)
    }

    private func describeBad(_ got: [BadRecord], _ expected: [BadRecord], _ texts: [[UInt8]]) -> String {
        let index = zip(got, expected).prefix { $0 == $1 }.count
        let (a, b) = (index < got.count ? got[index] : nil, index < expected.count ? expected[index] : nil)
        let record = min(a?.record ?? .max, b?.record ?? .max)
        return "\(a.map { "\($0)" } ?? "good") instead of \(b.map { "\($0)" } ?? "good"): \(shown(texts[record]))"
    }

    private func shown(_ record: [UInt8]) -> String {
        let escaped = record.map { byte in
            byte < 32 || byte > 126 ? "\\x" + String(byte, radix: 16) : String(UnicodeScalar(byte))
        }
        return escaped.joined()
    }
}

/// The first row in which two columns differ; values that must not be looked at are not.
private func firstDifference(_ a: Column, _ b: Column) -> Int? {
    let count = a.count
    if a.type != b.type || count != b.count { return 0 }
    for row in 0..<count where a.validity.isValid(row) != b.validity.isValid(row) { return row }
    func first(_ equal: (Int) -> Bool) -> Int? {
        for row in 0..<count where a.validity.isValid(row) && !equal(row) { return row }
        return nil
    }
    switch (a.values, b.values) {
    case (.boolean(let x), .boolean(let y)): return first { x[$0] == y[$0] }
    case (.int64(let x), .int64(let y)): return first { x[$0] == y[$0] }
    case (.double(let x), .double(let y)): return first { x[$0].bitPattern == y[$0].bitPattern }
    case (.decimal(let x), .decimal(let y)):
        return first { x[$0].coefficient == y[$0].coefficient && x[$0].scale == y[$0].scale }
    case (.interval(let x), .interval(let y)): return first { x[$0] == y[$0] }
    case (.bytes(let x), .bytes(let y)):
        // A NULL view is read by whoever hashes or copies a column.
        for row in 0..<count where !a.validity.isValid(row) && !StringView.equal(x.views[row], y.views[row]) {
            return row
        }
        return first { StringView.equal(x.views[$0], y.views[$0]) }
    default: return 0
    }
}
