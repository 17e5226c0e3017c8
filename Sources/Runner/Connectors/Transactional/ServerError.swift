/// Why a database, or the way to it, did not do what it was asked.
struct ServerError: Error, Sendable {
    /// What documentation finds it by: PostgreSQL's SQLSTATE, MySQL's error number; empty when the connection failed
    /// and not the server.
    var code: String
    /// One line.
    var message: String
    var detail = ""
    /// Where it happened: `COPY t, line 5, column a`.
    var context = ""
    /// The connection can't be used any longer.
    var connectionIsLost = false
    /// By its code; a lost connection is always transient.
    var codeKind: Kind
    /// Name of the code in messages.
    var codeName: String

    /// What an error means for the transaction that it ended.
    enum Kind: Sendable {
        /// The same again will work later.
        case transient
        /// A row's values; other rows may be written.
        case data
        /// The target, a privilege or a statement.
        case schema
    }

    var kind: Kind { connectionIsLost ? .transient : codeKind }

    /// For people, with the code that documentation can be found by.
    var text: String {
        let extra = detail.isEmpty ? "" : " (\(detail))"
        return code.isEmpty ? message + extra : "\(message)\(extra) [\(codeName) \(code)]"
    }
}

/// Why a transaction was given up.
enum CommitStop: Error {
    /// Said by the server before COMMIT, or by COMMIT in a way that leaves no doubt.
    case server(ServerError)
    case sink(SinkError)
}
