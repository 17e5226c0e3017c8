@testable import Operators

/// Makes records out of a record: others of the same writer, and broken ones.
struct RecordVariation {
    var dice: Dice
    /// Whether the writer gives its keys in any order.
    private let shuffles: Bool
    private var out: [UInt8] = []

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        shuffles = dice.below(4) == 0
    }

    /// A record of the same shape mostly: other values of the same kind, and one time in three something odd.
    mutating func next(_ base: [UInt8], _ tokens: [RecordToken]) -> [UInt8] {
        out.removeAll(keepingCapacity: true)
        let wild = dice.below(16)
        let odd = wild < 4 && !tokens.isEmpty ? dice.below(tokens.count) : -1
        let moved = wild == 4 || shuffles && odd < 0 ? members(tokens, base) : []
        if moved.count > 1 {
            reorder(base, tokens, moved)
        } else {
            for (index, token) in tokens.enumerated() {
                if index == odd {
                    writeOdd(base[token.range], token.kind)
                } else {
                    write(base[token.range], token.kind)
                }
            }
        }
        if wild == 0 || wild == 5 { damage() }
        return out
    }

    /// The members of the outermost object, as ranges of tokens.
    private func members(_ tokens: [RecordToken], _ base: [UInt8]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var depth = 0
        var start = 0
        for (index, token) in tokens.enumerated() where token.kind == .mark {
            switch base[token.range.lowerBound] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth == 1 { start = index + 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0, index > start { result.append(start..<index) }
            case UInt8(ascii: ",") where depth == 1:
                result.append(start..<index)
                start = index + 1
            default: break
            }
        }
        return result
    }

    /// All members change places, or two do, one goes, or one comes twice.
    private mutating func reorder(_ base: [UInt8], _ tokens: [RecordToken], _ members: [Range<Int>]) {
        var members = members
        let (first, second) = (dice.below(members.count), dice.below(members.count))
        switch dice.below(shuffles ? 24 : 3) {
        case 0: members.swapAt(first, second)
        case 1: members.remove(at: first)
        case 2: members.insert(members[first], at: second)
        default: for last in members.indices { members.swapAt(last, dice.below(last + 1)) }
        }
        out.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            for token in tokens[member] { write(base[token.range], token.kind) }
        }
        out.append(UInt8(ascii: "}"))
    }

    /// Another value of the same kind, or the same.
    private mutating func write(_ token: ArraySlice<UInt8>, _ kind: RecordToken.Kind) {
        switch kind {
        case .key, .mark, .blank: out += token
        case .word: out += token.count > 3 && dice.below(3) == 0 ? (dice.below(2) == 0 ? Self.yes : Self.no) : token
        case .number: writeNumber(token)
        case .text: writeText(token)
        }
    }

    private mutating func writeNumber(_ token: ArraySlice<UInt8>) {
        let choice = dice.below(8)
        if choice == 0 {
            if dice.below(3) == 0 { out.append(UInt8(ascii: "-")) }
            out.append(49 + UInt8(dice.below(9)))
            for _ in 0..<dice.below(dice.below(4) == 0 ? 20 : 9) { out.append(48 + UInt8(dice.below(10))) }
            return
        }
        let start = out.count
        out += token
        guard choice < 6 else { return }
        // Digits change in place; the first stays what it is, so that none leads with a zero.
        for index in start..<out.count where out[index] &- 48 <= 9 && index > start && out[index - 1] &- 48 <= 9 {
            out[index] = 48 + UInt8(dice.below(10))
        }
    }

    private mutating func writeText(_ token: ArraySlice<UInt8>) {
        let choice = dice.below(8)
        if choice == 0 || choice == 1 {
            out.append(UInt8(ascii: "\""))
            let count = choice == 0 ? dice.below(16) : Self.lengths[dice.below(Self.lengths.count)]
            let letter = UInt8(ascii: "a") + UInt8(dice.below(26))
            for index in 0..<count { out.append(index & 7 == 3 ? UInt8(ascii: " ") : letter) }
            out.append(UInt8(ascii: "\""))
            return
        }
        let start = out.count
        out += token
        guard choice < 6 else { return }
        // Each byte becomes another of its class, so that dates, UUIDs and numbers mostly stay such.
        var bits = dice.next()
        for index in start..<out.count {
            bits = bits &>> 3 | bits &<< 61
            guard bits & 7 < 3 else { continue }
            if out[index] &- 48 <= 9 {
                out[index] = 48 + UInt8(truncatingIfNeeded: (bits &>> 8 & 0xFF) % 10)
            } else if out[index] &- 97 < 6 {
                out[index] = 97 + UInt8(truncatingIfNeeded: (bits &>> 8 & 0xFF) % 6)
            }
        }
    }

    /// Something that such a place does not usually hold.
    private mutating func writeOdd(_ token: ArraySlice<UInt8>, _ kind: RecordToken.Kind) {
        switch kind {
        case .blank, .mark:
            if dice.below(4) != 0 { out += token }
            out += pick(OddPieces.blanks)
        case .key:
            out += token
            switch dice.below(4) {
            case 0:
                let at = out.count - 1 - dice.below(token.count)
                out[at] ^= 0x20
            case 1:
                let at = out.count - token.count + 1
                let unit = String(out[at], radix: 16)
                out.replaceSubrange(at...at, with: Array(("\\u00" + (unit.count < 2 ? "0" : "") + unit).utf8))
            case 2: out.insert(UInt8(ascii: "x"), at: out.count - 1)
            default: out += pick(OddPieces.blanks)
            }
        case .text where dice.below(2) == 0:
            out += token
            out.insert(contentsOf: pick(OddPieces.inText), at: out.count - 1 - dice.below(token.count))
        case .number where dice.below(2) == 0:
            out += token
            out += pick(OddPieces.inNumbers)
        default: out += pick(OddPieces.values)
        }
    }

    private mutating func pick(_ pieces: [[UInt8]]) -> [UInt8] { pieces[dice.below(pieces.count)] }

    /// A few bytes changed, put in, taken out, or the end cut off.
    private mutating func damage() {
        for _ in 0...dice.below(2) where !out.isEmpty {
            let at = dice.below(out.count)
            switch dice.below(6) {
            case 0: out[at] = Self.alphabet[dice.below(Self.alphabet.count)]
            case 1: out.insert(Self.alphabet[dice.below(Self.alphabet.count)], at: at)
            case 2: out.remove(at: at)
            case 3: out[at] ^= 1 << UInt8(dice.below(8))
            case 4: out += pick(OddPieces.values)
            default: out.removeLast(out.count - at)
            }
        }
    }

    private static let yes = Array("true".utf8)[...]
    private static let no = Array("false".utf8)[...]
    /// Around the sizes of views, vectors and the padding.
    private static let lengths = [0, 1, 4, 5, 11, 12, 13, 30, 31, 32, 33, 34, 63, 64, 65, 95, 96, 97, 130]
    private static let alphabet = Array("\"\\{}[]:,. 0129-+eEtfn\n\u{0}u/".utf8) + [0x80, 0xC3, 0xFF, 0xED, 0xF0]
}

