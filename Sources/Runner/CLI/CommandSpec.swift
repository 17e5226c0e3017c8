/// One flag of a command, in GNU style: `--name VALUE`, `--name=VALUE`, or `-n VALUE`.
package struct Flag: Sendable {
    package let name: String
    package let short: Character?
    /// What stands for the value in the help; nil for a switch.
    package let value: String?
    package let help: String
    /// May be given several times.
    package let repeats: Bool

    package init(_ name: String, short: Character? = nil, value: String? = nil, repeats: Bool = false, _ help: String) {
        self.name = name
        self.short = short
        self.value = value
        self.help = help
        self.repeats = repeats
    }

    /// The variable that gives the flag's value when the command line does not: `--state-dir` is `RUNNER_STATE_DIR`.
    package var variable: String { "RUNNER_" + setting.uppercased() }

    /// The key that gives it in runner.toml: `state_dir`.
    package var setting: String { String(name.map { $0 == "-" ? "_" : $0 }) }
}

/// A command as the parser and `--help` see it.
package struct CommandSpec: Sendable {
    package let name: String
    package let summary: String
    /// What follows the flags, for the usage line: `JOB.sql`.
    package let operands: String
    /// How many operands are allowed.
    package let operandCount: ClosedRange<Int>
    /// A command line and what it does; shown first.
    package let examples: [(String, String)]
    package let flags: [Flag]

    package init(
        _ name: String, _ summary: String, operands: String = "", operandCount: ClosedRange<Int> = 0...0,
        examples: [(String, String)], flags: [Flag]
    ) {
        self.name = name
        self.summary = summary
        self.operands = operands
        self.operandCount = operandCount
        self.examples = examples
        self.flags = flags
    }
}

/// The command line did not make sense: exit code 2.
package struct UsageError: Error, Sendable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

/// A command line, taken apart and checked against its command.
package struct Arguments: Sendable {
    private(set) var values: [String: [String]] = [:]
    private(set) var switches: Set<String> = []
    package private(set) var operands: [String] = []
    /// What gave a flag's value when the command line did not, as messages name it.
    private var origins: [String: String] = [:]

    /// The value of a flag: the last one given on the command line, else its variable's, else the one of runner.toml.
    package func value(_ name: String) -> String? { values[name]?.last }

    /// Every value of a flag that repeats.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether a switch was given.
    package func has(_ name: String) -> Bool { switches.contains(name) }

    /// A whole number within bounds.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "\(origin(name)) takes a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return number
    }

    private func origin(_ name: String) -> String { origins[name] ?? "--\(name)" }

    /// One of a few words.
    package func word(_ name: String, among words: [String]) throws(UsageError) -> String? {
        guard let text = value(name) else { return nil }
        guard words.contains(text) else {
            throw UsageError("\(origin(name)) takes one of \(words.joined(separator: ", ")), not \"\(text)\"")
        }
        return text
    }
}

extension Arguments {
    /// Takes a command line apart. `--` ends the flags; `-` alone is an operand (standard input).
    ///
    /// - Parameter settings: of runner.toml, by the flags' names with `_` for `-`.
    package init(
        _ words: [String], for spec: CommandSpec, environment: [String: String], settings: [String: String] = [:]
    ) throws(UsageError) {
        var rest = words[...]
        var flagsEnded = false
        while let word = rest.popFirst() {
            if flagsEnded || word == "-" || !word.hasPrefix("-") {
                operands.append(word)
            } else if word == "--" {
                flagsEnded = true
            } else {
                try take(word, &rest, spec)
            }
        }
        takeVariables(spec, environment, settings)
        guard spec.operandCount.contains(operands.count) else {
            let wanted = spec.operands.isEmpty ? "no arguments" : spec.operands
            throw UsageError(
                "\(spec.name) takes \(wanted)\(operands.isEmpty ? "" : ", not \(operands.count) arguments")")
        }
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>, _ spec: CommandSpec) throws(UsageError)
    {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let inlineValue = parts.count == 2 ? parts[1] : nil
        let name = parts[0]
        guard let flag = spec.flags.first(where: { "--" + $0.name == name || $0.short.map { "-\($0)" } == name }) else {
            let near = suggest(name, among: spec.flags.map { "--" + $0.name } + ["--help"])
            throw UsageError("unknown flag \(name)\(near.map { "; did you mean \($0)?" } ?? "")")
        }
        guard flag.value != nil else {
            guard inlineValue == nil else { throw UsageError("--\(flag.name) takes no value") }
            switches.insert(flag.name)
            return
        }
        guard let value = inlineValue ?? rest.popFirst() else { throw UsageError("--\(flag.name) needs a value") }
        guard flag.repeats || values[flag.name] == nil else { throw UsageError("--\(flag.name) is given twice") }
        values[flag.name, default: []].append(value)
    }

    private mutating func takeVariables(
        _ spec: CommandSpec, _ environment: [String: String], _ settings: [String: String]
    ) {
        for flag in spec.flags where values[flag.name] == nil && !switches.contains(flag.name) {
            let variable = environment[flag.variable].flatMap { $0.isEmpty ? nil : $0 }
            guard let text = variable ?? settings[flag.setting] else { continue }
            origins[flag.name] = variable == nil ? "\(flag.setting) in runner.toml" : flag.variable
            if flag.value != nil {
                values[flag.name] = [text]
            } else if ["1", "true", "yes", "on"].contains(text.lowercased()) {
                switches.insert(flag.name)
            }
        }
    }
}
