import Testing

@testable import Operators

/// The strict decoder against the reference reader, and the speculative one against the strict.
@Suite struct JSONDifferentialTests {
    private static let fields: [FieldSpec] = [
        FieldSpec(path: ["id"], type: .text), FieldSpec(path: ["n"], type: .bigint),
        FieldSpec(path: ["price"], type: .numeric), FieldSpec(path: ["ratio"], type: .double),
        FieldSpec(path: ["ok"], type: .boolean), FieldSpec(path: ["at"], type: .timestamptz),
        FieldSpec(path: ["context", "source"], type: .text), FieldSpec(path: ["context", "n"], type: .integer),
        FieldSpec(path: ["items"], type: .jsonb), FieldSpec(path: ["productid"], type: .bigint),
    ]

    /// A record as a writer makes it: mostly the same keys in the same order with the same blanks.
    private func record(_ dice: inout Dice) -> String {
        let blank = dice.below(40) == 0 ? "" : " "
        let times = ["2024-02-03T04:05:06Z", "infinity", "-infinity"]
        func text(_ dice: inout Dice) -> String {
            if dice.below(15) == 0 { return dice.below(2) == 0 ? #""tab\there""# : #""\u00e4\ud83d\ude00""# }
            let samples = [
                "", "a", "web", "Hair Care", "twelve bytes", "thirteen byte", "0c9e5f56-30ac-42a9-b0d9-93a99730709d",
                "käse", "日本語のテキスト", String(repeating: "x", count: dice.below(80)),
            ]
            return "\"\(samples[dice.below(samples.count)])\""
        }
        func number(_ dice: inout Dice) -> String {
            let digits = Int64(bitPattern: dice.next()) >> Int64(dice.below(64))
            return dice.below(6) == 0 ? "\(digits).\(dice.below(10_000))" : "\(digits)"
        }
        var members = [
            "\"id\":\(blank)\(text(&dice))",
            "\"n\":\(blank)\(Int64(bitPattern: dice.next()) >> Int64(dice.below(8) == 0 ? 0 : 20 + dice.below(44)))",
            "\"price\":\(blank)\(number(&dice))",
            "\"ratio\":\(blank)\(number(&dice))\(dice.below(9) == 0 ? "e-3" : "")",
            "\"productId\":\(blank)\(dice.below(9999))", "\"ok\":\(blank)\(dice.below(2) == 0)",
            "\"unused\":\(blank)\(text(&dice))",
            "\"at\":\(blank)\(dice.below(20) == 0 ? "\"\(times[dice.below(3)])\"" : "\(dice.below(2_000_000_000))")",
            "\"context\":\(blank){\"source\":\(blank)\(text(&dice)),\(blank)\"n\":\(blank)\(dice.below(1000))}",
            "\"more\":\(blank)[1,\(blank){\"n\":\(blank)\(number(&dice))}]",
            "\"items\":\(blank)[\(number(&dice)),\(blank)\(text(&dice))]",
        ]
        if dice.below(30) == 0 { members.swapAt(dice.below(members.count), dice.below(members.count)) }
        if dice.below(30) == 0 { members.remove(at: dice.below(members.count)) }
        if dice.below(30) == 0 { members.append(members[dice.below(members.count)]) }
        if dice.below(20) == 0 {
            let index = dice.below(members.count)
            members[index] = String(members[index].prefix { $0 != ":" }) + ":\(blank)null"
        }
        return "{" + members.joined(separator: ",\(blank)") + "}"
    }

    /// A few bytes changed, put in, taken out or cut off.
    private func damaged(_ text: String, _ dice: inout Dice) -> [UInt8] {
        var bytes = Array(text.utf8)
        let alphabet = Array("\"\\{}[]:,. 0129-+eEtfn\n\u{0}u/".utf8) + [0x80, 0xC3, 0xFF, 0xED]
        for _ in 0...dice.below(3) where !bytes.isEmpty {
            let at = dice.below(bytes.count)
            switch dice.below(5) {
            case 0: bytes[at] = alphabet[dice.below(alphabet.count)]
            case 1: bytes.insert(alphabet[dice.below(alphabet.count)], at: at)
            case 2: bytes.remove(at: at)
            case 3: bytes[at] ^= 1 << UInt8(dice.below(8))
            default: bytes.removeLast(dice.below(4) == 0 ? dice.below(bytes.count) : 0)
            }
        }
        return bytes
    }

