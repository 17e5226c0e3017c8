/// How far apart in time the rows of a pair are at most, and the slices of time by which they are kept: each row of the
/// home side lies in one slice, each row of the other side in every slice where it may have a partner.
///
/// ```
///  other's time less home's: -5 to 10, slices of 15        0              15             30             45
///  home  at 20                                             |              |    h         |              |
///  other at 28, for homes of 18 to 33                      |              |  <===========|==>           |
///  slice 1 closes at 30 + 10: all of its homes' partners are behind the watermark by then
/// ```
package struct TimeBound: Hashable, Sendable {
    /// Columns of both inputs with the event times.
    package let leftTime: Int
    package let rightTime: Int
    /// The right row's time less the left's, microseconds: no pair has less or more.
    package let least: Int64
    package let most: Int64
    package let home: PairSide
    package let sliceMicros: Int64
    /// Rows come by so much later than their time is passed by the watermark, microseconds: those of a join do.
    package let lagMicros: Int64

    /// Bounds beyond this are none; some thousand years, in microseconds.
    package static let distanceMax: Int64 = 1 << 57
    /// The narrowest slice, microseconds.
    package static let sliceMin: Int64 = 1_000_000
    private static let timeMax: Int64 = 1 << 61

    package init(
        leftTime: Int, rightTime: Int, least: Int64, most: Int64, home: PairSide, sliceMicros: Int64,
        lagMicros: Int64 = 0
    ) {
        self.leftTime = leftTime
        self.rightTime = rightTime
        self.least = least
        self.most = most
        self.home = home
        self.sliceMicros = sliceMicros
        self.lagMicros = lagMicros
    }

    /// The same over other columns of the inputs.
    package func over(left: Int, right: Int) -> TimeBound {
        TimeBound(
            leftTime: left, rightTime: right, least: least, most: most, home: home, sliceMicros: sliceMicros,
            lagMicros: lagMicros)
    }

    /// The other side's time less the home side's.
    private var otherLeast: Int64 { home == .left ? least : -most }
    private var otherMost: Int64 { home == .left ? most : -least }

    /// Numbers of the slices in which a row is kept.
    func slices(of time: Int64, _ side: PairSide) -> ClosedRange<Int64> {
        if side == home {
            let slice = floorDiv(bounded(time), sliceMicros)
            return slice...slice
        }
        let first = bounded(time.subtractingReportingOverflow(otherMost))
        let last = bounded(time.subtractingReportingOverflow(otherLeast))
        return floorDiv(first, sliceMicros)...floorDiv(last, sliceMicros)
    }

    /// Where a slice begins, and the watermark at which none of its rows can get another partner.
    func bounds(of slice: Int64) -> WindowBounds {
        let start = slice * sliceMicros
        return WindowBounds(start: start, end: start + sliceMicros + max(0, otherMost))
    }

    private func bounded(_ time: Int64) -> Int64 { min(max(time, -TimeBound.timeMax), TimeBound.timeMax) }

    private func bounded(_ sum: (partialValue: Int64, overflow: Bool)) -> Int64 {
        guard sum.overflow else { return bounded(sum.partialValue) }
        return sum.partialValue < 0 ? TimeBound.timeMax : -TimeBound.timeMax
    }
}
