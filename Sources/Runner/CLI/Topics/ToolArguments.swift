import Operators

/// Values that the tools' flags take: durations, shares, points in time.
enum ToolArguments {
    /// `250ms`, `10s`, `5m`, `2h`, `1d` or seconds without a unit, as µs; may be negative.
    static func durationMicros(_ text: String) -> Int64? {
        let units: [(suffix: String, micros: Int64)] = [
            ("us", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
            ("d", 86_400_000_000),
        ]
        let unit = units.first { text.hasSuffix($0.suffix) }
        let digits = unit.map { text.dropLast($0.suffix.count) } ?? text[...]
        guard let value = Double(digits), value.isFinite else { return nil }
        let micros = value * Double(unit?.micros ?? 1_000_000)
        return micros.magnitude < 9e17 ? Int64(micros.rounded()) : nil
    }

    /// `now`, seconds since 1970, or what `timestamp_format = 'auto'` reads; µs since 1970.
    static func unixMicros(_ text: String, nowUnixMicros: Int64) -> Int64? {
        if text == "now" { return nowUnixMicros }
        guard let reader = try? TimestampReader(.auto, type: .timestamptz, zone: .utc) else { return nil }
        let reading: TimeReading
        if let number = Int64(text) {
            reading = reader.read(integer: number)
        } else {
            reading = Array(text.utf8).withUnsafeBytes { reader.read($0) }
        }
        guard case .value(let micros) = reading else { return nil }
        let (unix, overflow) = micros.addingReportingOverflow(TimeLimits.unixMicrosAtEpoch)
        return overflow ? nil : unix
    }
}

extension Arguments {
    /// A duration, not negative.
    func duration(_ name: String) throws(UsageError) -> Int64? {
        guard let text = value(name) else { return nil }
        guard let micros = ToolArguments.durationMicros(text), micros >= 0 else {
            throw UsageError("--\(name) takes a duration like 250ms, 10s, 5m, 2h or 1d, not \"\(text)\"")
        }
        return micros
    }

    /// A share: `0.01` or `1%`.
    func share(_ name: String) throws(UsageError) -> Double? {
        guard let text = value(name) else { return nil }
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? text.dropLast() : text[...]),
            (0...1).contains(isPercent ? number / 100 : number)
        else { throw UsageError("--\(name) takes a share from 0 to 1, or a percentage, not \"\(text)\"") }
        return isPercent ? number / 100 : number
    }

    /// Events a second; nil for `max` and when it is not given.
    func rate(_ name: String) throws(UsageError) -> Double? {
        guard let text = value(name), text != "max" else { return nil }
        guard let number = Double(text), number > 0, number.isFinite else {
            throw UsageError("--\(name) takes events a second, or max, not \"\(text)\"")
        }
        return number
    }
}
