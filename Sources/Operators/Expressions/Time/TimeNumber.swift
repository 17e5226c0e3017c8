/// A number that a `to_char` template shows.
enum TimeNumber {
    case hour12, hour24, minute, second, millis, micros, secondsOfDay
    /// The first digits of the fraction of a second.
    case fraction(Int)
    case yearWithComma
    /// The last digits of the year, or of the ISO year.
    case year(digits: Int, iso: Bool)
    case month, dayOfYear, isoDayOfYear, day, weekday, isoWeekday, weekOfMonth, weekOfYear, isoWeek, century, julian
    case quarter

    /// Longest first among those that begin alike.
    static let words: [(String, TimeNumber)] = [
        ("HH24", .hour24), ("HH12", .hour12), ("HH", .hour12), ("MI", .minute), ("SSSSS", .secondsOfDay),
        ("SSSS", .secondsOfDay), ("SS", .second), ("MS", .millis), ("US", .micros), ("FF1", .fraction(1)),
        ("FF2", .fraction(2)), ("FF3", .fraction(3)), ("FF4", .fraction(4)), ("FF5", .fraction(5)),
        ("FF6", .fraction(6)), ("Y,YYY", .yearWithComma), ("YYYY", .year(digits: 4, iso: false)),
        ("YYY", .year(digits: 3, iso: false)), ("YY", .year(digits: 2, iso: false)),
        ("IYYY", .year(digits: 4, iso: true)), ("IYY", .year(digits: 3, iso: true)),
        ("IY", .year(digits: 2, iso: true)), ("IDDD", .isoDayOfYear), ("ID", .isoWeekday), ("IW", .isoWeek),
        ("I", .year(digits: 1, iso: true)), ("Y", .year(digits: 1, iso: false)), ("MM", .month), ("DDD", .dayOfYear),
        ("DD", .day), ("D", .weekday), ("WW", .weekOfYear), ("W", .weekOfMonth), ("CC", .century), ("J", .julian),
        ("Q", .quarter),
    ]

    /// The number, and how many digits it has at least.
    func value(_ fields: TimestampFields) -> (value: Int, digits: Int) {
        let date = fields.date
        switch self {
        case .hour12: return (fields.hour % 12 == 0 ? 12 : fields.hour % 12, 2)
        case .hour24: return (fields.hour, 2)
        case .minute: return (fields.minute, 2)
        case .second: return (fields.second, 2)
        case .millis: return (fields.micros / 1000, 3)
        case .micros: return (fields.micros, 6)
        case .fraction(let digits):
            return (fields.micros / Int(powersOfTen[6 - digits]), digits)
        case .secondsOfDay: return ((fields.hour * 60 + fields.minute) * 60 + fields.second, 1)
        case .yearWithComma: return (TimeNumber.shown(date.year), 4)
        case .year(let digits, let iso):
            let year = TimeNumber.shown(iso ? date.isoWeek.year : date.year)
            return (digits == 4 ? year : year % Int(powersOfTen[digits]), digits)
        case .month: return (date.month, 2)
        case .dayOfYear: return (date.dayOfYear, 3)
        case .isoDayOfYear: return ((date.isoWeek.week - 1) * 7 + date.isoWeekday, 3)
        case .day: return (date.day, 2)
        case .weekday: return (date.isoWeekday % 7 + 1, 1)
        case .isoWeekday: return (date.isoWeekday, 1)
        case .weekOfMonth: return ((date.day - 1) / 7 + 1, 1)
        case .weekOfYear: return ((date.dayOfYear - 1) / 7 + 1, 2)
        case .isoWeek: return (date.isoWeek.week, 2)
        case .century: return (date.year > 0 ? (date.year - 1) / 100 + 1 : date.year / 100 - 1, 2)
        case .julian: return (Int(date.days) + 2_451_545, 1)
        case .quarter: return ((date.month - 1) / 3 + 1, 1)
        }
    }

    /// Whether it is written with a comma between the thousands.
    var hasComma: Bool {
        if case .yearWithComma = self { true } else { false }
    }

    /// Years before Christ are shown by their number.
    private static func shown(_ year: Int) -> Int { year > 0 ? year : 1 - year }
}

extension TimeTemplate {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let romans = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

    /// Appends a time's text.
    ///
    /// - Parameters:
    ///   - local: a finite wall clock.
    ///   - offset: local time less UTC, microseconds.
    ///   - zone: the zone's name, empty without one.
    func append(_ local: Int64, _ offset: Int64, zone: String, to out: inout [UInt8]) throws(RowFailure) {
        let fields = TimestampFields(localMicros: local)
        for node in nodes {
            switch node {
            case .literal(let text): out += text
            case .pattern(.number(let number), fills: true, ordinal: nil):
                let (value, digits) = number.value(fields)
                if value >= 0, !number.hasComma {
                    TimeTemplate.append(value, digits, to: &out)
                } else {
                    out += shown(number, true, nil, fields).utf8
                }
            case .pattern(let pattern, let fills, let ordinal):
                out += try part(pattern, fills, ordinal, fields, offset, zone).utf8
            }
        }
    }

