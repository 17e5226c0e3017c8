import Operators

/// The WITH clause of a table that is read, with defaults in place of what was not given.
package struct SourceSettings: Sendable {
    package var connector: SourceConnector
    /// The column that holds the event time, and the place of its name; nil without one.
    package var eventTime: OptionReader.Text?
    package var watermarkDelayMicros: Int64 = 0
    package var declaresWatermarkDelay = false
    /// Nil: a partition holds the watermark however long it is silent.
    package var idleTimeoutMicros: Int64?
    package var maxFutureSkewMicros = Limits.maxFutureSkewMicrosDefault
    package var onError = RecordPolicy.skip
    package var late = LatePolicy.drop
    /// Where 'dead_letter' is written, in one of the two options; nil where it is not.
    package var deadLetterOffset: Int?
    /// How text and numbers of time columns are read.
    package var timestamps = TimestampFormat.auto
    /// How often a lookup table is read again; nil: only at the start.
    package var reloadInterval: (micros: Int64, offset: Int)?

    package init(connector: SourceConnector) {
        self.connector = connector
    }
}

/// What reading a WITH clause gave: the settings unless there was an error, and everything to say.
package struct OptionOutcome<Settings: Sendable>: Sendable {
    package var settings: Settings?
    package var diagnostics: [Diagnostic]
}

/// Connectors that a source may name in a later release.
let laterSources: [String] = []

/// Reads the WITH clause of a source.
///
/// - Parameters:
///   - timezone: zone of text without one, from `SET timezone`, when the clause names none.
///   - table: the declared name, by default also that of a database's table.
package func readSourceOptions(
    _ options: DeclaredOptions, environment: [String: String], timezone: String = "UTC", table: String = "t"
) -> OptionOutcome<SourceSettings> {
    var reader = OptionReader(options, environment: environment, owner: "a source")
    let name = reader.connector(now: ["kafka", "file", "generator", "postgres"], later: laterSources, role: "source")
    guard let name else { return OptionOutcome(settings: nil, diagnostics: reader.diagnostics) }
    reader.setOwner("connector '\(name)'")
    let connector =
        switch name {
        case "kafka": kafka(&reader)
        case "file": file(&reader)
        case "postgres": postgresTable(&reader, table)
        default: generator(&reader)
        }
    var settings = connector.map(SourceSettings.init)
    if name == "file" || name == "postgres" {
        let interval = reader.duration("reload_interval", in: Limits.reloadIntervalMicrosMin...Limits.durationMicrosMax)
        settings?.reloadInterval = interval.map { ($0, reader.valueOffset("reload_interval")) }
    }
    readTimes(&reader, &settings, defaultZone: timezone, hasRecordTimes: name != "file")
    if let policy: RecordPolicy = reader.choice("on_error") { settings?.onError = policy }
    if let policy: LatePolicy = reader.choice("late") { settings?.late = policy }
    if settings?.late == .deadLetter { settings?.deadLetterOffset = reader.valueOffset("late") }
    if settings?.onError == .deadLetter { settings?.deadLetterOffset = reader.valueOffset("on_error") }
    reader.finish()
    let warnings = passwordWarnings(options) + followWarnings(settings, options)
    return OptionOutcome(
        settings: reader.diagnostics.isEmpty ? settings : nil, diagnostics: reader.diagnostics + warnings)
}

/// Files that are followed end one after another, and nothing says which of them still grow.
private func followWarnings(_ settings: SourceSettings?, _ options: DeclaredOptions) -> [Diagnostic] {
    guard let settings, case .file(let file) = settings.connector, file.follows, !file.isParquet,
        settings.eventTime != nil, settings.idleTimeoutMicros == nil,
        file.path.contains(where: { "*?[{".contains($0) }),
        let follow = options.entries.first(where: { $0.name == "follow" })
    else { return [] }
    return [
        Diagnostic(
            .warning, .endedFileHolds, "a file that has ended holds the watermark, so windows stay open",
            at: follow.valueOffset,
            help: ["With idle_timeout = '1 minute' a file that is silent for so long lets the others go on."])
    ]
}

