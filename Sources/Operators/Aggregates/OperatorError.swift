import StateStore

/// Why an operator can't go on; never about one record.
package enum OperatorError: Error, Sendable {
    case store(StoreError)
    /// Bytes from disk or from another lane are not what this operator wrote.
    case corrupt(String)
    /// The plan asks for what this operator does not do.
    case unsupported(String)
}
