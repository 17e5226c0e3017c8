/// The offsets of one time zone over all time: immutable, to be loaded once and shared.
///
///     ... initial | first | second | ... | last | rule of the footer, for ever
///              transitions[0]  [1]         [n-1]
package final class TimeZoneRules: Sendable {
    /// The name as its file is spelled.
    package let name: String
    /// Instants at which the offset may change, microseconds since 2000-01-01, rising.
    let transitions: [Int64]
    /// Local time less UTC from each transition on, microseconds.
    let offsets: [Int64]
    /// Before the first transition.
    let initialOffset: Int64
    /// After the last transition, when the zone goes on changing.
    let footer: PosixRule?

    init(name: String, transitions: [Int64], offsets: [Int64], initialOffset: Int64, footer: PosixRule?) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.initialOffset = initialOffset
        self.footer = footer
    }

    /// Universal time.
    package static let utc = TimeZoneRules(fixedOffsetMicros: 0, name: "UTC")

    /// A zone that is always `fixedOffsetMicros` east of UTC.
    package convenience init(fixedOffsetMicros: Int64, name: String) {
        self.init(name: name, transitions: [], offsets: [], initialOffset: fixedOffsetMicros, footer: nil)
    }

    /// The one offset of a zone that never changes, microseconds.
    package var fixedOffsetMicros: Int64? {
        transitions.isEmpty && footer == nil ? initialOffset : nil
    }
}

/// A stretch of time over which a zone's offset stays the same: keep it to skip the search for the next row.
package struct ZoneSpan: BitwiseCopyable, Sendable {
    /// First instant, `Int64.min` without one.
    package var start: Int64
    /// First instant after, `Int64.max` without one.
    package var end: Int64
    /// Local time less UTC, microseconds.
    package var offset: Int64

    package init(start: Int64, end: Int64, offset: Int64) {
        self.start = start
        self.end = end
        self.offset = offset
    }

    @inline(__always)
    package func contains(_ instant: Int64) -> Bool { instant >= start && instant < end }
}

extension TimeZoneRules {
    /// The stretch around an instant, microseconds since 2000-01-01 UTC.
    package func span(at instant: Int64) -> ZoneSpan {
        guard let last = transitions.last else {
            if let footer { return footer.span(at: instant) }
            return ZoneSpan(start: .min, end: .max, offset: initialOffset)
        }
        if instant >= last {
            var span = footer?.span(at: instant) ?? ZoneSpan(start: last, end: .max, offset: offsets[offsets.count - 1])
            span.start = max(span.start, last)
            return span
        }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        if low == 0 { return ZoneSpan(start: .min, end: transitions[0], offset: initialOffset) }
        return ZoneSpan(start: transitions[low - 1], end: transitions[low], offset: offsets[low - 1])
    }

    /// Local time less UTC at an instant, microseconds.
    package func offset(at instant: Int64) -> Int64 { span(at: instant).offset }

    /// The wall clock at an instant; no range check.
    package func local(of instant: Int64) -> Int64 { instant &+ span(at: instant).offset }

    /// The instant at which the wall clock shows `local`, by PostgreSQL's rules: in a gap the offset before it counts,
    /// of two instants in a fold the later. No range check.
    ///
    /// Source: PostgreSQL 15 `DetermineTimeZoneOffset`, which looks at the first change after the day before.
    package func utc(ofLocal local: Int64) -> Int64 {
        let span = span(at: local &- TimeLimits.microsPerDay)
        let before = local &- span.offset
        guard span.end != .max else { return before }
        let after = local &- offset(at: span.end)
        if before < span.end && after < span.end { return before }
        if before > span.end && after >= span.end { return after }
        return before > after ? before : after
    }

    /// The first instant at which the wall clock has reached `local`: the end of a gap, the earlier one in a fold.
    package func firstInstant(ofLocal local: Int64) -> Int64 {
        if let fixed = fixedOffsetMicros { return local &- fixed }
        var span = span(at: local &- 26 * TimeLimits.microsPerHour)
        while true {
            let instant = local &- span.offset
            if instant < span.start { return span.start }
            if instant < span.end { return instant }
            span = self.span(at: span.end)
        }
    }
}
