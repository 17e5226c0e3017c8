import Testing

@testable import Operators

@Suite struct CalendarTests {
    @Test func `every day of four thousand years has its date`() {
        var date = CivilDate(year: -1000, month: 1, day: 1)
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var wrong = 0
        for days in date.days..<CivilDate(year: 3000, month: 1, day: 1).days {
            if CivilDate(days: days) != date || date.days != days { wrong += 1 }
            let leap = date.month == 2 && CivilDate.isLeap(year: date.year) ? 1 : 0
            if date.day < lengths[date.month - 1] + leap {
                date.day += 1
            } else {
                date = CivilDate(year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)
            }
        }
        #expect(wrong == 0)
        #expect(date == CivilDate(year: 3000, month: 1, day: 1))
    }

    @Test func `the ends of PostgreSQL's ranges are known`() {
        #expect(CivilDate(year: 2000, month: 1, day: 1).days == 0)
        #expect(CivilDate(days: TimeLimits.dateMin) == CivilDate(year: -4713, month: 11, day: 24))
        #expect(CivilDate(days: TimeLimits.dateEnd) == CivilDate(year: 5_874_898, month: 1, day: 1))
        #expect(CivilDate(year: 5_874_898, month: 1, day: 1).days == TimeLimits.dateEnd)
        #expect(TimestampFields(localMicros: TimeLimits.timestampMin).date.year == -4713)
        #expect(
            TimestampFields(localMicros: TimeLimits.timestampEnd).date == CivilDate(year: 294_277, month: 1, day: 1))
        #expect(TimestampFields(date: CivilDate(year: 294_277, month: 1, day: 1)).localMicros == nil)
    }

    @Test func `weeks are those of ISO 8601`() {
        #expect(CivilDate(year: 2000, month: 1, day: 1).isoWeekday == 6)
        #expect(CivilDate(year: 2021, month: 1, day: 3).isoWeek == (2020, 53))
        #expect(CivilDate(year: 2024, month: 12, day: 30).isoWeek == (2025, 1))
        #expect(CivilDate(year: 2024, month: 12, day: 31).dayOfYear == 366)
    }

    @Test func `an interval that leaves the range gives nothing`() {
        #expect(adding(Interval(months: .max), toLocal: 0) == nil)
        #expect(adding(Interval(days: .min), toLocal: 0) == nil)
        #expect(adding(Interval(micros: .max), toLocal: 1) == nil)
        #expect(adding(Interval(months: 1), toInstant: TimeLimits.infinity, in: .utc) == TimeLimits.infinity)
        let january = CivilDate(year: 2024, month: 1, day: 31).days * TimeLimits.microsPerDay
        let february = CivilDate(year: 2024, month: 2, day: 29).days * TimeLimits.microsPerDay
        #expect(adding(Interval(months: 1), toLocal: january) == february)
    }
}
