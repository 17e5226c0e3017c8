import FoundationEssentials
import Runner
import Testing

/// The reference tables of options say all that the readers take, and nothing else.
@Suite struct OptionReferenceTests {
    private static func options(_ entries: [(String, String)]) -> DeclaredOptions {
        DeclaredOptions(
            entries: entries.map {
                DeclaredOption(name: $0.0, nameOffset: 0, value: .string($0.1), valueOffset: 0)
            }, at: 0)
    }

    /// The names in `Options: a, b.` of the message about an option that there is not.
    private static func names(in diagnostics: [Diagnostic]) -> Set<String> {
        let help = diagnostics.flatMap(\.help).first { $0.hasPrefix("Options: ") } ?? ""
        return Set(help.dropFirst(9).dropLast().split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init))
    }

    private static func known(_ role: OptionReference.Role, _ connector: String) -> Set<String> {
        let given = options([("connector", connector), ("qqqqqqqqqqqqqqqqqqqqqqqq", "1")])
        switch role {
        case .source: return names(in: readSourceOptions(given, environment: [:]).diagnostics)
        case .sink: return names(in: readSinkOptions(given, table: "t", environment: [:]).diagnostics)
        }
    }

    /// The connectors in `A source is one of 'kafka', ...`.
    private static func connectors(_ role: OptionReference.Role) -> Set<String> {
        let given = options([("connector", "qqqqqqqqqqqqqqqqqqqqqqqq")])
        let diagnostics =
            role == .source
            ? readSourceOptions(given, environment: [:]).diagnostics
            : readSinkOptions(given, table: "t", environment: [:]).diagnostics
        let help = diagnostics.flatMap(\.help).first { $0.contains(" is one of ") } ?? ""
        return Set(help.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
    }

    private static func rows(_ place: OptionReference.Place) -> Set<String>? {
        OptionReference.sections.first { $0.place == place }.map { Set($0.rows.map(\.name)) }
    }

    @Test(arguments: OptionReference.Role.allCases) func `every connector and each of its options is there`(
        _ role: OptionReference.Role
    ) throws {
        let common = try #require(Self.rows(.every(role)))
        let connectors = Self.connectors(role)
        #expect(connectors.count > 1)
        for connector in connectors {
            let told = try #require(
                Self.rows(.connector(role, connector)), "connector '\(connector)' needs a table in OptionReference")
            let known = Self.known(role, connector)
            #expect(
                told.union(common) == known,
                "connector '\(connector)' as a \(role): the tables of OptionReference and what is read differ")
            #expect(told.isDisjoint(with: common))
        }
        let described = OptionReference.sections.compactMap { section -> String? in
            if case .connector(role, let name) = section.place { name } else { nil }
        }
        #expect(Set(described) == connectors)
    }

    @Test func `an option is not unknown because another one is missing`() {
        let given = Self.options([
            ("connector", "kafka"), ("event_time", "a"), ("idle_timeout", "1 s"), ("watermark_delay", "1 s"),
        ])
        let messages = readSourceOptions(given, environment: [:]).diagnostics.map(\.message)
        #expect(!messages.isEmpty && messages.allSatisfy { $0.contains(" needs ") }, "\(messages)")
    }

    @Test func `every setting is there`() throws {
        let given = Self.options([("qqqqqqqqqqqqqqqqqqqqqqqq", "1")]).entries
        let known = Self.names(in: JobSettings.read(given, .smallest).diagnostics)
        #expect(try #require(Self.rows(.set)) == known)
    }

    @Test func `the README's tables are those of the program: runner options -o markdown`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: folder.appending(path: "Sources/Runner/Config/Options/README.md"), encoding: .utf8)
        #expect(text.contains(OptionReference.markdown))
    }
}
