/// Reads dates and times as PostgreSQL's input takes them beyond ISO 8601: `Jan 15, 2024 10:30 PM`, `15-Jan-2024`,
/// `1/15/2024`, `20240115T103000Z`, `Mon, 15 Jan 2024 10:30:00 +0000`, `2024-01-15 10:30 Europe/Berlin`.
///
/// The rules are those of `ParseDateTime` and `DecodeDateTime` (src/backend/utils/adt/datetime.c) with DateStyle
/// `ISO, MDY`. Not read: words for the clock (`now`, `today`), Julian days, single units (`y2024m1d5`).
/// For casts only: a source says how its times are written.
struct DateTimeText {
    /// What has been said so far, once each.
    private struct Said: OptionSet {
        let rawValue: Int
        static let year = Said(rawValue: 1)
        static let month = Said(rawValue: 2)
        static let day = Said(rawValue: 4)
        static let time = Said(rawValue: 8)
        static let zone = Said(rawValue: 16)
        static let dayOfYear = Said(rawValue: 32)
        static let date: Said = [.year, .month, .day]
    }

    private enum Half {
        case morning, afternoon
    }

    private var said: Said = []
    private var year = 0
    private var isShortYear = false
    private var month = 0
    private var isMonthName = false
    private var day = 0
    private var dayOfYear = 0
    private var half: Half?
    private var isBeforeChrist = false
    private var parsed = ParsedTimestamp()
    private var zoneName: String?
    private var zones: ZoneCache

    private init(_ zones: ZoneCache) {
        self.zones = zones
    }

    /// - Parameter zones: rules of zones that texts name, kept by the caller.
    static func read(_ text: String, _ zones: ZoneCache, _ parsed: inout ParsedTimestamp) -> TextVerdict {
        guard let fields = DateTimeField.all(in: text) else { return .malformed }
        var state = DateTimeText(zones)
        for field in fields {
            let verdict = state.take(field)
            guard verdict == .good else { return verdict }
        }
        let verdict = state.finish()
        parsed = state.parsed
        return verdict
    }

    private mutating func take(_ field: DateTimeField) -> TextVerdict {
        switch field {
        case .number(let text): number(text)
        case .date(let text): said.isSuperset(of: .date) ? zone(text) : date(text)
        case .time(let text): time(text)
        case .zone(let text): offset(text)
        case .word(let text): word(text)
        }
    }

    private mutating func say(_ part: Said) -> Bool { said.insert(part).inserted }

    // MARK: Numbers

    /// A number whose meaning follows from what is known already (`DecodeNumber`).
    private mutating func number(_ text: String) -> TextVerdict {
        let point = text.firstIndex(of: ".")
        let length = point.map { text.distance(from: text.startIndex, to: $0) } ?? text.count
        if point != nil || length > 4 { return runTogether(text) }
        guard let value = Int(text) else { return .malformed }
        if length == 3, said.intersection(.date) == .year {
            dayOfYear = value
            guard (1...366).contains(value) else { return .outOfRange }
            said.formUnion([.month, .day, .dayOfYear])
            return .good
        }
        switch said.intersection(.date) {
        case []: return length >= 3 ? set(year: value, length) : set(month: value)
        case [.year]: return set(month: value)
        case [.month]: return isMonthName && length >= 3 ? set(year: value, length) : set(day: value)
        case [.year, .month]:
            if isMonthName, length >= 3, isShortYear {
                // The first number was not the year, but the day.
                day = year
                year = value
                isShortYear = false
                return say(.day) ? .good : .malformed
            }
            return set(day: value)
        case [.day]: return set(month: value)
        case [.month, .day]: return set(year: value, length)
        case .date: return runTogether(text)
        default: return .malformed
        }
    }

    private mutating func set(year value: Int, _ length: Int) -> TextVerdict {
        year = value
        isShortYear = length <= 2
        return say(.year) ? .good : .malformed
    }

    private mutating func set(month value: Int) -> TextVerdict {
        month = value
        return say(.month) ? .good : .malformed
    }

    private mutating func set(day value: Int) -> TextVerdict {
        day = value
        return say(.day) ? .good : .malformed
    }

    /// `20240115`, `240115`, `103000`, `1030`, `103000.5` (`DecodeNumberField`).
    private mutating func runTogether(_ text: String) -> TextVerdict {
        var digits = Array(text.utf8)
        if let point = digits.firstIndex(of: UInt8(ascii: ".")) {
            parsed.microsOfDay = DateTimeText.micros(digits[(point + 1)...])
            digits.removeSubrange(point...)
        } else if !said.isSuperset(of: .date), digits.count >= 6 {
            guard said.isDisjoint(with: .date) else { return .malformed }
            func part(_ range: Range<Int>) -> Int? { Int(String(decoding: digits[range], as: UTF8.self)) }
            let count = digits.count
            guard let day = part(count - 2..<count), let month = part(count - 4..<count - 2),
                let year = part(0..<count - 4)
            else { return .malformed }
            (self.day, self.month, self.year, isShortYear) = (day, month, year, count - 4 == 2)
            said.formUnion(.date)
            return .good
        }
        guard digits.count == 6 || digits.count == 4, let value = Int(String(decoding: digits, as: UTF8.self)) else {
            return .malformed
        }
        let whole = digits.count == 4 ? value * 100 : value
        return set(hour: whole / 10_000, minute: whole / 100 % 100, second: whole % 100, micros: parsed.microsOfDay)
    }

