import Operators

/// `GROUP BY date_trunc('day', ts)`, `date_bin` or `time_bucket` over the event time as the tumbling window that it is.
struct TruncatedTime {
    /// The key as it was written, bound.
    let key: Expression
    let spec: WindowSpec
    /// The zone of a key without one; nil for instants.
    private let localZone: String?

    /// The first key that cuts the event time into windows; nil when there is none. `timezone` is the job's,
    /// `localZone` that of times without one.
    init?(_ keys: [Expression], _ input: Relation, timezone: String, localZone: String) {
        guard input.window == nil, input.grouping == nil else { return nil }
        for key in keys {
            guard case .call(let function, let arguments) = key.node,
                arguments.count >= 2, case .column(let index) = arguments[1].node,
                let column = input.columns.first(where: { $0.index == index }),
                column.role == .eventTime, column.type == key.type
            else { continue }
            let isLocal = column.type == .timestamp
            // What has no zone is counted as it stands; where its instants are another column, days and longer are.
            let zone = isLocal ? (column.instant == nil ? "UTC" : localZone) : timezone
            let time = (column: column.instant ?? index, type: column.instant == nil ? column.type : .timestamptz)
            let found =
                switch function.name {
                case "date_trunc": TruncatedTime.unit(arguments, time, zone)
                case "date_bin" where column.instant == nil: TruncatedTime.bin(arguments, time)
                case "time_bucket" where column.instant == nil: TruncatedTime.bucket(arguments, time)
                default: nil as WindowSpec?
                }
            guard let found, column.instant == nil || found.size.micros == 0 else { continue }
            self.key = key
            spec = found
            self.localZone = isLocal ? zone : nil
            return
        }
        return nil
    }

    /// `date_trunc(unit, ts [, zone])`.
    private static func unit(
        _ arguments: [Expression], _ time: (column: Int, type: DataType), _ timezone: String
    ) -> WindowSpec? {
        guard let unit = text(arguments[0])?.lowercased() else { return nil }
        var zone = timezone
        if arguments.count == 3 {
            guard let written = text(arguments[2]) else { return nil }
            zone = written
        }
        // date_trunc knows more zones than windows do.
        guard (try? TimeZoneRules.load(zone)) != nil else { return nil }
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
        var spec = WindowSpec(
            timeColumn: time.column, timeType: time.type, size: size, originMicros: nil, timezone: zone)
        spec.followsClock = size.micros > 0 && zone != "UTC"
        return spec
    }

    /// `date_bin(stride, ts, origin)`; a day of the stride has 24 hours.
    private static func bin(_ arguments: [Expression], _ time: (column: Int, type: DataType)) -> WindowSpec? {
        guard arguments.count == 3, case .literal(.interval(let stride)) = arguments[0].node, stride.months == 0,
            let micros = micros(stride), let origin = origin(arguments[2])
        else { return nil }
        return WindowSpec(
            timeColumn: time.column, timeType: time.type, size: Interval(micros: micros), originMicros: origin,
            timezone: "UTC")
    }

    /// `time_bucket(width, ts, zone)`: days and months begin at the zone's midnights. Hours are windows where the
    /// zone's clock was never changed.
    private static func bucket(
        _ size: Interval, _ time: (column: Int, type: DataType), inZone zone: Expression
    ) -> WindowSpec? {
        guard let name = text(zone), let rules = try? TimeZoneRules.load(name) else { return nil }
        var (size, origin, timezone) = (size, nil as Int64?, name)
        if size.micros != 0 {
            guard size.months == 0, let offset = rules.fixedOffsetMicros, let micros = micros(size) else { return nil }
            size = Interval(micros: micros)
            origin = 2 * TimeLimits.microsPerDay - offset
            timezone = "UTC"
        }
        guard (try? TumblingWindows(size: size)) != nil else { return nil }
        return WindowSpec(
            timeColumn: time.column, timeType: time.type, size: size, originMicros: origin, timezone: timezone)
    }

    /// `time_bucket(width, ts [, origin])`; its days have 24 hours, its months are those of UTC.
    private static func bucket(_ arguments: [Expression], _ time: (column: Int, type: DataType)) -> WindowSpec? {
        guard case .literal(.interval(var size)) = arguments[0].node else { return nil }
        if arguments.count == 3, arguments[2].type == .text { return bucket(size, time, inZone: arguments[2]) }
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
            timeColumn: time.column, timeType: time.type, size: size, originMicros: from, timezone: "UTC")
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

    /// The key as an expression of its window's start: the start itself, or of a time without zone the key of what the
    /// clock shows then.
    func shown(_ windowStart: Expression, _ functions: Functions) throws(BindFailure) -> Expression {
        guard let localZone, case .call(let function, var arguments) = key.node else { return windowStart }
        let zone = Expression(.literal(.text(localZone)), type: .text, sourceOffset: key.sourceOffset)
        arguments[1] = try functions.call("timezone", [zone, windowStart], at: key.sourceOffset)
        return Expression(.call(function, arguments), type: key.type, sourceOffset: key.sourceOffset)
    }

    /// The expression with another one in every place of the key.
    func replaced(_ expression: Expression, with shown: Expression) -> Expression {
        let wanted = expressionText(key) { "$\($0)" }
        func walk(_ expression: Expression) -> Expression {
            if expression.type == key.type, case .call = expression.node,
                expressionText(expression, { "$\($0)" }) == wanted
            {
                return Expression(shown.node, type: shown.type, sourceOffset: expression.sourceOffset)
            }
            return replacingParts(expression) { walk($0) }
        }
        return walk(expression)
    }
}
