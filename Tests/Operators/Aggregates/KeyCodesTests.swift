import Testing

@testable import Operators

/// Codes of keys against a plain dictionary: equal keys have equal codes, and different ones different codes, as long
/// as the version stays.
@Suite struct KeyCodesTests {
    /// What codes meant so far in one version.
    private struct Known {
        var version = 0
        var codes: [String: UInt32] = [:]
        var keys: [UInt32: String] = [:]

        mutating func check(_ codes: borrowing KeyCodes, _ keys: [[Scalar]]) {
            if codes.version != version { self = Known(version: codes.version) }
            for (row, key) in keys.enumerated() {
                let (text, code) = (show(key), codes.codes[row])
                #expect(code < codes.codeCount && codes.lanes[Int(code)] == 0)
                #expect(self.codes[text, default: code] == code, "\(text)")
                #expect(self.keys[code, default: text] == text, "code \(code)")
                self.codes[text] = code
                self.keys[code] = text
            }
        }
    }

    private func columns(_ types: [DataType], _ rows: [[Scalar]]) -> [Column] {
        types.indices.map { index in Column(type: types[index], scalars: rows.map { $0[index] }) }
    }

    /// Batches one after the other; for each whether its keys have codes.
    private func fill(_ types: [DataType], _ batches: [[[Scalar]]]) -> [Bool] {
        var codes = KeyCodes(keyTypes: types)
        var known = Known()
        return batches.map { rows in
            guard codes.fill(columns(types, rows), count: rows.count) else { return false }
            known.check(codes, rows)
            return true
        }
    }

    private func integers(_ values: [Int64?]) -> [[Scalar]] {
        values.map { value -> [Scalar] in
            guard let value else { return [.null] }
            return [.int64(value)]
        }
    }

    private func texts(_ values: [String]) -> [[Scalar]] {
        values.map { value -> [Scalar] in [Scalar.text(value)] }
    }

    @Test func `integers keep their codes while the range grows both ways`() {
        let batches: [[Int64?]] = [
            [5, 5, 7], [nil], [100, 6, nil], [-3], [0, 101, -300, 5], [30_000, 5], [-300, 30_000],
        ]
        #expect(fill([.bigint], batches.map(integers)) == batches.map { _ in true })
    }

    @Test func `a first batch of NULLs says nothing about the range`() {
        let far: Int64 = 1 << 40
        let batches: [[Int64?]] = [[nil, nil], [far, nil, far + 9], [nil]]
        #expect(fill([.bigint], batches.map(integers)) == [true, true, true])
    }

    private static let farApart: [[Int64]] = [
        [.min, .max], [.max, .min], [0, .max], [.min, 0], [-1, 65_536], [0, 65_535], [.min, 1],
    ]

    @Test(arguments: farApart) func `integers far apart have no codes`(values: [Int64]) {
        #expect(fill([.bigint], [integers(values)]) == [false])
        #expect(fill([.bigint], values.map { integers([$0]) }) == [true, false])
    }

    private static let close: [[Int64]] = [
        [.min, .min + 9], [.max - 9, .max], [0, 65_534], [-5, 32_768], [.max], [.min],
    ]

    @Test(arguments: close) func `integers at the edges have codes when they are close`(values: [Int64]) {
        #expect(fill([.bigint], [integers(values + values), integers([nil] + values.reversed())]) == [true, true])
        #expect(fill([.date], values.map { integers([$0]) }) == values.map { _ in true })
    }

