import Operators

/// The arguments of tumble(...) by their meaning.
struct TumbleArguments {
    var table: Expr
    var time: Expr
    var size: Expr
    var origin: Expr?
    var timezone: Expr?
}

extension Binder {
    func tumbleArguments(_ call: FunctionCall) throws(BindFailure) -> TumbleArguments {
        let form =
            "tumble(table, time_column, interval '5 minutes' [, origin => timestamptz '...'] "
            + "[, timezone => 'Asia/Jakarta'])"
        let plain = call.arguments.filter { $0.name == nil }.map(\.value)
        guard plain.count == 3 else {
            throw BindFailure(
                .badWindow, "tumble takes a table, its time column and a size", at: call.offset, help: [form])
        }
        var arguments = TumbleArguments(table: plain[0], time: plain[1], size: plain[2])
        for argument in call.arguments {
            guard let name = argument.name else { continue }
            switch name.text {
            case "origin": arguments.origin = argument.value
            case "timezone": arguments.timezone = argument.value
            default:
                throw BindFailure(
                    .badWindow, "tumble has no argument named \"\(name.text)\"", at: name.offset,
                    hint: didYouMean(name.text, among: ["origin", "timezone"]))
            }
        }
        return arguments
    }

    /// The window as the operators know it; every argument is a constant.
    func windowSpec(
        _ arguments: TumbleArguments, _ time: RelationColumn, _ input: Relation
    ) throws(BindFailure) -> WindowSpec {
        var failures = FailureCollector()
        let size = failures.attempt { () throws(BindFailure) in try windowSize(arguments.size) }
        let zone = failures.attempt { () throws(BindFailure) in try windowZone(arguments.timezone, time, input) }
        let origin = failures.attempt { () throws(BindFailure) in try windowOrigin(arguments.origin) }
        try failures.finish()
        guard let size, let zone, let origin else { throw .alreadyReported }
        return WindowSpec(
            timeColumn: time.instant ?? time.index, timeType: time.instant == nil ? time.type : .timestamptz,
            size: size, originMicros: origin.first, timezone: zone)
    }

    private func windowSize(_ expr: Expr) throws(BindFailure) -> Interval {
        let value = try constant(expr, .interval)
        guard case .literal(.interval(let size)) = value.node else {
            throw BindFailure(.badWindow, "the size of a window is an interval", at: expr.offset)
        }
        let parts = [size.months != 0, size.days != 0, size.micros != 0].filter { $0 }.count
        guard size.months >= 0, size.days >= 0, size.micros >= 0, parts > 0 else {
            throw BindFailure(.badWindow, "the size of a window must be positive", at: expr.offset)
        }
        guard parts == 1 else {
            throw BindFailure(
                .badWindow, "the size of a window is in months, or in days, or in hours and smaller units",
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
