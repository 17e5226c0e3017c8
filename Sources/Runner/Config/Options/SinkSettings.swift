/// The WITH clause of a table or materialized view that is written, with defaults in place of what was not given.
package struct SinkSettings: Sendable {
    package var connector: SinkConnector
    /// Nil when it was not given: final for windows, changes otherwise; the planner decides.
    package var emit: EmitMode?
    /// Where `emit` stands, for messages about a mode that does not fit the query.
    package var emitOffset: Int
    /// Nil: at each commit.
    package var emitIntervalMicros: Int64?

    package init(connector: SinkConnector, emitOffset: Int) {
        self.connector = connector
        self.emitOffset = emitOffset
    }
}

/// Reads the WITH clause of a sink.
///
/// - Parameters:
///   - table: name of the declared table or view, the default of `table`.
package func readSinkOptions(
    _ options: DeclaredOptions, table: String, environment: [String: String]
) -> OptionOutcome<SinkSettings> {
    var reader = OptionReader(options, environment: environment, owner: "a sink")
    let now = ["postgres", "mysql", "file", "kafka", "console", "blackhole"]
    let name = reader.connector(now: now, later: [], role: "sink")
    guard let name else { return OptionOutcome(settings: nil, diagnostics: reader.diagnostics) }
    reader.setOwner("connector '\(name)'")
    var connector: SinkConnector?
    switch name {
    case "postgres":
        connector = databaseTable(&reader, table, "postgres").map { target in
            .postgres(
                connectionName: target.connection, schema: target.schema, table: target.table, create: target.create)
        }
    case "mysql":
        connector = databaseTable(&reader, table, "mysql").map { target in
            .mysql(
                connectionName: target.connection, schema: target.schema, table: target.table, create: target.create)
        }
    case "file": connector = fileSink(&reader).map(SinkConnector.file)
    case "kafka": connector = kafkaSink(&reader).map(SinkConnector.kafka)
    case "console":
        connector = .console
        reader.format(required: false)
    default: connector = .blackhole
    }
    let emit: EmitMode? = reader.choice("emit")
    let interval = reader.duration("emit_interval", in: 1...Limits.durationMicrosMax)
    if emit == .complete, ["postgres", "mysql", "kafka"].contains(name) {
        reader.report(
            .badOptionValue, "emit = 'complete' is for console and files", at: reader.valueOffset("emit"),
            hint: "did you mean 'changes'?")
    }
    if name == "file" { checkEmit(emit, connector, &reader) }
    if emit == .final, interval != nil {
        reader.report(
            .badOptionValue, "emit_interval goes with emit = 'changes' or 'complete'",
            at: reader.valueOffset("emit_interval"))
    }
    reader.notYet(["format", "topic", "bootstrap_servers"])
    reader.finish()
    var settings = connector.map { SinkSettings(connector: $0, emitOffset: reader.valueOffset("emit")) }
    settings?.emit = emit
    settings?.emitIntervalMicros = interval
    return OptionOutcome(
        settings: reader.diagnostics.isEmpty ? settings : nil,
        diagnostics: reader.diagnostics + passwordWarnings(options))
}

/// A table of a database behind a connection.
private struct DatabaseTable {
    var connection: String
    var schema: String?
    var table: String
    var create: CreateTablePolicy
}

private func databaseTable(
    _ reader: inout OptionReader, _ declared: String, _ scheme: String
) -> DatabaseTable? {
    let connection = reader.required(
        "connection", "Write connection = 'name' and set RUNNER_CONN_NAME to a \(scheme):// URI.")
    let create: CreateTablePolicy? = reader.choice("create_table")
    let table = reader.text("table")
    let target = splitTableName(table?.value ?? declared)
    if target == nil {
        reader.report(
            .badOptionValue, "'\(table?.value ?? declared)' is no table's name", at: reader.valueOffset("table"),
            hint: "write 'table' or 'schema.table'")
    }
    guard let connection, let target else { return nil }
    if !connection.value.contains("://"), !isConnectionName(connection.value) {
        reader.report(
            .badOptionValue, "'\(mask(connection.value))' is no connection's name", at: connection.offset,
            help: ["A connection's name has letters, digits, '_' and '-'."])
    }
    return DatabaseTable(
        connection: connection.value, schema: target.schema, table: target.table, create: create ?? .auto)
}

/// `table`, `schema.table`, with double quotes around parts that need them; nil for what is no name.
func splitTableName(_ text: String) -> (schema: String?, table: String)? {
    var parts: [String] = []
    var current = ""
    var isQuoted = false
    var wasQuoted = false
    for character in text {
        if character == "\"" {
            isQuoted.toggle()
            wasQuoted = true
        } else if character == ".", !isQuoted {
            parts.append(current)
            current = ""
            wasQuoted = false
        } else if character.isWhitespace && !isQuoted || wasQuoted && !isQuoted {
            return nil
        } else {
            current.append(character)
        }
    }
    parts.append(current)
    guard !isQuoted, parts.count <= 2 else { return nil }
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= Limits.nameBytesMax }) else { return nil }
    return (parts.count == 2 ? parts[0] : nil, parts[parts.count - 1])
}
