/// Reads `connector`, says which words are there, and what comes later.
extension OptionReader {
    /// The connector's name when it is one of those that work now; nil after an error.
    mutating func connector(now: [String], later: [String], role: String) -> String? {
        let all = now.map { "'\($0)'" }.joined(separator: ", ")
        guard let text = required("connector", "Write WITH (connector = ...) with one of \(all).") else { return nil }
        if now.contains(text.value) { return text.value }
        if later.contains(text.value) {
            report(
                .laterRelease, "connector '\(text.value)' as a \(role) is not supported yet", at: text.offset,
                help: ["A \(role) today is one of \(all)."])
            return nil
        }
        let near = foreignConnectors[text.value.lowercased()] ?? suggest(text.value, among: now + later)
        report(
            .badOptionValue, "there is no connector '\(text.value)' for a \(role)", at: text.offset,
            hint: near.map { "did you mean '\($0)'?" }, help: near == nil ? ["A \(role) is one of \(all)."] : [])
        return nil
    }

    /// Reads `format`, which is JSON today.
    mutating func format(required isRequired: Bool) {
        let found =
            isRequired ? required("format", "Write format = 'json'.") : text("format")
        guard let text = found, text.value != "json" else { return }
        reportFormat(text.value, at: text.offset, known: ["json"])
    }

    /// Says that a format is none, or none yet.
    mutating func reportFormat(_ name: String, at offset: Int, known: [String]) {
        if ["csv", "parquet", "avro", "protobuf"].contains(name.lowercased()) {
            let now = known.map { "'\($0)'" }.joined(separator: " or ")
            report(
                .laterRelease, "format '\(name)' is not supported yet", at: offset,
                help: ["Today the format is \(now)."])
        } else {
            report(
                .badOptionValue, "there is no format '\(name)'", at: offset,
                hint: suggest(name, among: known).map { "did you mean '\($0)'?" })
        }
    }

    /// Reads a time zone's name; it must be one that the machine's zone files know.
    package mutating func timezone(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        if isTimeZoneName(text.value) { return text.value }
        report(
            .badOptionValue, "there is no time zone '\(text.value)'", at: text.offset,
            hint: suggest(text.value, among: timeZoneNames()).map { "did you mean '\($0)'?" },
            help: ["Zones are named as in 'Asia/Jakarta' or 'UTC'."])
        return nil
    }
}
