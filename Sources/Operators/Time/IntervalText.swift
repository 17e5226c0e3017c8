extension Interval {
    /// Reads PostgreSQL's interval text: `1 day 02:03:04.5`, `1.5 hours`, `2 weeks ago`, `90`, the standard's
    /// `1-2 3 4:05:06` (years and months, days, a time) and ISO 8601's `P1Y2M3DT4H5M6S` and `P0001-02-03T04:05:06`.
    ///
    /// A fraction of a unit goes to the smaller units with months of 30 and days of 24 hours.
    /// - Throws: `TimeError.badInterval` or `intervalOutOfRange`.
    package init(text: String) throws(TimeError) {
        var bytes = text
        let reading = bytes.withUTF8 { IntervalReader.read(UnsafeRawBufferPointer($0)) }
        switch reading {
        case .value(let value): self = value
        case .malformed: throw .badInterval(text)
        case .outOfRange: throw .intervalOutOfRange(text)
        }
    }
}

/// What reading an interval gave.
package enum IntervalReading: Equatable, Sendable {
    case value(Interval)
    case malformed
    case outOfRange
}

/// Reads intervals without allocating.
package enum IntervalReader {
    package static func read(_ text: UnsafeRawBufferPointer) -> IntervalReading {
        guard var cursor = TextCursor(text) else { return .malformed }
        var parts = IntervalParts()
        cursor.skipSpaces()
        let isISO = cursor.peek == UInt8(ascii: "P")
        let verdict = isISO ? cursor.isoInterval(&parts) : cursor.wordInterval(&parts)
        guard verdict == .good else { return verdict == .malformed ? .malformed : .outOfRange }
        return parts.interval.map(IntervalReading.value) ?? .outOfRange
    }
}

/// The sum of what was read so far, wide enough that bounded input can't overflow it.
struct IntervalParts {
    var months: Int64 = 0
    var days: Int64 = 0
    var micros: Int128 = 0
    /// The units seen: PostgreSQL refuses one twice.
    var seen: UInt16 = 0

    mutating func mark(_ unit: IntervalUnit) -> Bool {
        let bit = UInt16(1) << UInt16(unit.rawValue)
        guard seen & bit == 0 else { return false }
        seen |= bit
        return true
    }

    /// Adds days that were read without their unit, if there are any; false where there were days already.
    mutating func addWaiting(_ waiting: inout (whole: Int64, fraction: Double)?) -> Bool {
        guard let days = waiting else { return true }
        waiting = nil
        guard mark(.day) else { return false }
        add(.day, whole: days.whole, fraction: days.fraction)
        return true
    }

    mutating func negate() {
        months = -months
        days = -days
        micros = -micros
    }

    var interval: Interval? {
        guard let months = Int32(exactly: months), let days = Int32(exactly: days), let micros = Int64(exactly: micros)
        else { return nil }
        return Interval(months: months, days: days, micros: micros)
    }

    /// Adds `whole` units and a fraction of one, which has the number's sign.
    mutating func add(_ unit: IntervalUnit, whole: Int64, fraction: Double) {
        switch unit {
        case .year: addMonths(whole, fraction, monthsPerUnit: 12)
        case .decade: addMonths(whole, fraction, monthsPerUnit: 120)
        case .century: addMonths(whole, fraction, monthsPerUnit: 1200)
        case .millennium: addMonths(whole, fraction, monthsPerUnit: 12000)
        case .month:
            months += whole
            addDays(fraction * 30)
        case .week:
            days += whole * 7
            addDays(fraction * 7)
        case .day:
            days += whole
            addMicros(fraction * Double(TimeLimits.microsPerDay))
        case .hour: addTime(whole, fraction, TimeLimits.microsPerHour)
        case .minute: addTime(whole, fraction, TimeLimits.microsPerMinute)
        case .second: addTime(whole, fraction, TimeLimits.microsPerSecond)
        case .milli: addTime(whole, fraction, 1000)
        case .micro: addTime(whole, fraction, 1)
        }
    }

    private mutating func addMonths(_ whole: Int64, _ fraction: Double, monthsPerUnit: Int64) {
        months += whole * monthsPerUnit + Int64((fraction * Double(monthsPerUnit)).rounded(.toNearestOrEven))
    }

    private mutating func addDays(_ value: Double) {
        let whole = value.rounded(.towardZero)
        days += Int64(whole)
        addMicros((value - whole) * Double(TimeLimits.microsPerDay))
    }

    private mutating func addTime(_ whole: Int64, _ fraction: Double, _ unit: Int64) {
        micros += Int128(whole) * Int128(unit)
        addMicros(fraction * Double(unit))
    }

    private mutating func addMicros(_ value: Double) {
        micros += Int128(Int64(value.rounded(.toNearestOrEven)))
    }
}

enum IntervalUnit: Int {
    case micro, milli, second, minute, hour, day, week, month, year, decade, century, millennium
}