private func readTimes(
    _ reader: inout OptionReader, _ settings: inout SourceSettings?, defaultZone: String, hasRecordTimes: Bool
) {
    // Asked for whether or not there are settings to put it into: what nobody asks for is reported as unknown.
    let eventTime = reader.text("event_time")
    settings?.eventTime = eventTime
    let times = 0...Limits.durationMicrosMax
    let hasEventTime = reader.contains("event_time")
    // Of files it is refused as a whole.
    let skew = hasRecordTimes ? ["max_future_skew"] : []
    for name in ["watermark_delay", "idle_timeout"] + skew where reader.contains(name) && !hasEventTime {
        reader.report(
            .missingOption, "\(name) needs event_time", at: reader.valueOffset(name),
            help: ["Write event_time = 'column' with the column that holds the time of the event."])
    }
    if let delay = reader.duration("watermark_delay", in: times) {
        settings?.watermarkDelayMicros = delay
        settings?.declaresWatermarkDelay = true
    }
    let idleTimeout = reader.duration("idle_timeout", in: 1...Limits.durationMicrosMax)
    settings?.idleTimeoutMicros = idleTimeout
    if hasRecordTimes, let skew = reader.duration("max_future_skew", in: times) {
        settings?.maxFutureSkewMicros = skew
    }
    let form = readTimestampForm(&reader)
    let zone = reader.timezone("timezone") ?? defaultZone
    settings?.timestamps = TimestampFormat(form, timezone: zone)
}

private func readTimestampForm(_ reader: inout OptionReader) -> TimestampFormat.Form {
    let names: [String: TimestampFormat.Form] = [
        "auto": .auto, "unix_seconds": .unixSeconds, "unix_millis": .unixMillis, "unix_micros": .unixMicros,
        "unix_nanos": .unixNanos, "rfc3339": .rfc3339,
    ]
    guard let text = reader.text("timestamp_format") else { return .auto }
    if let form = names[text.value] { return form }
    if text.value.uppercased().contains("YY") {
        do throws(TimeError) {
            _ = try TimestampTemplate(text.value)
        } catch {
            guard case .badTemplate(_, let reason, let byte) = error else { return .auto }
            reader.report(
                .badOptionValue, "timestamp_format '\(text.value)': \(reason)", at: text.offset,
                help: [
                    byte > 0 ? "It begins at byte \(byte) of the template." : "",
                    "A template is made of YYYY YY MM Mon Month DD DDD HH24 HH12 MI SS MS US AM TZH TZM, signs and "
                        + "\"text in quotes\".",
                ].filter { !$0.isEmpty })
        }
        return .template(text.value)
    }
    reader.report(
        .badOptionValue, "timestamp_format '\(text.value)' is neither a known form nor a template", at: text.offset,
        hint: suggest(text.value, among: names.keys.sorted()).map { "did you mean '\($0)'?" },
        help: [
            "Forms: \(names.keys.sorted().joined(separator: ", ")); or a template such as 'YYYY-MM-DD HH24:MI:SS.MS'."
        ])
    return .auto
}

// MARK: Kafka

private func kafka(_ reader: inout OptionReader) -> SourceConnector? {
    let servers = reader.required("bootstrap_servers", "Write bootstrap_servers = 'host:9092'.")
    let topic = reader.required("topic", "Write topic = 'name'.")
    let format = reader.required("format", "Write format = 'json', or 'csv'.")
    let layout = readLayout(format, among: ["json", "csv"], options: ["delimiter"], &reader)
    let start = reader.text("start_from").flatMap { text -> StartFrom? in
        do throws(ValueError) { return try parseStart(text.value) } catch {
            reader.report(.badOptionValue, "start_from cannot be read", at: text.offset, hint: error.message)
            return nil
        }
    }
    let properties = kafkaProperties(&reader, .source)
    if let servers, servers.value != "embedded" { checkServers(servers, &reader) }
    if let topic { checkTopic(topic, &reader) }
    guard let servers, let topic else { return nil }
    return .kafka(
        KafkaSourceOptions(
            bootstrapServers: servers.value, topic: topic.value, startFrom: start ?? .earliest,
            properties: properties, layout: layout))
}

/// `earliest`, `latest`, `@2026-01-31T00:00:00Z`, `@-1h`.
func parseStart(_ text: String) throws(ValueError) -> StartFrom {
    let form = "write 'earliest', 'latest', '@2026-01-31T00:00:00Z' or '@-1h'"
    switch text {
    case "earliest": return .earliest
    case "latest": return .latest
    default:
        guard text.first == "@" else { throw ValueError(form) }
        if text.hasPrefix("@-") { return .ago(micros: try parseDuration(String(text.dropFirst(2)))) }
        guard let micros = parseInstant(String(text.dropFirst())) else { throw ValueError(form) }
        return .at(unixMicros: micros)
    }
}

// MARK: File

