import Operators

extension EmitSchedule {
    /// How often each sink of a plan is written. Sinks that show changes of one aggregate are written together, as
    /// often as the most eager of them asks: a change is handed out once.
    init(_ plan: LogicalPlan) {
        let shape = PlanShape(plan)
        var intervals: [Int64?] = []
        var changes: UInt64 = 0
        for (index, sink) in plan.sinks.enumerated() {
            switch sink.emit {
            case .final: intervals.append(nil)
            case .complete: intervals.append(max(0, sink.emitIntervalMicros))
            case .changes:
                let roots = shape.roots[sink.input.index]
                let together = plan.sinks.filter {
                    $0.emit == .changes && shape.roots[$0.input.index] == roots
                }
                intervals.append(together.map(\.emitIntervalMicros).min() ?? 0)
                if !roots.isEmpty { changes |= 1 << UInt64(index) }
            }
        }
        self.init(intervalsMicros: intervals, changes: changes)
    }
}