    private static func micros(_ digits: ArraySlice<UInt8>) -> Int64 {
        Array(digits).withUnsafeBytes { bytes in
            guard var cursor = TextCursor(bytes) else { return 0 }
            return cursor.fractionMicros()
        }
    }

    // MARK: Dates and times

    /// `1/15/2024`, `15-Jan-2024`, `2024.01.15` (`DecodeDate`): the name of a month first, then the numbers in order.
    private mutating func date(_ text: String) -> TextVerdict {
        var parts: [Substring] = []
        var rest = Substring(text)
        while let first = rest.first {
            let part =
                first.isNumber
                ? rest.prefix { $0.isNumber }
                : first.isLetter ? rest.prefix { $0.isLetter } : rest.prefix(0)
            rest = rest.dropFirst(max(1, part.count))
            if !part.isEmpty { parts.append(part) }
        }
        for part in parts where part.first?.isLetter == true {
            guard let month = DateTimeWords.month(String(part)) else { return .malformed }
            let verdict = set(month: month)
            guard verdict == .good else { return verdict }
            isMonthName = true
        }
        for part in parts where part.first?.isNumber == true {
            let verdict = number(String(part))
            guard verdict == .good else { return verdict }
        }
        return said.isSuperset(of: .date) ? .good : .malformed
    }

    private mutating func time(_ text: String) -> TextVerdict {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = Int(parts[0]), let minute = Int(parts[1]) else {
            return .malformed
        }
        guard parts.count == 3 else { return set(hour: hour, minute: minute, second: 0, micros: 0) }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = Int(seconds[0]) else { return .malformed }
        let micros = seconds.count > 1 ? DateTimeText.micros(Array(seconds[1].utf8)[...]) : 0
        return set(hour: hour, minute: minute, second: second, micros: micros)
    }

    private mutating func set(hour: Int, minute: Int, second: Int, micros: Int64) -> TextVerdict {
        guard say(.time) else { return .malformed }
        guard hour <= 24, minute <= 59, second <= 60 else { return .outOfRange }
        parsed.microsOfDay = Int64((hour * 60 + minute) * 60 + second) * TimeLimits.microsPerSecond + micros
        return parsed.microsOfDay <= TimeLimits.microsPerDay ? .good : .outOfRange
    }

    // MARK: Zones and words

    private mutating func offset(_ text: String) -> TextVerdict {
        guard say(.zone) else { return .malformed }
        return Array(text.utf8).withUnsafeBytes { bytes in
            guard var cursor = TextCursor(bytes) else { return .malformed }
            let verdict = cursor.isoZone(&parsed)
            return verdict == .good && !cursor.atEnd ? .malformed : verdict
        }
    }

    private mutating func zone(_ name: String) -> TextVerdict {
        guard say(.zone), zones.rules(of: name) != nil else { return .malformed }
        zoneName = name
        return .good
    }

    private mutating func word(_ text: String) -> TextVerdict {
        let word = text.lowercased()
        if let named = DateTimeWords.month(word) {
            // In `15 Jan 2024` the first number was not the month, but the day.
            if said.contains(.month), !isMonthName, !said.contains(.day), (1...31).contains(month) {
                day = month
                said.insert(.day)
            } else if !say(.month) {
                return .malformed
            }
            isMonthName = true
            month = named
            return .good
        }
        if DateTimeWords.isWeekday(word) || word == "at" || word == "on" { return .good }
        switch word {
        case "am": half = .morning
        case "pm": half = .afternoon
        case "ad": isBeforeChrist = false
        case "bc": isBeforeChrist = true
        case "t": return said.isSuperset(of: .date) ? .good : .malformed
        default:
            if let minutes = DateTimeWords.offsetMinutes(ofZone: word) {
                guard say(.zone) else { return .malformed }
                parsed.offset = Int64(minutes) * TimeLimits.microsPerMinute
                return .good
            }
            return zone(text)
        }
        return .good
    }

    // MARK: The end

    private mutating func finish() -> TextVerdict {
        guard said.isSuperset(of: .date) else { return .malformed }
        if let verdict = finishDate() { return verdict }
        if let half {
            let microsPerHour = 60 * TimeLimits.microsPerMinute
            let hour = parsed.microsOfDay / microsPerHour
            guard hour <= 12 else { return .outOfRange }
            if half == .morning && hour == 12 { parsed.microsOfDay -= 12 * microsPerHour }
            if half == .afternoon && hour != 12 { parsed.microsOfDay += 12 * microsPerHour }
        }
        parsed.hasTime = said.contains(.time)
        if let zoneName, let rules = zones.rules(of: zoneName) {
            let (micros, overflow) = parsed.days.multipliedReportingOverflow(by: TimeLimits.microsPerDay)
            guard !overflow, TimeLimits.isTimestamp(micros) else { return .outOfRange }
            let local = micros + parsed.microsOfDay
            parsed.offset = local - rules.utc(ofLocal: local)
        }
        return .good
    }

    /// Nil when the date is one.
    private mutating func finishDate() -> TextVerdict? {
        if isBeforeChrist {
            guard year > 0 else { return .outOfRange }
            year = 1 - year
        } else if isShortYear {
            year += year < 70 ? 2_000 : 1_900
        } else if year <= 0 {
            return .outOfRange
        }
        guard year < 300_000 else { return .outOfRange }
        if said.contains(.dayOfYear) {
            guard dayOfYear <= (CivilDate.isLeap(year: year) ? 366 : 365) else { return .outOfRange }
            parsed.days = CivilDate(year: year, month: 1, day: 1).days + Int64(dayOfYear - 1)
            return nil
        }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else { return .outOfRange }
        parsed.days = date.days
        return nil
    }
}
