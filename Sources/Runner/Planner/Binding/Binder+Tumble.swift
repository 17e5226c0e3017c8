import Operators

/// The arguments of tumble(...), hop(...) or session(...) by their meaning.
struct WindowArguments {
    var table: Expr
    var time: Expr
    var size: Expr
    /// Only of hop(...).
    var slide: Expr?
    var origin: Expr?
    var timezone: Expr?
    /// Of tumble(...) and hop(...).
    var fill: Expr?
    /// Only of session(...), whose size is the gap.
    var by: Expr?
    var isSession = false
}

extension Binder {
    func windowArguments(_ call: FunctionCall, _ function: String) throws(BindFailure) -> WindowArguments {
        let isHop = function == "hop"
        let isSession = function == "session"
        let sizes = isHop ? "interval '1 minute', interval '5 minutes'" : "interval '5 minutes'"
        let options =
            isSession
            ? "[, by => column]"
            : "[, origin => timestamptz '...'] [, timezone => 'Asia/Jakarta'] [, fill => true]"
        let takes = isHop ? "a slide and a size" : isSession ? "a gap" : "a size"
        let plain = call.arguments.filter { $0.name == nil }.map(\.value)
        guard plain.count == (isHop ? 4 : 3), let size = plain.last else {
            throw BindFailure(
                .badWindow, "\(function) takes a table, its time column\(isHop ? ", " : " and ")\(takes)",
                at: call.offset, help: ["\(function)(table, time_column, \(sizes) \(options))"])
        }
        var arguments = WindowArguments(table: plain[0], time: plain[1], size: size, slide: isHop ? plain[2] : nil)
        arguments.isSession = isSession
        let known = isSession ? ["by"] : ["origin", "timezone", "fill"]
        for argument in call.arguments {
            guard let name = argument.name else { continue }
            guard known.contains(name.text) else {
                throw BindFailure(
                    .badWindow, "\(function) has no argument named \"\(name.text)\"", at: name.offset,
                    hint: didYouMean(name.text, among: known))
            }
            switch name.text {
            case "origin": arguments.origin = argument.value
            case "timezone": arguments.timezone = argument.value
            case "fill": arguments.fill = argument.value
            default: arguments.by = argument.value
            }
        }
        return arguments
    }

    /// How far apart windows begin, in the unit of their size; nil for windows that don't overlap. Days and hours go
    /// together where every day has 24 hours.
    private func windowSlide(
        _ expr: Expr?, _ size: inout Interval, daysAreEqual: Bool
    ) throws(BindFailure) -> Interval? {
        guard let expr else { return nil }
        var slide = try windowSize(expr, "slide")
        func unit(_ interval: Interval) -> Int { interval.months > 0 ? 0 : interval.days > 0 ? 1 : 2 }
        if unit(slide) != unit(size), unit(slide) > 0, unit(size) > 0, daysAreEqual {
            (slide, size) = (inHours(slide), inHours(size))
        }
        if slide == size { return nil }
        guard unit(slide) == unit(size) else {
            let remedy = "Days of a zone may have 23 or 25 hours: interval '24 hours' is a length that hours divide."
            throw BindFailure(
                .badWindow, "the slide and the size of a window are in the same unit: months, days, or hours and less",
                at: expr.offset, hint: "\(intervalText(slide)) and \(intervalText(size)) are not",
                help: unit(slide) > 0 && unit(size) > 0 ? [remedy] : [])
        }
        guard let shape = HopWindows.shape(size: size, slide: slide) else {
            throw BindFailure(
                .badWindow, "windows that begin every \(intervalText(slide)) and last \(intervalText(size)) leave gaps",
                at: expr.offset, hint: "the slide comes before the size, and is not longer")
        }
        guard shape.panesPerWindow <= HopWindows.panesMax else {
            throw BindFailure(
                .tooLarge,
                "a window of \(intervalText(size)) every \(intervalText(slide)) consists of \(shape.panesPerWindow) "
                    + "panes, at most \(HopWindows.panesMax) are possible", at: expr.offset)
        }
        return slide
    }

    /// Days as 24 hours.
    private func inHours(_ interval: Interval) -> Interval {
        Interval(micros: Int64(interval.days) * TimeLimits.microsPerDay + interval.micros)
    }

