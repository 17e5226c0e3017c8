extension FunctionTables {
    /// `format(template, value, ...)`: `%s`, `%L` and `%%`, with `n$`, `-` and a width.
    static var format: PolymorphicFunction {
        PolymorphicFunction(
            name: "format", canFail: true,
            resolve: { types in
                guard let first = types.first, first == .text || first == .unknown else {
                    return .failure(.noSuchFunction(name: "format", arguments: types))
                }
                // A boolean is `t` or `f`, unlike its cast to text.
                let rest: [DataType] = types.dropFirst().map { $0 == .boolean ? .boolean : .text }
                return .success(
                    FunctionReference(name: "format", isOperator: false, arguments: [.text] + rest, result: .text))
            },
            prepare: { _ in
                { frame in
                    let columns = frame.operands.map { $0.dense(frame.count) }
                    var scalars: [Scalar] = []
                    for row in 0..<frame.count {
                        guard case .bytes(let template) = columns[0][row] else {
                            scalars.append(.null)
                            continue
                        }
                        let values = columns.dropFirst().map { column -> [UInt8]? in
                            switch column[row] {
                            case .bytes(let bytes): bytes
                            case .boolean(let truth): [UInt8(ascii: truth ? "t" : "f")]
                            default: nil
                            }
                        }
                        do throws(RowFailure) {
                            scalars.append(.bytes(try FormatTemplate.formatted(template, values)))
                        } catch {
                            frame.log.record(row: row, error)
                            scalars.append(.null)
                        }
                    }
                    return Column(type: .text, scalars: scalars)
                }
            })
    }
}

/// PostgreSQL's `format` (`text_format` in src/backend/utils/adt/varlena.c).
enum FormatTemplate {
    static func formatted(_ template: [UInt8], _ values: [[UInt8]?]) throws(RowFailure) -> [UInt8] {
        var out: [UInt8] = []
        var next = 0
        var at = 0
        let percent = UInt8(ascii: "%")
        while at < template.count {
            let byte = template[at]
            at += 1
            guard byte == percent else {
                out.append(byte)
                continue
            }
            if at < template.count, template[at] == percent {
                out.append(percent)
                at += 1
                continue
            }
            var specifier = Specifier()
            try specifier.read(template, &at)
            if let position = specifier.position { next = position - 1 }
            guard next < values.count else {
                throw RowFailure(code: "22023", message: "too few arguments for format()")
            }
            let text = try specifier.text(values[next])
            next += 1
            let blanks = [UInt8](repeating: 32, count: max(0, specifier.width - characters(text)))
            out += specifier.isLeft ? text + blanks : blanks + text
        }
        return out
    }

    private static func characters(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }

    /// What stands between `%` and the letter, and the letter.
    private struct Specifier {
        var position: Int?
        var isLeft = false
        var width = 0
        var letter: UInt8 = 0

        mutating func read(_ template: [UInt8], _ at: inout Int) throws(RowFailure) {
            func peek() throws(RowFailure) -> UInt8 {
                guard at < template.count else {
                    throw RowFailure(code: "22023", message: "unterminated format() type specifier")
                }
                return template[at]
            }
            var number = try digits(template, &at)
            if let found = number, try peek() == UInt8(ascii: "$") {
                guard found > 0 else {
                    throw RowFailure(
                        code: "22023", message: "format specifies argument 0, but arguments are numbered from 1")
                }
                position = found
                at += 1
                number = nil
            }
            if number == nil {
                while try peek() == UInt8(ascii: "-") {
                    isLeft = true
                    at += 1
                }
                number = try digits(template, &at)
            }
            width = number ?? 0
            letter = try peek()
            at += 1
        }

        private func digits(_ template: [UInt8], _ at: inout Int) throws(RowFailure) -> Int? {
            var number: Int?
            while at < template.count, (48...57).contains(template[at]) {
                let (ten, over) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !over, ten < 1_000_000 else {
                    throw RowFailure(code: "22003", message: "number is out of range")
                }
                number = ten + Int(template[at] - 48)
                at += 1
            }
            return number
        }

        func text(_ value: [UInt8]?) throws(RowFailure) -> [UInt8] {
            switch letter {
            case UInt8(ascii: "s"): return value ?? []
            case UInt8(ascii: "L"): return value.map { FormatTemplate.literal($0) } ?? Array("NULL".utf8)
            case UInt8(ascii: "I"):
                // PostgreSQL puts its keywords in quotes: without their list the text would be another one.
                throw RowFailure(code: "0A000", message: "%I in format() is not supported")
            default:
                throw RowFailure(
                    code: "22023",
                    message: "unrecognized format() type specifier \"\(String(decoding: [letter], as: UTF8.self))\"")
            }
        }
    }

    /// A text as an SQL literal.
    static func literal(_ text: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        let slash = UInt8(ascii: "\\")
        var out = text.contains(slash) ? [UInt8(ascii: "E")] : []
        out.append(quote)
        for byte in text {
            if byte == quote || byte == slash { out.append(byte) }
            out.append(byte)
        }
        out.append(quote)
        return out
    }
}
