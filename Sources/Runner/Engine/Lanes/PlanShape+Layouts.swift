import Operators
import StateStore

extension PlanShape {
    /// The layouts of all aggregate tables, for the store's merge operator.
    static func layouts(_ plan: LogicalPlan, _ tables: StateTables) throws(JobError) -> [TableID: StateLayout] {
        var layouts: [TableID: StateLayout] = [:]
        for node in plan.nodes {
            guard case .aggregate(let input, let spec) = node.kind else { continue }
            let fields = plan.nodes[input.index].output.fields
            do throws(OperatorError) {
                layouts[tables.id(of: node.id.index)] = try StateLayout(
                    keyTypes: spec.keys.map { fields[$0].type }, calls: plan.kept(spec, below: input).calls,
                    ttlMicros: spec.stateTTLMicros)
            } catch {
                throw JobError(error)
            }
        }
        return layouts
    }
}
