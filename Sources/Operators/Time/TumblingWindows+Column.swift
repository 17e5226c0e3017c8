/// Finds window starts by one multiplication instead of a division.
///
/// With m = floor((2^64 - 1) / size), the high half of n * m is floor(n / size) or one less for every 64-bit n.
struct MicrosDivider {
    private let size: UInt64
    private let reciprocal: UInt64
    /// A window start below every timestamp.
    private let base: Int64

    /// `size` is at most `TumblingWindows.sizeMaxMicros`, so nothing here can overflow.
    init(size: Int64, origin: Int64) {
        self.size = UInt64(size)
        reciprocal = UInt64.max / UInt64(size)
        base =
            TimeLimits.timestampMin - size + floorMod(floorMod(origin, size) - (TimeLimits.timestampMin % size), size)
    }

    @inline(__always)
    func bounds(of time: Int64) -> WindowBounds {
        let distance = UInt64(bitPattern: time &- base)
        var rest = distance &- distance.multipliedFullWidth(by: reciprocal).high &* size
        rest = rest >= size ? rest &- size : rest
        let start = time &- Int64(bitPattern: rest)
        let end = start &+ Int64(bitPattern: size)
        return WindowBounds(
            start: max(start, TimeLimits.timestampMin), end: end < start ? TimeLimits.timestampEnd : end)
    }
}

extension TumblingWindows {
    /// Fills the bounds of the window of each of `count` finite timestamps.
    ///
    /// - Parameter last: the window of the row before, kept by the caller from batch to batch; start with an empty one.
    // hot: loop
    package func fill(
        times: UnsafePointer<Int64>, count: Int, starts: UnsafeMutablePointer<Int64>,
        ends: UnsafeMutablePointer<Int64>, last: inout WindowBounds
    ) {
        if let divider {
            for row in 0..<count {
                let bounds = divider.bounds(of: times[row])
                starts[row] = bounds.start
                ends[row] = bounds.end
            }
            return
        }
        if case .clock(let size) = step {
            var span = ZoneSpan(start: 0, end: 0, offset: 0)
            for row in 0..<count {
                if !span.contains(times[row]) { span = zone.span(at: times[row]) }
                let bounds = clockBounds(of: times[row], size, offset: span.offset)
                starts[row] = bounds.start
                ends[row] = bounds.end
            }
            return
        }
        var bounds = last
        for row in 0..<count {
            if !bounds.contains(times[row]) { bounds = self.bounds(of: times[row]) }
            starts[row] = bounds.start
            ends[row] = bounds.end
        }
        last = bounds
    }

    /// The window of a time whose zone has this offset then.
    @inline(__always)
    func clockBounds(of time: Int64, _ size: Int64, offset: Int64) -> WindowBounds {
        let start = time - floorMod(time + offset - origin, size)
        return WindowBounds(
            start: max(start, TimeLimits.timestampMin), end: min(start + size, TimeLimits.timestampEnd))
    }

    /// For sizes that are the same number of microseconds everywhere.
    var divider: MicrosDivider? {
        switch step {
        case .micros(let size): return MicrosDivider(size: size, origin: origin)
        case .clock(let size):
            guard let offset = zone.fixedOffsetMicros else { return nil }
            return MicrosDivider(size: size, origin: origin - offset)
        case .days(let days):
            guard let offset = zone.fixedOffsetMicros else { return nil }
            return MicrosDivider(size: days * TimeLimits.microsPerDay, origin: origin - offset)
        case .months: return nil
        }
    }
}

extension WindowBounds {
    /// Contains no time.
    package static let empty = WindowBounds(start: 0, end: 0)
}
