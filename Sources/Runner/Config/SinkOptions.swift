/// `emit`: when a row of a grouped query is written.
package enum EmitMode: String, CaseIterable, Sendable {
    /// Once, when the watermark passes the window's end; rows of an ungrouped query as they come.
    case final
    /// After each interval in which its group changed.
    case changes
    /// Every group at each interval.
    case complete
}

/// Which system the rows go to, with its options.
package enum SinkConnector: Sendable {
    /// `connectionName` is looked up when the job starts; `schema` and `table` are identifiers, not quoted.
    case postgres(connectionName: String, schema: String?, table: String, create: CreateTablePolicy)
    /// `schema` is a database of the server, nil for the connection's own.
    case mysql(connectionName: String, schema: String?, table: String, create: CreateTablePolicy)
    case console
    /// Counts rows and drops them.
    case blackhole
}

/// `create_table`: whether a missing target is made.
package enum CreateTablePolicy: String, CaseIterable, Sendable {
    case auto
    case never
}

extension SinkConnector {
    /// Where rows go that a database keeps under their keys; nil for what only shows them or writes them down.
    package var database: (connectionName: String, schema: String?, table: String)? {
        switch self {
        case .postgres(let name, let schema, let table, _), .mysql(let name, let schema, let table, _):
            (name, schema, table)
        default: nil
        }
    }
}
