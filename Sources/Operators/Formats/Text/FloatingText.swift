import Glibc

/// Floats as the shortest text that reads back as the same value, in PostgreSQL's layout
/// (`double_to_shortest_decimal_buf` in src/common/d2s.c).
package enum FloatingText {
    /// The text of a `double precision`, or of a `real` that lies in a double.
    package static func text(_ value: Double, isReal: Bool) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let shortest = isReal ? FloatingText.shortest(Float(value)) : value.description
        return layOut(shortest, exponentEnd: isReal ? 6 : 15)
    }

    /// As short as reads back in whatever way a reader rounds. Swift also takes text right in the middle between two
    /// values (`5.033165e+07` for 50331648), which needs a digit more.
    private static func shortest(_ value: Float) -> String {
        let text = value.description
        let magnitude = Double(value).magnitude
        guard magnitude >= 0x1p24 else { return text }
        let above = (magnitude + Double(value.magnitude.nextUp)) / 2
        let below = (magnitude + Double(value.magnitude.nextDown)) / 2
        func isPlain(_ text: String) -> Bool {
            guard let read = Double(text)?.magnitude else { return false }
            return read < above && read > below
        }
        if isPlain(text) { return text }
        return (Int32(5)...8).lazy.map { written(value, fractionDigits: $0) }.first(where: isPlain) ?? text
    }

    private static func written(_ value: Float, fractionDigits: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            withVaList([fractionDigits, Double(value)]) { _ = vsnprintf(base, 32, "%.*e", $0) }
            return String(cString: base)
        }
    }

    /// Takes Swift's `-1.5e-07` apart and writes the digits with an exponent only below -4 and from `exponentEnd` on.
    private static func layOut(_ shortest: String, exponentEnd: Int) -> String {
        let parts = shortest.split(separator: "e")
        let sign = shortest.hasPrefix("-") ? "-" : ""
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        // All digits, and the power of ten of the first of them.
        let all = whole + fraction
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leadingZeros))
        while digits.count > 1 && digits.hasSuffix("0") { digits.removeLast() }
        let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.count - 1 - leadingZeros
        if exponent < -4 || exponent >= exponentEnd {
            let rest = digits.dropFirst()
            let size = String(abs(exponent))
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + (exponent < 0 ? "e-" : "e+")
                + (size.count < 2 ? "0" : "") + size
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let missing = exponent + 1 - digits.count
        if missing >= 0 { return sign + digits + String(repeating: "0", count: missing) }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }
}
