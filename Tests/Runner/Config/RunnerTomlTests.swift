import Runner
import Testing

@Suite struct RunnerTomlTests {
    static func read(_ text: String) -> (configuration: RunnerConfiguration, messages: String) {
        let source = SourceText(name: "runner.toml", text: text)
        let (configuration, diagnostics) = RunnerConfiguration.read(source)
        return (configuration, DiagnosticRenderer(source: source).render(diagnostics))
    }

    @Test func `tables, comments and values of four kinds`() {
        let (configuration, messages) = Self.read(
            """
            # where state lives
            state_dir = "/var/lib/x"   # a path
            parallelism = 1_000\r
            [http]
            listen = '127.0.0.1:7410'
            open = true
            [ connections ]
            warehouse = "postgres://me:a\\"b@db/shop"
            "odd name" = 'x://y'
            """)
        #expect(messages == "")
        #expect(
            configuration.settings.mapValues(\.text) == [
                "state_dir": "/var/lib/x", "parallelism": "1000", "http.listen": "127.0.0.1:7410", "http.open": "true",
            ])
        #expect(
            configuration.connections.mapValues { $0.reveal() } == [
                "warehouse": "postgres://me:a\"b@db/shop", "odd name": "x://y",
            ])
        #expect(configuration.settings["state_dir"]?.offset == 32)
    }

    @Test func `every bad line is reported, and no password with it`() {
        let (configuration, messages) = Self.read(
            """
            a = 1
            a = 2
            b 3
            c = "open
            [connections]
            warehouse = postgres://me:sesame@db/shop
            list = [1]
            [x
            """)
        #expect(configuration.settings["a"]?.text == "2")
        #expect(
            messages == """
                error[E0310]: a is there twice
                 --> runner.toml:2:1
                  |
                2 | a = 2
                  | ^

                error[E0310]: "=" is missing
                 --> runner.toml:3:3
                  |
                3 | b 3
                  |   ^

                error[E0310]: the closing quote is missing
                 --> runner.toml:4:5
                  |
                4 | c = "open
                  |     ^

                error[E0310]: a text stands in quotes
                 --> runner.toml:6:13
                  |
                6 | warehouse = postgres://me:******@db/shop
                  |             ^

                error[E0310]: lists and inline tables are not supported
                 --> runner.toml:7:8
                  |
                7 | list = [1]
                  |        ^

                error[E0310]: the closing "]" is missing
                 --> runner.toml:8:3
                  |
                8 | [x
                  |   ^

                """)
    }

    @Test func `every prefix and every single change is taken without a crash`() {
        let bytes = Array("a = 'x'\n[b]\nc = \"d\\n\" # e\nf = 12\n[connections]\nw = 'postgres://u:p@h'\n".utf8)
        for at in bytes.indices {
            for changed in [Array(bytes[..<at]), Array(bytes[..<at]) + Array("\"[=é".utf8) + Array(bytes[at...])] {
                let (_, messages) = Self.read(String(decoding: changed, as: UTF8.self))
                #expect(!messages.contains("u:p@h"))
            }
        }
    }
}
