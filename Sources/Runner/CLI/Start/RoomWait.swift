/// How long a job whose state's disk is full waits until it is started again: longer each time that it gets nowhere.
struct RoomWait {
    static let firstMilliseconds = 1_000
    static let lastMilliseconds = 30_000
    /// A run of so long was no failed attempt: the waits begin anew after it.
    static let goodRunMicros: Int64 = 60_000_000

    private var milliseconds = firstMilliseconds

    /// The next wait, after a run that has lasted so long.
    mutating func next(afterMicros lasted: Int64) -> Int {
        if lasted >= Self.goodRunMicros { milliseconds = Self.firstMilliseconds }
        defer { milliseconds = min(milliseconds * 2, Self.lastMilliseconds) }
        return milliseconds
    }
}
