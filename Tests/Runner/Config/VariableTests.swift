import Runner
import Testing

@Suite struct VariableTests {
    static func topic(_ value: String, _ environment: [String: String]) -> String {
        let with = "connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = '\(value)'"
        let outcome = readSourceOptions(Declared(with).options, environment: environment)
        guard case .kafka(let kafka)? = outcome.settings?.connector else {
            return "errors: " + outcome.diagnostics.map(\.message).joined(separator: "; ")
        }
        return kafka.topic
    }

    @Test(
        arguments: [
            ("${T}", ["T": "x"], "x"), ("a${T}b${T}", ["T": "x"], "axbx"), ("${T:-d}", [:], "d"),
            ("${T:-d}", ["T": ""], "d"), ("${T:-d}", ["T": "x"], "x"), ("${T:?no topic}", ["T": "x"], "x"),
            ("${T}", ["T": "${U}", "U": "never"], "errors: '${U}' is no topic's name"),
            ("${T}", [:], "errors: the environment variable T is not set"),
            ("${T:?which topic}", [:], "errors: the environment variable T is not set: which topic"),
            ("${T:?}", ["T": ""], "errors: the environment variable T is not set"),
            ("${T", [:], "errors: \"${\" has no closing brace"), ("${}", [:], "errors: \"${}\" names no variable"),
            ("${1A}", [:], "errors: \"${1A}\" names no variable"),
            ("${T:+x}", [:], "errors: \"${T:+x}\" cannot be read"),
            ("${T-x}", [:], "errors: \"${T-x}\" cannot be read"),
        ] as [(String, [String: String], String)])
    func `variables are put in after parsing`(value: String, environment: [String: String], result: String) {
        #expect(Self.topic(value, environment) == result)
    }

    @Test func `a variable that is not set is reported at its value`() {
        #expect(
            Declared("connector = 'kafka', format = 'json', bootstrap_servers = 'h:1',\n  topic = '${TOPIC}'")
                .sourceMessages() == """
                    error[E0306]: the environment variable TOPIC is not set
                     --> job.sql:3:11
                      |
                    3 |   topic = '${TOPIC}'
                      |           ^^^^^^^^^^ set it, or write ${TOPIC:-default}

                    """)
    }

    @Test func `a quote in a variable changes no SQL`() {
        #expect(Self.topic("${T}", ["T": "x', connector = 'y"]) == "errors: 'x', connector = 'y' is no topic's name")
    }

    @Test func `SET takes no variables`() {
        #expect(jobSettings("SET job_name = '${NAME}'").diagnostics.map(\.message) == ["'${NAME}' is no job's name"])
    }
}
