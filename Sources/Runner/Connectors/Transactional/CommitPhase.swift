/// The moments of a COMMIT between which a crash leaves different things behind.
package enum CommitPhase: String, CaseIterable, Sendable {
    /// Everything is written, COMMIT is not sent.
    case before
    /// COMMIT is sent, its answer is not read.
    case during
    /// The answer is read, nobody has been told.
    case after
}
