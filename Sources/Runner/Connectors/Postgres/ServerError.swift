/// Why PostgreSQL, or the way to it, did not do what it was asked.
struct ServerError: Error, Sendable {
    /// Five characters, PostgreSQL's appendix A; empty when the connection failed and not the server.
    var sqlState: String
    /// One line.
    var message: String
    var detail = ""
    /// Where it happened: `COPY t, line 5, column a`.
    var context = ""
    /// The connection can't be used any longer.
    var connectionIsLost = false

    /// What an error means for the transaction that it ended.
    enum Kind {
        /// The same again will work later.
        case transient
        /// A row's values; other rows may be written.
        case data
        /// The target, a privilege or a statement.
        case schema
    }

    /// Classes of SQLSTATE.
    var kind: Kind {
        if connectionIsLost { return .transient }
        switch sqlState.prefix(2) {
        // Exceptions raised by the user's own triggers stand with the data that they refuse; so does a key that is too
        // long for an index (54000).
        case "22", "23", "21", "44", "54", "P0": return .data
        case "08", "40", "53", "55", "57", "58", "25", "26", "34", "XX", "F0", "": return .transient
        default: return .schema
        }
    }

    /// For people, with the state that documentation can be found by.
    var text: String {
        let extra = detail.isEmpty ? "" : " (\(detail))"
        return sqlState.isEmpty ? message + extra : "\(message)\(extra) [SQLSTATE \(sqlState)]"
    }
}
