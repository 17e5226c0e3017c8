/// `runner start`: the flags of the command that everything else serves.
package struct StartOptions: Sendable {
    package enum OutputFormat: String, CaseIterable, Sendable {
        case table, json, csv, markdown
    }

    /// The job's file; `-` is standard input.
    package var jobPath: String
    package var stateDirectory: String?
    package var parallelism: Int?
    /// Stop when every partition has reached the end that it had at the start.
    package var untilCaughtUp: Bool
    package var skipIfEmpty: Bool
    /// How long to wait for Kafka and the job's topics, µs.
    package var waitForTopicMicros: Int64
    /// Shell commands for the end: it went well, it did not.
    package var onSuccess: String?
    package var onFailure: String?
    package var dryRun: Bool
    /// Tells what would become of the state, and does not start.
    package var plan: Bool
    package var output: OutputFormat
    /// `nil`: decided by the terminal.
    package var color: Bool?
    package var quiet: Bool
}

extension StartOptions {
    static let spec = CommandSpec(
        "start", "Validates a job and runs it until it is stopped.", operands: "JOB.sql", operandCount: 1...1,
        examples: [
            ("runner start retail.sql", "run; state lies in ~/.local/state/millrace/<job_name>"),
            (
                "runner start retail.sql --until-caught-up -o json",
                "read what is there, then exit; one JSON line at the end"
            ),
            (
                "runner start day.sql --until-caught-up --wait-for-topic 5m --on-failure 'mail -s failed me'",
                "for a scheduler: waits for the topic, tells how it ended"
            ),
            ("runner start retail.sql --plan", "after a change: does the state go with the job as it is now?"),
            (
                "KAFKA_BROKERS=broker:9092 runner start - < retail.sql",
                "the job from standard input, a variable for its WITH"
            ),
        ],
        flags: [
            Flag("state-dir", value: "DIR", "where checkpoints and the journal live"),
            Flag("parallelism", short: "p", value: "N", "lanes; default the job's setting, else one per core"),
            Flag("until-caught-up", "exit 0 when everything present at the start is processed and committed"),
            Flag("skip-if-empty", "with --until-caught-up: exit 99, without a hook, when nothing came or was left"),
            Flag("wait-for-topic", value: "DURATION", "wait up to 5m, 2h, ... until Kafka answers and has the topics"),
            Flag("on-success", value: "COMMAND", "run by the shell after a good end, with the JSON line on stdin"),
            Flag("on-failure", value: "COMMAND", "the same after any other end, with exit_code and error"),
            Flag("dry-run", "check the job, its topics, tables and state, change nothing, then exit"),
            Flag("plan", "tell what would become of the job's state, change nothing, then exit"),
            Flag("output", short: "o", value: "FORMAT", "rows on stdout as table, json, csv or markdown"),
            Flag("color", value: "WHEN", "auto, always or never"),
            Flag("quiet", short: "q", "no progress on stderr"),
        ])

    /// Reads the flags of `runner start`.
    package init(_ arguments: Arguments) throws(UsageError) {
        jobPath = arguments.operands[0]
        stateDirectory = arguments.value("state-dir")
        parallelism = try arguments.integer("parallelism", in: 1...64)
        untilCaughtUp = arguments.has("until-caught-up")
        skipIfEmpty = arguments.has("skip-if-empty")
        waitForTopicMicros = try arguments.duration("wait-for-topic") ?? 0
        onSuccess = arguments.value("on-success")
        onFailure = arguments.value("on-failure")
        dryRun = arguments.has("dry-run")
        plan = arguments.has("plan")
        let format = try arguments.word("output", among: OutputFormat.allCases.map(\.rawValue)) ?? "table"
        output = OutputFormat(rawValue: format) ?? .table
        let when = try arguments.word("color", among: ["auto", "always", "never"]) ?? "auto"
        color = when == "auto" ? nil : when == "always"
        quiet = arguments.has("quiet")
        if skipIfEmpty && !untilCaughtUp { throw UsageError("--skip-if-empty goes with --until-caught-up") }
    }
}
