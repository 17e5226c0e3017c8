import Operators

/// `GROUP BY date_trunc('day', ts)`, `date_bin` or `time_bucket` over the event time as the tumbling window that it is.
struct TruncatedTime {
    /// The key as it was written, bound.
    let key: Expression
    let spec: WindowSpec

    /// The first key that cuts the event time into windows; nil when there is none.
    init?(_ keys: [Expression], _ input: Relation, timezone: String) {
        guard input.window == nil, input.grouping == nil else { return nil }
        for key in keys {
            guard key.type == .timestamptz, case .call(let function, let arguments) = key.node,
                arguments.count >= 2, case .column(let index) = arguments[1].node,
                let column = input.columns.first(where: { $0.index == index }),
                column.role == .eventTime, column.type == .timestamptz
            else { continue }
            let found =
                switch function.name {
                case "date_trunc": TruncatedTime.unit(arguments, index, timezone)
                case "date_bin": TruncatedTime.bin(arguments, index)
                case "time_bucket": TruncatedTime.bucket(arguments, index)
                default: nil as WindowSpec?
                }
            guard let found else { continue }
            self.key = key
            spec = found
            return
        }
        return nil
    }

    /// `date_trunc(unit, ts [, zone])`. Hours and less follow a zone's wall clock, which windows of them do not: they
    /// are the same in UTC only.
    private static func unit(_ arguments: [Expression], _ column: Int, _ timezone: String) -> WindowSpec? {
        guard let unit = text(arguments[0])?.lowercased() else { return nil }
        var zone = timezone
        if arguments.count == 3 {
            guard let written = text(arguments[2]) else { return nil }
            zone = written
        }
        let size: Interval
        switch unit {
        case "second": size = Interval(micros: 1_000_000)
        case "minute": size = Interval(micros: 60_000_000)
        case "hour": size = Interval(micros: 3_600_000_000)
        case "day": size = Interval(days: 1)
        case "week": size = Interval(days: 7)
        case "month": size = Interval(months: 1)
        case "quarter": size = Interval(months: 3)
        case "year": size = Interval(months: 12)
        default: return nil
        }
        if size.micros > 0, zone != "UTC" { return nil }
        return WindowSpec(timeColumn: column, timeType: .timestamptz, size: size, originMicros: nil, timezone: zone)
    }

    /// `date_bin(stride, ts, origin)`; a day of the stride has 24 hours.
    private static func bin(_ arguments: [Expression], _ column: Int) -> WindowSpec? {
        guard arguments.count == 3, case .literal(.interval(let stride)) = arguments[0].node, stride.months == 0,
            let micros = micros(stride), let origin = origin(arguments[2])
        else { return nil }
        return WindowSpec(
            timeColumn: column, timeType: .timestamptz, size: Interval(micros: micros), originMicros: origin,
            timezone: "UTC")
    }

    /// `time_bucket(width, ts [, origin])`; its days have 24 hours, its months are those of UTC.
    private static func bucket(_ arguments: [Expression], _ column: Int) -> WindowSpec? {
        guard case .literal(.interval(var size)) = arguments[0].node else { return nil }
        var from: Int64?
        if arguments.count == 3 {
            guard var origin = origin(arguments[2]) else { return nil }
            if size.months > 0 {
                var date = CivilDate(days: floorDiv(origin, TimeLimits.microsPerDay))
                date.day = 1
                origin = max(date.days * TimeLimits.microsPerDay, TimeLimits.timestampMin)
            }
            from = origin
        }
        if size.months == 0 {
            guard let micros = micros(size) else { return nil }
            size = Interval(micros: micros)
        }
        // What is no size of windows is for time_bucket itself to refuse.
        guard (try? TumblingWindows(size: size)) != nil else { return nil }
        return WindowSpec(
            timeColumn: column, timeType: .timestamptz, size: size, originMicros: from, timezone: "UTC")
    }

    /// A stride of days and less in microseconds; a day has 24 hours.
    private static func micros(_ stride: Interval) -> Int64? {
        let (days, tooMany) = Int64(stride.days).multipliedReportingOverflow(by: TimeLimits.microsPerDay)
        let (micros, overflow) = days.addingReportingOverflow(stride.micros)
        return !tooMany && !overflow && micros > 0 ? micros : nil
    }

    private static func origin(_ argument: Expression) -> Int64? {
        guard case .literal(.int64(let origin)) = argument.node, TimeLimits.isTimestamp(origin) else { return nil }
        return origin
    }

    private static func text(_ expression: Expression) -> String? {
        guard case .literal(.bytes(let bytes)) = expression.node else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The expression with the window's start in every place of the key.
    func replaced(_ expression: Expression, windowStart: Int) -> Expression {
        let wanted = expressionText(key) { "$\($0)" }
        func walk(_ expression: Expression) -> Expression {
            if expression.type == .timestamptz, case .call = expression.node,
                expressionText(expression, { "$\($0)" }) == wanted
            {
                return Expression(.column(windowStart), type: .timestamptz, sourceOffset: expression.sourceOffset)
            }
            return replacingParts(expression) { walk($0) }
        }
        return walk(expression)
    }
}
