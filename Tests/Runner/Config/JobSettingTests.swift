import Runner
import Testing

@Suite struct JobSettingTests {
    @Test func `a job without SET has the defaults`() throws {
        let settings = try #require(jobSettings("").settings)
        #expect(settings.jobName == nil)
        #expect(settings.commitIntervalMicros == 1_000_000 && settings.checkpointIntervalMicros == 10_000_000)
        #expect(settings.parallelism == 4 && settings.memoryBytes == 2 << 30)
        #expect(settings.stateTTLMicros == nil && settings.timezone == "UTC")
    }

    @Test func `every setting is read`() throws {
        let settings = try #require(
            jobSettings(
                """
                SET job_name = 'retail_5m'; SET commit_interval = '250 ms'; SET checkpoint_interval = '1 minute';
                SET parallelism = 2; SET memory = '1 GB'; SET state_ttl = '7 days'; SET timezone = 'Asia/Jakarta';
                """
            ).settings)
        #expect(settings.jobName == "retail_5m" && settings.commitIntervalMicros == 250_000)
        #expect(settings.checkpointIntervalMicros == 60_000_000 && settings.parallelism == 2)
        #expect(settings.memoryBytes == 1 << 30 && settings.stateTTLMicros == 604_800_000_000)
        #expect(settings.timezone == "Asia/Jakarta")
    }

    @Test(arguments: [
        ("SET job_nam = 'x'", "a job has no option job_nam"), ("SET job_name = 'a/b'", "'a/b' is no job's name"),
        ("SET job_name = '..'", "'..' is no job's name"),
        ("SET commit_interval = '1 us'", "commit_interval is between 50 milliseconds and 10 minutes"),
        ("SET commit_interval = 1", "commit_interval cannot be read"),
        ("SET parallelism = 0", "parallelism is a whole number from 1 to 64"),
        ("SET memory = '1 MB'", "memory is between 16 MB and 64 TB"),
        ("SET timezone = 'Mars/Base'", "there is no time zone 'Mars/Base'"),
        ("SET memory = '1 GB'; SET memory = '2 GB'", "memory is given twice"),
        (
            "SET commit_interval = '10 s'; SET checkpoint_interval = '5 s'",
            "checkpoint_interval is at least commit_interval, 10 seconds"
        ),
    ])
    func `each wrong setting has one message`(sql: String, message: String) {
        let outcome = jobSettings(sql)
        #expect(outcome.diagnostics.map(\.message) == [message])
        #expect(outcome.settings == nil)
    }

    @Test func `an unknown setting is drawn at its name`() {
        #expect(
            settingMessages("SET job_name = 'x';\nSET comit_interval = '1 s';") == """
                error[E0307]: a job has no option comit_interval
                 --> job.sql:2:5
                  |
                2 | SET comit_interval = '1 s';
                  |     ^^^^^^^^^^^^^^ did you mean "commit_interval"?

                """)
    }

    @Test func `a longer commit interval takes the default of checkpoints with it`() throws {
        let settings = try #require(jobSettings("SET commit_interval = '1 minute'").settings)
        #expect(settings.checkpointIntervalMicros == 60_000_000)
    }

    @Test func `bounds fit each other`() {
        #expect(Limits.commitIntervalMicrosMin <= Limits.commitIntervalMicrosDefault)
        #expect(Limits.commitIntervalMicrosDefault <= Limits.commitIntervalMicrosMax)
        #expect(Limits.commitIntervalMicrosDefault <= Limits.checkpointIntervalMicrosDefault)
        #expect(Limits.checkpointIntervalMicrosDefault <= Limits.checkpointIntervalMicrosMax)
        #expect(Limits.commitIntervalMicrosMax <= Limits.checkpointIntervalMicrosMax)
        #expect(Limits.checkpointIntervalMicrosMax <= Limits.durationMicrosMax)
        #expect(Limits.maxFutureSkewMicrosDefault <= Limits.durationMicrosMax)
        #expect(Limits.memoryBytesMin <= Limits.memoryBytesDefaults.lowerBound)
        // The rest is for the program itself, for batches and for slices of rows on their way into a sink.
        #expect(Limits.groupMemoryShare + Limits.storeMemoryShare + 2 * Limits.rowMemoryShare <= 14)
        #expect(Limits.replayWorkMicrosMax < Limits.commitIntervalMicrosDefault)
        #expect(Limits.memoryBytesDefaults.upperBound <= Limits.memoryBytesMax)
        #expect(Limits.parallelismMax <= Limits.keyGroups)
        // A level of any tree takes two tokens or more, and at most 4 KiB of the parser's stack.
        #expect(Limits.statementTokensMax / 2 * 4_096 <= Limits.parserStackBytes)
        #expect(Limits.nestingMax * 2 <= Limits.statementTokensMax)
        // Every numeric fits the 128-bit coefficient.
        #expect(Limits.numericPrecisionMax == String(Int128.max).count - 1)
    }
}
