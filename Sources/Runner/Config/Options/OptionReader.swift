/// Reads the options of one WITH clause or of all SET statements: each by name and kind, then says what is left over.
///
/// Every name that is asked for becomes known; `finish` reports the entries that nobody asked for, with the nearest
/// known name. Errors are collected, so that one pass shows them all.
package struct OptionReader {
    /// An option's value after `${VAR}`, and where it stands.
    package struct Text: Sendable, Equatable {
        package var value: String
        package var offset: Int
    }

    package private(set) var diagnostics: [Diagnostic] = []
    private var entries: [String: (option: DeclaredOption, text: String?)] = [:]
    private var order: [String] = []
    private var known: [String] = []
    private var later: Set<String> = []
    /// Where a missing option is reported, and in whose name: `connector 'kafka'`.
    private let offset: Int
    private var owner: String

    /// Takes the options; with an environment their `${VAR}` are put in, without one they stay text.
    package init(_ options: DeclaredOptions, environment: [String: String]?, owner: String) {
        offset = options.offset
        self.owner = owner
        for option in options.entries {
            if let earlier = entries[option.name] {
                diagnostics.append(
                    Diagnostic(
                        .error, .duplicateOption, "\(option.name) is given twice", at: option.nameOffset,
                        labels: [.init("the first is here", at: earlier.option.nameOffset)]))
                continue
            }
            entries[option.name] = (option, resolve(option, environment))
            order.append(option.name)
        }
    }

    private mutating func resolve(_ option: DeclaredOption, _ environment: [String: String]?) -> String? {
        switch option.value {
        case .number(let text), .word(let text): return text
        case .absent:
            report(.badOptionValue, "\(option.name) has no value", at: option.nameOffset)
            return nil
        case .string(let text):
            guard let environment else { return text }
            let expanded = expandVariables(text, environment)
            for problem in expanded.problems {
                report(.unknownVariable, problem.message, at: option.valueOffset, hint: problem.hint)
            }
            return expanded.problems.isEmpty ? expanded.text : nil
        }
    }

    // MARK: Asking

    /// The owner becomes known once the connector is read.
    package mutating func setOwner(_ owner: String) {
        self.owner = owner
    }

    package func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Where an option's value stands; where a missing option is reported when it is not there.
    package func valueOffset(_ name: String) -> Int { entries[name]?.option.valueOffset ?? offset }

    /// A text; nil when it is not given or was already reported.
    package mutating func text(_ name: String) -> Text? {
        known.append(name)
        guard let entry = entries[name], let text = entry.text else { return nil }
        return Text(value: text, offset: entry.option.valueOffset)
    }

    /// A text that must be given and must not be empty.
    package mutating func required(_ name: String, _ help: String) -> Text? {
        guard let text = text(name) else {
            if entries[name] == nil {
                report(.missingOption, "\(owner) needs \(name)", at: offset, help: [help])
            }
            return nil
        }
        guard !text.value.isEmpty else {
            report(.badOptionValue, "\(name) is empty", at: text.offset)
            return nil
        }
        return text
    }

    /// A length of time in microseconds within bounds.
    package mutating func duration(_ name: String, in bounds: ClosedRange<Int64>) -> Int64? {
        guard let text = text(name) else { return nil }
        do throws(ValueError) {
            let micros = try parseDuration(text.value)
            if bounds.contains(micros) { return micros }
            let (low, high) = (describeDuration(micros: bounds.lowerBound), describeDuration(micros: bounds.upperBound))
            report(.badOptionValue, "\(name) is between \(low) and \(high)", at: text.offset)
        } catch {
            report(.badOptionValue, "\(name) cannot be read", at: text.offset, hint: error.message)
        }
        return nil
    }

    /// An amount of memory in bytes within bounds.
    package mutating func byteSize(_ name: String, in bounds: ClosedRange<Int64>) -> Int64? {
        guard let text = text(name) else { return nil }
        do throws(ValueError) {
            let bytes = try parseByteSize(text.value)
            if bounds.contains(bytes) { return bytes }
            let (low, high) = (describeByteSize(bounds.lowerBound), describeByteSize(bounds.upperBound))
            report(.badOptionValue, "\(name) is between \(low) and \(high)", at: text.offset)
        } catch {
            report(.badOptionValue, "\(name) cannot be read", at: text.offset, hint: error.message)
        }
        return nil
    }

    package mutating func integer(_ name: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let text = text(name) else { return nil }
        if let value = Int(text.value), bounds.contains(value) { return value }
        let range =
            bounds.upperBound == .max
            ? "from \(bounds.lowerBound) on"
            : "from \(bounds.lowerBound) to \(bounds.upperBound)"
        report(.badOptionValue, "\(name) is a whole number \(range)", at: text.offset)
        return nil
    }

    package mutating func boolean(_ name: String) -> Bool? {
        guard let text = text(name) else { return nil }
        switch text.value.lowercased() {
        case "true", "on", "yes", "1": return true
        case "false", "off", "no", "0": return false
        default:
            report(.badOptionValue, "\(name) is true or false", at: text.offset)
            return nil
        }
    }

    /// One word of a fixed set.
    package mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Value.Type = Value.self
    ) -> Value? {
        guard let text = text(name) else { return nil }
        if let value = Value(rawValue: text.value) { return value }
        let words = Value.allCases.map(\.rawValue)
        report(
            .badOptionValue, "\(name) is \(words.map { "'\($0)'" }.joined(separator: " or "))", at: text.offset,
            hint: suggest(text.value, among: words).map { "did you mean '\($0)'?" })
        return nil
    }

    // MARK: Reporting

    package mutating func report(
        _ code: DiagnosticCode, _ message: String, at offset: Int, hint: String? = nil, help: [String] = []
    ) {
        diagnostics.append(Diagnostic(.error, code, message, at: offset, hint: hint, help: help))
    }

    /// Names that a later release will read: giving one is an error that says so.
    package mutating func notYet(_ names: [String]) {
        later.formUnion(names)
    }

    /// Reports every option that was not asked for.
    package mutating func finish(foreign: [String: String] = foreignOptionNames) {
        for name in order {
            guard let entry = entries[name], !known.contains(name) else { continue }
            let at = entry.option.nameOffset
            if later.contains(name) {
                report(.laterRelease, "\(name) is not supported yet", at: at, help: ["Leave it out for now."])
                continue
            }
            let ours = foreign[name.lowercased()].flatMap { known.contains($0) ? $0 : nil }
            let hint = ours.map { "the spelling here is \($0)" } ?? didYouMean(name, among: known)
            report(
                .unknownOption, "\(owner) has no option \(name)", at: at, hint: hint,
                help: hint == nil ? ["Options: \(known.sorted().joined(separator: ", "))."] : [])
        }
        diagnostics.sort { $0.range.offset < $1.range.offset }
    }
}
