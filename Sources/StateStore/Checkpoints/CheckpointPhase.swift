/// The moments of a checkpoint's life between which a crash leaves different things on disk.
package enum CheckpointPhase: String, CaseIterable, Sendable {
    /// The files are linked under a name that no start will look at.
    case linked
    /// Every file has its digest and is synced.
    case digested
    /// The manifest is written, still under the hidden name.
    case manifestWritten
    /// The checkpoint has its name.
    case renamed
    /// The name is durable.
    case durable
    /// An old checkpoint has lost its name and is being removed.
    case removing
    /// Retention is done.
    case collected
}
