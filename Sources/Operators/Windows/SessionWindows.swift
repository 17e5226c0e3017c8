/// Sessions: rows of a key that follow each other by less than a gap; a session ends one gap after its last row.
package struct SessionWindows: Sendable {
    package let gapMicros: Int64

    /// Nil for windows that are no sessions. The size of the spec is the gap.
    package init?(_ spec: WindowSpec) {
        guard spec.overlap == .sessions else { return nil }
        gapMicros = spec.size.micros
    }
}

extension AggregateCall {
    /// The start and the end of the session that sinks have: fields that no row is folded into.
    static var shownBounds: [AggregateCall] {
        [.min, .max].map { function in
            AggregateCall(
                function: function, argument: nil, argumentType: .timestamptz, filter: nil, resultType: .timestamptz)
        }
    }
}

extension AggregateSpec {
    /// With the time of a group's first and last row behind the calls: what is kept of sessions.
    package var withTimes: AggregateSpec {
        guard let window else { return self }
        let times = [AggregateCall.Function.min, .max].map { function in
            AggregateCall(
                function: function, argument: window.start, argumentType: .timestamptz, filter: nil,
                resultType: .timestamptz)
        }
        var spec = self
        spec.calls += times
        return spec
    }
}
