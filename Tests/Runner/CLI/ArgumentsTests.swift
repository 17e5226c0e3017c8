import Testing

@testable import Runner

@Suite struct ArgumentsTests {
    let spec = CommandSpec(
        "start", "Runs.", operands: "JOB", operandCount: 1...1, examples: [("runner start a.sql", "runs it")],
        flags: [
            Flag("state-dir", value: "DIR", "state"), Flag("parallelism", short: "p", value: "N", "lanes"),
            Flag("quiet", short: "q", "no progress"),
        ])

    @Test func `flags come in GNU style, values by space or by equals sign`() throws {
        let arguments = try Arguments(["--state-dir=/x", "-p", "3", "a.sql", "-q"], for: spec, environment: [:])
        #expect(arguments.value("state-dir") == "/x")
        #expect(try arguments.integer("parallelism", in: 1...8) == 3)
        #expect(arguments.has("quiet"))
        #expect(arguments.operands == ["a.sql"])
    }

    @Test func `a flag beats its variable`() throws {
        let environment = ["RUNNER_STATE_DIR": "/env", "RUNNER_QUIET": "1"]
        #expect(try Arguments(["a"], for: spec, environment: environment).value("state-dir") == "/env")
        #expect(try Arguments(["a"], for: spec, environment: environment).has("quiet"))
        let both = try Arguments(["--state-dir", "/flag", "a"], for: spec, environment: environment)
        #expect(both.value("state-dir") == "/flag")
    }

    @Test func `runner.toml gives what neither a flag nor a variable does, and a message says who did`() throws {
        let settings = ["state_dir": "/toml", "parallelism": "many", "quiet": "true"]
        let environment = ["RUNNER_STATE_DIR": "/env"]
        let plain = try Arguments(["a"], for: spec, environment: [:], settings: settings)
        #expect(plain.value("state-dir") == "/toml" && plain.has("quiet"))
        let both = try Arguments(["a"], for: spec, environment: environment, settings: settings)
        #expect(both.value("state-dir") == "/env")
        let error = #expect(throws: UsageError.self) { try plain.integer("parallelism", in: 1...8) }
        #expect(error?.message == "parallelism in runner.toml takes a whole number from 1 to 8, not \"many\"")
        let other = try Arguments(["a"], for: spec, environment: ["RUNNER_PARALLELISM": "x"], settings: settings)
        let second = #expect(throws: UsageError.self) { try other.integer("parallelism", in: 1...8) }
        #expect(second?.message.hasPrefix("RUNNER_PARALLELISM takes") == true)
    }

    @Test(arguments: [
        (["--stat-dir", "x", "a"], "unknown flag --stat-dir; did you mean --state-dir?"),
        (["--state-dir"], "--state-dir needs a value"), (["--quiet=1", "a"], "--quiet takes no value"),
        (["--state-dir", "x", "--state-dir", "y", "a"], "--state-dir is given twice"),
        ([], "start takes JOB"), (["a", "b"], "start takes JOB, not 2 arguments"),
    ])
    func `a wrong command line says what is wrong`(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try Arguments(words, for: spec, environment: [:]) }
        #expect(error?.message == message)
    }

    @Test func `two dashes end the flags and one dash is standard input`() throws {
        #expect(try Arguments(["--", "--quiet"], for: spec, environment: [:]).operands == ["--quiet"])
        #expect(try Arguments(["-"], for: spec, environment: [:]).operands == ["-"])
    }

    @Test func `help shows examples before flags`() throws {
        let help = spec.help(program: "runner")
        let example = try #require(help.firstRange(of: "runner start a.sql"))
        let flag = try #require(help.firstRange(of: "--state-dir DIR"))
        #expect(example.lowerBound < flag.lowerBound)
    }

    @Test func `the summary is one line of JSON`() {
        var summary = JobSummary()
        summary.records = 12
        summary.seconds = 1.26
        #expect(
            summary.json(job: "j")
                == "{\"job\":\"j\",\"records\":12,\"rows\":0,\"late\":0,\"invalid\":0,\"dead_lettered\":0,"
                + "\"failed_rows\":0,\"epoch\":0,\"watermark\":null,\"seconds\":1.260}")
    }
}
