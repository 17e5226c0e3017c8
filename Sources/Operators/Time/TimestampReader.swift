/// What reading a timestamp gave.
package enum TimeReading: Equatable, Sendable {
    case value(Int64)
    /// Not of the form that the format asks for.
    case malformed
    /// Of the form, but no such time, or outside PostgreSQL's range.
    case outOfRange
}

/// Reads timestamps or dates of one format; remembers the last date and zone offset, so one lane owns it.
///
/// - `timestamptz`: text without a zone is local time of the format's zone; a number counts from 1970 UTC.
/// - `timestamp`: a zone in the text is ignored, as PostgreSQL does; a number is turned into the zone's wall clock.
/// - `date`: the date of that wall clock.
package final class TimestampReader {
    enum Target {
        case instant
        case local
        case date
    }

    enum Form {
        case auto
        case unix(UnixUnit)
        case rfc3339
        case template(TimestampTemplate)
    }

    /// How numbers are read: plain, so that looking at it counts no references.
    enum Numbers: Equatable {
        case refused
        case byMagnitude
        case unit(UnixUnit)

        /// An integer as microseconds since 2000-01-01, or `nil` out of range; not for `refused`.
        @inline(__always)
        func timestamp(_ value: Int64) -> Int64? {
            if case .unit(let unit) = self { return unit.timestamp(value) }
            return UnixUnit(magnitude: value.magnitude).timestamp(value)
        }
    }

    let form: Form
    let numbers: Numbers
    let target: Target
    let zone: TimeZoneRules
    /// Whether `readPlain` is worth a try.
    private let isPlain: Bool
    var dates = DateCache()
    private var span = ZoneSpan(start: .max, end: .min, offset: 0)

    /// - Parameters:
    ///   - type: `timestamptz`, `timestamp` or `date`; any other reads as `timestamptz`.
    ///   - zone: the rules of `format.timezone`.
    ///   - ignoresRest: text left over after a template's last pattern is ignored, as PostgreSQL's functions do.
    package init(
        _ format: TimestampFormat, type: DataType, zone: TimeZoneRules, ignoresRest: Bool = false
    ) throws(TimeError) {
        isPlain = TimestampReader.isPlain(format.form)
        switch format.form {
        case .auto: form = .auto
        case .unixSeconds: form = .unix(.seconds)
        case .unixMillis: form = .unix(.millis)
        case .unixMicros: form = .unix(.micros)
        case .unixNanos: form = .unix(.nanos)
        case .rfc3339: form = .rfc3339
        case .template(let text):
            var template = try TimestampTemplate(text)
            template.ignoresRest = ignoresRest
            form = .template(template)
        }
        switch form {
        case .auto: numbers = .byMagnitude
        case .unix(let unit): numbers = .unit(unit)
        case .rfc3339, .template: numbers = .refused
        }
        target = type == .date ? .date : type == .timestamp ? .local : .instant
        self.zone = zone
    }

    /// Whether a number can be a time in this format.
    package var acceptsNumbers: Bool { numbers != .refused }

    /// Reads a whole text: microseconds since 2000-01-01, or days for a date.
    ///
    /// A plain `YYYY-MM-DD` is a date in every format: a source's format tells how its timestamps are written.
    // hot: row
    package func read(_ text: UnsafeRawBufferPointer) -> TimeReading {
        if isPlain, let reading = readPlain(text) { return reading }
        let reading = readAsFormatted(text)
        guard reading == .malformed, target == .date, text.count == 10, var cursor = TextCursor(text) else {
            return reading
        }
        var parsed = ParsedTimestamp()
        switch cursor.isoTimestamp(&parsed, cache: &dates) {
        case .malformed: return .malformed
        case .outOfRange: return .outOfRange
        case .good: return finish(parsed)
        }
    }

    private func readAsFormatted(_ text: UnsafeRawBufferPointer) -> TimeReading {
        guard var cursor = TextCursor(text) else { return .malformed }
        var parsed = ParsedTimestamp()
        let verdict: TextVerdict
        switch form {
        case .auto:
            if let reading = readNumber(cursor) { return reading }
            verdict = cursor.isoTimestamp(&parsed, cache: &dates)
        case .unix: return readNumber(cursor) ?? .malformed
        case .rfc3339: verdict = cursor.rfc3339(&parsed, cache: &dates)
        case .template(let template): verdict = template.read(&cursor, &parsed)
        }
        switch verdict {
        case .malformed: return .malformed
        case .outOfRange: return .outOfRange
        case .good: return finish(parsed)
        }
    }

    /// Reads a number without fraction.
    @inline(__always)
    package func read(integer value: Int64) -> TimeReading {
        guard numbers != .refused else { return .malformed }
        guard let instant = numbers.timestamp(value) else { return .outOfRange }
        return finish(instant: instant)
    }

    /// Reads the number `coefficient * 10^exponent`.
    package func read(coefficient: Int128, exponent: Int) -> TimeReading {
        switch form {
        case .auto:
            let unit = UnixUnit(magnitude: TimestampReader.wholePart(coefficient.magnitude, exponent))
            return unit.timestamp(coefficient: coefficient, exponent: exponent).map(finish(instant:)) ?? .outOfRange
        case .unix(let unit):
            return unit.timestamp(coefficient: coefficient, exponent: exponent).map(finish(instant:)) ?? .outOfRange
        case .rfc3339, .template: return .malformed
        }
    }

    static func wholePart(_ coefficient: UInt128, _ exponent: Int) -> UInt128 {
        var value = coefficient
        if exponent < 0 {
            for _ in 0..<min(-exponent, 40) { value /= 10 }
        } else {
            for _ in 0..<min(exponent, 40) where value < 1 << 120 { value *= 10 }
        }
        return value
    }

    @inline(__always)
    private func finish(instant: Int64) -> TimeReading {
        if target == .instant { return .value(instant) }
        if !span.contains(instant) { span = zone.span(at: instant) }
        let local = instant &+ span.offset
        if target == .date { return .value(floorDiv(local, TimeLimits.microsPerDay)) }
        return TimeLimits.isTimestamp(local) ? .value(local) : .outOfRange
    }

    func finish(_ parsed: ParsedTimestamp) -> TimeReading {
        if target == .date {
            return TimeLimits.isDate(parsed.days) ? .value(parsed.days) : .outOfRange
        }
        guard let local = timestamp(days: parsed.days, microsOfDay: parsed.microsOfDay) else { return .outOfRange }
        if target == .local { return .value(local) }
        let instant = parsed.offset.map { local &- $0 } ?? utc(ofLocal: local)
        return TimeLimits.isTimestamp(instant) ? .value(instant) : .outOfRange
    }

    /// Skips the search while the time lies a day or more inside the last stretch.
    private func utc(ofLocal local: Int64) -> Int64 {
        if let fixed = zone.fixedOffsetMicros { return local &- fixed }
        let instant = local &- span.offset
        if span.contains(instant &- TimeLimits.microsPerDay) && span.contains(instant &+ TimeLimits.microsPerDay) {
            return instant
        }
        let found = zone.utc(ofLocal: local)
        span = zone.span(at: found)
        return found
    }
}

