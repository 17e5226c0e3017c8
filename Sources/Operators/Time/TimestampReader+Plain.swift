extension TimestampReader {
    /// Whether `YYYY-MM-DD HH:MM:SS` reads the short way in a form: it then means the same in the long way.
    static func isPlain(_ form: TimestampFormat.Form) -> Bool {
        switch form {
        case .auto: true
        case .template(let text): text == "YYYY-MM-DD HH24:MI:SS"
        default: false
        }
    }

    /// Reads exactly `YYYY-MM-DD HH:MM:SS`, and with `auto` also with `T` between, up to six digits of a fraction and a
    /// zone after; `nil` for any other text and for anything unusual in it, which is left to the long way.
    @inline(__always)
    func readPlain(_ text: UnsafeRawBufferPointer) -> TimeReading? {
        guard text.count >= 19, let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        let isAuto = numbers == .byMagnitude
        guard base[10] == 0x20 || (isAuto && base[10] == UInt8(ascii: "T")) else { return nil }
        guard let micros = clockMicros(base + 11) else { return nil }
        var parsed = ParsedTimestamp(microsOfDay: micros, offset: nil, hasTime: true)
        if text.count > 19 {
            guard isAuto, readTail(base + 19, count: text.count &- 19, &parsed) else { return nil }
        }
        if let days = dates.find(base) {
            parsed.days = days
        } else {
            guard var cursor = TextCursor(UnsafeRawBufferPointer(rebasing: text[0..<10])),
                cursor.isoDate(&parsed, cache: &dates) == .good, cursor.atEnd
            else { return nil }
        }
        return finish(parsed)
    }

    /// Reads `[.f][Z|+hhmm|+hh:mm]` up to the end.
    @inline(__always)
    private func readTail(_ bytes: UnsafePointer<UInt8>, count: Int, _ parsed: inout ParsedTimestamp) -> Bool {
        var at = 0
        if bytes[0] == UInt8(ascii: ".") {
            at = 1
            var unit: Int64 = 100_000
            while at < count, bytes[at] &- 48 <= 9 {
                guard unit > 0 else { return false }
                parsed.microsOfDay &+= Int64(bytes[at] &- 48) &* unit
                unit /= 10
                at &+= 1
            }
            guard at > 1 else { return false }
        }
        if at == count { return true }
        parsed.offset = 0
        if bytes[at] == UInt8(ascii: "Z") { return at &+ 1 == count }
        guard bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") else { return false }
        let colon = count &- at == 6 ? 1 : 0
        guard count &- at == 5 &+ colon, colon == 0 || bytes[at &+ 3] == UInt8(ascii: ":") else { return false }
        let digits = (
            bytes[at &+ 1] &- 48, bytes[at &+ 2] &- 48, bytes[at &+ 3 &+ colon] &- 48, bytes[count &- 1] &- 48
        )
        // Less than 16 hours, as in the long way.
        guard digits.0 <= 1, digits.1 <= (digits.0 == 1 ? 5 : 9), digits.2 <= 5, digits.3 <= 9 else { return false }
        let minutes = (Int64(digits.0) &* 10 &+ Int64(digits.1)) &* 60 &+ Int64(digits.2) &* 10 &+ Int64(digits.3)
        let offset = minutes &* 60 &* TimeLimits.microsPerSecond
        parsed.offset = bytes[at] == UInt8(ascii: "-") ? 0 &- offset : offset
        return true
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