    @Test func `strings of every length up to 255 bytes have codes of their own`() {
        let lengths = [0, 1, 4, 7, 8, 9, 11, 12, 13, 16, 20, 21, 24, 31, 100, 255]
        var strings = lengths.map { String(repeating: "x", count: $0) }
        // They differ in one byte only, at every place that is compared apart.
        for length in lengths where length > 12 {
            for place in [0, 3, 4, length / 2, length - 9, length - 8, length - 1] {
                var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                bytes[place] = UInt8(ascii: "y")
                strings.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        strings.append("a\u{0}")
        strings.append("\u{0}")
        let batches = [texts(strings), texts(strings.reversed()) + [[.null]], [[.null]], texts(strings)]
        #expect(fill([.text], batches) == [true, true, true, true])
        #expect(fill([.text], [texts([String(repeating: "x", count: 256)])]) == [false])
    }

    @Test func `strings that only differ in the middle are given up when they are many`() {
        let strings = (0..<64).map { number in
            let middle = (number < 10 ? "0" : "") + "\(number)"
            return "the same " + middle + " the same"
        }
        #expect(fill([.text], strings.map { texts([$0]) }).contains(false))
    }

    @Test func `many different strings are given up, for longer each time, and few get codes again`() {
        let halves = [0, 5_000].map { first in texts((first..<(first + 5_000)).map { "\($0)" }) }
        // The first half may be the beginning of few; then 64 and 128 batches without a try.
        let many = fill([.text], (0..<200).map { halves[$0 % 2] })
        #expect(many.indices.filter { many[$0] } == [0, 66, 196])
        let few = fill([.text], halves + (0..<80).map { _ in texts(["a", "b"]) })
        #expect(few.indices.filter { !few[$0] } == Array(1..<66))
    }

    @Test func `strings that repeat have codes up to a limit`() {
        func batch(_ count: Int) -> [[Scalar]] { texts((0..<count).map { "\($0)" }) }
        let batches = (1...17).flatMap { step in [batch(step * 1_000), batch(step * 1_000)] }
        let filled = fill([.text], batches)
        #expect(filled.prefix(32).allSatisfy { $0 })
        #expect(!filled[32])
    }

    @Test func `pairs have codes while both together have few values`() {
        let small = (0..<40).map { number -> [Scalar] in
            let text = number % 7 == 0 ? Scalar.null : .text("t\(number % 5)")
            return [text, .boolean(number % 2 == 0), .int64(Int64(number % 9) - 4)]
        }
        let types: [DataType] = [.text, .boolean, .integer]
        #expect(fill(types, [small, small.reversed()]) == [true, true])
        let wide = (0..<300).map { number -> [Scalar] in [.int64(Int64(number)), .int64(Int64(number * 2))] }
        #expect(fill([.integer, .bigint], [Array(wide[..<10]), wide]) == [true, false])
    }

    @Test func `doubles, numerics and intervals have no codes, and no keys have one`() {
        #expect(fill([.double], [[[.double(1)]]]) == [false])
        #expect(fill([.text, .numeric], [[[.text("a"), .decimal(Decimal(coefficient: 1, scale: 0))]]]) == [false])
        #expect(fill([.interval], [[[.interval(Interval(micros: 1))]]]) == [false])
        #expect(fill([], [[[], []], [[]]]) == [true, true])
    }

    @Test func `codes are given up when tables do not find rows by them`() {
        var codes = KeyCodes(keyTypes: [.bigint])
        let rows = columns([.bigint], integers((0..<1_000).map { $0 }))
        var filled = 0
        while filled < 1_000, codes.fill(rows, count: 1_000) {
            filled += 1
            codes.note(missing: 1_000, of: 1_000)
        }
        #expect(filled > 4 && filled < 100)
        var kept = KeyCodes(keyTypes: [.bigint])
        for _ in 0..<1_000 {
            let isFilled = kept.fill(rows, count: 1_000)
            #expect(isFilled)
            kept.note(missing: 200, of: 1_000)
        }
    }

    @Test(arguments: UInt64(0)..<12)
    func `random keys of all kinds have one code each`(seed: UInt64) {
        var random = SeededNumbers(seed)
        let types: [DataType] = [[.bigint], [.text], [.text, .bigint], [.boolean, .text], [.text, .text]][
            random.below(5)]
        var span = 3
        var given = 0
        let batches = (0..<60).map { _ -> [[Scalar]] in
            if random.chance(10) { span = min(span * 4, 40_000) }
            return (0..<random.below(80)).map { _ in
                types.map { type in
                    if random.chance(10) { return .null }
                    let number = random.below(span) - span / 3
                    switch type {
                    case .boolean: return .boolean(number % 2 == 0)
                    case .bigint: return .int64(Int64(number))
                    default: return .text(Sample.words[abs(number) % Sample.words.count] + "\(number / 10)")
                    }
                }
            }
        }
        for has in fill(types, batches) where has { given += 1 }
        #expect(given > 3)
    }
}
