import Glibc

extension FunctionTables {
    /// `to_char` of numbers.
    static var numberTemplates: [Overload] {
        let exact = [DataType.integer, .bigint].map { type in
            function("to_char", [type, .text], .text) { _ in
                template { (value: Int64, template) throws(RowFailure) -> [UInt8] in
                    if template.isRoman { return template.roman(try wholeNumber(value, .integer)) }
                    if template.isShifted {
                        // The type's own multiplication, which can overflow.
                        let shifted = Decimal(coefficient: Int128(value), scale: 0).coefficient
                            .scaled(byPowerOfTen: template.multi)
                        _ = try wholeNumber(shifted.flatMap { Int64(exactly: $0) }, type)
                    }
                    return try fill(template, Decimal(value))
                }
            }
        }
        let numeric = function("to_char", [.numeric, .text], .text) { _ in
            template { (value: Decimal, template) throws(RowFailure) -> [UInt8] in
                if template.isRoman {
                    let whole = value.rounded(to: 0).flatMap { Int64(exactly: $0.coefficient) }
                    return template.roman(try wholeNumber(whole, .integer))
                }
                return try fill(template, value)
            }
        }
        let floating = [(DataType.double, 15), (.real, 6)].map { type, digits in
            function("to_char", [type, .text], .text) { _ in
                template { (value: Double, template) throws(RowFailure) -> [UInt8] in
                    if template.isRoman {
                        return template.roman(Int64(exactly: value.rounded(.toNearestOrEven)) ?? 0)
                    }
                    return fill(template, value, digits)
                }
            }
        }
        return exact + [numeric] + floating
    }

    private static func template<Value: ColumnValue>(
        _ fill: @escaping (Value, NumberTemplate) throws(RowFailure) -> [UInt8]
    ) -> Kernel {
        let cache = PatternCache<NumberTemplate> { (text, _) throws(RowFailure) in try NumberTemplate(text.string) }
        return rows(.text) { (value: Value, text: StringView, arena) throws(RowFailure) -> StringView? in
            try fill(value, try cache.compiled(text)).withUnsafeBytes { arena.view(of: $0) }
        }
    }

    /// The value if it is in the type's range.
    private static func wholeNumber(_ value: Int64?, _ type: DataType) throws(RowFailure) -> Int64 {
        guard let value, type == .bigint || Int32(exactly: value) != nil else {
            throw RowFailure(code: "22003", message: "\(type) out of range")
        }
        return value
    }

    private static func fill(_ template: NumberTemplate, _ value: Decimal) throws(RowFailure) -> [UInt8] {
        var number = value
        if template.isShifted {
            guard template.multi <= 38,
                let shifted = Decimal.multiply(
                    value, Decimal(coefficient: Int128(powerOfTen(template.multi)), scale: 0))
            else { throw .numericOverflow }
            number = shifted
        }
        guard let rounded = number.rounded(to: template.post) else { throw .numericOverflow }
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Decimal.textBytesMax) { buffer in
            buffer.baseAddress.map { Array(buffer[..<rounded.write(to: $0)]) } ?? []
        }
        let isNegative = text.first == UInt8(ascii: "-")
        return template.filled(isNegative: isNegative, digits: isNegative ? Array(text.dropFirst()) : text)
    }

    /// As many digits as the type holds, as PostgreSQL's `float8_to_char`.
    private static func fill(_ template: NumberTemplate, _ value: Double, _ digits: Int) -> [UInt8] {
        let number = template.isShifted ? value * pow(10, Double(template.multi)) : value
        var template = template
        let whole = printed(abs(number), 0).count
        if whole >= digits {
            template.post = 0
        } else if whole + template.post > digits {
            template.post = digits - whole
        }
        let text = printed(number, template.post)
        let isNegative = text.first == UInt8(ascii: "-")
        return template.filled(isNegative: isNegative, digits: isNegative ? Array(text.dropFirst()) : text)
    }

    private static func printed(_ value: Double, _ digits: Int) -> [UInt8] {
        guard value.isFinite else { return Array(FloatingText.text(value, isReal: false).utf8) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            guard let base = buffer.baseAddress else { return [] }
            let count = withVaList([Int32(digits), value]) { vsnprintf(base, 512, "%.*f", $0) }
            return buffer[..<min(Int(count), 511)].map { UInt8(bitPattern: $0) }
        }
    }
}