    /// A number with at least so many digits.
    @inline(__always)
    private static func append(_ value: Int, _ digits: Int, to out: inout [UInt8]) {
        var place = 1
        var count = 1
        while value / place >= 10 || count < digits {
            place *= 10
            count += 1
        }
        var rest = value
        while place > 0 {
            out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / place))
            rest %= place
            place /= 10
        }
    }

    private func part(
        _ pattern: Pattern, _ fills: Bool, _ ordinal: Letters?, _ fields: TimestampFields, _ offset: Int64,
        _ zone: String
    ) throws(RowFailure) -> String {
        switch pattern {
        case .number(let number): return shown(number, fills, ordinal, fields)
        case .month(let letters, let isShort):
            return name(TimeTemplate.months[fields.date.month - 1], letters, isShort, fills)
        case .weekday(let letters, let isShort):
            return name(TimeTemplate.weekdays[fields.date.isoWeekday - 1], letters, isShort, fills)
        case .roman(let letters):
            let numeral = cased(TimeTemplate.romans[fields.date.month - 1], letters == .lower ? .lower : .upper)
            return fills ? numeral + String(repeating: " ", count: 4 - numeral.count) : numeral
        case .halfDay(let letters, let hasDots):
            return cased(fields.hour < 12 ? hasDots ? "A.M." : "AM" : hasDots ? "P.M." : "PM", letters)
        case .era(let letters, let hasDots):
            return cased(fields.date.year > 0 ? hasDots ? "A.D." : "AD" : hasDots ? "B.C." : "BC", letters)
        case .zoneName(let letters):
            if zone.isEmpty { return "" }
            // The abbreviations of other zones are not kept.
            guard zone == "UTC" else {
                throw RowFailure(code: "0A000", message: "TZ in to_char is supported only for UTC; use TZH:TZM")
            }
            return cased(zone, letters == .lower ? .lower : .upper)
        case .zoneHour: return sign(offset) + two(offset.magnitude / 3_600_000_000)
        case .zoneMinute: return two(offset.magnitude / 60_000_000 % 60)
        case .offset:
            let minutes = offset.magnitude / 60_000_000 % 60
            return sign(offset) + two(offset.magnitude / 3_600_000_000) + (minutes == 0 ? "" : ":" + two(minutes))
        }
    }

    private func sign(_ offset: Int64) -> String { offset < 0 ? "-" : "+" }

    private func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private func cased(_ text: String, _ letters: Letters) -> String {
        switch letters {
        case .upper: text.uppercased()
        case .lower: text.lowercased()
        case .capital: text.hasPrefix("A") || text.hasPrefix("P") || text.hasPrefix("B") ? text.uppercased() : text
        }
    }

    /// Full names are filled up to nine characters.
    private func name(_ full: String, _ letters: Letters, _ isShort: Bool, _ fills: Bool) -> String {
        let text = isShort ? String(full.prefix(3)) : full
        let shown = letters == .upper ? text.uppercased() : letters == .lower ? text.lowercased() : text
        return fills && !isShort ? shown + String(repeating: " ", count: 9 - shown.count) : shown
    }

    private func shown(
        _ number: TimeNumber, _ fills: Bool, _ ordinal: Letters?, _ fields: TimestampFields
    ) -> String {
        let (value, digits) = number.value(fields)
        var text = String(abs(value))
        if case .yearWithComma = number {
            let rest = String(abs(value) % 1000)
            text = "\(abs(value) / 1000)," + String(repeating: "0", count: 3 - rest.count) + rest
        } else if fills || isFraction(number), text.count < digits {
            text = String(repeating: "0", count: digits - text.count) + text
        }
        if value < 0 { text = "-" + text }
        guard let ordinal else { return text }
        let suffix = ending(value)
        return text + (ordinal == .upper ? suffix.uppercased() : suffix)
    }

    private func isFraction(_ number: TimeNumber) -> Bool {
        switch number {
        case .fraction, .millis, .micros: true
        default: false
        }
    }

    private func ending(_ value: Int) -> String {
        if (11...13).contains(abs(value) % 100) { return "th" }
        switch abs(value) % 10 {
        case 1: return "st"
        case 2: return "nd"
        case 3: return "rd"
        default: return "th"
        }
    }
}
