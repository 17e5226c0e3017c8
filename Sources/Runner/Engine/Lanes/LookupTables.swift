import Operators
import StateStore

/// The rows of all lookup tables, and for each node that joins with one where its keys are found.
struct LookupTables: Sendable {
    var rows: [LookupRows] = []
    /// By the position of the node.
    var indices: [Int: LookupIndex] = [:]
}

/// One lookup table as it was read at some moment.
struct LookupCopy: Sendable {
    let rows: LookupRows
    /// By the position of the node that joins with it.
    let indices: [Int: LookupIndex]
    /// Tells copies with other rows apart.
    let checksum: ContentChecksum
    /// Where it lies as long as no epoch has it.
    var stagedPath: String?

    init(_ plan: LogicalPlan, table: Int, rows: LookupRows, checksum: ContentChecksum) throws(JobError) {
        let settings = try plan.evaluationSettings()
        var indices: [Int: LookupIndex] = [:]
        for node in plan.nodes {
            guard case .lookup(_, let spec) = node.kind, spec.table == table else { continue }
            var errors = RowErrors()
            let index = LookupIndex(rows, keys: spec.rightKeys, settings: settings, errors: &errors)
            if let error = errors.all.first {
                let name = plan.lookups[table].source.name
                throw JobError(.badData, "lookup table \(name), row \(error.row + 1): \(error.message)")
            }
            indices[node.id.index] = index
        }
        self.rows = rows
        self.indices = indices
        self.checksum = checksum
    }
}

extension LookupTables {
    /// All tables, each as one copy has it.
    init(_ copies: [LookupCopy]) {
        for copy in copies {
            rows.append(copy.rows)
            indices.merge(copy.indices) { first, _ in first }
        }
    }
}

extension LanePipeline {
    /// What comes from here on is joined with these rows.
    func replace(_ lookups: LookupTables) {
        for (index, step) in steps.enumerated() {
            guard case .expand(_, let expander) = step, let join = expander as? LookupJoin,
                case .lookup(_, let spec) = plan.nodes[index].kind, let found = lookups.indices[index]
            else { continue }
            join.replace(rows: lookups.rows[spec.table], index: found)
        }
    }
}