private func file(_ reader: inout OptionReader) -> SourceConnector? {
    let path = reader.required("path", "Write path = 'folder/*.csv'.")
    let format = reader.required("format", "Write format = 'csv', 'json' or 'parquet'.")
    var options = FileSourceOptions(path: path?.value ?? "")
    options.follows = reader.boolean("follow") ?? false
    if let text = reader.text("start_from") {
        switch text.value {
        case "earliest": options.startFrom = .earliest
        case "latest" where options.follows: options.startFrom = .latest
        default:
            reader.report(
                .badOptionValue, "a file source starts from 'earliest', or with follow = true from 'latest'",
                at: text.offset)
        }
    }
    if let skew = reader.text("max_future_skew") {
        reader.report(
            .badOptionValue, "max_future_skew compares with the record's own time, which files do not have",
            at: skew.offset, help: ["Leave such rows out by a condition in WHERE."])
    }
    options.rate = readRate(&reader)
    options.layout = readLayout(
        format, among: ["csv", "json", "parquet"], options: ["header", "delimiter"], &reader)
    options.isParquet = format?.value == "parquet"
    return path == nil || format == nil ? nil : .file(options)
}

/// How delimited text is laid out, by those of its options that the connector has; nil for other formats.
private func readLayout(
    _ format: OptionReader.Text?, among known: [String], options: [String], _ reader: inout OptionReader
) -> CSVLayout? {
    let header = options.contains("header") ? reader.boolean("header") : nil
    let delimiter = reader.text("delimiter")
    if format?.value == "csv" {
        return CSVLayout(delimiter: readDelimiter(delimiter, &reader), hasHeader: header ?? false)
    }
    if let format, !known.contains(format.value) {
        reader.reportFormat(format.value, at: format.offset, known: known)
        return nil
    }
    for name in options where reader.contains(name) {
        reader.report(.badOptionValue, "\(name) goes with format = 'csv'", at: reader.valueOffset(name))
    }
    return nil
}

/// One character between fields; a comma when none is given.
private func readDelimiter(_ text: OptionReader.Text?, _ reader: inout OptionReader) -> UInt8 {
    guard let text else { return UInt8(ascii: ",") }
    let value = text.value == "\\t" ? "\t" : text.value
    if value.utf8.count == 1, let byte = value.utf8.first, byte < 128, byte != UInt8(ascii: "\""), byte != 10,
        byte != 13
    {
        return byte
    }
    reader.report(
        .badOptionValue, "delimiter is one character, such as ',' ';' '|' or '\\t'", at: text.offset)
    return UInt8(ascii: ",")
}

// MARK: PostgreSQL

private func postgresTable(_ reader: inout OptionReader, _ declared: String) -> SourceConnector? {
    let connection = reader.required(
        "connection", "Write connection = 'name' and set RUNNER_CONN_NAME to a postgres:// URI.")
    let table = reader.text("table")
    guard let target = splitTableName(table?.value ?? declared) else {
        reader.report(
            .badOptionValue, "'\(table?.value ?? declared)' is no table's name", at: reader.valueOffset("table"),
            hint: "write 'table' or 'schema.table'")
        return nil
    }
    guard let connection else { return nil }
    if !connection.value.contains("://"), !isConnectionName(connection.value) {
        reader.report(
            .badOptionValue, "'\(mask(connection.value))' is no connection's name", at: connection.offset,
            help: ["A connection's name has letters, digits, '_' and '-'."])
    }
    return .postgres(
        PostgresTableOptions(
            connectionName: connection.value, schema: target.schema ?? "public", table: target.table))
}

// MARK: Generator

/// The generator's profiles.
package let generatorProfiles = ["furniture", "purchases", "bank", "retail", "shop", "views", "nexmark"]

private func generator(_ reader: inout OptionReader) -> SourceConnector? {
    let profile = reader.required("profile", "Write profile = 'retail'.")
    if let profile, !generatorProfiles.contains(profile.value) {
        reader.report(
            .badOptionValue, "there is no profile '\(profile.value)'", at: profile.offset,
            hint: suggest(profile.value, among: generatorProfiles).map { "did you mean '\($0)'?" },
            help: ["Profiles: \(generatorProfiles.joined(separator: ", "))."])
    }
    var options = GeneratorSourceOptions(profile: profile?.value ?? "")
    if let seed = reader.integer("seed", in: 0...Int.max) { options.seed = UInt64(seed) }
    options.count = reader.integer("count", in: 0...Int.max)
    if let partitions = reader.integer("partitions", in: 1...1_024) { options.partitions = partitions }
    options.rate = readRate(&reader)
    reader.format(required: false)
    return profile == nil ? nil : .generator(options)
}

private func readRate(_ reader: inout OptionReader) -> Double? {
    guard let rate = reader.text("rate") else { return nil }
    if let value = Double(rate.value), value > 0, value.isFinite { return value }
    reader.report(.badOptionValue, "rate is a number of events a second, above 0", at: rate.offset)
    return nil
}