/// Pieces of JSON, and of what is nearly JSON.
enum OddPieces {
    static let blanks = bytes([
        " ", "  ", "\t", "\n", "\r\n", String(repeating: " ", count: 33), String(repeating: "\n ", count: 40), "\u{b}",
        "", ",", ":", "\0", "\u{a0}",
    ])
    static let inText: [[UInt8]] =
        bytes([
            #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u0041"#, #"\u00e4"#, #"\ud83d\ude00"#, #"\ud83d"#, #"\ude00"#,
            #"\u0000"#,
            #"\u12"#, #"\x"#, "\\", "\"", "\n", "\0", "\u{7f}", "ä", "日本", "😀", "\u{10FFFF}", "é…",
        ]) + [[0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF]]
    static let inNumbers = bytes([
        ".", ".0", ".5", "e", "e3", "E+2", "e-2", "e400", "e-400", "0", "000000000000", "99999999999999999999", "-",
        "+1",
        ".000000000000000000000000000001", "x", " 1", "0e0", ".5e-3",
    ])
    static let values = bytes([
        "null", "true", "false", "nul", "nulll", "True", "0", "-0", "-", "-1", "01", "1.0", "1.50", "1e2", "1E400",
        ".5", "5.",
        "+1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "32767",
        "-32769", "2147483648", "123456789012345", "1234567890123456", "99999999", "100000000",
        "99999999999999999999999999999999999999", "100000000000000000000000000000000000000", "0.1", "4.9e-324",
        "3.5e38",
        #""""#, #""12""#, #""-1.5""#, #""x""#, #""2024-02-29""#, #""2023-02-29""#, #""2024-02-03T04:05:06.789Z""#,
        #""2024-02-03 24:00:00""#, #""infinity""#, #""1 day""#, #""\u0031""#, #""null""#, "[]", "{}", "[1]",
        #"{"a":1}"#,
        #"[[[[1]]]]"#, #"{"a":{"b":{"c":{"d":null}}}}"#, "[1,]", #"{"a"}"#, "[", "{", "\"", "NaN", "", "\"\\u0000\"",
    ])

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
