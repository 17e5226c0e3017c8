/// How long a partition has stood still although there is more to read: what `why` and the metrics tell.
///
/// It also shows an open transaction that holds back everything behind it: at its end, yet with a lag.
package struct ProgressWatch: Sendable {
    private var position: Int64?
    private var sinceMilliseconds: Int64 = 0

    package init() {}

    /// Milliseconds since the position last moved, 0 while it moves or nothing is left to read.
    ///
    /// - Parameter nowMilliseconds: a monotonic clock.
    package mutating func stalledMilliseconds(
        position: Int64, lag: Int64?, nowMilliseconds: Int64
    ) -> Int64 {
        if self.position != position || (lag ?? 0) == 0 {
            self.position = position
            sinceMilliseconds = nowMilliseconds
        }
        return nowMilliseconds - sinceMilliseconds
    }
}
