/// A piece of a text that tells a time (`ParseDateTime` in src/backend/utils/adt/datetime.c).
enum DateTimeField {
    /// Digits, perhaps with a fraction.
    case number(String)
    /// Parts with `-`, `/` or `.` between, or the name of a zone.
    case date(String)
    /// Parts with colons.
    case time(String)
    /// From the sign on.
    case zone(String)
    case word(String)

    /// Nil when there is something that belongs to no time.
    static func all(in text: String) -> [DateTimeField]? {
        var fields: [DateTimeField] = []
        var rest = Substring(text)
        func take(while belongs: (Character) -> Bool) -> String {
            let part = rest.prefix(while: belongs)
            rest = rest.dropFirst(part.count)
            return String(part)
        }
        while let first = rest.first {
            guard fields.count < 25 else { return nil }
            if first.isWhitespace || ",()[]{}'\"!?;*|".contains(first) {
                rest = rest.dropFirst()
            } else if first.isASCII, first.isNumber {
                fields.append(startingWithDigit(take))
            } else if first.isASCII, first.isLetter {
                let letters = take { $0.isASCII && $0.isLetter }
                guard let next = rest.first, continues(letters, next) else {
                    fields.append(.word(letters))
                    continue
                }
                fields.append(.date(letters + take { isLetterOrDigit($0) || "+-/_.:".contains($0) }))
            } else if first == "+" || first == "-" {
                rest = rest.dropFirst()
                _ = take { $0.isWhitespace }
                guard let next = rest.first, next.isASCII, next.isNumber else { return nil }
                fields.append(.zone(String(first) + take { ($0.isASCII && $0.isNumber) || ":.-".contains($0) }))
            } else {
                return nil
            }
        }
        return fields
    }

    private static func isLetterOrDigit(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    /// Whether what follows letters belongs to them: `Jan-15-2024`, `Europe/Berlin`.
    private static func continues(_ letters: String, _ next: Character) -> Bool {
        if next == "-" || next == "/" || next == "." { return true }
        guard next == "+" || (next.isASCII && next.isNumber) else { return false }
        return !DateTimeWords.isKnown(letters.lowercased())
    }

    private static func startingWithDigit(_ take: (@escaping (Character) -> Bool) -> String) -> DateTimeField {
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
        var text = take(isDigit)
        var isFirst = true
        let separator = take { character in
            defer { isFirst = false }
            return isFirst && ":-/.".contains(character)
        }
        guard let mark = separator.first else { return .number(text) }
        text += separator
        if mark == ":" { return .time(text + take { isDigit($0) || $0 == ":" || $0 == "." }) }
        let second = take(isDigit)
        text += second
        guard !second.isEmpty else {
            // `15-Jan-2024`
            return .date(text + take { isLetterOrDigit($0) || $0 == mark })
        }
        let more = take { isDigit($0) || $0 == mark }
        if more.isEmpty { return mark == "." ? .number(text) : .date(text) }
        return .date(text + more)
    }
}

/// Words that tell times.
enum DateTimeWords {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays: Set<String> = [
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sun", "mon", "tue", "tues",
        "wed",
        "weds", "thu", "thur", "thurs", "fri", "sat",
    ]
    private static let others: Set<String> = ["am", "pm", "ad", "bc", "t", "at", "on"]
    /// Minutes east of Greenwich, of PostgreSQL's default set those that mean one thing only.
    private static let zones: [String: Int] = [
        "z": 0, "utc": 0, "ut": 0, "gmt": 0, "zulu": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
        "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "wet": 0,
        "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "sast": 120, "jst": 540, "kst": 540,
        "awst": 480, "acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
    ]

    /// 1 to 12; full names and their first three letters, and `sept`.
    static func month(_ word: String) -> Int? {
        let word = word.lowercased()
        if word == "sept" { return 9 }
        return months.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
    }

    static func isWeekday(_ word: String) -> Bool { weekdays.contains(word) }

    static func offsetMinutes(ofZone word: String) -> Int? { zones[word] }

    static func isKnown(_ word: String) -> Bool {
        month(word) != nil || isWeekday(word) || others.contains(word) || zones[word] != nil
    }
}

/// Rules of the zones that texts name, found once.
final class ZoneCache {
    private var known: [String: TimeZoneRules?] = [:]

    /// Nil when there is no such zone.
    func rules(of name: String) -> TimeZoneRules? {
        if let found = known[name] { return found }
        // Garbage must not fill the memory.
        if known.count > 1_000 { known.removeAll() }
        // A digit tells an offset as POSIX counts it, to the west: `GMT+3`.
        let found = try? TimeZoneRules.load(name, posixOffsets: name.contains(where: \.isNumber))
        known[name] = .some(found)
        return found
    }
}
