/// A template of `to_char` for numbers, such as `FM999,990.00`: read once, then filled with the digits of each number
/// as PostgreSQL's `NUM_processor` does.
struct NumberTemplate {
    enum Node: Equatable {
        case digit, zero, point, comma, group, currency, minus, plus, sign, ordinal(isUpper: Bool), roman(isUpper: Bool)
        case nothing
        case text([UInt8])
    }

    /// Where the sign of `S` goes.
    enum SignPlace { case none, before, after }

    private(set) var nodes: [Node] = []
    /// Digits before the point, after it, and after `V`.
    var pre = 0
    var post = 0
    private(set) var multi = 0
    private(set) var zeroStart = 0
    private(set) var zeroEnd = 0
    private(set) var signPlace = SignPlace.none
    private(set) var digitsBeforeSign = 0
    private(set) var hasZero = false
    private(set) var hasPoint = false
    private(set) var isFilled = false
    private(set) var isSigned = false
    private(set) var hasMinus = false
    private(set) var hasPlus = false
    private(set) var isBracketed = false
    private(set) var isRoman = false
    private(set) var isShifted = false

    private static let words: [(text: String, word: Word)] = [
        (",", .comma), (".", .point), ("0", .zero), ("9", .digit), ("B", .blank), ("C", .code), ("D", .point),
        ("EEEE", .exponent), ("FM", .fill), ("G", .group), ("L", .currency), ("MI", .minus), ("PL", .plus),
        ("PR", .bracket), ("RN", .roman), ("SG", .sign), ("SP", .spelled), ("S", .signed), ("TH", .ordinal),
        ("V", .shift),
    ]

    private enum Word {
        case comma, point, zero, digit, blank, code, exponent, fill, group, currency, minus, plus, bracket, roman
        case sign, spelled, signed, ordinal, shift
    }

    init(_ text: String) throws(RowFailure) {
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            if let (word, length, isUpper) = NumberTemplate.word(bytes[at...]) {
                try add(word, isUpper)
                at += length
            } else if bytes[at] == UInt8(ascii: "\"") {
                at = addQuoted(bytes, at + 1)
            } else {
                if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") {
                    at += 1
                }
                nodes.append(.text([bytes[at]]))
                at += 1
            }
        }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> (Word, Int, Bool)? {
        for (text, word) in words {
            let upper = Array(text.utf8)
            let lower = Array(text.lowercased().utf8)
            if bytes.starts(with: upper) { return (word, upper.count, true) }
            if bytes.starts(with: lower) { return (word, lower.count, false) }
        }
        return nil
    }

    /// Text in double quotes, up to the closing one; the position behind it.
    private mutating func addQuoted(_ bytes: [UInt8], _ start: Int) -> Int {
        var at = start
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count { at += 1 }
            text.append(bytes[at])
            at += 1
        }
        if !text.isEmpty { nodes.append(.text(text)) }
        return at + 1
    }

    private static func failure(_ message: String) -> RowFailure { RowFailure(code: "42601", message: message) }

    private mutating func add(_ word: Word, _ isUpper: Bool) throws(RowFailure) {
        switch word {
        case .digit, .zero: try addDigit(word)
        case .point:
            if hasPoint { throw NumberTemplate.failure("multiple decimal points") }
            if isShifted { throw NumberTemplate.failure("cannot use \"V\" and decimal point together") }
            hasPoint = true
            nodes.append(.point)
        case .comma: nodes.append(.comma)
        case .group: nodes.append(.group)
        case .currency: nodes.append(.currency)
        case .fill: isFilled = true
        case .blank, .code, .spelled: nodes.append(.nothing)
        case .ordinal: nodes.append(.ordinal(isUpper: isUpper))
        case .roman:
            isRoman = true
            nodes.append(.roman(isUpper: isUpper))
        case .shift:
            if hasPoint { throw NumberTemplate.failure("cannot use \"V\" and decimal point together") }
            isShifted = true
        case .exponent: throw RowFailure(code: "0A000", message: "to_char with EEEE is not supported")
        case .minus, .plus, .sign, .signed, .bracket: try addSign(word)
        }
    }

    private mutating func addDigit(_ word: Word) throws(RowFailure) {
        if isBracketed {
            throw NumberTemplate.failure("\"\(word == .zero ? "0" : "9")\" must be ahead of \"PR\"")
        }
        nodes.append(word == .zero ? .zero : .digit)
        if word == .digit, isShifted {
            multi += 1
            return
        }
        if word == .zero, !hasZero, !hasPoint {
            hasZero = true
            zeroStart = pre + 1
        }
        if hasPoint { post += 1 } else { pre += 1 }
        if word == .zero { zeroEnd = pre + post }
    }

    private mutating func addSign(_ word: Word) throws(RowFailure) {
        if word == .signed {
            if isSigned { throw NumberTemplate.failure("cannot use \"S\" twice") }
            if hasPlus || hasMinus || isBracketed {
                throw NumberTemplate.failure("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together")
            }
            isSigned = true
            signPlace = hasPoint ? .after : .before
            if !hasPoint { digitsBeforeSign = pre }
            nodes.append(.nothing)
            return
        }
        if isSigned { throw NumberTemplate.failure("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together") }
        switch word {
        case .minus:
            hasMinus = true
            nodes.append(.minus)
        case .plus:
            hasPlus = true
            nodes.append(.plus)
        case .sign:
            hasMinus = true
            hasPlus = true
            nodes.append(.sign)
        default:
            if hasPlus || hasMinus {
                throw NumberTemplate.failure("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together")
            }
            isBracketed = true
            nodes.append(.nothing)
        }
    }
}

