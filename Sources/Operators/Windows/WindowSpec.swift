/// The windows that rows get by an event-time column of the input: tumbling, hopping or sessions.
package struct WindowSpec: Hashable, Sendable {
    /// How a hopping window's rows are counted.
    package enum Overlap: Hashable, Sendable {
        /// A row goes into a copy for each of its windows.
        case copies
        /// A row goes into one pane; windows are put together from panes when they close.
        case panes
        /// Windows are sessions, and their size is the gap after which one ends: a row goes into a pane of that length,
        /// with its own time in the place of the window's start.
        case sessions
    }

    /// Column of the input with the event time.
    package private(set) var timeColumn: Int
    /// `timestamptz` or `timestamp`.
    package let timeType: DataType
    /// Either only months, or only days, or only microseconds.
    package let size: Interval
    /// From the start of one window to that of the next, in the unit of the size and not longer; `nil` for windows
    /// that follow each other without overlap.
    package var slide: Interval?
    /// How overlapping windows are kept.
    package var overlap = Overlap.copies
    /// Windows without rows have a row too.
    package var fillsGaps = false
    /// Sizes of hours and less are counted on the zone's wall clock, not on the instants.
    package var followsClock = false
    /// Rows come by so much later than their time is passed by the watermark, microseconds: those of a join do.
    package var lagMicros: Int64 = 0
    /// Windows are counted from here, microseconds since 2000-01-01; `nil` is the default of the unit.
    package let originMicros: Int64?
    /// IANA name; days, months and years begin at its midnight.
    package let timezone: String

    package init(
        timeColumn: Int, timeType: DataType, size: Interval, slide: Interval? = nil, overlap: Overlap = .copies,
        originMicros: Int64?, timezone: String
    ) {
        self.timeColumn = timeColumn
        self.timeType = timeType
        self.size = size
        self.slide = slide
        self.overlap = overlap
        self.originMicros = originMicros
        self.timezone = timezone
    }

    /// The zone by whose midnights windows are counted: a timestamp without zone is counted as it stands. Throws
    /// `TimeError` for an unknown one.
    func zone() throws(TimeError) -> TimeZoneRules {
        timeType == .timestamp ? .utc : try TimeZoneRules.load(timezone)
    }

    /// The windows, or the panes of sessions; throws `TimeError` for a size that is none, and for an unknown zone.
    package func tumbling() throws(TimeError) -> TumblingWindows {
        try TumblingWindows(size: size, originMicros: originMicros, zone: zone(), followsClock: followsClock)
    }

    /// Where the times end that have windows: windows that overlap, and sessions, are counted with times up to three
    /// sizes later, which must be timestamps too.
    var timeEnd: Int64 {
        guard slide != nil || overlap == .sessions else { return TimeLimits.timestampEnd }
        let days = Int128(size.days) + 31 * Int128(size.months)
        let reach = 3 * (days * Int128(TimeLimits.microsPerDay) + Int128(size.micros))
        return Int64(max(Int128(TimeLimits.timestampMin), Int128(TimeLimits.timestampEnd) - reach))
    }

    /// The same windows over another column of the input.
    package func over(_ column: Int) -> WindowSpec {
        var spec = self
        spec.timeColumn = column
        return spec
    }
}
