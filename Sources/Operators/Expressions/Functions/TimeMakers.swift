extension FunctionTables {
    /// Times from numbers and from text by a template, and text from times.
    static var makers: [Overload] { fromNumbers + intervalsFromNumbers + templates + datesOfTimes + [precision] }

    private static func outOfRange(_ what: String) -> RowFailure {
        RowFailure(code: "22008", message: "\(what) field value out of range")
    }

    static func day(_ year: Int64, _ month: Int64, _ day: Int64) throws(RowFailure) -> Int64 {
        // Year 0 does not exist; -1 is 1 BC.
        guard year != 0, abs(year) < 5_880_000, month >= 1, month <= 12, day >= 1, day <= 31 else {
            throw outOfRange("date")
        }
        let date = CivilDate(year: Int(year < 0 ? year + 1 : year), month: Int(month), day: Int(day))
        guard date.isValid, TimeLimits.isDate(date.days) else { throw outOfRange("date") }
        return date.days
    }

    private static func local(
        _ days: Int64, _ hour: Int64, _ minute: Int64, _ second: Double
    ) throws(RowFailure) -> Int64 {
        let micros = (second * 1_000_000).rounded(.toNearestOrEven)
        guard hour >= 0, hour <= 24, minute >= 0, minute <= 59, second >= 0, second <= 60, micros <= 60_000_000 else {
            throw outOfRange("time")
        }
        let total = (hour * 60 + minute) * TimeLimits.microsPerMinute + Int64(micros)
        guard total <= TimeLimits.microsPerDay else { throw outOfRange("time") }
        guard let result = timestamp(days: days, microsOfDay: total) else { throw .timestampOutOfRange }
        return result
    }

    /// The operands of a call of `make_timestamp`.
    private struct Parts {
        let numbers: [Int64.Reader]
        let second: Double.Reader

        init(_ frame: CallFrame) {
            numbers = (0..<5).map { Int64.Reader(frame.operands[$0]) }
            second = Double.Reader(frame.operands[5])
        }

        func local(_ row: Int) throws(RowFailure) -> Int64 {
            let days = try FunctionTables.day(numbers[0][row], numbers[1][row], numbers[2][row])
            return try FunctionTables.local(days, numbers[3][row], numbers[4][row], second[row])
        }
    }

    private static var fromNumbers: [Overload] {
        let five: [DataType] = [.integer, .integer, .integer, .integer, .integer]
        return [
            function("make_date", [.integer, .integer, .integer], .date) { _ in
                rows(.date) { (y: Int64, m: Int64, d: Int64, _) throws(RowFailure) -> Int64? in try day(y, m, d) }
            },
            function("make_timestamp", five + [.double], .timestamp) { _ in
                { frame in
                    let parts = Parts(frame)
                    return rowsByNumber(frame, .timestamp) { row throws(RowFailure) in try parts.local(row) }
                }
            },
            function("make_timestamptz", five + [.double], .timestamptz) { site in
                let zone = site.settings.timezone
                return { frame in
                    let parts = Parts(frame)
                    return rowsByNumber(frame, .timestamptz) { row throws(RowFailure) in
                        try TimeCasts.instant(try parts.local(row), zone)
                    }
                }
            },
            function("make_timestamptz", five + [.double, .text], .timestamptz) { _ in
                let zones = zoneCache()
                return { frame in
                    let parts = Parts(frame)
                    let names = StringView.Reader(frame.operands[6])
                    return rowsByNumber(frame, .timestamptz) { row throws(RowFailure) in
                        try TimeCasts.instant(try parts.local(row), try zones.compiled(names[row]))
                    }
                }
            },
            function("to_timestamp", [.double], .timestamptz) { _ in
                rows(.timestamptz) { (seconds: Double, _) throws(RowFailure) -> Int64? in try unixTime(seconds) }
            },
        ]
    }

    private static func unixTime(_ seconds: Double) throws(RowFailure) -> Int64 {
        if seconds.isNaN { throw RowFailure(code: "22008", message: "timestamp cannot be NaN") }
        if seconds.isInfinite { return seconds > 0 ? TimeLimits.infinity : TimeLimits.negativeInfinity }
        let micros = ((seconds - Double(TimeLimits.unixSecondsAtEpoch)) * 1_000_000).rounded(.toNearestOrEven)
        guard abs(micros) < 0x1p63, TimeLimits.isTimestamp(Int64(micros)) else { throw .timestampOutOfRange }
        return Int64(micros)
    }

    /// `make_interval(years, months, weeks, days, hours, mins, secs)` with the last ones left out.
    private static var intervalsFromNumbers: [Overload] {
        (1...7).map { count in
            let types: [DataType] = (0..<count).map { $0 == 6 ? .double : .integer }
            return function("make_interval", types, .interval) { _ in
                { frame in
                    let numbers = frame.operands.prefix(6).map { Int64.Reader($0) }
                    let seconds = frame.operands.count > 6 ? Double.Reader(frame.operands[6]) : nil
                    return rowsByNumber(frame, .interval) { row throws(RowFailure) in
                        let parts = numbers.map { $0[row] } + [Int64](repeating: 0, count: 6 - numbers.count)
                        return try interval(parts, seconds?[row] ?? 0)
                    }
                }
            }
        }
    }

    private static func interval(_ parts: [Int64], _ seconds: Double) throws(RowFailure) -> Interval {
        let micros = (seconds * 1_000_000).rounded(.toNearestOrEven)
        guard seconds.isFinite, abs(micros) < 0x1p62, let months = Int32(exactly: parts[0] * 12 + parts[1]),
            let days = Int32(exactly: parts[2] * 7 + parts[3])
        else { throw .intervalOutOfRange }
        let clock = (parts[4] * 60 + parts[5]) * TimeLimits.microsPerMinute
        return Interval(months: months, days: days, micros: clock + Int64(micros))
    }

    /// `date(time)` is the cast's other spelling.
    private static var datesOfTimes: [Overload] {
        [
            function("date", [.timestamp], .date, canFail: false) { _ in
                rows(.date) { (a: Int64, _) -> Int64? in TimeCasts.day(of: a) }
            },
            function("date", [.timestamptz], .date) { site in
                let zone = site.settings.timezone
                return rows(.date) { (a: Int64, _) throws(RowFailure) -> Int64? in
                    TimeCasts.day(of: try TimeCasts.local(a, zone))
                }
            },
        ]
    }

    /// The cast to `interval(p)`: seconds of so many digits, halves away from zero.
    private static var precision: Overload {
        function("interval precision", [.interval, .integer], .interval) { _ in
            rows(.interval) { (a: Interval, digits: Int64, _) throws(RowFailure) -> Interval? in
                let unit = powersOfTen[6 - Int(min(max(digits, 0), 6))]
                let half = a.micros < 0 ? -(unit / 2) : unit / 2
                let (sum, overflow) = a.micros.addingReportingOverflow(half)
                guard !overflow else { throw .intervalOutOfRange }
                return Interval(months: a.months, days: a.days, micros: sum / unit * unit)
            }
        }
    }

    private static func readers(_ type: DataType, _ zone: TimeZoneRules) -> PatternCache<TimestampReader> {
        PatternCache { (template, _) throws(RowFailure) in
            do throws(TimeError) {
                return try TimestampReader(
                    TimestampFormat(.template(template.string)), type: type, zone: zone, ignoresRest: true)
            } catch { throw RowFailure(code: "0A000", message: "\(error)") }
        }
    }

    private static var templates: [Overload] {
        let read: [(String, DataType)] = [("to_timestamp", .timestamptz), ("to_date", .date)]
        return read.map { name, type in
            function(name, [.text, .text], type) { site in
                let readers = readers(type, site.settings.timezone)
                return rows(type) { (text: StringView, template: StringView, _) throws(RowFailure) -> Int64? in
                    switch text.withBytes({ readers.read($0, template) }) {
                    case .success(.value(let value)): return value
                    case .success(.malformed):
                        throw RowFailure(
                            code: "22007",
                            message: "\"\(RowFailure.shortened(text.string))\" does not match \"\(template.string)\"")
                    case .success(.outOfRange): throw outOfRange("date/time")
                    case .failure(let failure): throw failure
                    }
                }
            }
        }
            + [DataType.timestamp, .timestamptz].map { type in
                function("to_char", [type, .text], .text) { site in
                    let zone = site.settings.timezone
                    let formats = PatternCache<TimeTemplate> { (template, _) throws(RowFailure) in
                        try TimeTemplate(template.string)
                    }
                    var out: [UInt8] = []
                    return rows(.text) { (time: Int64, template: StringView, arena) throws(RowFailure) -> StringView? in
                        if TimeCasts.isInfinite(time) || template.count == 0 { return nil }
                        let offset = type == .timestamptz ? zone.offset(at: time) : 0
                        let name = type == .timestamptz ? zone.name : ""
                        out.removeAll(keepingCapacity: true)
                        try formats.compiled(template).append(time &+ offset, offset, zone: name, to: &out)
                        return out.withUnsafeBytes { arena.view(of: $0) }
                    }
                }
            }
    }
}

extension PatternCache where Compiled == TimestampReader {
    fileprivate func read(
        _ text: UnsafeRawBufferPointer, _ template: StringView
    ) -> Result<TimeReading, RowFailure> {
        do throws(RowFailure) { return .success(try compiled(template).read(text)) } catch { return .failure(error) }
    }
}
