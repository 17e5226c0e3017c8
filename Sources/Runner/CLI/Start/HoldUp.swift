/// What keeps a job's windows from closing, in one sentence: what `runner why` says.
struct HoldUp {
    var sources: [StartReport.Source] = []
    /// As of the last boundary; nil before the first.
    var tracker: WatermarkTracker?
    /// Why the sink could not take the last epoch; nil when it did.
    var sinkProblem: String?

    /// - Parameters:
    ///   - nowMicros: the monotonic clock that the tracker goes by.
    ///   - unixMicros: the wall clock, µs since 2000-01-01.
    func sentence(nowMicros: Int64, unixMicros: Int64) -> String {
        if let sinkProblem { return "nothing is committed: \(sinkProblem)" }
        guard sources.contains(where: \.hasEventTime) else {
            return "nothing is held back: no source has an event_time, rows are written at each commit"
        }
        guard let tracker else { return "no record has come since the start" }
        return sources.indices.filter { sources[$0].hasEventTime }
            .map { sentence(of: $0, tracker, nowMicros, unixMicros) }.joined(separator: "; ")
    }

    /// At a job's end: the partition without any record because of which no window of the others could close.
    var emptyPartition: String? {
        guard let tracker else { return nil }
        for source in sources.indices where sources[source].closesWindows && tracker.watermarks[source] == nil {
            let own = tracker.partitions.filter { $0.key.source == source }
            guard let partition = tracker.holder(of: source), own[partition]?.maxEventTime == nil,
                own.values.contains(where: { $0.maxEventTime != nil })
            else { continue }
            return "\(partition) has no record yet, so the watermark of \(sources[source].name) has no value and no "
                + "window was closed; idle_timeout would let the others go on"
        }
        return nil
    }

    private func sentence(
        of source: Int, _ tracker: WatermarkTracker, _ nowMicros: Int64, _ unixMicros: Int64
    ) -> String {
        let name = sources[source].name
        if tracker.awaitsEnd(of: source) { return "nothing is stuck: windows of \(name) close at the end of its files" }
        let watermark = tracker.watermarks[source]
        let place = watermark.map { "at \(rfc3339($0))" } ?? "before its first value"
        guard let partition = tracker.holder(of: source), let state = tracker.partitions[partition] else {
            return "all partitions of \(name) are idle: its watermark stays \(place) until a record comes"
        }
        let silent = max(0, nowMicros - state.lastRecordMicros) / 1_000_000
        guard let last = state.maxEventTime else {
            return "\(partition) has sent nothing for \(silent) s and holds the watermark of \(name) \(place); "
                + "idle_timeout would let the others go on"
        }
        if silent >= 5 {
            return "\(partition) has sent nothing for \(silent) s and holds the watermark of \(name) \(place)"
        }
        let times = tracker.partitions.filter { $0.key.source == source }.values.compactMap(\.maxEventTime)
        let lead = (times.max() ?? last).subtractingReportingOverflow(last).partialValue / 1_000_000
        if lead >= 60 {
            return "\(partition) holds the watermark of \(name) \(place), \(lead) s behind the furthest one; once it "
                + "is silent, idle_timeout would let the others go on"
        }
        let behind = max(0, unixMicros - last) / 1_000_000
        return "nothing is stuck: \(partition) holds the watermark of \(name) \(place), and its latest record is "
            + "\(behind) s old"
    }
}
