/// What a text said: a day, a time of day and perhaps an offset from UTC.
struct ParsedTimestamp {
    var days: Int64 = 0
    /// 0 ... 24 hours.
    var microsOfDay: Int64 = 0
    /// Local time less UTC, microseconds; `nil` when the text names no zone.
    var offset: Int64?
    var hasTime = false
}

enum TextVerdict {
    case good
    case malformed
    case outOfRange
}

/// The bytes of the last date seen and its day: most rows of a batch share their date.
struct DateCache {
    private var first: UInt64 = 0
    private var rest: UInt16 = 0
    private var days: Int64 = 0

    /// The day of `YYYY-MM-DD` at ten readable bytes, if it is the last one again.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>) -> Int64? {
        let raw = UnsafeRawPointer(bytes)
        let same = raw.loadUnaligned(as: UInt64.self) == first && (raw + 8).loadUnaligned(as: UInt16.self) == rest
        return same ? days : nil
    }

    @inline(__always)
    mutating func store(_ bytes: UnsafePointer<UInt8>, days: Int64) {
        let raw = UnsafeRawPointer(bytes)
        first = raw.loadUnaligned(as: UInt64.self)
        rest = (raw + 8).loadUnaligned(as: UInt16.self)
        self.days = days
    }
}

extension TextCursor {
    /// `Y-M-D[(T| )h:m[:s[.f]]][ ][zone]` with blanks around, as PostgreSQL reads it.
    mutating func isoTimestamp(_ result: inout ParsedTimestamp, cache: inout DateCache) -> TextVerdict {
        skipSpaces()
        let date = isoDate(&result, cache: &cache)
        guard date == .good else { return date }
        let separator = peek
        if separator | 0x20 == UInt8(ascii: "t") || (separator == 0x20 && hasTimeAfterSpaces) {
            at += 1
            skipSpaces()
            let time = isoTime(&result)
            guard time == .good else { return time }
        }
        skipSpaces()
        if !atEnd {
            let zone = isoZone(&result)
            guard zone == .good else { return zone }
            skipSpaces()
        }
        return atEnd ? .good : .malformed
    }

    private var hasTimeAfterSpaces: Bool {
        var ahead = self
        ahead.skipSpaces()
        return ahead.peek &- 48 <= 9
    }

    @inline(__always)
    mutating func isoDate(_ result: inout ParsedTimestamp, cache: inout DateCache) -> TextVerdict {
        let start = at
        // Only whole fields are kept: the byte after the day is no digit.
        if left >= 10, let days = cache.find(at), left == 10 || at[10] &- 48 > 9 {
            result.days = days
            at += 10
            return .good
        }
        guard let year = number(digitsMax: 6), at - start >= 4, take(UInt8(ascii: "-")),
            let month = number(digitsMax: 2), take(UInt8(ascii: "-")), let day = number(digitsMax: 2)
        else { return .malformed }
        let date = CivilDate(year: year, month: month, day: day)
        guard year > 0, date.isValid else { return .outOfRange }
        result.days = date.days
        if at - start == 10 { cache.store(start, days: result.days) }
        return .good
    }

    @inline(__always)
    mutating func isoTime(_ result: inout ParsedTimestamp) -> TextVerdict {
        guard let hour = number(digitsMax: 2), take(UInt8(ascii: ":")), let minute = number(digitsMax: 2) else {
            return .malformed
        }
        var second = 0
        var micros: Int64 = 0
        if take(UInt8(ascii: ":")) {
            guard let value = number(digitsMax: 2) else { return .malformed }
            second = value
            if take(UInt8(ascii: ".")) { micros = fractionMicros() }
        }
        guard hour <= 24, minute <= 59, second <= 60 else { return .outOfRange }
        let total = Int64((hour * 60 + minute) * 60 + second) * TimeLimits.microsPerSecond + micros
        result.microsOfDay = total
        result.hasTime = true
        return total <= TimeLimits.microsPerDay ? .good : .outOfRange
    }

    /// `Z`, `UTC`, `GMT`, `+h`, `+hh`, `+hmm`, `+hhmm`, `+hh:mm`, `+hh:mm:ss`; less than 16 hours, east positive.
    mutating func isoZone(_ result: inout ParsedTimestamp) -> TextVerdict {
        if take(word: "utc") || take(word: "gmt") || take(word: "z") {
            result.offset = 0
            return .good
        }
        let negative = peek == UInt8(ascii: "-")
        guard negative || peek == UInt8(ascii: "+") else { return .malformed }
        at += 1
        let start = at
        guard var hours = number(digitsMax: 4) else { return .malformed }
        var minutes = 0
        var seconds = 0
        if at - start > 2 {
            minutes = hours % 100
            hours /= 100
        } else if take(UInt8(ascii: ":")) {
            guard let value = number(digitsMax: 2) else { return .malformed }
            minutes = value
            if take(UInt8(ascii: ":")) {
                guard let value = number(digitsMax: 2) else { return .malformed }
                seconds = value
            }
        }
        guard hours <= 15, minutes <= 59, seconds <= 59 else { return .outOfRange }
        let offset = Int64((hours * 60 + minutes) * 60 + seconds) * TimeLimits.microsPerSecond
        result.offset = negative ? -offset : offset
        return .good
    }

    /// RFC 3339 to the letter: `YYYY-MM-DD(T|t| )hh:mm:ss[.f](Z|z|±hh:mm)`.
    mutating func rfc3339(_ result: inout ParsedTimestamp, cache: inout DateCache) -> TextVerdict {
        guard left >= 20, at[4] == UInt8(ascii: "-"), at[7] == UInt8(ascii: "-"), at[13] == UInt8(ascii: ":"),
            at[16] == UInt8(ascii: ":"), at[10] | 0x20 == UInt8(ascii: "t") || at[10] == 0x20
        else { return .malformed }
        let start = at
        let date = isoDate(&result, cache: &cache)
        guard date == .good else { return date }
        guard at - start == 10 else { return .malformed }
        at += 1
        let time = isoTime(&result)
        guard time == .good else { return time }
        guard at - start >= 19, at[-1] != UInt8(ascii: ".") else { return .malformed }
        let zone = at
        let verdict = isoZone(&result)
        guard verdict == .good else { return verdict }
        let plain =
            zone.pointee | 0x20 == UInt8(ascii: "z") ? at - zone == 1 : at - zone == 6 && zone[3] == UInt8(ascii: ":")
        return plain && atEnd ? .good : .malformed
    }
}