extension NumberTemplate {
    /// The text of a number given by its sign and its digits, rounded to `post` digits after the point.
    func filled(isNegative: Bool, digits: [UInt8]) -> [UInt8] {
        var number = digits
        let whole = number.firstIndex(of: UInt8(ascii: ".")) ?? number.count
        var spaces = 0
        let room = isShifted ? pre + multi : pre
        if whole < room {
            spaces = room - whole
        } else if whole > room {
            number = Array(repeating: UInt8(ascii: "#"), count: room + post + 1)
            number[room] = UInt8(ascii: ".")
        }
        var filler = NumberFiller(
            template: self, pre: room, number: number, spaces: spaces,
            sign: isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        return filler.run()
    }

    /// The text of a whole number in Roman numerals; `#` where there is none.
    func roman(_ value: Int64) -> [UInt8] {
        var numeral: [UInt8] = Array(repeating: UInt8(ascii: "#"), count: 15)
        if value >= 1, value <= 3999 {
            let parts: [(Int64, String)] = [
                (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
                (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
            ]
            var left = value
            var text = ""
            for (part, letters) in parts {
                while left >= part {
                    text += letters
                    left -= part
                }
            }
            numeral = Array(text.utf8)
        }
        var out: [UInt8] = []
        for node in nodes {
            switch node {
            case .roman(let isUpper):
                let text = isUpper ? numeral : Array(String(decoding: numeral, as: UTF8.self).lowercased().utf8)
                if !isFilled { out += Array(repeating: 0x20, count: max(0, 15 - text.count)) }
                out += text
            case .text(let text): out += text
            default: break
            }
        }
        return out
    }
}

/// One number on its way into a template.
private struct NumberFiller {
    let template: NumberTemplate
    let pre: Int
    let number: [UInt8]
    let spaces: Int
    let sign: UInt8

    private var out: [UInt8] = []
    private var isSignWritten: Bool
    private var isBracketed: Bool
    private var signPlace: NumberTemplate.SignPlace
    private var count: Int
    private let zeroStart: Int
    /// The last digit after the point that is shown, or the point; only with FM and a point.
    private var lastRelevant: Int?
    private var at = 0
    private var current = 0
    private var isInside = false

    init(template: NumberTemplate, pre: Int, number: [UInt8], spaces: Int, sign: UInt8) {
        self.template = template
        self.pre = pre
        self.number = number
        self.spaces = spaces
        self.sign = sign
        zeroStart = max(0, template.zeroStart - 1)
        isBracketed = template.isBracketed
        signPlace = template.signPlace
        if template.hasPlus || template.hasMinus {
            isSignWritten = template.hasMinus
        } else {
            if sign != UInt8(ascii: "-"), template.isFilled { isBracketed = false }
            isSignWritten = sign == UInt8(ascii: "+") && template.isFilled && !template.isSigned
            if signPlace == .before, pre == template.digitsBeforeSign { signPlace = .after }
        }
        count = template.post + pre - 1
        if template.isFilled, template.hasPoint, let point = number.firstIndex(of: UInt8(ascii: ".")) {
            var last = number.indices.last { $0 > point && number[$0] != UInt8(ascii: "0") } ?? point
            if template.zeroEnd > spaces { last = max(last, min(number.count - 1, template.zeroEnd - spaces)) }
            lastRelevant = last
        }
        if !isSignWritten, spaces == 0 { count += 1 }
    }

    mutating func run() -> [UInt8] {
        for node in template.nodes {
            switch node {
            case .digit, .zero, .point: part(node)
            case .comma, .group:
                if isInside { out.append(UInt8(ascii: ",")) } else if !template.isFilled { out.append(0x20) }
            case .currency: out.append(0x20)
            case .minus: mark(UInt8(ascii: "-"))
            case .plus: mark(UInt8(ascii: "+"))
            case .sign: out.append(sign)
            case .ordinal(let isUpper): ordinal(isUpper)
            case .text(let text): out += text
            case .roman, .nothing: break
            }
        }
        return out
    }

    private mutating func mark(_ wanted: UInt8) {
        if sign == wanted { out.append(wanted) } else if !template.isFilled { out.append(0x20) }
    }

    private mutating func ordinal(_ isUpper: Bool) {
        guard number.first != UInt8(ascii: "#"), sign != UInt8(ascii: "-"), !template.hasPoint else { return }
        let isTeen = number.count > 1 && number[number.count - 2] == UInt8(ascii: "1")
        var suffix = "th"
        if !isTeen {
            switch number.last {
            case UInt8(ascii: "1"): suffix = "st"
            case UInt8(ascii: "2"): suffix = "nd"
            case UInt8(ascii: "3"): suffix = "rd"
            default: break
            }
        }
        out += Array((isUpper ? suffix.uppercased() : suffix).utf8)
    }

    /// `0.1` in `9.9` has a blank for its zero.
    private var isBlankBeforePoint: Bool {
        !template.hasZero && at == 0 && number.first == UInt8(ascii: "0") && template.post != 0
    }

    private var endsAtPoint: Bool { lastRelevant.map { number[$0] == UInt8(ascii: ".") } ?? false }

    private mutating func part(_ node: NumberTemplate.Node) {
        isInside = false
        writeSign()
        if current < spaces && (zeroStart > current || !template.hasZero) {
            if !template.isFilled { out.append(0x20) }
        } else if template.hasZero && current < spaces && zeroStart <= current {
            out.append(UInt8(ascii: "0"))
            isInside = true
        } else {
            digit(node)
            if at < number.count { at += 1 }
        }
        var end = count + (spaces > 0 ? 1 : 0) + (template.hasPoint ? 1 : 0)
        if let lastRelevant, lastRelevant == at { end = current }
        if current + 1 == end {
            if isSignWritten && isBracketed {
                out.append(sign == UInt8(ascii: "+") ? 0x20 : UInt8(ascii: ">"))
            } else if template.isSigned && signPlace == .after {
                out.append(sign)
            }
        }
        current += 1
    }

    private mutating func writeSign() {
        guard !isSignWritten, current >= spaces || (template.hasZero && zeroStart == current),
            !isBlankBeforePoint || endsAtPoint
        else { return }
        if template.isSigned {
            if signPlace == .before {
                out.append(sign)
                isSignWritten = true
            }
        } else if isBracketed {
            out.append(sign == UInt8(ascii: "+") ? 0x20 : UInt8(ascii: "<"))
            isSignWritten = true
        } else if sign == UInt8(ascii: "+") {
            if !template.isFilled { out.append(0x20) }
            isSignWritten = true
        } else {
            out.append(sign)
            isSignWritten = true
        }
    }

    private mutating func digit(_ node: NumberTemplate.Node) {
        let byte: UInt8? = at < number.count ? number[at] : nil
        if byte == UInt8(ascii: ".") {
            if !endsAtPoint || template.isFilled { out.append(UInt8(ascii: ".")) }
        } else if let lastRelevant, at > lastRelevant, node != .zero {
            return
        } else if isBlankBeforePoint {
            if !template.isFilled { out.append(0x20) } else if endsAtPoint { out.append(UInt8(ascii: "0")) }
        } else if let byte {
            out.append(byte)
            isInside = true
        }
    }
}
