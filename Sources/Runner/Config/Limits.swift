/// Every bound of the program in one place, and how bounds relate; the relations are checked by a test.
package enum Limits {
    // The job file.

    /// Largest job file, in bytes.
    package static let jobFileBytesMax = 1 << 20
    /// Most tokens of one statement; it bounds how deep any tree can become, as a level takes two tokens or more.
    package static let statementTokensMax = 20_000
    /// Deepest nesting of an expression or a query that is taken.
    package static let nestingMax = 1_000
    /// Stack of the thread that parses, in bytes; about 2.5 KB of it are used per level of the parser's own tree.
    package static let parserStackBytes = 64 << 20
    /// PostgreSQL cuts names after this many bytes.
    package static let nameBytesMax = 63
    /// Digits of a numeric.
    package static let numericPrecisionMax = 38
    /// Most columns of one table.
    package static let columnsMax = 1_600
    /// Most errors shown for one file.
    package static let diagnosticsShownMax = 50

    // Times, in microseconds.

    package static let commitIntervalMicrosMin: Int64 = 50_000
    package static let commitIntervalMicrosDefault: Int64 = 1_000_000
    package static let commitIntervalMicrosMax: Int64 = 600_000_000
    /// A restarted job commits its first epoch after this time at the latest, whatever `commit_interval` says.
    package static let recoveryEpochMicrosMax: Int64 = 100_000
    /// Work since the last checkpoint, in CPU time of each lane, after which the next is made before its time: a job
    /// that is killed at full speed has not more than about this to do again.
    package static let replayWorkMicrosMax: Int64 = 300_000
    /// Checkpoints before their time keep the lanes from their work for one part in so many of it.
    package static let earlyCheckpointCostShare: Int64 = 20
    /// What the first checkpoint is taken to cost a lane for each byte of its groups: half of what it does, 290 ns a
    /// group of 120 bytes, because a job that is killed before it has everything to do again.
    package static let sealPicosecondsPerByte: Int64 = 1_200
    package static let checkpointIntervalMicrosDefault: Int64 = 10_000_000
    package static let checkpointIntervalMicrosMax: Int64 = 3_600_000_000
    /// Longest duration of any option: about ten years.
    package static let durationMicrosMax: Int64 = 10 * 366 * 86_400_000_000
    package static let maxFutureSkewMicrosDefault: Int64 = 3_600_000_000

    // Lookup tables.

    package static let lookupRowsMax = 20_000_000
    /// The shortest `reload_interval` of a lookup table.
    package static let reloadIntervalMicrosMin: Int64 = 1_000_000

    // Machine.

    package static let parallelismMax = 64
    package static let memoryBytesMin: Int64 = 16 << 20
    /// The default of `memory`: a part of the machine's, in whole steps, within bounds.
    package static let memoryDefaultShare: Int64 = 8
    package static let memoryDefaultStep: Int64 = 256 << 20
    package static let memoryBytesDefaults: ClosedRange<Int64> = (256 << 20)...(4 << 30)
    package static let memoryBytesMax: Int64 = 1 << 46
    /// What of `memory` is for the groups that lanes hold, with what they send each other; in sixteenths, as all are.
    package static let groupMemoryShare: Int64 = 8
    /// One part in so many of a lane's memory for groups may be on its way to it from other lanes before an epoch ends.
    package static let exchangeLoadShare = 16
    /// For the state on disk: blocks, indexes, filters, memtables.
    package static let storeMemoryShare: Int64 = 4
    /// For result rows of one epoch; one more may be there than are on their way to the sinks: the one being made.
    package static let rowMemoryShare: Int64 = 1
    /// Most epochs that are drawn and not committed yet, where a sink can write several at once.
    package static let epochsInFlightMax = 3
    /// Key groups; no more lanes than that can own state.
    package static let keyGroups = 128
    /// Sinks of a job: one bit each says which of them are due.
    package static let sinksMax = 64
    /// Largest runner.toml, secret or connection file, in bytes.
    package static let configurationFileBytesMax = 1 << 16
}
