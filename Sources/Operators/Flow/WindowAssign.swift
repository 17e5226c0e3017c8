/// Gives each row its windows, or the pane of its windows, and takes out the rows that are late: the end of the last of
/// their windows <= watermark.
package final class WindowAssign {
    /// What became of a batch.
    package struct Result {
        /// Rows that are on time, with `window_start` and `window_end` appended.
        package let batch: Batch
        /// For each of its rows the row of the input; nil when they are the same.
        package let kept: RowList?
        /// Rows of the input whose windows are all closed.
        package let late: [Int]
        /// Rows of the input without an event time, with an infinite one, or with one whose windows would end behind
        /// the last timestamp.
        package let untimed: [Int]
    }

    /// Most windows of one row when a row is copied for each.
    package static let copiesMax: Int64 = 1_000

    private let timeColumn: Int
    private let windows: TumblingWindows
    private let hop: HopWindows?
    private let overlap: WindowSpec.Overlap
    private let gapMicros: Int64
    /// Later times are none: those of windows that overlap are put together from times up to three sizes away.
    private let timeEnd: Int64
    private var last = WindowBounds.empty

    /// Throws `OperatorError.unsupported` for an unknown zone or a size that is no window.
    package init(_ spec: WindowSpec) throws(OperatorError) {
        timeColumn = spec.timeColumn
        overlap = spec.overlap
        gapMicros = spec.size.micros
        timeEnd = spec.timeEnd
        do throws(TimeError) {
            let hop = try HopWindows(spec)
            self.hop = hop
            if let hop {
                windows = hop.panes
            } else {
                windows = try spec.tumbling()
            }
        } catch {
            throw .unsupported("\(error)")
        }
        if let hop, overlap == .copies, hop.windowsPerRow > WindowAssign.copiesMax {
            throw .unsupported(
                "a row lies in \(hop.windowsPerRow) windows of hop(...), at most \(WindowAssign.copiesMax) are "
                    + "possible where more than aggregates by window_start sees their bounds")
        }
    }

    /// The watermark that closes all windows in which a row of this time or an earlier one can be. Of sessions the rows
    /// that could belong to one of those are behind it, too.
    package func lastEnd(of time: Int64) -> Int64 {
        guard isTimed(time) else { return TimeLimits.timestampEnd }
        if overlap == .sessions { return time + 2 * gapMicros - 1 }
        let bounds = windows.bounds(of: time)
        return hop?.lastEnd(of: bounds.start) ?? bounds.end
    }

    @inline(__always)
    private func isTimed(_ time: Int64) -> Bool { time >= TimeLimits.timestampMin && time < timeEnd }

    /// Assigns windows; `watermark` is nil before there is one, and then nothing is late.
    package func process(_ batch: Batch, watermark: Int64?) -> Result {
        let column = batch.columns[timeColumn]
        guard case .int64(let given) = column.values else { preconditionFailure("an event time that is no timestamp") }
        let count = batch.count
        var untimed: [Int] = []
        for row in 0..<count where !column.validity.isValid(row) || !isTimed(given.pointer[row]) {
            untimed.append(row)
        }
        var times = given
        if !untimed.isEmpty {
            times = Buffer(capacity: count)
            times.pointer.update(from: given.pointer, count: count)
            // Any finite time will do: the row is taken out below.
            for row in untimed { times.pointer[row] = 0 }
        }
        if let hop, overlap == .copies { return copies(batch, times, hop, untimed, watermark) }
        let starts = Buffer<Int64>(capacity: count)
        let ends = Buffer<Int64>(capacity: count)
        windows.fill(times: times.pointer, count: count, starts: starts.pointer, ends: ends.pointer, last: &last)
        var late: [Int] = []
        if overlap == .sessions { starts.pointer.update(from: times.pointer, count: count) }
        if let watermark { late = lateRows(starts, ends, count, watermark) }
        let bounds = [starts, ends].map { Column(type: .timestamptz, count: count, values: .int64($0)) }
        let whole = Batch(count: count, columns: batch.columns + bounds)
        if late.isEmpty && untimed.isEmpty { return Result(batch: whole, kept: nil, late: [], untimed: []) }
        let flags = Buffer<UInt8>(repeating: 1, count: count)
        for row in late { flags[row] = 0 }
        for row in untimed { flags[row] = 0 }
        let missing = Set(untimed)
        let kept = RowList(where: flags.pointer, count: count)
        return Result(
            batch: whole.gathered(kept), kept: kept, late: late.filter { !missing.contains($0) }, untimed: untimed)
    }

    /// Rows of windows that are closed; of panes, those whose last window is.
    private func lateRows(_ starts: Buffer<Int64>, _ ends: Buffer<Int64>, _ count: Int, _ watermark: Int64) -> [Int] {
        var late: [Int] = []
        if overlap == .sessions {
            // The session of the row alone would be over.
            let last = watermark.subtractingReportingOverflow(gapMicros).partialValue
            for row in 0..<count where starts[row] <= last { late.append(row) }
            return late
        }
        guard let hop else {
            for row in 0..<count where ends[row] <= watermark { late.append(row) }
            return late
        }
        var known = (start: Int64.min, end: Int64.min)
        for row in 0..<count where ends[row] <= watermark {
            if known.start != starts[row] { known = (starts[row], hop.lastEnd(of: starts[row])) }
            if known.end <= watermark { late.append(row) }
        }
        return late
    }

    /// A copy of each row for each of its windows that is open.
    private func copies(
        _ batch: Batch, _ times: Buffer<Int64>, _ hop: HopWindows, _ untimed: [Int], _ watermark: Int64?
    ) -> Result {
        let missing = Set(untimed)
        var rows: [Int32] = []
        var starts: [Int64] = []
        var ends: [Int64] = []
        var late: [Int] = []
        for row in 0..<batch.count where !missing.contains(row) {
            let before = rows.count
            for window in hop.windows(of: times[row]) {
                let bounds = hop.bounds(of: window)
                if let watermark, bounds.end <= watermark { continue }
                rows.append(Int32(row))
                starts.append(bounds.start)
                ends.append(bounds.end)
            }
            if rows.count == before { late.append(row) }
        }
        let kept = RowList(Buffer(rows), count: rows.count)
        let bounds = [starts, ends].map { Column(type: .timestamptz, count: rows.count, values: .int64(Buffer($0))) }
        return Result(
            batch: Batch(count: rows.count, columns: batch.gathered(kept).columns + bounds), kept: kept, late: late,
            untimed: untimed)
    }
}
