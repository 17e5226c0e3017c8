/// The settings of a job, from SET, with their defaults.
package struct JobSettings: Sendable, Equatable {
    /// Nil when the job does not name itself: the file's name then.
    package var jobName: String?
    package var commitIntervalMicros = Limits.commitIntervalMicrosDefault
    package var checkpointIntervalMicros = Limits.checkpointIntervalMicrosDefault
    /// Lanes: threads that own state.
    package var parallelism: Int
    package var memoryBytes: Int64
    /// How long a key that is not windowed is remembered; nil for ever.
    package var stateTTLMicros: Int64?
    /// Zone of text without one and of date functions that name none.
    package var timezone = "UTC"

    /// The defaults on a machine: a lane for each processor, and a part of its memory.
    package init(_ machine: Machine) {
        parallelism = max(1, min(machine.processors, Limits.parallelismMax))
        let steps = machine.memoryBytes / Limits.memoryDefaultShare / Limits.memoryDefaultStep
        let bounds = Limits.memoryBytesDefaults
        memoryBytes = min(max(steps * Limits.memoryDefaultStep, bounds.lowerBound), bounds.upperBound)
    }

    /// Reads the SET statements of a job in their order.
    package static func read(_ options: [DeclaredOption], _ machine: Machine) -> OptionOutcome<JobSettings> {
        var settings = JobSettings(machine)
        let at = options.first?.nameOffset ?? 0
        var reader = OptionReader(DeclaredOptions(entries: options, at: at), environment: nil, owner: "a job")
        if let name = reader.text("job_name") {
            if isJobName(name.value) {
                settings.jobName = name.value
            } else {
                reader.report(
                    .badOptionValue, "'\(name.value)' is no job's name", at: name.offset,
                    help: ["A job's name has ASCII letters, digits, '_', '-' and '.', at most \(Limits.nameBytesMax)."])
            }
        }
        let commits = Limits.commitIntervalMicrosMin...Limits.commitIntervalMicrosMax
        if let value = reader.duration("commit_interval", in: commits) { settings.commitIntervalMicros = value }
        let checkpoints = Limits.commitIntervalMicrosMin...Limits.checkpointIntervalMicrosMax
        if let value = reader.duration("checkpoint_interval", in: checkpoints) {
            settings.checkpointIntervalMicros = value
        }
        if let value = reader.integer("parallelism", in: 1...Limits.parallelismMax) { settings.parallelism = value }
        if let value = reader.byteSize("memory", in: Limits.memoryBytesMin...Limits.memoryBytesMax) {
            settings.memoryBytes = value
        }
        settings.stateTTLMicros = reader.duration("state_ttl", in: 1...Limits.durationMicrosMax)
        if let zone = reader.timezone("timezone") { settings.timezone = zone }
        settings.fitIntervals(&reader)
        reader.finish(foreign: foreignSettings)
        let diagnostics = reader.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            if diagnostic.code == .unknownOption { diagnostic.code = .unknownSetting }
            return diagnostic
        }
        return OptionOutcome(settings: diagnostics.isEmpty ? settings : nil, diagnostics: diagnostics)
    }

    /// A checkpoint is taken at a commit: it cannot come more often.
    private mutating func fitIntervals(_ reader: inout OptionReader) {
        guard checkpointIntervalMicros < commitIntervalMicros else { return }
        guard reader.contains("checkpoint_interval") else {
            checkpointIntervalMicros = commitIntervalMicros
            return
        }
        reader.report(
            .badOptionValue,
            "checkpoint_interval is at least commit_interval, "
                + describeDuration(micros: commitIntervalMicros),
            at: reader.valueOffset("checkpoint_interval"))
    }
}

/// Whether a text can name a job and its state directory.
package func isJobName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= Limits.nameBytesMax && name.utf8.first != UInt8(ascii: ".")
        && name.utf8.first != UInt8(ascii: "-")
        && name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "._-".utf8.contains(byte)
        }
}

/// Settings of other systems and the one that does the same here.
let foreignSettings: [String: String] = [
    "pipeline.name": "job_name", "parallelism.default": "parallelism",
    "execution.checkpointing.interval": "checkpoint_interval", "table.exec.state.ttl": "state_ttl",
    "table.local-time-zone": "timezone", "streaming_parallelism": "parallelism",
    "time zone": "timezone", "barrier_interval_ms": "commit_interval", "work_mem": "memory",
]
