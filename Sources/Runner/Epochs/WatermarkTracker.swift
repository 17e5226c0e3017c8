/// The watermarks of a job's sources as a pure function of the boundaries: it moves only when a boundary is drawn.
///
/// ```
///  partition 0   ──────● 12:04      largest event time seen, minus watermark_delay
///  partition 1   ────────────● 12:09
///  partition 2   (idle: silent for idle_timeout and read to its end)
///  source              ● 12:04      the least over partitions that are not idle; never goes back
/// ```
///
/// When all are idle, the one that is furthest is what is left: where the last of them to fall silent would have led.
///
/// A finite source may have no watermark at all: its windows close at its end. Beside sources that go on, one that
/// has ended holds nothing back: its watermark follows theirs. Where all have ended, every window closes, and what is
/// kept is how far the times of the rows went that were in them.
package struct WatermarkTracker: Sendable {
    /// What decides a source's watermark.
    package struct SourceRule: Sendable {
        package let delayMicros: Int64
        package let idleTimeoutMicros: Int64?
        /// No watermark before the source has ended.
        package let waitsForEnd: Bool
        /// Rows have an event time.
        package let hasTimes: Bool

        package init(
            delayMicros: Int64, idleTimeoutMicros: Int64?, waitsForEnd: Bool = false, hasTimes: Bool = true
        ) {
            self.delayMicros = delayMicros
            self.idleTimeoutMicros = idleTimeoutMicros
            self.waitsForEnd = waitsForEnd
            self.hasTimes = hasTimes
        }
    }

    /// What is known of one partition at a boundary.
    package struct PartitionState: Equatable, Sendable {
        /// Largest event time accepted, microseconds since 2000-01-01; nil before the first.
        package var maxEventTime: Int64?
        package var isIdle: Bool
        /// Monotonic time of the last record, or of the start.
        package var lastRecordMicros: Int64
        /// Nothing can follow.
        package var hasEnded = false
        /// No record has come since the start.
        package var isSilent = true
    }

    private let rules: [SourceRule]
    package private(set) var partitions: [SourcePartition: PartitionState] = [:]
    /// For each source, microseconds since 2000-01-01; nil before it has one.
    package private(set) var watermarks: [Int64?]
    /// For each source the latest event time when the end of the input closed windows; nil where it has not.
    package private(set) var ends: [Int64?]
    /// Of the sources that have one; microseconds since 2000-01-01.
    package var leastWatermark: Int64? { watermarks.compactMap { $0 }.min() }
    /// Largest record timestamp seen: the clock by which state expires.
    package private(set) var clockMicros: Int64 = 0

    package init(rules: [SourceRule]) {
        self.rules = rules
        watermarks = rules.map { _ in nil }
        ends = watermarks
    }

    /// A partition that the job reads from now on, with what an earlier life knew of it.
    package mutating func add(
        _ partition: SourcePartition, maxEventTime: Int64? = nil, isIdle: Bool = false, nowMicros: Int64
    ) {
        partitions[partition] = PartitionState(
            maxEventTime: maxEventTime, isIdle: isIdle, lastRecordMicros: nowMicros)
    }

    /// What a lane saw of a partition in the epoch that ends: how many records, their largest event time, and whether
    /// there was nothing more to read. A silent partition turns idle only when it was read to its end; one that has
    /// ended, so that nothing can follow, is idle at once.
    package mutating func observe(
        _ partition: SourcePartition, records: Int, maxEventTime: Int64?, maxRecordTime: Int64?, isAtEnd: Bool,
        hasEnded: Bool = false, nowMicros: Int64
    ) {
        // Rows of files have no time of their own beside the event's.
        clockMicros = max(clockMicros, maxRecordTime ?? maxEventTime ?? clockMicros)
        var state =
            partitions[partition]
            ?? PartitionState(maxEventTime: nil, isIdle: false, lastRecordMicros: nowMicros)
        if let time = maxEventTime { state.maxEventTime = max(time, state.maxEventTime ?? time) }
        if records > 0 { state.isSilent = false }
        state.hasEnded = hasEnded
        if hasEnded {
            state.isIdle = true
        } else if records > 0 || !isAtEnd {
            state.lastRecordMicros = nowMicros
            state.isIdle = false
        } else if let timeout = rules[partition.source].idleTimeoutMicros,
            nowMicros - state.lastRecordMicros >= timeout
        {
            state.isIdle = true
        }
        partitions[partition] = state
    }

    /// Moves the watermarks to where the partitions allow. `endOfInput`: all windows close.
    package mutating func advance(endOfInput: Bool = false) {
        for source in rules.indices where !rules[source].waitsForEnd {
            let own = partitions.filter { $0.key.source == source }
            var active = own.values.filter { !$0.isIdle }.map(\.maxEventTime)
            if active.isEmpty, let furthest = own.values.compactMap(\.maxEventTime).max() { active = [furthest] }
            guard let time = least(active) else { continue }
            let (candidate, overflow) = time.subtractingReportingOverflow(rules[source].delayMicros)
            guard !overflow else { continue }
            watermarks[source] = max(candidate, watermarks[source] ?? candidate)
        }
        followOthers()
        guard endOfInput else { return }
        for source in rules.indices {
            let times = partitions.filter { $0.key.source == source }.values.compactMap(\.maxEventTime)
            ends[source] = (times + [ends[source]].compactMap { $0 }).max()
        }
    }

    /// Sources that have ended go along with those that go on.
    private mutating func followOthers() {
        let ended = rules.indices.filter(hasEnded)
        let others = rules.indices.filter { rules[$0].hasTimes && !hasEnded($0) }.map { watermarks[$0] }
        guard !ended.isEmpty, let time = least(others) else { return }
        for source in ended where rules[source].hasTimes {
            watermarks[source] = max(time, watermarks[source] ?? time)
        }
    }

    /// The least of some times; nil when there are none, and when one of them is not known yet: it holds the others.
    private func least(_ times: [Int64?]) -> Int64? {
        let known = times.compactMap { $0 }
        return known.count == times.count ? known.min() : nil
    }

    private func hasEnded(_ source: Int) -> Bool {
        let own = partitions.filter { $0.key.source == source }
        return !own.isEmpty && own.values.allSatisfy(\.hasEnded)
    }

    /// Whether a source's windows close at its end, which has not come.
    package func awaitsEnd(of source: Int) -> Bool { rules[source].waitsForEnd && !hasEnded(source) }

    /// The partition that holds back a source's watermark: of those that are not idle one without any record, else the
    /// one whose latest record is the oldest. Nil when all are idle.
    package func holder(of source: Int) -> SourcePartition? {
        let active = partitions.filter { $0.key.source == source && !$0.value.isIdle }
        return active.min { left, right in
            let times = (left.value.maxEventTime ?? .min, right.value.maxEventTime ?? .min)
            return times.0 != times.1 ? times.0 < times.1 : left.key < right.key
        }?.key
    }

    /// Whether a partition that has given nothing since the start may turn idle.
    package var mayAwait: Bool {
        partitions.contains { $1.isSilent && !$1.isIdle && rules[$0.source].idleTimeoutMicros != nil }
    }

    /// A partition that has given nothing since the start and will be idle before long, and how long that is: the
    /// others' windows may close then. Nil when there is nobody else, or nobody who is further.
    package func awaited(nowMicros: Int64) -> (partition: SourcePartition, micros: Int64)? {
        var found: (partition: SourcePartition, micros: Int64)?
        for (partition, state) in partitions where state.isSilent && !state.isIdle {
            guard let timeout = rules[partition.source].idleTimeoutMicros else { continue }
            let others = partitions.filter { $0.key.source == partition.source && !$0.value.isSilent }
            guard let furthest = others.values.compactMap(\.maxEventTime).max(),
                furthest > state.maxEventTime ?? .min
            else { continue }
            let left = timeout - (nowMicros - state.lastRecordMicros)
            if left > found?.micros ?? .min { found = (partition, left) }
        }
        return found
    }

    /// Takes the watermarks that a journaled boundary says.
    package mutating func restore(watermarks: [Int64?], ends: [Int64?], clock: Int64) {
        self.watermarks = watermarks
        self.ends = ends
        clockMicros = clock
    }

    /// Whether a silent partition would turn idle by now, so that a boundary has news to tell.
    package func hasIdleNews(nowMicros: Int64) -> Bool {
        partitions.contains { partition, state in
            guard !state.isIdle, let timeout = rules[partition.source].idleTimeoutMicros else { return false }
            return nowMicros - state.lastRecordMicros >= timeout
        }
    }
}
