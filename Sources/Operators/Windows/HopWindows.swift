/// Windows of one size that begin every `slide`, over panes: the largest pieces that every window consists of.
///
/// ```
///  size 15, slide 10, panes of 5      0    5    10   15   20   25   30
///  pane number                        |  0 |  1 |  2 |  3 |  4 |  5 |
///  window 0                           [=============)
///  window 1                                     [=============)
/// ```
package struct HopWindows: Sendable {
    /// Most panes that a window consists of.
    package static let panesMax: Int64 = 10_000

    package let panes: TumblingWindows
    package let panesPerSlide: Int64
    package let panesPerWindow: Int64

    /// Nil for windows that do not overlap. Throws for sizes that are no windows, or not in one unit.
    package init?(_ spec: WindowSpec) throws(TimeError) {
        guard let slide = spec.slide else { return nil }
        guard let shape = HopWindows.shape(size: spec.size, slide: slide), shape.panesPerWindow <= HopWindows.panesMax
        else { throw .badWindowSize(slide) }
        panes = try TumblingWindows(size: shape.pane, originMicros: spec.originMicros, zone: spec.zone())
        panesPerSlide = shape.panesPerSlide
        panesPerWindow = shape.panesPerWindow
    }

    /// The pane of a size and a slide in the same unit, and how many of it each has; nil when there is none.
    package static func shape(
        size: Interval, slide: Interval
    ) -> (pane: Interval, panesPerSlide: Int64, panesPerWindow: Int64)? {
        let sizes = [Int64(size.months), Int64(size.days), size.micros]
        let slides = [Int64(slide.months), Int64(slide.days), slide.micros]
        let used = sizes.indices.filter { sizes[$0] != 0 || slides[$0] != 0 }
        guard used.count == 1, let unit = used.first, slides[unit] > 0, slides[unit] <= sizes[unit] else { return nil }
        var (pane, rest) = (sizes[unit], slides[unit])
        while rest != 0 { (pane, rest) = (rest, pane % rest) }
        let interval =
            switch unit {
            case 0: Interval(months: Int32(clamping: pane))
            case 1: Interval(days: Int32(clamping: pane))
            default: Interval(micros: pane)
            }
        return (interval, slides[unit] / pane, sizes[unit] / pane)
    }

    /// Windows that a time may lie in at once.
    package var windowsPerRow: Int64 { (panesPerWindow + panesPerSlide - 1) / panesPerSlide }

    /// Numbers of the windows that hold a finite time.
    package func windows(of time: Int64) -> ClosedRange<Int64> {
        let pane = panes.number(of: time)
        let last = floorDiv(pane, panesPerSlide)
        return (floorDiv(pane - panesPerWindow, panesPerSlide) + 1)...last
    }

    /// Start and end of a window.
    package func bounds(of window: Int64) -> WindowBounds {
        let first = window * panesPerSlide
        return WindowBounds(start: panes.start(first), end: panes.start(first + panesPerWindow))
    }

    /// Start and end of the window behind the one that ends at a finite time.
    func bounds(after end: Int64) -> WindowBounds {
        bounds(of: floorDiv(panes.number(of: end) - panesPerWindow, panesPerSlide) + 1)
    }

    /// The bit of a window among those that a pane lies in, which are no more than 64.
    func shownBit(of window: WindowBounds) -> UInt64 {
        1 &<< (UInt64(bitPattern: windows(of: window.start).upperBound) & 63)
    }

    /// The end of the last window that holds a finite time.
    package func lastEnd(of time: Int64) -> Int64 { bounds(of: windows(of: time).upperBound).end }
}

extension WindowSpec {
    /// Whether a pane's row can say which windows of it were shown: there is a bit for each.
    package var canKeepShown: Bool {
        guard overlap == .panes, let slide, let shape = HopWindows.shape(size: size, slide: slide) else { return false }
        return (shape.panesPerWindow + shape.panesPerSlide - 1) / shape.panesPerSlide <= 64
    }
}
