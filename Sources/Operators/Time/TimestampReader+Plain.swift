extension TimestampReader {
    /// Whether `YYYY-MM-DD HH:MM:SS` reads the short way in a form: it then means the same in the long way.
    static func isPlain(_ form: TimestampFormat.Form) -> Bool {
        switch form {
        case .auto: true
        case .template(let text): text == "YYYY-MM-DD HH24:MI:SS"
        default: false
        }
    }

    /// Reads exactly `YYYY-MM-DD HH:MM:SS`, and with `auto` also with `T` between and `Z` after; `nil` for any other
    /// text and for anything unusual in it, which is left to the long way.
    @inline(__always)
    func readPlain(_ text: UnsafeRawBufferPointer) -> TimeReading? {
        guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        let isAuto = numbers == .byMagnitude
        let hasZone = text.count == 20 && isAuto && base[19] == UInt8(ascii: "Z")
        guard text.count == 19 || hasZone else { return nil }
        guard base[10] == 0x20 || (isAuto && base[10] == UInt8(ascii: "T")) else { return nil }
        guard let micros = clockMicros(base + 11) else { return nil }
        var parsed = ParsedTimestamp(microsOfDay: micros, offset: hasZone ? 0 : nil, hasTime: true)
        if let days = dates.find(base) {
            parsed.days = days
        } else {
            guard var cursor = TextCursor(UnsafeRawBufferPointer(rebasing: text[0..<10])),
                cursor.isoDate(&parsed, cache: &dates) == .good, cursor.atEnd
            else { return nil }
        }
        return finish(parsed)
    }
}

/// Microseconds of `HH:MM:SS` at eight readable bytes, or `nil` for anything but 00:00:00 to 23:59:59.
@inline(__always)
private func clockMicros(_ bytes: UnsafePointer<UInt8>) -> Int64? {
    let word = UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    // Digits become their values and colons zero; adding 0x76 sets the top bit of everything above 9.
    let values = word ^ 0x3030_3A30_303A_3030
    let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    guard others == 0, values & 0x0000_FF00_00FF_0000 == 0 else { return nil }
    let pairs = values &* 10 &+ (values &>> 8)
    let (hour, minute, second) = (pairs & 0xFF, (pairs &>> 24) & 0xFF, (pairs &>> 48) & 0xFF)
    guard hour <= 23, minute <= 59, second <= 59 else { return nil }
    return Int64(bitPattern: (hour &* 60 &+ minute) &* 60 &+ second) &* TimeLimits.microsPerSecond
}
