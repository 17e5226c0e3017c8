/// GROUP BY: key columns and aggregate calls over columns of the input (computed by a project node below).
package struct AggregateSpec: Hashable, Sendable {
    /// Key columns of the input, in output order, without the window's own two columns.
    package var keys: [Int]
    /// Input columns with the window's start and end; `nil` for an unwindowed GROUP BY.
    package var window: WindowColumns?
    package var calls: [AggregateCall]
    /// Key columns (positions in `keys`) by which groups are spread over lanes: those that a running total above is
    /// partitioned by, else all.
    package var distribution: [Int]
    /// How long an unwindowed group is kept after its last row, microseconds of event time; `nil` for ever.
    package var stateTTLMicros: Int64?
    /// Of sessions, the keys (positions in `keys`) whose rows follow each other; nil when that is all of them.
    package var sessionKeys: [Int]?
    /// Each key has a row of windows without rows, too, until it had none for so long, microseconds; nil: it has not.
    package var fillMicros: Int64?
    /// Groups are final rows of the aggregate below, kept for readers of every session.
    package var keepsFinalRows = false

    /// Output order: keys, then window_start and window_end if windowed, then one column for each call.
    package init(
        keys: [Int], window: WindowColumns?, calls: [AggregateCall], distribution: [Int], stateTTLMicros: Int64?,
        sessionKeys: [Int]? = nil, fillMicros: Int64? = nil
    ) {
        self.keys = keys
        self.window = window
        self.calls = calls
        self.distribution = distribution
        self.stateTTLMicros = stateTTLMicros
        self.sessionKeys = sessionKeys
        self.fillMicros = fillMicros
    }
}

/// Where a windowed aggregate finds its window in the input.
package struct WindowColumns: Hashable, Sendable {
    package let start: Int
    package let end: Int

    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}
