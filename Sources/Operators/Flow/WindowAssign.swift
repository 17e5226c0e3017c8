/// Gives each row its tumbling window and takes out the rows that are late: the window's end <= watermark.
package final class WindowAssign {
    /// What became of a batch.
    package struct Result {
        /// Rows that are on time, with `window_start` and `window_end` appended.
        package let batch: Batch
        /// For each of its rows the row of the input; nil when they are the same.
        package let kept: RowList?
        /// Rows of the input whose window is closed.
        package let late: [Int]
        /// Rows of the input without an event time, or with an infinite one.
        package let untimed: [Int]
    }

    private let timeColumn: Int
    private let windows: TumblingWindows
    private var last = WindowBounds.empty

    /// Throws `OperatorError.unsupported` for an unknown zone or a size that is no window.
    package init(_ spec: WindowSpec) throws(OperatorError) {
        timeColumn = spec.timeColumn
        do throws(TimeError) {
            // A timestamp without zone is counted as it stands.
            let zone = spec.timeType == .timestamp ? TimeZoneRules.utc : try TimeZoneRules.load(spec.timezone)
            windows = try TumblingWindows(size: spec.size, originMicros: spec.originMicros, zone: zone)
        } catch {
            throw .unsupported("\(error)")
        }
    }

    /// Assigns windows; `watermark` is nil before there is one, and then nothing is late.
    package func process(_ batch: Batch, watermark: Int64?) -> Result {
        let column = batch.columns[timeColumn]
        guard case .int64(let given) = column.values else { preconditionFailure("an event time that is no timestamp") }
        let count = batch.count
        let starts = Buffer<Int64>(capacity: count)
        let ends = Buffer<Int64>(capacity: count)
        var untimed: [Int] = []
        for row in 0..<count where !column.validity.isValid(row) || !TimeLimits.isTimestamp(given.pointer[row]) {
            untimed.append(row)
        }
        var times = given
        if !untimed.isEmpty {
            times = Buffer(capacity: count)
            times.pointer.update(from: given.pointer, count: count)
            // Any finite time will do: the row is taken out below.
            for row in untimed { times.pointer[row] = 0 }
        }
        windows.fill(times: times.pointer, count: count, starts: starts.pointer, ends: ends.pointer, last: &last)
        var late: [Int] = []
        if let watermark {
            for row in 0..<count where ends.pointer[row] <= watermark { late.append(row) }
        }
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
}
