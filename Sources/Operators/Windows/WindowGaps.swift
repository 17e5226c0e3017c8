/// The windows without rows between those with rows, and after the last one up to the watermark.
///
/// ```
///  rows      |==|      |==|         (one row, far ahead)  ... |==|
///  filled        |--|      |--|--|  ... at most `emptyMax` ...    nothing: the gap is too long
/// ```
/// What is filled depends on the windows with rows and on the watermark alone, not on when either was seen.
package struct WindowGaps {
    /// Most windows without rows that follow one with rows: one time far ahead must not make millions.
    package static let emptyMax: Int64 = 10_000

    private let windows: TumblingWindows
    /// Windows that overlap; nil for windows that don't.
    private let hop: HopWindows?
    /// End of the last window that has a row; nil before the first.
    private(set) var through: Int64?
    /// Windows without rows since the last one with rows.
    private(set) var run: Int64 = 0

    /// Nil for windows that are not to be filled; throws `TimeError` for an unknown zone.
    package init?(_ spec: WindowSpec?) throws(TimeError) {
        guard let spec, spec.fillsGaps else { return nil }
        hop = try HopWindows(spec)
        windows = try spec.tumbling()
    }

    /// A window with rows closes.
    package mutating func note(end: Int64) {
        through = end
        run = 0
    }

    /// The next window without rows that ends at or before `limit`.
    package mutating func next(until limit: Int64) -> WindowBounds? {
        guard let start = through, start < limit, run < WindowGaps.emptyMax, TimeLimits.isTimestamp(start) else {
            return nil
        }
        let bounds = hop?.bounds(after: start) ?? windows.bounds(of: start)
        guard bounds.end <= limit, bounds.end > start else { return nil }
        through = bounds.end
        run += 1
        return bounds
    }

    /// The gap has as many windows as are filled.
    package var isCut: Bool { run == WindowGaps.emptyMax }

    /// Goes on where an earlier life stood, if that is further.
    mutating func restore(through end: Int64, run count: Int64) {
        guard end > through ?? .min else { return }
        through = end
        run = count
    }
}

extension AggregateSpec {
    /// With the end of the last window in which a group's key had rows behind the calls: what is kept where windows of
    /// keys are filled.
    package var withLastWindow: AggregateSpec {
        guard let window else { return self }
        let last = AggregateCall(
            function: .max, argument: window.end, argumentType: .timestamptz, filter: nil, resultType: .timestamptz)
        var spec = self
        spec.calls.append(last)
        return spec
    }
}

/// Windows without rows of each key, from its first window to the watermark.
///
/// ```
///  window   0-10     10-20    20-30    30-40    40-50         watermark 40
///  a        2 rows ► empty  ► 1 row  ► empty  ►               a key goes on to the next window when one closes
///  b                          3 rows ► empty  ►
/// ```
struct KeyGaps {
    let windows: TumblingWindows
    /// Windows that end so long after the last one with rows are not filled.
    let fillMicros: Int64

    /// Nil where keys have no rows of windows without rows; throws `TimeError` for an unknown zone.
    init?(_ spec: WindowSpec?, _ fillMicros: Int64?) throws(TimeError) {
        guard let spec, spec.fillsGaps, let fillMicros else { return nil }
        windows = try spec.tumbling()
        let days = Int64(spec.size.days) + 31 * Int64(spec.size.months)
        let size = days * TimeLimits.microsPerDay + spec.size.micros
        let (most, overflow) = size.multipliedReportingOverflow(by: WindowGaps.emptyMax)
        self.fillMicros = min(fillMicros, overflow ? .max : most)
    }
}
