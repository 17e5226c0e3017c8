extension TimestampTemplate {
    /// The fields found so far.
    private struct Fields {
        var year = 0
        var month = 1
        var day = 1
        var dayOfYear = 0
        var hour = 0
        var isAfternoon: Bool?
        var minute = 0
        var second = 0
        var micros: Int64 = 0
        var zoneHours: Int?
        var zoneIsWest = false
        var zoneMinutes = 0
    }

    /// Reads a whole text, or as much as the patterns take where the rest is ignored.
    func read(_ cursor: inout TextCursor, _ parsed: inout ParsedTimestamp) -> TextVerdict {
        var fields = Fields()
        cursor.skipSpaces()
        var isFirst = true
        for index in nodes.indices {
            if cursor.atEnd {
                if isFirst { return .malformed }
                break
            }
            let next = index + 1 < nodes.count ? nodes[index + 1] : .separator
            guard read(nodes[index], next: next, &cursor, &fields) else { return .malformed }
            isFirst = false
        }
        let mayGoOn = ignoresRest && !isDigitOfLast(cursor)
        cursor.skipSpaces()
        guard cursor.atEnd || mayGoOn else { return .malformed }
        return finish(fields, &parsed)
    }

    /// Whether the text goes on with a digit where the last pattern is a number, which would be another number with it.
    private func isDigitOfLast(_ cursor: TextCursor) -> Bool {
        guard cursor.peek &- 48 <= 9, let last = nodes.last else { return false }
        return isNumber(last) || last == .zoneHour
    }

    /// Whether a number directly follows, so that this one must keep to its width.
    private func isNumber(_ node: Node) -> Bool {
        switch node {
        case .separator, .literal, .halfDay, .monthName, .zoneHour: false
        default: true
        }
    }

    private func read(_ node: Node, next: Node, _ cursor: inout TextCursor, _ fields: inout Fields) -> Bool {
        switch node {
        case .literal(let byte): return cursor.take(byte)
        case .separator:
            guard !cursor.atEnd, !TimestampTemplate.isLetterOrDigit(cursor.peek) else { return false }
            // A sign before TZH is the offset's: the separator matches nothing.
            let sign = cursor.peek == UInt8(ascii: "+") || cursor.peek == UInt8(ascii: "-")
            if !(sign && next == .zoneHour) { cursor.at += 1 }
            return true
        default: break
        }
        cursor.skipSpaces()
        switch node {
        case .year4: return number(isNumber(next) ? 4 : 6, &cursor) { fields.year = $0 }
        case .year2: return number(2, &cursor) { fields.year = $0 + ($0 < 70 ? 2000 : 1900) }
        case .month: return number(2, &cursor) { fields.month = $0 }
        case .day: return number(2, &cursor) { fields.day = $0 }
        case .dayOfYear: return number(3, &cursor) { fields.dayOfYear = $0 }
        case .hour24, .hour12: return number(2, &cursor) { fields.hour = $0 }
        case .minute: return number(2, &cursor) { fields.minute = $0 }
        case .second: return number(2, &cursor) { fields.second = $0 }
        case .millis: return fraction(digitsMax: 3, &cursor, &fields)
        case .micros: return fraction(digitsMax: 6, &cursor, &fields)
        case .zoneMinute:
            _ = cursor.take(UInt8(ascii: ":"))
            return number(2, &cursor) { fields.zoneMinutes = $0 }
        case .zoneHour: return zoneHour(&cursor, &fields)
        case .halfDay: return halfDay(&cursor, &fields)
        case .monthName: return monthName(&cursor, &fields)
        case .literal, .separator: return true
        }
    }

    @inline(__always)
    private func number(_ digitsMax: Int, _ cursor: inout TextCursor, _ store: (Int) -> Void) -> Bool {
        guard let value = cursor.number(digitsMax: digitsMax) else { return false }
        store(value)
        return true
    }

    /// Digits after the point: `5` is five tenths for MS and US alike. More digits than the pattern has are malformed.
    private func fraction(digitsMax: Int, _ cursor: inout TextCursor, _ fields: inout Fields) -> Bool {
        let start = cursor.at
        guard let value = cursor.number(digitsMax: digitsMax) else { return false }
        fields.micros = Int64(value) * powersOfTen[6 - (cursor.at - start)]
        return true
    }

    private func zoneHour(_ cursor: inout TextCursor, _ fields: inout Fields) -> Bool {
        if cursor.take(word: "z") {
            fields.zoneHours = 0
            return true
        }
        fields.zoneIsWest = cursor.take(UInt8(ascii: "-"))
        if !fields.zoneIsWest { _ = cursor.take(UInt8(ascii: "+")) }
        return number(2, &cursor) { fields.zoneHours = $0 }
    }

    private func halfDay(_ cursor: inout TextCursor, _ fields: inout Fields) -> Bool {
        if cursor.take(word: "am") || cursor.take(word: "a.m.") {
            fields.isAfternoon = false
        } else if cursor.take(word: "pm") || cursor.take(word: "p.m.") {
            fields.isAfternoon = true
        } else {
            return false
        }
        return true
    }

    private static let monthNames: [(long: StaticString, short: StaticString)] = [
        ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may", "may"), ("june", "jun"),
        ("july", "jul"), ("august", "aug"), ("september", "sep"), ("october", "oct"), ("november", "nov"),
        ("december", "dec"),
    ]

    private func monthName(_ cursor: inout TextCursor, _ fields: inout Fields) -> Bool {
        for (index, name) in TimestampTemplate.monthNames.enumerated()
        where cursor.take(word: name.long) || cursor.take(word: name.short) {
            fields.month = index + 1
            return true
        }
        return false
    }

    private func finish(_ fields: Fields, _ parsed: inout ParsedTimestamp) -> TextVerdict {
        var hour = fields.hour
        if nodes.contains(.hour12) {
            // An early end leaves no hour: midnight.
            guard hour <= 12 else { return .outOfRange }
            if let isAfternoon = fields.isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        }
        guard hour <= 23, fields.minute <= 59, fields.second <= 59, fields.year > 0 else { return .outOfRange }
        let date = CivilDate(year: fields.year, month: fields.month, day: fields.day)
        guard date.isValid else { return .outOfRange }
        parsed.days = date.days
        if nodes.contains(.dayOfYear), fields.dayOfYear > 0 {
            guard fields.dayOfYear <= (CivilDate.isLeap(year: fields.year) ? 366 : 365) else { return .outOfRange }
            parsed.days += Int64(fields.dayOfYear - 1)
        }
        let seconds = Int64((hour * 60 + fields.minute) * 60 + fields.second)
        parsed.microsOfDay = seconds * TimeLimits.microsPerSecond + fields.micros
        parsed.hasTime = true
        if let zoneHours = fields.zoneHours {
            guard zoneHours <= 15, fields.zoneMinutes <= 59 else { return .outOfRange }
            let offset = Int64(zoneHours * 60 + fields.zoneMinutes) * TimeLimits.microsPerMinute
            parsed.offset = fields.zoneIsWest ? -offset : offset
        }
        return .good
    }
}
