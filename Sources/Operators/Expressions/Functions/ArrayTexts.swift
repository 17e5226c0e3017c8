extension FunctionTables {
    /// `string_to_array(text, separator [, null_text])`: without a separator every character is an element.
    static var arrayFunctions: [Overload] {
        [2, 3].map { count in
            function(
                "string_to_array", [DataType](repeating: .text, count: count), .array(.text), canFail: false
            ) { _ in
                { frame in
                    let texts = frame.operands.map { TextOperand($0) }
                    return madeArrays(frame, .array(.text)) { row, out in
                        guard let text = texts[0][row] else { return false }
                        let none = count > 2 ? texts[2][row] : nil
                        for part in ArrayKernels.parts(text, texts[1][row]) {
                            ArrayKernels.beginElement(&out)
                            if none?.elementsEqual(part) == true {
                                out += Array("null".utf8)
                            } else {
                                JSONBString.appendQuoted(part, to: &out)
                            }
                        }
                        return true
                    }
                }
            }
        }
    }

    /// `array_to_string(array, separator [, null_text])`: NULLs are left out where no text stands for them.
    static var arrayTexts: [PolymorphicFunction] {
        [
            PolymorphicFunction(
                name: "array_to_string", canFail: false,
                resolve: { types in
                    guard types.count == 2 || types.count == 3, let first = types.first, element(first) != nil,
                        types.dropFirst().allSatisfy({ TypeRules.canCast(from: $0, to: .text, in: .implicit) })
                    else { return .failure(.noSuchFunction(name: "array_to_string", arguments: types)) }
                    return .success(
                        FunctionReference(
                            name: "array_to_string", isOperator: false,
                            arguments: [first] + types.dropFirst().map { _ in .text }, result: .text))
                },
                prepare: { site in
                    let type = element(site.function.arguments[0]) ?? .text
                    return { frame in
                        let texts = frame.operands.map { TextOperand($0) }
                        return madeRows(frame, .text) { row, out in
                            guard let array = texts[0].view(row), let separator = texts[1][row],
                                case .array(let elements)? = array.withUTF8Bytes({ JSONBValue($0) })
                            else { return false }
                            let none = texts.count > 2 ? texts[2][row] : nil
                            let shown = elements.compactMap { ArrayLiteral.text(of: $0, type) ?? none }
                            out += shown.joined(separator: separator)
                            return true
                        }
                    }
                })
        ]
    }
}

/// Text that an argument has in each row, for functions that are called for NULL, too.
struct TextOperand {
    private let operand: Operand
    private let views: Buffer<StringView>

    init(_ operand: Operand) {
        self.operand = operand
        views = StringView.buffer(operand.column.values)
    }

    func view(_ row: Int) -> StringView? {
        operand.column.validity.isValid(row * operand.step) ? views.pointer[row * operand.step] : nil
    }

    subscript(_ row: Int) -> [UInt8]? { view(row)?.withUTF8Bytes { Array($0) } }
}

extension ArrayKernels {
    /// PostgreSQL's parts of a text: an empty text has none, an empty separator splits nothing, and where there is none
    /// each character is one.
    static func parts(_ text: [UInt8], _ separator: [UInt8]?) -> [ArraySlice<UInt8>] {
        if text.isEmpty { return [] }
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        guard let separator else {
            for at in 1...text.count where at == text.count || text[at] & 0xC0 != 0x80 {
                parts.append(text[start..<at])
                start = at
            }
            return parts
        }
        var at = 0
        while !separator.isEmpty, at + separator.count <= text.count {
            if text[at...].starts(with: separator) {
                parts.append(text[start..<at])
                at += separator.count
                start = at
            } else {
                at += 1
            }
        }
        parts.append(text[start...])
        return parts
    }
}
