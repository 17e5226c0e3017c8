/// Writes one event's text at a moving place. The caller has made room: nothing is checked per byte.
struct EventWriter {
    var cursor: UnsafeMutablePointer<UInt8>
    /// The number of the field that is the record's key; -1: none.
    let keyField: Int
    var keyStart: UnsafeMutablePointer<UInt8>?
    var keyEnd: UnsafeMutablePointer<UInt8>?

    init(at start: UnsafeMutablePointer<UInt8>, keyField: Int) {
        cursor = start
        self.keyField = keyField
    }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        UnsafeMutableRawPointer(cursor).copyMemory(from: UnsafeRawPointer(text.utf8Start), byteCount: count)
        cursor += count
    }

    /// The text before a field's value; the value begins here.
    @inline(__always)
    mutating func begin(_ field: Int, _ text: StaticString) {
        literal(text)
        if field == keyField { keyStart = cursor }
    }

    @inline(__always)
    mutating func end(_ field: Int) {
        if field == keyField { keyEnd = cursor }
    }

    @inline(__always)
    mutating func word(_ words: EventWords, _ list: EventWords.List, _ index: UInt64) {
        cursor += words.write(list, index, to: cursor)
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        cursor.pointee = value
        cursor += 1
    }

    /// A number in decimal digits.
    @inline(__always)
    mutating func number(_ value: UInt64) {
        var digits = 1
        var bound: UInt64 = 10
        while value >= bound, digits < 20 {
            digits += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { break }
            bound = next
        }
        fixed(value, digits)
    }

    /// A number in so many digits, with zeros in front.
    @inline(__always)
    mutating func fixed(_ value: UInt64, _ digits: Int) {
        var rest = value
        var place = digits
        while place > 0 {
            place &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            cursor[place] = 48 &+ UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        cursor += digits
    }

    /// A number that may be negative.
    @inline(__always)
    mutating func signed(_ value: Int64) {
        if value < 0 { byte(45) }
        number(value.magnitude)
    }

    /// 128 bits as 8-4-4-4-12 hexadecimal digits, marked as a random UUID.
    @inline(__always)
    mutating func uuid(_ high: UInt64, _ low: UInt64) {
        let marked = (high & ~0xF000) | 0x4000
        let variant = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        hexadecimal(marked >> 32, 8)
        byte(45)
        hexadecimal(marked >> 16, 4)
        byte(45)
        hexadecimal(marked, 4)
        byte(45)
        hexadecimal(variant >> 48, 4)
        byte(45)
        hexadecimal(variant, 12)
    }

    @inline(__always)
    private mutating func hexadecimal(_ value: UInt64, _ digits: Int) {
        var shift = UInt64(digits) * 4
        while shift > 0 {
            shift &-= 4
            let nibble = UInt8(truncatingIfNeeded: value >> shift) & 15
            byte(nibble < 10 ? 48 &+ nibble : 87 &+ nibble)
        }
    }

    /// `YYYY-MM-DD HH:MM:SS` of a time in seconds since 1970.
    @inline(__always)
    mutating func dateTime(unixSeconds: Int64) {
        let days = unixSeconds >= 0 ? unixSeconds / 86_400 : (unixSeconds - 86_399) / 86_400
        let second = unixSeconds &- days &* 86_400
        let (year, month, day) = civilDate(days)
        fixed(UInt64(year.magnitude), 4)
        byte(45)
        fixed(UInt64(month), 2)
        byte(45)
        fixed(UInt64(day), 2)
        byte(32)
        fixed(UInt64(second / 3_600), 2)
        byte(58)
        fixed(UInt64(second / 60 % 60), 2)
        byte(58)
        fixed(UInt64(second % 60), 2)
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Counts from 0000-03-01: February is then a year's last month, and 153 days are five months.
@inline(__always)
func civilDate(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}
