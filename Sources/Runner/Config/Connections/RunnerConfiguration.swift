/// What `runner.toml` holds: connections, and settings that flags and variables override.
package struct RunnerConfiguration: Sendable, Equatable {
    /// A value with the place where it stands.
    package struct Value: Sendable, Equatable {
        package var text: String
        package var offset: Int
    }

    /// `[connections]`: name to URI.
    package var connections: [String: Secret] = [:]
    /// The keys above the first section and of other sections: `state_dir`, `http.listen`.
    package var settings: [String: Value] = [:]

    package init() {}

    /// Reads the text of runner.toml; the part of TOML that it needs, everything else is an error at its place.
    ///
    /// Tables, comments, strings in both quotes, whole numbers, true and false.
    package static func read(_ source: SourceText) -> (configuration: RunnerConfiguration, diagnostics: [Diagnostic]) {
        var reader = TomlReader(bytes: source.bytes)
        reader.readAll()
        return (reader.configuration, reader.diagnostics)
    }
}

/// Reads line by line, so that every bad line is reported.
private struct TomlReader {
    let bytes: [UInt8]
    var configuration = RunnerConfiguration()
    var diagnostics: [Diagnostic] = []
    private var section = ""
    private var at = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func readAll() {
        while at < bytes.count {
            do throws(Diagnostic) { try readLine() } catch {
                diagnostics.append(error)
                while at < bytes.count, bytes[at] != 10 { at += 1 }
            }
            at += 1
        }
    }

    private mutating func readLine() throws(Diagnostic) {
        skipBlanks()
        if isLineEnd { return skipComment() }
        if bytes[at] == UInt8(ascii: "[") {
            try readSection()
        } else {
            try readEntry()
        }
        skipBlanks()
        guard isLineEnd else { throw problem("nothing may follow here") }
        skipComment()
    }

    private mutating func readSection() throws(Diagnostic) {
        at += 1
        if at < bytes.count, bytes[at] == UInt8(ascii: "[") { throw problem("lists of tables are not supported") }
        skipBlanks()
        section = try readKey()
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "]") else { throw problem("the closing \"]\" is missing") }
        at += 1
    }

    private mutating func readEntry() throws(Diagnostic) {
        let start = at
        let key = try readKey()
        skipBlanks()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { throw problem("\"=\" is missing") }
        at += 1
        skipBlanks()
        let valueStart = at
        let value = try readValue()
        let isTwice: Bool
        if section == "connections" {
            isTwice = configuration.connections.updateValue(Secret(value), forKey: key) != nil
        } else {
            let name = section.isEmpty ? key : "\(section).\(key)"
            isTwice =
                configuration.settings.updateValue(.init(text: value, offset: valueStart), forKey: name) != nil
        }
        if isTwice { throw problem("\(key) is there twice", at: start) }
    }

    private mutating func readKey() throws(Diagnostic) -> String {
        if at < bytes.count, bytes[at] == UInt8(ascii: "\"") { return try readQuoted(UInt8(ascii: "\"")) }
        let start = at
        while at < bytes.count, isKeyByte(bytes[at]) { at += 1 }
        guard at > start else { throw problem("a name is missing") }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func readValue() throws(Diagnostic) -> String {
        guard at < bytes.count else { throw problem("a value is missing") }
        let first = bytes[at]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            if at + 2 < bytes.count, bytes[at + 1] == first, bytes[at + 2] == first {
                throw problem("strings over several lines are not supported")
            }
            return try readQuoted(first)
        }
        if first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
            throw problem("lists and inline tables are not supported")
        }
        let start = at
        while at < bytes.count, isKeyByte(bytes[at]) || bytes[at] == UInt8(ascii: "+") { at += 1 }
        let word = String(decoding: bytes[start..<at], as: UTF8.self)
        let digits = word.filter { $0 != "_" }
        if word == "true" || word == "false" { return word }
        if let number = Int64(digits) { return String(number) }
        throw problem("a text stands in quotes", at: start)
    }

    private mutating func readQuoted(_ quote: UInt8) throws(Diagnostic) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != quote {
            if bytes[at] == 10 { break }
            if bytes[at] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                at += 1
                let escapes: [UInt8: UInt8] = [
                    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "\\"): 92, UInt8(ascii: "\""): 34,
                ]
                guard at < bytes.count, let escaped = escapes[bytes[at]] else { throw problem("no such escape") }
                text.append(escaped)
            } else {
                text.append(bytes[at])
            }
            at += 1
        }
        guard at < bytes.count, bytes[at] == quote else { throw problem("the closing quote is missing", at: start) }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    private func problem(_ message: String, at offset: Int? = nil) -> Diagnostic {
        Diagnostic(.error, .badConfigurationFile, message, at: offset ?? min(at, bytes.count), length: 1)
    }

    private var isLineEnd: Bool {
        at >= bytes.count || bytes[at] == 10 || bytes[at] == UInt8(ascii: "#")
    }

    private mutating func skipBlanks() {
        while at < bytes.count, bytes[at] == 32 || bytes[at] == 9 || bytes[at] == 13 { at += 1 }
    }

    private mutating func skipComment() {
        while at < bytes.count, bytes[at] != 10 { at += 1 }
    }

    private func isKeyByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte == 45
            || byte == 46
    }
}
