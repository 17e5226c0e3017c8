import Glibc

extension Decimal {
    /// The nearest double.
    package var double: Double {
        // Both are exact as doubles, so one division rounds once.
        if displayScale <= 22, coefficient.magnitude < 1 << 53 {
            return Double(Int64(truncatingIfNeeded: coefficient)) / exactPower(displayScale)
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Decimal.textBytesMax + 1) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            let count = base.withMemoryRebound(to: UInt8.self, capacity: Decimal.textBytesMax) { write(to: $0) }
            base[count] = 0
            return strtod(base, nil)
        }
    }

    /// A double as PostgreSQL turns it into numeric: rounded to 15 significant digits, 6 for `real`. `nil` for NaN,
    /// infinities and more than 38 digits.
    package init?(_ value: Double, significantDigits: Int = 15) {
        guard value.isFinite else { return nil }
        let parsed: DecimalReading = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress else { return .malformed }
            let count = withVaList([Int32(significantDigits), value]) { vsnprintf(base, 64, "%.*g", $0) }
            return Decimal.read(UnsafeRawBufferPointer(start: base, count: Int(count)))
        }
        guard case .value(let decimal) = parsed else { return nil }
        self = decimal
    }
}

/// 10^exponent as a double, exact for 0...22.
private func exactPower(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
}
