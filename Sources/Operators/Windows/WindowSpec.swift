/// A tumbling window over an event-time column of the input.
package struct WindowSpec: Hashable, Sendable {
    /// Column of the input with the event time.
    package let timeColumn: Int
    /// `timestamptz` or `timestamp`.
    package let timeType: DataType
    /// Either only months, or only days, or only microseconds.
    package let size: Interval
    /// Windows are counted from here, microseconds since 2000-01-01; `nil` is the default of the unit.
    package let originMicros: Int64?
    /// IANA name; days, months and years begin at its midnight.
    package let timezone: String

    package init(timeColumn: Int, timeType: DataType, size: Interval, originMicros: Int64?, timezone: String) {
        self.timeColumn = timeColumn
        self.timeType = timeType
        self.size = size
        self.originMicros = originMicros
        self.timezone = timezone
    }
}