    @Test func `speculating changes nothing`() throws {
        var dice = Dice(seed: fuzzSeed(21))
        let strict = try JSONDecoder(fields: Self.fields, mode: .strict)
        let speculative = try JSONDecoder(fields: Self.fields)
        for round in 0..<fuzzRounds(30) {
            let records = (0..<200).map { index in
                let text = record(&dice)
                return index % 3 == 2 || round % 10 == 9 ? damaged(text, &dice) : Array(text.utf8)
            }
            let expected = strict.decode(records)
            let got = speculative.decode(records)
            #expect(got.bad == expected.bad)
            #expect(
                Array(got.sourceRows.prefix(got.batch.count)) == Array(expected.sourceRows.prefix(expected.batch.count))
            )
            try #require(got.batch.count == expected.batch.count)
            for row in 0..<got.batch.count {
                let same = show(got.batch, row) == show(expected.batch, row)
                #expect(same, "\(String(decoding: records[Int(got.sourceRows[row])], as: UTF8.self))")
            }
        }
        #expect(speculative.speculatedRecords > 1000)
    }

    @Test func `retail events are nearly all read by their shape`() throws {
        let decoder = try JSONDecoder(fields: retailFields)
        let records = (0..<1000).map { retailRecord.replacing("439439", with: "\($0 * 77)") }
        let decoded = decoder.decode(records)
        #expect(decoded.batch.count == 1000 && decoder.speculatedRecords == 999)
        #expect(show(decoded.batch.columns[6], 999) == "\(999 * 77)")
    }

    @Test(arguments: [",", ", "], [":", ": "]) func `flat records are read whatever the order of their keys`(
        _ comma: String, _ colon: String
    ) throws {
        let fields = Self.fields.filter { $0.path.count == 1 && $0.type != .jsonb }
        let decoder = try JSONDecoder(fields: fields)
        let strict = try JSONDecoder(fields: fields, mode: .strict)
        var dice = Dice(seed: fuzzSeed(23))
        for _ in 0..<8 {
            let records = (0..<500).map { number -> String in
                var members = [
                    ["id", "\"a\(number)\""], ["n", "\(number)"], ["price", "-\(number).50"],
                    ["ratio", "1e\(number % 9)"], ["ok", "\(number % 2 == 0)"],
                    ["at", number % 3 == 0 ? "17000\(10000 + number)" : number % 50 == 1 ? "\"infinity\"" : "null"],
                    ["unused", number % 2 == 0 ? "\"long text, with: marks {}\"" : "0.5"], ["productid", "77"],
                ]
                shuffle(&members, &dice)
                if number % 5 == 0 { members.removeLast() }
                return "{" + members.map { "\"\($0[0])\"\(colon)\($0[1])" }.joined(separator: comma) + "}"
            }
            let (got, expected) = (decoder.decode(records), strict.decode(records))
            #expect(got.bad.isEmpty && got.batch.count == 500)
            for row in 0..<got.batch.count { #expect(show(got.batch, row) == show(expected.batch, row)) }
        }
        // The first records teach the keys.
        #expect(decoder.unorderedRecords > 3000)
    }

    private func shuffle<Element>(_ list: inout [Element], _ dice: inout Dice) {
        for last in list.indices { list.swapAt(last, dice.below(last + 1)) }
    }

    @Test(arguments: [
        #"{"a":1,,"b":"x"}"#, #"{"a":1 "b":"x"}"#, #"{"a":1,"b":"x""c":2}"#, #"{"a":1,"b":"x",}"#, #"{"a" 1,"b":"x"}"#,
        #"{"a":01,"b":"x"}"#, #"{"a":1,"b":"x"}}"#, #"{"a":1,"b":"x"]"#, #"{"a":1,"b":x"}"#, #"{"a":,"b":"x"}"#,
        #"{"a":1,"b":"x","a":2}"#, #"{"a":1,"b":"x" , "c":2}"#, #"{"b":"x", "c":tru, "a":1}"#,
        #"{"b":"x","c":1.,"a":1}"#, #"{"A":1,"b":"x"}"#, #"{"b":"x","a":1"#, #""a":1,"b":"x"}"#,
        #"{"b":"x","a":1,"c":{"a":2}}"#, #"{"b":"x\n","a":1}"#, #"{"b":"ä","a":1}"#, #"{"b":"x","a":1,"c"}"#,
        #"{"b":"x","a":1,"c":"}"#, #"{"a":9223372036854775808,"b":"x"}"#, #"{"a":"1","b":2}"#, #"{"a":1.0,"b":null}"#,
        #"{"b":"x","a":1} "#, #"{ "b":"x","a":1}"#, #"{"b":"x","a":1 }"#, #"{"b":"x","a":"1"x}"#, "{}", "{\"", "{",
    ]) func `what is odd about a record in any order is told as the strict parser tells it`(_ record: String) throws {
        let fields = [FieldSpec(path: ["a"], type: .bigint), FieldSpec(path: ["b"], type: .text)]
        let decoder = try JSONDecoder(fields: fields)
        let strict = try JSONDecoder(fields: fields, mode: .strict)
        var dice = Dice(seed: 5)
        // Then the keys are known, and no shape is common.
        for _ in 0..<40 {
            let records = (0..<100).map { number in
                var members = ["\"a\":\(number)", "\"b\":\"x\"", "\"c\":1", "\"d\":2", "\"e\":3"]
                shuffle(&members, &dice)
                return "{\(members.joined(separator: ","))}"
            }
            _ = decoder.decode(records)
        }
        let before = decoder.unorderedRecords
        let (got, expected) = (decoder.decode([record]), strict.decode([record]))
        #expect(before > 3000 && got.bad == expected.bad && got.batch.count == expected.batch.count)
        for row in 0..<got.batch.count { #expect(show(got.batch, row) == show(expected.batch, row)) }
    }

    @Test func `records without a common shape stop the speculation, and it comes back`() throws {
        let decoder = try JSONDecoder(fields: [FieldSpec(path: ["a"], type: .bigint)])
        for round in 0..<10 { _ = decoder.decode((0..<100).map { "{\"k\(round)_\($0)\":1,\"a\":\($0)}" }) }
        let before = decoder.speculatedRecords
        for _ in 0..<100 { _ = decoder.decode((0..<100).map { "{\"a\":\($0)}" }) }
        #expect(before == 0 && decoder.speculatedRecords > 500)
    }

    @Test func `the decoder accepts what the reference reader accepts, with the same values`() throws {
        var dice = Dice(seed: fuzzSeed(22))
        let decoder = try JSONDecoder(fields: Self.fields, mode: .strict)
        var counts = (good: 0, bad: 0)
        for index in 0..<100 * fuzzRounds(30) {
            let text = record(&dice)
            let bytes = index % 2 == 0 ? Array(text.utf8) : damaged(text, &dice)
            let reference = ReferenceJSON.read(bytes)
            let valid = bytes.withUnsafeBytes { JSONValidator.check($0) } == nil
            #expect(valid == (reference != nil), "\(String(decoding: bytes, as: UTF8.self))")
            let decoded = decoder.decode([bytes])
            let values = reference.flatMap(row)
            #expect((decoded.batch.count == 1) == (values != nil), "\(String(decoding: bytes, as: UTF8.self))")
            guard let values, decoded.batch.count == 1 else {
                counts.bad += 1
                continue
            }
            counts.good += 1
            for (column, field) in Self.fields.enumerated() {
                let shown = show(decoded.batch.columns[column], 0)
                let same =
                    field.type == .jsonb && shown != "NULL"
                    ? ReferenceJSON.read(Array(shown.utf8)) == values[column] : shown == expected(values[column], field)
                #expect(same, "\(field.path) of \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(counts.good > 1000 && counts.bad > 300)
    }

    /// The row that a document stands for, or `nil` for a bad record.
    private func row(_ document: ReferenceJSON) -> [ReferenceJSON?]? {
        guard case .object(let members) = document else { return nil }
        var values: [ReferenceJSON?] = []
        for field in Self.fields {
            guard case .found(var value) = find(members, field.path[0], isObject: field.path.count > 1) else {
                return nil
            }
            if field.path.count == 2 {
                switch value {
                case .object(let inner)?:
                    guard case .found(let deeper) = find(inner, field.path[1], isObject: false) else { return nil }
                    value = deeper
                case nil, .null?: value = nil
                default: return nil
                }
            }
            guard expected(value, field) != nil else { return nil }
            values.append(value)
        }
        return values
    }

    private enum Found {
        case found(ReferenceJSON?)
        case ambiguous
    }

    /// The exact key, or the only one that differs in case; in the order of the record.
    private func find(
        _ members: [(key: [UInt8], value: ReferenceJSON)], _ key: String, isObject: Bool
    ) -> Found {
        var exact: ReferenceJSON?
        var other: ReferenceJSON?
        for member in members {
            let folded = member.key.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
            guard folded == Array(key.utf8) else { continue }
            if isObject, exact != nil || other != nil { return .ambiguous }
            if member.key == Array(key.utf8) {
                if exact != nil { return .ambiguous }
                exact = member.value
            } else if exact == nil {
                if other != nil { return .ambiguous }
                other = member.value
            }
        }
        return .found(exact ?? other)
    }

    private func expected(_ value: ReferenceJSON?, _ field: FieldSpec) -> String? {
        guard let value, value != .null else { return "NULL" }
        switch (field.type, value) {
        case (.text, .text(let bytes)): return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self)
        case (.boolean, .boolean(let value)): return value ? "t" : "f"
        case (.double, .number(let text)): return Double(text).flatMap { $0.isFinite ? "\($0)" : nil }
        default:
            // Other types have tests of their own: here it is enough that the value alone gives the same.
            guard let text = raw(value) else { return nil }
            let alone = try? decodeOne("{\"v\":\(text)}", field.type)
            return alone.flatMap { RecordFault(rawValue: $0) == nil ? $0 : nil }
        }
    }

    private func raw(_ value: ReferenceJSON) -> String? {
        switch value {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .number(let text): return text
        case .text(let bytes):
            var out: [UInt8] = []
            bytes.withUnsafeBytes { JSONWriter.append(string: $0, to: &out) }
            return String(decoding: out, as: UTF8.self)
        case .array(let values): return "[" + values.compactMap(raw).joined(separator: ",") + "]"
        case .object(let members):
            return "{"
                + members.compactMap { member in
                    raw(.text(member.key)).flatMap { key in raw(member.value).map { "\(key):\($0)" } }
                }.joined(separator: ",") + "}"
        }
    }
}
