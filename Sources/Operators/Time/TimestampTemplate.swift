/// A compiled `to_timestamp` template, `YYYY-MM-DD HH24:MI:SS.MS`.
///
/// Patterns: `YYYY YY MM DD DDD Mon Month HH24 HH12 HH MI SS MS US AM PM (A.M. P.M.) TZH TZM`, in any case, and
/// `FM`, which is ignored. Everything else stands for itself: quoted text must be there, any other punctuation or
/// blank matches one such character. Stricter than PostgreSQL where it would hide broken data: quoted text that differs
/// is malformed, and so is text left over after the last pattern, unless `ignoresRest` is set as for the functions. As
/// there, text may end early: missing fields count as their first value.
package struct TimestampTemplate: Hashable, Sendable {
    enum Node: Hashable, Sendable {
        case year4, year2, month, monthName, day, dayOfYear, hour24, hour12, minute, second, millis, micros, halfDay
        case zoneHour, zoneMinute
        case literal(UInt8)
        case separator
    }

    let nodes: [Node]
    /// Whether text may be left over after the last pattern.
    var ignoresRest = false

    /// Longest match first.
    private static let patterns: [(name: String, node: Node?)] = [
        ("month", .monthName), ("hh24", .hour24), ("hh12", .hour12), ("yyyy", .year4), ("a.m.", .halfDay),
        ("p.m.", .halfDay), ("mon", .monthName), ("ddd", .dayOfYear), ("tzh", .zoneHour), ("tzm", .zoneMinute),
        ("yy", .year2), ("mm", .month), ("dd", .day), ("hh", .hour12), ("mi", .minute), ("ss", .second),
        ("ms", .millis), ("us", .micros), ("am", .halfDay), ("pm", .halfDay), ("fm", nil),
    ]

    package init(_ template: String) throws(TimeError) {
        let bytes = Array(template.utf8)
        let lower = bytes.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
        var nodes: [Node] = []
        var at = 0
        func fail(_ reason: String) -> TimeError { .badTemplate(template: template, reason: reason, byteOffset: at) }
        scan: while at < bytes.count {
            for pattern in TimestampTemplate.patterns where lower[at...].starts(with: pattern.name.utf8) {
                if let node = pattern.node {
                    guard !nodes.contains(node) else { throw fail("\(pattern.name.uppercased()) occurs twice") }
                    nodes.append(node)
                }
                at += pattern.name.utf8.count
                continue scan
            }
            if bytes[at] == UInt8(ascii: "\"") {
                guard let close = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "\"")) else {
                    throw fail("open quote")
                }
                nodes += bytes[(at + 1)..<close].map(Node.literal)
                at = close + 1
            } else if bytes[at] == UInt8(ascii: "T") && nodes.last == .day {
                // Not PostgreSQL, but what everyone means by it.
                nodes.append(.literal(bytes[at]))
                at += 1
            } else {
                guard !TimestampTemplate.isLetterOrDigit(bytes[at]) else { throw fail("unknown pattern") }
                nodes.append(.separator)
                at += 1
            }
        }
        self.nodes = nodes
        try check(template)
    }

    private func check(_ template: String) throws(TimeError) {
        func has(_ node: Node) -> Bool { nodes.contains(node) }
        func fail(_ reason: String) -> TimeError { .badTemplate(template: template, reason: reason, byteOffset: 0) }
        guard has(.year4) || has(.year2) else { throw fail("no year") }
        if has(.year4) && has(.year2) { throw fail("two years") }
        if has(.hour24) && has(.hour12) { throw fail("two hours") }
        if has(.millis) && has(.micros) { throw fail("MS and US") }
        if has(.dayOfYear) && (has(.month) || has(.monthName) || has(.day)) { throw fail("DDD with month or day") }
        if has(.month) && has(.monthName) { throw fail("two months") }
        if has(.halfDay) && !has(.hour12) { throw fail("AM/PM needs HH12") }
        if has(.zoneMinute) && !has(.zoneHour) { throw fail("TZM needs TZH") }
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte >= 0x80
    }
}
