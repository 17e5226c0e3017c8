/// Reads a length of time: `30 seconds`, `1h`, `5 m`, `1.5 s`, `1 hour 30 minutes`; the result is in microseconds.
///
/// Months and years have no fixed length and are refused. Throws a sentence about what is wrong.
package func parseDuration(_ text: String) throws(ValueError) -> Int64 {
    let form = "write a number and a unit, such as '30 seconds' or '1h'"
    var rest = Substring(text.lowercased())
    var total: Int64 = 0
    var parts = 0
    while true {
        rest = rest.drop(while: \.isWhitespace)
        if rest.isEmpty { break }
        let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
        rest = rest.dropFirst(digits.count).drop(while: \.isWhitespace)
        let unit = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(unit.count)
        if digits.isEmpty { throw ValueError(form) }
        if unit.isEmpty {
            if digits.allSatisfy({ $0 == "0" }), parts == 0, rest.allSatisfy(\.isWhitespace) { return 0 }
            throw ValueError("a unit is missing: \(form)")
        }
        guard let micros = durationUnits[String(unit)] else {
            if unit.hasPrefix("mon") || unit.hasPrefix("y") {
                throw ValueError("months and years have no fixed length: write days")
            }
            throw ValueError("\"\(unit)\" is no unit of time: \(form)")
        }
        guard let part = scaled(digits, by: micros) else { throw ValueError("the number cannot be read: \(form)") }
        let (sum, overflow) = total.addingReportingOverflow(part)
        guard !overflow, sum <= Limits.durationMicrosMax else { throw ValueError("at most ten years") }
        total = sum
        parts += 1
    }
    guard parts > 0 else { throw ValueError(form) }
    return total
}

/// A duration as people write it, in its largest unit that leaves no rest: `90 seconds`, `1 hour`.
package func describeDuration(micros: Int64) -> String {
    let units: [(Int64, String)] = [
        (86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute"), (1_000_000, "second"),
        (1_000, "millisecond"), (1, "microsecond"),
    ]
    for (size, name) in units where micros % size == 0 && micros != 0 {
        let count = micros / size
        return "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    return "0 seconds"
}

/// What is wrong with a value, for a person; the place is known where the value stands.
package struct ValueError: Error, Equatable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

private let durationUnits: [String: Int64] = [
    "us": 1, "µs": 1, "microsecond": 1, "microseconds": 1,
    "ms": 1_000, "millisecond": 1_000, "milliseconds": 1_000,
    "s": 1_000_000, "sec": 1_000_000, "secs": 1_000_000, "second": 1_000_000, "seconds": 1_000_000,
    "m": 60_000_000, "min": 60_000_000, "mins": 60_000_000, "minute": 60_000_000, "minutes": 60_000_000,
    "h": 3_600_000_000, "hr": 3_600_000_000, "hrs": 3_600_000_000, "hour": 3_600_000_000, "hours": 3_600_000_000,
    "d": 86_400_000_000, "day": 86_400_000_000, "days": 86_400_000_000,
    "w": 604_800_000_000, "week": 604_800_000_000, "weeks": 604_800_000_000,
]

/// `1.5` times a unit, exact; nil for what is no number, is too large or finer than a whole of the smallest unit.
func scaled(_ digits: Substring, by unit: Int64) -> Int64? {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return product }
    guard !parts[1].isEmpty, parts[1].count <= 9, let fraction = Int64(parts[1]) else { return nil }
    let ten = (0..<parts[1].count).reduce(Int64(1)) { power, _ in power * 10 }
    let wide = Int128(fraction) * Int128(unit)
    guard wide % Int128(ten) == 0 else { return nil }
    let (sum, tooLarge) = product.addingReportingOverflow(Int64(wide / Int128(ten)))
    return tooLarge ? nil : sum
}
