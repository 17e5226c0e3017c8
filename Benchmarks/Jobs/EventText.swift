import Glibc

/// Fields of a flat JSON event as a plain program finds them, by their key's text.
struct EventText {
    let bytes: UnsafeRawBufferPointer

    /// Index of the value behind a key, which is given with its quotes and colon; nil when the key is not there.
    private func find(_ key: StaticString) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let size = key.utf8CodeUnitCount
        var index = 0
        while index + size <= bytes.count, memcmp(base + index, key.utf8Start, size) != 0 {
            // Keys begin with a quote.
            guard let quote = memchr(base + index + 1, 0x22, bytes.count - index - 1) else { return nil }
            index = base.distance(to: UnsafeRawPointer(quote))
        }
        index += size
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        return index < bytes.count ? index : nil
    }

    /// A whole number.
    func number(_ key: StaticString) -> Int64? {
        guard var index = find(key) else { return nil }
        let isNegative = bytes[index] == 0x2D
        if isNegative { index += 1 }
        let start = index
        var value: Int64 = 0
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
            value = value * 10 + Int64(bytes[index] - 0x30)
            index += 1
        }
        return index == start ? nil : (isNegative ? -value : value)
    }

    /// A number with up to two decimals, in hundredths.
    func hundredths(_ key: StaticString) -> Int64? {
        guard let whole = number(key), var index = find(key) else { return nil }
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        var value = whole * 100
        guard index + 1 < bytes.count, bytes[index] == 0x2E else { return value }
        var weight: Int64 = 10
        index += 1
        while index < bytes.count, weight > 0, (0x30...0x39).contains(bytes[index]) {
            value += Int64(bytes[index] - 0x30) * weight
            weight /= 10
            index += 1
        }
        return value
    }

    /// Text, or the digits of a number.
    func text(_ key: StaticString) -> String? {
        guard let start = find(key) else { return nil }
        let isQuoted = bytes[start] == 0x22
        let rest = bytes[(isQuoted ? start + 1 : start)...]
        let end = rest.firstIndex { isQuoted ? $0 == 0x22 : !(0x30...0x39).contains($0) } ?? rest.endIndex
        return String(decoding: bytes[rest.startIndex..<end], as: UTF8.self)
    }

    /// `2025-01-26 14:00:00...` in UTC as seconds since 1970.
    static func unixSeconds(_ text: some StringProtocol) -> Int64? {
        let numbers = text.utf8.split(maxSplits: 6) { !(0x30...0x39).contains($0) }.prefix(6).compactMap {
            Int64(String(decoding: $0, as: UTF8.self))
        }
        guard numbers.count == 6 else { return nil }
        // Days since 1970 in the proleptic Gregorian calendar, years beginning in March.
        let year = numbers[0] - (numbers[1] <= 2 ? 1 : 0)
        let day = (153 * ((numbers[1] + 9) % 12) + 2) / 5 + numbers[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + day - 719_468
        return days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
    }
}
