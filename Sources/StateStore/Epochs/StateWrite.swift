/// What of the state is written at the end of an epoch, while rows of the next one are folded.
package enum StateWrite: Equatable, Sendable {
    case nothing
    /// Groups that leave memory because it is short: what has them is lost with the process.
    case groups
    /// What changed since the last checkpoint, for the next one.
    case checkpoint
}
