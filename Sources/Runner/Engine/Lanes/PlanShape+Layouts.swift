import Operators
import StateStore

extension PlanShape {
    /// The layouts of all aggregate tables, for the store's merge operator.
    static func layouts(_ plan: LogicalPlan, _ tables: StateTables) throws(JobError) -> [TableID: StateLayout] {
        var layouts: [TableID: StateLayout] = [:]
        let shape = PlanShape(plan)
        for node in plan.nodes {
            guard case .aggregate(let input, let spec) = node.kind else { continue }
            let fields = plan.nodes[input.index].output.fields
            do throws(OperatorError) {
                layouts[tables.id(of: node.id.index)] = try StateLayout(
                    keyTypes: spec.keys.map { fields[$0].type }, calls: plan.kept(spec, below: input).calls,
                    ttlMicros: spec.stateTTLMicros,
                    keepsShownWindows: shape.tracksChanges(of: node, plan)
                        && plan.windows(below: input)?.canKeepShown == true,
                    keepsShownBounds: shape.tracksChanges(of: node, plan)
                        && plan.windows(below: input)?.overlap == .sessions)
            } catch {
                throw JobError(error)
            }
        }
        return layouts
    }

    /// Somebody reads an aggregate's changes.
    func tracksChanges(of node: PlanNode, _ plan: LogicalPlan) -> Bool {
        meetings.contains(node.id.index)
            || plan.sinks.contains { $0.emit == .changes && roots[$0.input.index].contains(node.id.index) }
    }
}