extension TimestampReader {
    /// A number as text, `[-]digits[.digits]`; `nil` when it is none. With `auto`, digits that could be a
    /// year or a date are malformed.
    private func readNumber(_ start: TextCursor) -> TimeReading? {
        var cursor = start
        cursor.skipSpaces()
        let negative = cursor.take(UInt8(ascii: "-"))
        var coefficient: Int128 = 0
        var digits = 0
        var exponent = 0
        while true {
            let digit = cursor.peek &- 48
            if digit <= 9 {
                guard digits < 36 else { return .outOfRange }
                coefficient = coefficient * 10 + Int128(digit)
                digits += 1
                exponent -= exponent < 0 ? 1 : 0
                cursor.at += 1
            } else if digits > 0, exponent == 0, cursor.left >= 2, cursor.peek == UInt8(ascii: "."),
                cursor.at[1] &- 48 <= 9
            {
                coefficient = coefficient * 10 + Int128(cursor.at[1] &- 48)
                digits += 1
                exponent = -1
                cursor.at += 2
            } else {
                break
            }
        }
        cursor.skipSpaces()
        guard digits > 0, cursor.atEnd else { return nil }
        if case .auto = form, exponent == 0, digits < 9 || digits == 12 || digits == 14 { return .malformed }
        return read(coefficient: negative ? -coefficient : coefficient, exponent: exponent)
    }
}

extension TimestampReader {
    /// The time that `infinity` or `-infinity` is, in any case; nil for other text.
    static func infinity(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count == 8 || text.count == 9 else { return nil }
        let isNegative = text.first == UInt8(ascii: "-")
        let word = text.dropFirst(isNegative ? 1 : 0).lazy.map { $0 | 0x20 }
        guard word.elementsEqual("infinity".utf8) else { return nil }
        return isNegative ? TimeLimits.negativeInfinity : TimeLimits.infinity
    }
}
