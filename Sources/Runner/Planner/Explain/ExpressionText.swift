import Operators

/// An expression as text that is the same for equal expressions: SQL with every cast written out.
///
/// It is what GROUP BY is matched by, what nodes are shared by, and what explain and the fingerprint show.
func expressionText(_ expression: Expression, _ column: (Int) -> String) -> String {
    switch expression.node {
    case .column(let index): return column(index)
    case .literal(let value): return literalText(value, expression.type)
    case .call(let function, let arguments):
        return callText(function, arguments.map { expressionText($0, column) })
    case .assign(let input):
        // Only text with a limit is assigned in another way than it is cast.
        let sign = if case .text(.some) = expression.type { ":=" } else { "::" }
        return "\(operandText(input, column))\(sign)\(expression.type)"
    case .cast(let input): return "\(operandText(input, column))::\(expression.type)"
    case .and(let parts): return "(" + parts.map { expressionText($0, column) }.joined(separator: " AND ") + ")"
    case .or(let parts): return "(" + parts.map { expressionText($0, column) }.joined(separator: " OR ") + ")"
    case .not(let part):
        switch part.node {
        case .isNull(let input): return "(\(expressionText(input, column)) IS NOT NULL)"
        case .isNotDistinct(let left, let right):
            return "(\(expressionText(left, column)) IS DISTINCT FROM \(expressionText(right, column)))"
        default: return "(NOT \(expressionText(part, column)))"
        }
    case .isNull(let input): return "(\(expressionText(input, column)) IS NULL)"
    case .conditional(let branches, let otherwise):
        let parts = branches.map {
            "WHEN \(expressionText($0.condition, column)) THEN \(expressionText($0.value, column))"
        }
        let rest = otherwise.map { " ELSE \(expressionText($0, column))" } ?? ""
        return "CASE \(parts.joined(separator: " "))\(rest) END"
    case .coalesce(let parts):
        return "coalesce(\(parts.map { expressionText($0, column) }.joined(separator: ", ")))"
    case .isNotDistinct(let left, let right):
        return "(\(expressionText(left, column)) IS NOT DISTINCT FROM \(expressionText(right, column)))"
    }
}

private func operandText(_ expression: Expression, _ column: (Int) -> String) -> String {
    let text = expressionText(expression, column)
    if case .conditional = expression.node { return "(\(text))" }
    return text
}

private func callText(_ function: FunctionReference, _ arguments: [String]) -> String {
    guard let first = function.name.first, !first.isLetter, first != "_" else {
        return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }
    if function.name == "[:]" {
        let ends = zip(arguments.dropFirst(), [Int32.min, .max]).map { $0 == "\($1)" ? "" : $0 }
        return "\(arguments[0])[\(ends.joined(separator: ":"))]"
    }
    if arguments.count == 2 { return "(\(arguments[0]) \(function.name) \(arguments[1]))" }
    return "(\(function.name) \(arguments.joined(separator: ", ")))"
}

/// A literal with its type, unless the type shows.
func literalText(_ value: Scalar, _ type: DataType) -> String {
    switch value {
    case .null: return type == .unknown ? "NULL" : "NULL::\(type)"
    case .boolean(let value): return value ? "true" : "false"
    case .int64(let value):
        switch type {
        case .integer: return "\(value)"
        case .timestamptz: return "'\(timestampText(value))+00'::timestamptz"
        case .timestamp: return "'\(timestampText(value))'::timestamp"
        case .date:
            let date = CivilDate(days: value)
            return "'\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))'::date"
        default: return "\(value)::\(type)"
        }
    case .double(let value): return "\(value)::\(type)"
    case .decimal(let value):
        return type == .numeric && value.scale > 0 ? decimalText(value) : "\(decimalText(value))::\(type)"
    case .interval(let value): return "'\(intervalText(value))'::interval"
    case .bytes(let bytes):
        let text = String(decoding: bytes, as: UTF8.self).replacing("'", with: "''")
        switch type {
        case .unknown, .text(nil): return "'\(text)'"
        case .uuid, .bytea: return "'\\x\(bytes.map { hex($0) }.joined())'::\(type)"
        default: return "'\(text)'::\(type)"
        }
    }
}

private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
}

private func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A decimal, with a point when it has digits behind it.
func decimalText(_ value: Decimal) -> String {
    var digits = String(value.coefficient.magnitude)
    let scale = Int(value.scale)
    if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
    if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
    return (value.coefficient < 0 ? "-" : "") + digits
}

/// `2026-11-21 13:05:00`, with a fraction only when there is one.
func timestampText(_ micros: Int64) -> String {
    if micros == TimeLimits.infinity { return "infinity" }
    if micros == TimeLimits.negativeInfinity { return "-infinity" }
    let fields = TimestampFields(localMicros: micros)
    let date = fields.date
    var text =
        "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2)) "
        + "\(padded(fields.hour, 2)):\(padded(fields.minute, 2)):\(padded(fields.second, 2))"
    if fields.micros != 0 {
        var fraction = padded(fields.micros, 6)
        while fraction.last == "0" { fraction.removeLast() }
        text += "." + fraction
    }
    return text
}

/// A length of time in words: `1 day`, `5 minutes`, `1 hour 30 minutes`.
func intervalText(_ interval: Interval) -> String {
    var parts: [String] = []
    func add(_ count: Int64, _ unit: String) {
        if count != 0 { parts.append("\(count) \(unit)\(count == 1 ? "" : "s")") }
    }
    add(Int64(interval.months / 12), "year")
    add(Int64(interval.months % 12), "month")
    add(Int64(interval.days), "day")
    add(interval.micros / 3_600_000_000, "hour")
    add(interval.micros / 60_000_000 % 60, "minute")
    add(interval.micros / 1_000_000 % 60, "second")
    let rest = interval.micros % 1_000_000
    if rest % 1_000 == 0 { add(rest / 1_000, "millisecond") } else { add(rest, "microsecond") }
    return parts.isEmpty ? "0 seconds" : parts.joined(separator: " ")
}
