/// Writes times as text into memory: PostgreSQL's output with DateStyle ISO and IntervalStyle postgres, and RFC 3339.
///
/// Every function returns how many bytes it wrote, at most `bytesMax`.
package enum TimeText {
    /// Enough for any value.
    package static let bytesMax = 96

    /// `2020-01-01`, with ` BC` before year 1.
    package static func write(date days: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        if out.infinity(days) { return out.count }
        let date = CivilDate(days: days)
        out.date(date)
        if date.year <= 0 { out.text(" BC") }
        return out.count
    }

    /// `2020-01-01 10:11:12.5`
    package static func write(timestamp micros: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        if out.infinity(micros) { return out.count }
        let fields = TimestampFields(localMicros: micros)
        out.dateAndTime(fields, separator: 0x20)
        if fields.date.year <= 0 { out.text(" BC") }
        return out.count
    }

    /// `2020-01-01T10:11:12.5`: ISO 8601 without a zone.
    package static func write(isoTimestamp micros: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        if out.infinity(micros) { return out.count }
        let fields = TimestampFields(localMicros: micros)
        out.dateAndTime(fields, separator: UInt8(ascii: "T"))
        if fields.date.year <= 0 { out.text(" BC") }
        return out.count
    }

    /// `2020-01-01 10:11:12.5+01` on the wall clock of a zone whose offset from UTC is `offset` microseconds then.
    package static func write(timestamptz micros: Int64, offset: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        if out.infinity(micros) { return out.count }
        let fields = TimestampFields(localMicros: micros &+ offset)
        out.dateAndTime(fields, separator: 0x20)
        out.offset(offset)
        if fields.date.year <= 0 { out.text(" BC") }
        return out.count
    }

    /// `2020-01-01T10:11:12.5Z`, or with `+01:00`; in UTC when the offset is no whole number of minutes.
    package static func write(rfc3339 micros: Int64, offset: Int64, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        if out.infinity(micros) { return out.count }
        let offset = offset % TimeLimits.microsPerMinute == 0 ? offset : 0
        let fields = TimestampFields(localMicros: micros &+ offset)
        out.dateAndTime(fields, separator: UInt8(ascii: "T"))
        if offset == 0 {
            out.byte(UInt8(ascii: "Z"))
        } else {
            let minutes = Int(offset.magnitude) / 60_000_000
            out.byte(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            out.two(minutes / 60)
            out.byte(UInt8(ascii: ":"))
            out.two(minutes % 60)
        }
        if fields.date.year <= 0 { out.text(" BC") }
        return out.count
    }

    /// `1 year 2 mons -3 days +04:05:06.7`
    package static func write(interval: Interval, to target: UnsafeMutableRawPointer) -> Int {
        var out = TextWriter(target)
        var before = IntervalSign.none
        out.part(Int64(interval.months / 12), "year", &before)
        out.part(Int64(interval.months % 12), "mon", &before)
        out.part(Int64(interval.days), "day", &before)
        if interval.micros != 0 || before == .none {
            if before != .none { out.byte(0x20) }
            if interval.micros < 0 {
                out.byte(UInt8(ascii: "-"))
            } else if before == .negative {
                out.byte(UInt8(ascii: "+"))
            }
            let micros = interval.micros.magnitude
            out.padded(Int(micros / 3_600_000_000), width: 2)
            out.byte(UInt8(ascii: ":"))
            out.two(Int(micros / 60_000_000 % 60))
            out.byte(UInt8(ascii: ":"))
            out.two(Int(micros / 1_000_000 % 60))
            out.fraction(Int(micros % 1_000_000))
        }
        return out.count
    }

    /// Any of the above as a Swift string, for messages and tests.
    package static func string(_ write: (UnsafeMutableRawPointer) -> Int) -> String {
        withUnsafeTemporaryAllocation(byteCount: bytesMax, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = write(base)
            return String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
        }
    }
}

enum IntervalSign {
    case none, positive, negative
}

/// Bytes put one after the other; the caller has room for them.
struct TextWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    @inline(__always)
    init(_ target: UnsafeMutableRawPointer) {
        start = target.assumingMemoryBound(to: UInt8.self)
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        start[count] = byte
        count &+= 1
    }

    mutating func text(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount { byte(text.utf8Start[index]) }
    }

    @inline(__always)
    mutating func two(_ value: Int) {
        byte(UInt8(truncatingIfNeeded: 48 &+ value / 10))
        byte(UInt8(truncatingIfNeeded: 48 &+ value % 10))
    }

    /// A number that is not negative with zeros in front up to `width`.
    mutating func padded(_ value: Int, width: Int) {
        var digits = 1
        var limit = 10
        while digits < 19 && value >= limit {
            digits += 1
            limit = limit &* 10
        }
        let total = max(digits, width)
        var rest = value
        for place in stride(from: total - 1, through: 0, by: -1) {
            start[count + place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
        count += total
    }

    @inline(__always)
    mutating func date(_ date: CivilDate) {
        let year = date.year > 0 ? date.year : 1 - date.year
        if year < 10_000 {
            two(year / 100)
            two(year % 100)
        } else {
            padded(year, width: 4)
        }
        byte(UInt8(ascii: "-"))
        two(date.month)
        byte(UInt8(ascii: "-"))
        two(date.day)
    }

    @inline(__always)
    mutating func dateAndTime(_ fields: TimestampFields, separator: UInt8) {
        date(fields.date)
        byte(separator)
        two(fields.hour)
        byte(UInt8(ascii: ":"))
        two(fields.minute)
        byte(UInt8(ascii: ":"))
        two(fields.second)
        fraction(fields.micros)
    }

    /// `.5`: without trailing zeros, nothing for zero.
    @inline(__always)
    mutating func fraction(_ micros: Int) {
        guard micros != 0 else { return }
        byte(UInt8(ascii: "."))
        padded(micros, width: 6)
        while start[count - 1] == 48 { count -= 1 }
    }

    /// `+07`, `-03:30`, `+00:19:32`
    mutating func offset(_ micros: Int64) {
        let seconds = Int(micros.magnitude) / 1_000_000
        byte(micros < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        two(seconds / 3600)
        if seconds % 3600 != 0 {
            byte(UInt8(ascii: ":"))
            two(seconds / 60 % 60)
            if seconds % 60 != 0 {
                byte(UInt8(ascii: ":"))
                two(seconds % 60)
            }
        }
    }

    mutating func infinity(_ value: Int64) -> Bool {
        guard value == TimeLimits.infinity || value == TimeLimits.negativeInfinity else { return false }
        text(value > 0 ? "infinity" : "-infinity")
        return true
    }

    mutating func part(_ value: Int64, _ unit: StaticString, _ before: inout IntervalSign) {
        guard value != 0 else { return }
        if before != .none { byte(0x20) }
        if value < 0 {
            byte(UInt8(ascii: "-"))
        } else if before == .negative {
            byte(UInt8(ascii: "+"))
        }
        padded(Int(value.magnitude), width: 1)
        byte(0x20)
        text(unit)
        if value != 1 { byte(UInt8(ascii: "s")) }
        before = value < 0 ? .negative : .positive
    }
}
