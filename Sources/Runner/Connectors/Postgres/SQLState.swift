extension ServerError {
    /// An error of PostgreSQL's or of libpq's.
    ///
    /// - Parameter sqlState: five characters, PostgreSQL's appendix A; empty when the connection failed.
    init(
        sqlState: String, message: String, detail: String = "", context: String = "", connectionIsLost: Bool = false
    ) {
        self.init(
            code: sqlState, message: message, detail: detail, context: context, connectionIsLost: connectionIsLost,
            codeKind: ServerError.kind(ofState: sqlState), codeName: "SQLSTATE")
    }

    var sqlState: String { code }

    /// Classes of SQLSTATE.
    private static func kind(ofState sqlState: String) -> Kind {
        switch sqlState.prefix(2) {
        // Exceptions raised by the user's own triggers stand with the data that they refuse; so does a key that is too
        // long for an index (54000).
        case "22", "23", "21", "44", "54", "P0": .data
        case "08", "40", "53", "55", "57", "58", "25", "26", "34", "XX", "F0", "": .transient
        default: .schema
        }
    }
}