    /// The window as the operators know it; every argument is a constant.
    func windowSpec(
        _ arguments: WindowArguments, _ time: RelationColumn, _ input: Relation
    ) throws(BindFailure) -> WindowSpec {
        var failures = FailureCollector()
        let size = failures.attempt { () throws(BindFailure) in
            try windowSize(arguments.size, arguments.isSession ? "gap" : "size")
        }
        let zone = failures.attempt { () throws(BindFailure) in try windowZone(arguments.timezone, time, input) }
        let origin = failures.attempt { () throws(BindFailure) in try windowOrigin(arguments.origin) }
        try failures.finish()
        guard var size, let zone, let origin else { throw .alreadyReported }
        let daysAreEqual =
            time.instant == nil && time.type == .timestamp
            || (try? TimeZoneRules.load(zone))?.fixedOffsetMicros != nil
        let slide = try windowSlide(arguments.slide, &size, daysAreEqual: daysAreEqual)
        if arguments.isSession {
            guard size.months == 0 else {
                throw BindFailure(
                    .badWindow, "the gap of a session has no fixed length in months", at: arguments.size.offset)
            }
            return WindowSpec(
                timeColumn: time.instant ?? time.index, timeType: time.instant == nil ? time.type : .timestamptz,
                size: inHours(size), overlap: .sessions, originMicros: nil, timezone: "UTC")
        }
        var spec = WindowSpec(
            timeColumn: time.instant ?? time.index, timeType: time.instant == nil ? time.type : .timestamptz,
            size: size, slide: slide, originMicros: origin.first, timezone: zone)
        if let fill = arguments.fill {
            guard case .literal(.boolean(let fills)) = try constant(fill, .boolean).node else {
                throw BindFailure(.badWindow, "fill is true or false", at: fill.offset)
            }
            spec.fillsGaps = fills
        }
        // A length that no calendar of ours has.
        do throws(TimeError) {
            _ = try spec.tumbling()
        } catch {
            throw BindFailure(.badWindow, "\(error)", at: arguments.size.offset)
        }
        return spec
    }

    /// Windows without rows have no rows but those of a GROUP BY.
    func checkFilled(_ relation: Relation, at offset: Int) throws(BindFailure) {
        guard relation.window?.fillsGaps == true else { return }
        throw .notSupported(
            "fill => true for rows that are not grouped", at: offset,
            help: ["Group by window_start: a window without rows then has a row with count 0."])
    }

    private func windowSize(_ expr: Expr, _ what: String) throws(BindFailure) -> Interval {
        let value = try constant(expr, .interval)
        guard case .literal(.interval(let size)) = value.node else {
            throw BindFailure(.badWindow, "the \(what) of a window is an interval", at: expr.offset)
        }
        let parts = [size.months != 0, size.days != 0, size.micros != 0].filter { $0 }.count
        guard size.months >= 0, size.days >= 0, size.micros >= 0, parts > 0 else {
            throw BindFailure(.badWindow, "the \(what) of a window must be positive", at: expr.offset)
        }
        guard parts == 1 else {
            throw BindFailure(
                .badWindow, "the \(what) of a window is in months, or in days, or in hours and smaller units",
                at: expr.offset, hint: "\(intervalText(size)) mixes them")
        }
        return size
    }

    private func windowZone(
        _ expr: Expr?, _ time: RelationColumn, _ input: Relation
    ) throws(BindFailure) -> String {
        let own = input.source.map { sourceTimes[$0].timezone } ?? settings.timezone
        guard let expr else { return own }
        let value = try constant(expr, .text)
        guard case .literal(.bytes(let bytes)) = value.node else {
            throw BindFailure(.badWindow, "timezone is the name of a zone", at: expr.offset)
        }
        let name = String(decoding: bytes, as: UTF8.self)
        do { _ = try TimeZoneRules.load(name) } catch {
            var hint: String?
            if case .unknownTimeZone(_, let similar) = error { hint = similar.first.map { "did you mean \"\($0)\"?" } }
            throw BindFailure(.badWindow, "time zone \"\(name)\" not recognized", at: expr.offset, hint: hint)
        }
        if let source = input.source, sourceTimes[source].type == .timestamp, name != own {
            throw BindFailure(
                .badWindow,
                "\"\(sourceTimes[source].column ?? "")\" is a timestamp without time zone, read as \(own) time",
                at: expr.offset, hint: "set timezone = '\(name)' on the source")
        }
        return name
    }

    /// One time or none.
    private func windowOrigin(_ expr: Expr?) throws(BindFailure) -> [Int64] {
        guard let expr else { return [] }
        let value = try constant(expr, .timestamptz)
        guard case .literal(.int64(let micros)) = value.node, TimeLimits.isTimestamp(micros) else {
            throw BindFailure(.badWindow, "origin is a time", at: expr.offset)
        }
        return [micros]
    }

    /// An expression without columns, as a literal of a type.
    func constant(_ expr: Expr, _ type: DataType) throws(BindFailure) -> Expression {
        let value = try expressions(.empty, .window).bind(expr)
        return try functions.coerce(value, to: type, .implicit)
    }
}
