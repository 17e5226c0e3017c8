/// Reads an RFC 3339 time, `2026-01-31T12:00:00.5Z` or `...+07:00` (a blank may stand for the T), as microseconds since
/// 1970-01-01 UTC; nil for anything else.
package func parseInstant(_ text: String) -> Int64? {
    var rest = Substring(text)
    guard let year = digits(4, &rest), skip("-", &rest), let month = digits(2, &rest), skip("-", &rest),
        let day = digits(2, &rest), skip("T", &rest) || skip("t", &rest) || skip(" ", &rest),
        let hour = digits(2, &rest), skip(":", &rest), let minute = digits(2, &rest), skip(":", &rest),
        let second = digits(2, &rest)
    else { return nil }
    guard (1...12).contains(month), day >= 1, day <= daysOfMonth(month, year), hour < 24, minute < 60, second < 60
    else { return nil }
    var micros: Int64 = 0
    if skip(".", &rest) {
        let fraction = rest.prefix { ("0"..."9").contains($0) }
        guard !fraction.isEmpty, fraction.count <= 9 else { return nil }
        let padded = (fraction + "000000").prefix(6)
        guard let value = Int64(padded) else { return nil }
        micros = value
        rest = rest.dropFirst(fraction.count)
    }
    guard let zoneMinutes = zone(&rest), rest.isEmpty else { return nil }
    let minutes = Int64(daysSince1970(year, month, day)) * 1_440 + Int64(hour * 60 + minute - zoneMinutes)
    return (minutes * 60 + Int64(second)) * 1_000_000 + micros
}

private func digits(_ count: Int, _ rest: inout Substring) -> Int? {
    let head = rest.prefix(count)
    guard head.count == count, head.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return Int(head)
}

private func skip(_ character: Character, _ rest: inout Substring) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
}

/// Minutes east of UTC.
private func zone(_ rest: inout Substring) -> Int? {
    if skip("Z", &rest) || skip("z", &rest) { return 0 }
    let sign = skip("+", &rest) ? 1 : skip("-", &rest) ? -1 : 0
    guard sign != 0, let hours = digits(2, &rest) else { return nil }
    _ = skip(":", &rest)
    let minutes = rest.isEmpty ? 0 : digits(2, &rest)
    guard let minutes, hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
}

private func daysOfMonth(_ month: Int, _ year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
}

/// Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
}
