extension TextCursor {
    /// A number with an optional sign and fraction; `nil` when there is none. At most 15 digits before the point.
    fileprivate mutating func decimal(_ negative: Bool) -> (whole: Int64, fraction: Double)? {
        let start = at
        let whole = number(digitsMax: 15) ?? 0
        let hasWhole = at > start
        if hasWhole, peek &- 48 <= 9 { return nil }
        var fraction = 0.0
        if take(UInt8(ascii: ".")) {
            let point = at
            if let digits = number(digitsMax: 15) { fraction = Double(digits) / Double(powersOfTen[at - point]) }
            while peek &- 48 <= 9 { at += 1 }
            guard hasWhole || at > point else { return nil }
        } else if !hasWhole {
            return nil
        }
        return negative ? (-Int64(whole), -fraction) : (Int64(whole), fraction)
    }

    private mutating func sign() -> Bool {
        if take(UInt8(ascii: "-")) { return true }
        _ = take(UInt8(ascii: "+"))
        return false
    }

    /// `[@] {number unit | [-]y-m | [number] [-]h:m[:s]} ... [ago]`; a last number without unit is seconds, one before
    /// hours days.
    mutating func wordInterval(_ parts: inout IntervalParts) -> TextVerdict {
        _ = take(UInt8(ascii: "@"))
        var anything = false
        var days: (whole: Int64, fraction: Double)?
        while true {
            skipSpaces()
            if atEnd { return anything ? .good : .malformed }
            if anything, take(word: "ago") {
                skipSpaces()
                parts.negate()
                return atEnd ? .good : .malformed
            }
            let isSigned = !isAtNumber
            let negative = sign()
            skipSpaces()
            let start = at
            guard let value = decimal(negative) else { return .malformed }
            anything = true
            if peek == UInt8(ascii: ":"), value.fraction == 0 {
                let verdict = clock(hours: value.whole, negative: negative, &parts)
                guard verdict == .good else { return verdict }
                guard parts.addWaiting(&days) else { return .malformed }
                continue
            }
            // From here on only hours may follow days without unit.
            if peek == UInt8(ascii: "-"), days == nil, digits(from: start) == at - start {
                let verdict = yearsAndMonths(value.whole, negative: negative, isSigned: isSigned, &parts)
                guard verdict == .good else { return verdict }
                continue
            }
            skipSpaces()
            let unit: IntervalUnit
            if atEnd {
                unit = .second
            } else if days == nil, isAtNumber || peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") {
                days = value
                continue
            } else {
                guard let named = intervalUnit() else { return .malformed }
                unit = named
            }
            guard days == nil || unit == .hour, parts.mark(unit), parts.addWaiting(&days) else { return .malformed }
            parts.add(unit, whole: value.whole, fraction: value.fraction)
        }
    }

    private var isAtNumber: Bool { peek &- 48 <= 9 || peek == UInt8(ascii: ".") }

    /// How many digits begin there.
    private func digits(from start: UnsafePointer<UInt8>) -> Int {
        var at = start
        while at < end, at.pointee &- 48 <= 9 { at += 1 }
        return at - start
    }

    /// `-m` after the years, of the standard's form `y-m`.
    private mutating func yearsAndMonths(
        _ years: Int64, negative: Bool, isSigned: Bool, _ parts: inout IntervalParts
    ) -> TextVerdict {
        at += 1
        let width = digits(from: at)
        guard let months = number(digitsMax: 2) else { return .malformed }
        guard width <= 2, months < 12 else { return .outOfRange }
        guard peek != UInt8(ascii: "-"), parts.mark(.month) else { return .malformed }
        // A signed number takes these in as well.
        if isSigned, peek == UInt8(ascii: ".") || peek == UInt8(ascii: ":") { return .malformed }
        parts.add(.month, whole: years * 12 + Int64(negative ? -months : months), fraction: 0)
        return .good
    }

    /// `:m[:s[.f]]` after the hours; `m:s.f` when only a fraction follows the second number.
    private mutating func clock(hours: Int64, negative: Bool, _ parts: inout IntervalParts) -> TextVerdict {
        at += 1
        guard let second = number(digitsMax: 2) else { return .malformed }
        var (hours, minutes) = (hours.magnitude, second)
        var seconds = 0
        var micros: Int64 = 0
        if take(UInt8(ascii: ":")) {
            guard let value = number(digitsMax: 2) else { return .malformed }
            seconds = value
            if take(UInt8(ascii: ".")) { micros = fractionMicros() }
        } else if take(UInt8(ascii: ".")) {
            micros = fractionMicros()
            (seconds, minutes, hours) = (minutes, Int(clamping: hours), 0)
        }
        guard parts.mark(.hour), parts.mark(.minute), parts.mark(.second) else { return .malformed }
        guard minutes <= 59, seconds <= 60 else { return .outOfRange }
        let rest = Int64(minutes * 60 + seconds) * TimeLimits.microsPerSecond + micros
        let total = Int128(hours) * Int128(TimeLimits.microsPerHour) + Int128(rest)
        parts.micros += negative ? -total : total
        return .good
    }

    private mutating func intervalUnit() -> IntervalUnit? {
        let start = at
        while (peek | 0x20) &- 97 < 26 { at += 1 }
        let stop = at
        for (word, unit) in unitNames where stop - start == word.utf8CodeUnitCount {
            at = start
            if take(word: word) { return unit }
        }
        return nil
    }

    /// `P[nY][nM][nW][nD][T[nH][nM][nS]]`, each number with its own sign and fraction, or ISO 8601's alternative form,
    /// `P[y[-m[-d]]][Th[:m[:s]]]` and `P[yyyymmdd][Thhmmss]`.
    mutating func isoInterval(_ parts: inout IntervalParts) -> TextVerdict {
        at += 1
        var inTime = false
        var anything = false
        var hasUnits = false
        while !atEnd, peek != 0x20 {
            if take(UInt8(ascii: "T")) {
                guard !inTime else { return .malformed }
                inTime = true
                anything = true
                hasUnits = false
                continue
            }
            let negative = sign()
            let start = at
            guard let value = decimal(negative) else { return .malformed }
            anything = true
            let unit: IntervalUnit
            switch (peek, inTime) {
            case (UInt8(ascii: "Y"), false): unit = .year
            case (UInt8(ascii: "M"), false): unit = .month
            case (UInt8(ascii: "W"), false): unit = .week
            case (UInt8(ascii: "D"), false): unit = .day
            case (UInt8(ascii: "H"), true): unit = .hour
            case (UInt8(ascii: "M"), true): unit = .minute
            case (UInt8(ascii: "S"), true): unit = .second
            default:
                let width = digits(from: start)
                guard !hasUnits, inTime ? isoTime(value, width, &parts) : isoDate(value, width, &parts)
                else { return .malformed }
                continue
            }
            at += 1
            hasUnits = true
            parts.add(unit, whole: value.whole, fraction: value.fraction)
        }
        skipSpaces()
        return anything && atEnd ? .good : .malformed
    }

    /// `[-m[-d]]` after the years, or nothing after all three as eight digits.
    private mutating func isoDate(
        _ value: (whole: Int64, fraction: Double), _ width: Int, _ parts: inout IntervalParts
    ) -> Bool {
        let isAlone = atEnd || peek == UInt8(ascii: "T")
        if isAlone, width == 8 {
            parts.add(.year, whole: value.whole / 10_000, fraction: 0)
            parts.add(.month, whole: value.whole / 100 % 100, fraction: 0)
            parts.add(.day, whole: value.whole % 100, fraction: value.fraction)
            return true
        }
        parts.add(.year, whole: value.whole, fraction: value.fraction)
        if isAlone { return true }
        guard isoPart(after: UInt8(ascii: "-"), .month, &parts) else { return false }
        guard peek != UInt8(ascii: "-") || isoPart(after: UInt8(ascii: "-"), .day, &parts) else { return false }
        return atEnd || peek == UInt8(ascii: "T")
    }

    /// `[:m[:s]]` after the hours, or nothing after all three as six digits.
    private mutating func isoTime(
        _ value: (whole: Int64, fraction: Double), _ width: Int, _ parts: inout IntervalParts
    ) -> Bool {
        if atEnd, width == 6 {
            parts.add(.hour, whole: value.whole / 10_000, fraction: 0)
            parts.add(.minute, whole: value.whole / 100 % 100, fraction: 0)
            parts.add(.second, whole: value.whole % 100, fraction: 0)
            // PostgreSQL takes the fraction for one of a microsecond here.
            parts.add(.micro, whole: 0, fraction: value.fraction)
            return true
        }
        parts.add(.hour, whole: value.whole, fraction: value.fraction)
        if atEnd { return true }
        guard isoPart(after: UInt8(ascii: ":"), .minute, &parts) else { return false }
        guard peek != UInt8(ascii: ":") || isoPart(after: UInt8(ascii: ":"), .second, &parts) else { return false }
        return atEnd
    }

    /// A mark and the number that follows it.
    private mutating func isoPart(after mark: UInt8, _ unit: IntervalUnit, _ parts: inout IntervalParts) -> Bool {
        guard take(mark) else { return false }
        let negative = sign()
        guard let value = decimal(negative) else { return false }
        parts.add(unit, whole: value.whole, fraction: value.fraction)
        return true
    }
}

/// PostgreSQL's names.
private let unitNames: [(StaticString, IntervalUnit)] = [
    ("second", .second), ("seconds", .second), ("sec", .second), ("secs", .second), ("s", .second),
    ("minute", .minute), ("minutes", .minute), ("min", .minute), ("mins", .minute), ("m", .minute),
    ("hour", .hour), ("hours", .hour), ("hr", .hour), ("hrs", .hour), ("h", .hour), ("day", .day), ("days", .day),
    ("d", .day), ("week", .week), ("weeks", .week), ("w", .week), ("month", .month), ("months", .month),
    ("mon", .month), ("mons", .month), ("year", .year), ("years", .year), ("yr", .year), ("yrs", .year),
    ("y", .year), ("millisecond", .milli), ("milliseconds", .milli), ("msec", .milli), ("msecs", .milli),
    ("ms", .milli), ("microsecond", .micro), ("microseconds", .micro), ("usec", .micro), ("usecs", .micro),
    ("us", .micro), ("decade", .decade), ("decades", .decade), ("dec", .decade), ("decs", .decade),
    ("century", .century), ("centuries", .century), ("cent", .century), ("c", .century),
    ("millennium", .millennium), ("millennia", .millennium), ("mil", .millennium), ("mils", .millennium),
]
