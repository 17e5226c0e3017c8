/// What a generator's events look like; equal options give equal bytes, on every machine.
package struct EventOptions: Hashable, Sendable {
    package var profile: EventProfile
    package var seed: UInt64
    /// Event numbers are dealt to partitions in turn, so time advances in all of them alike.
    package var partitions: Int
    /// Time of the first event, µs since 1970.
    package var startUnixMicros: Int64
    /// Event time between one event and the next, over all partitions, in µs.
    package var stepMicros: Int64
    /// An event is up to so many µs older than its place in the stream says; most are little older.
    package var disorderMicrosMax: Int64
    /// Share of events that are older by `lateMicros` more, from 0 to 1.
    package var lateShare: Double
    package var lateMicros: Int64
    /// Share of events that no decoder should accept, from 0 to 1.
    package var malformedShare: Double
    /// Share of events that are an earlier event of their partition again, from 0 to 1.
    package var duplicateShare: Double
    /// How many different customers, items or users there are.
    package var keySpace: UInt64
    /// The field whose value is the record's key; nil: no keys.
    package var keyField: String?

    package init(
        profile: EventProfile, seed: UInt64 = 1, partitions: Int = 1, startUnixMicros: Int64 = 1_737_900_000_000_000,
        stepMicros: Int64 = 500, disorderMicrosMax: Int64 = 0, lateShare: Double = 0,
        lateMicros: Int64 = 7_200_000_000, malformedShare: Double = 0, duplicateShare: Double = 0,
        keySpace: UInt64? = nil, keyField: String? = nil
    ) {
        self.profile = profile
        self.seed = seed
        self.partitions = max(1, partitions)
        self.startUnixMicros = startUnixMicros
        self.stepMicros = stepMicros
        self.disorderMicrosMax = disorderMicrosMax
        self.lateShare = lateShare
        self.lateMicros = lateMicros
        self.malformedShare = malformedShare
        self.duplicateShare = duplicateShare
        self.keySpace = max(1, keySpace ?? profile.keySpace)
        self.keyField = keyField
    }
}
