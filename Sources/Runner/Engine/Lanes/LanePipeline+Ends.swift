import Operators

// When all input has ended, every window closes whose rows somebody waits for, whatever the watermark says. The job may
// be started again when there are more files. What was closed stays closed: rows of those windows are late then.
//
//     first run    rows to 10:40     [10:00 ==== given out ==|
//     second run   a row at 10:50    late; one at 11:05 opens the next window

extension LanePipeline {
    /// The watermark by which a row of a node is late.
    func lateness(of step: Int) -> Int64? {
        guard let floor = endFloors[step] else { return watermark(of: step) }
        return watermark(of: step).map { max($0, floor) } ?? floor
    }

    /// The sinks that an aggregate's rows go to.
    func readers(_ step: Int) -> [Int] {
        plan.sinks.indices.filter { shape.roots[plan.sinks[$0].input.index].contains(step) }
    }

    /// Whether somebody reads an aggregate's final rows.
    func wantsFinal(_ step: Int) -> Bool {
        hasFinalReaders(step) || shape.keptSessions.contains(step)
    }

    /// The same without those who only keep what is over.
    private func hasFinalReaders(_ step: Int) -> Bool {
        if shape.meetings.contains(step) { return shape.partings.contains(step) }
        return shape.feeders.contains(step) || readers(step).contains { plan.sinks[$0].emit == .final }
    }

    /// Whether the end of the input closes an aggregate's windows. Where only changes are read everything is out
    /// already, and the windows may go on in another run; but windows without rows are told when they are over.
    func closesAtEnd(_ step: Int) -> Bool {
        guard case .aggregate(_, let aggregate) = steps[step] else { return false }
        return hasFinalReaders(step) || aggregate.fillsGaps
    }

    /// How far windows without rows are told where the end of the input closes all windows and no watermark passed any
    /// before: to the latest event time, as if the watermark stood there.
    func fillingWatermark(_ step: Int, _ ends: [Int64?]) -> Int64? {
        guard case .aggregate(_, let aggregate) = steps[step], aggregate.fillsGaps else { return nil }
        return shape.clocks[step].compactMap { ends[$0] }.max()
    }

    /// For each step the watermark that closes what the ends of its sources' inputs closed; nil where that is nothing.
    func floors(_ ends: [Int64?]) -> [Int64?] {
        steps.indices.map { step in
            guard let end = shape.clocks[step].compactMap({ ends[$0] }).max() else { return nil }
            switch steps[step] {
            case .window: return closedEnd(step, end)
            case .sides:
                let above = steps.indices.compactMap { plan.reaches(step, from: $0) ? closedEnd($0, end) : nil }
                let own = shape.partings.contains { plan.reaches(step, from: $0) } ? [end + 1] : []
                return (above + own).max()
            default: return nil
            }
        }
    }

    /// The watermark that closes the windows that a step gives to rows up to a time; nil where it gives none, and where
    /// the end closes no aggregate above it.
    private func closedEnd(_ step: Int, _ time: Int64) -> Int64? {
        guard case .window(_, let assign) = steps[step],
            aggregates.contains(where: { plan.reaches(step, from: $0) && closesAtEnd($0) })
        else { return nil }
        return assign.lastEnd(of: time)
    }
}
