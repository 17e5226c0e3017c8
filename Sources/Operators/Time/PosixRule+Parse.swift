extension PosixRule {
    /// Reads a POSIX `TZ` string; `nil` when it is none. Offsets count **west** in the string.
    ///
    /// Summer time without days changes as in the United States, `,M3.2.0,M11.1.0`, PostgreSQL's default.
    init?(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        guard scanner.name(), let west = scanner.offset(hoursMax: 24) else { return nil }
        let offset = -west * TimeLimits.microsPerSecond
        if scanner.atEnd {
            self.init(offset: offset, summer: nil)
            return
        }
        guard scanner.name(nonEmpty: true) else { return nil }
        var summerOffset = offset + TimeLimits.microsPerHour
        if !scanner.atEnd, scanner.peek != UInt8(ascii: ",") {
            guard let west = scanner.offset(hoursMax: 24) else { return nil }
            summerOffset = -west * TimeLimits.microsPerSecond
        }
        if scanner.atEnd { scanner = Scanner(bytes: Array(",M3.2.0,M11.1.0".utf8)) }
        guard let start = scanner.change(), let end = scanner.change(), scanner.atEnd else { return nil }
        self.init(offset: offset, summer: Summer(offset: summerOffset, start: start, end: end))
    }

    private struct Scanner {
        let bytes: [UInt8]
        var at = 0

        var atEnd: Bool { at == bytes.count }
        var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

        mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard peek == UInt8(ascii: byte), !atEnd else { return false }
            at += 1
            return true
        }

        /// Letters, or anything in angle brackets; PostgreSQL lets the first name be empty.
        mutating func name(nonEmpty: Bool = false) -> Bool {
            let start = at
            if take("<") {
                while !atEnd, peek != UInt8(ascii: ">") { at += 1 }
                return take(">")
            }
            while (peek | 0x20) >= UInt8(ascii: "a") && (peek | 0x20) <= UInt8(ascii: "z") { at += 1 }
            return !nonEmpty || at > start
        }

        mutating func number(max: Int64) -> Int64? {
            let start = at
            var value: Int64 = 0
            while peek >= UInt8(ascii: "0") && peek <= UInt8(ascii: "9") && at - start < 4 {
                value = value * 10 + Int64(peek - UInt8(ascii: "0"))
                at += 1
            }
            return at > start && value <= max ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func offset(hoursMax: Int64) -> Int64? {
            let negative = take("-")
            if !negative { _ = take("+") }
            guard let hours = number(max: hoursMax) else { return nil }
            var seconds = hours * 3600
            if take(":") {
                guard let minutes = number(max: 59) else { return nil }
                seconds += minutes * 60
                if take(":") {
                    guard let rest = number(max: 60) else { return nil }
                    seconds += rest
                }
            }
            return negative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return Change(day: day, secondsOfDay: 7200) }
            return offset(hoursMax: 167).map { Change(day: day, secondsOfDay: $0) }
        }

        private mutating func day() -> Day? {
            if take("J") { return number(max: 365).flatMap { $0 >= 1 ? .withoutLeapDay(Int($0)) : nil } }
            guard take("M") else { return number(max: 365).map { .withLeapDay(Int($0)) } }
            guard let month = number(max: 12), month >= 1, take("."), let week = number(max: 5), week >= 1, take("."),
                let weekday = number(max: 6)
            else { return nil }
            return .weekday(month: Int(month), week: Int(week), weekday: Int(weekday))
        }
    }
}
