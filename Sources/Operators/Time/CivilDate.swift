/// A day of the proleptic Gregorian calendar; year 0 is 1 BC.
package struct CivilDate: Hashable, Comparable, Sendable {
    package var year: Int
    /// 1...12
    package var month: Int
    /// 1...31
    package var day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    package static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}

/// Whole cycles of 400 years added so that every date of PostgreSQL's range counts from a positive number.
private let shiftCycles = 16
/// Days from 0000-03-01, less the cycles, to 2000-01-01.
private let shiftDays = shiftCycles * 146_097 + 730_425
private let shiftYears = shiftCycles * 400

extension CivilDate {
    /// The date `days` after 2000-01-01; `days` lies within `TimeLimits`.
    ///
    /// Years begin in March, so that the leap day is the last one; the divisions are multiplications with shifts
    /// (Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms", 2022).
    @inline(__always)
    package init(days: Int64) {
        let shifted = UInt64(bitPattern: days &+ Int64(shiftDays))
        let quarterDays = shifted &* 4 &+ 3
        let century = quarterDays / 146_097
        let dayOfCentury = (quarterDays % 146_097) / 4
        let product = (dayOfCentury &* 4 &+ 3) &* 2_939_745
        let yearOfCentury = product >> 32
        let dayOfYear = (product & 0xFFFF_FFFF) / 2_939_745 / 4
        let monthAndDay = dayOfYear &* 2141 &+ 197_913
        let afterNewYear = dayOfYear >= 306
        let marchMonth = monthAndDay >> 16
        year = Int(truncatingIfNeeded: century &* 100 &+ yearOfCentury) &- shiftYears &+ (afterNewYear ? 1 : 0)
        month = Int(truncatingIfNeeded: marchMonth) &- (afterNewYear ? 12 : 0)
        day = Int(truncatingIfNeeded: (monthAndDay & 0xFFFF) / 2141) &+ 1
    }

    /// Days since 2000-01-01; the year lies within ±5,900,000, the month within 1...12. A day past the month's end
    /// counts on into the next month.
    @inline(__always)
    package var days: Int64 {
        let beforeMarch = month <= 2
        let marchYear = UInt64(bitPattern: Int64(year &+ shiftYears &- (beforeMarch ? 1 : 0)))
        let marchMonth = month &+ (beforeMarch ? 12 : 0)
        let century = marchYear / 100
        let yearDays = Int64(bitPattern: (marchYear &* 1461) / 4 &- century &+ century / 4)
        let monthDays = Int64((marchMonth &* 979 &- 2919) >> 5)
        return yearDays &+ monthDays &+ Int64(day &- 1) &- Int64(shiftDays)
    }

    package static func isLeap(year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// 28...31; `month` is 1...12.
    @inline(__always)
    package static func daysIn(year: Int, month: Int) -> Int {
        month == 2 ? (isLeap(year: year) ? 29 : 28) : 30 | (month ^ (month >> 3))
    }

    /// Whether the calendar has this day.
    @inline(__always)
    package var isValid: Bool {
        month >= 1 && month <= 12 && day >= 1 && day <= CivilDate.daysIn(year: year, month: month)
    }
}

extension CivilDate {
    /// 1...366
    package var dayOfYear: Int {
        Int(days - CivilDate(year: year, month: 1, day: 1).days) + 1
    }

    /// Monday 1 ... Sunday 7.
    package var isoWeekday: Int { CivilDate.isoWeekday(days: days) }

    /// Monday 1 ... Sunday 7, of a day since 2000-01-01, which was a Saturday.
    @inline(__always)
    package static func isoWeekday(days: Int64) -> Int {
        Int(floorMod(days &+ 5, 7)) + 1
    }

    /// Year and week 1...53 of ISO 8601: a week belongs to the year of its Thursday.
    package var isoWeek: (year: Int, week: Int) {
        let thursday = CivilDate(days: days - Int64(isoWeekday) + 4)
        return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
    }

    /// `months` later on the same day of the month, or on the month's last day; `nil` out of any date's range.
    package func adding(months: Int) -> CivilDate? {
        let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        let newYear = Int(floorDiv(Int64(total), 12))
        guard !overflow, abs(newYear) < 5_890_000 else { return nil }
        let newMonth = Int(floorMod(Int64(total), 12)) + 1
        return CivilDate(
            year: newYear, month: newMonth, day: min(day, CivilDate.daysIn(year: newYear, month: newMonth)))
    }
}
