/// Reads an amount of memory: `256 MB`, `1GiB`, `64kB`; units are powers of 1,024 as in PostgreSQL's settings.
package func parseByteSize(_ text: String) throws(ValueError) -> Int64 {
    let form = "write a number and a unit, such as '256 MB'"
    let trimmed = text.lowercased().drop(while: \.isWhitespace)
    let digits = trimmed.prefix { ("0"..."9").contains($0) || $0 == "." }
    let unit = trimmed.dropFirst(digits.count).filter { !$0.isWhitespace }
    let powers = [
        "b": 0, "k": 10, "kb": 10, "kib": 10, "m": 20, "mb": 20, "mib": 20, "g": 30, "gb": 30, "gib": 30,
        "t": 40, "tb": 40, "tib": 40,
    ]
    if unit.isEmpty { throw ValueError(digits.isEmpty ? form : "a unit is missing: \(form)") }
    guard let power = powers[unit] else { throw ValueError("\"\(unit)\" is no unit of memory: \(form)") }
    guard let bytes = scaled(digits, by: 1 << Int64(power)) else {
        throw ValueError("the number cannot be read: \(form)")
    }
    return bytes
}

/// An amount of memory as people write it: `256 MB`.
package func describeByteSize(_ bytes: Int64) -> String {
    for (power, name) in [(40, "TB"), (30, "GB"), (20, "MB"), (10, "kB")] as [(Int64, String)]
    where bytes != 0 && bytes % (1 << power) == 0 {
        return "\(bytes >> power) \(name)"
    }
    return "\(bytes) B"
}
