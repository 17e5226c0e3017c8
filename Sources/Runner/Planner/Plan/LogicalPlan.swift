import Operators

/// A whole job, bound: sources, a graph of nodes over them in topological order, and sinks.
///
/// A view used by several queries is one node with several readers, so every source is read once.
package struct LogicalPlan: Sendable {
    package var sources: [SourcePlan] = []
    /// Tables that rows are joined with by their keys.
    package var lookups: [LookupPlan] = []
    /// Each node's inputs stand before it.
    package var nodes: [PlanNode] = []
    package var sinks: [SinkPlan] = []
    /// IANA zone of casts between `timestamp` and `timestamptz` and of a `timestamptz`'s fields, from SET timezone.
    package var timezone = "UTC"

    package init() {}
}

extension LogicalPlan {
    /// Whether the rows of `node` are made of those of `root`; also where both are the same node.
    func reaches(_ root: Int, from node: Int) -> Bool {
        node == root || nodes[node].inputs.contains { reaches(root, from: $0.index) }
    }
}

/// Position of a node in `LogicalPlan.nodes`.
package struct NodeID: Hashable, Sendable {
    package let index: Int

    package init(_ index: Int) {
        self.index = index
    }
}

/// One step of the graph.
package struct PlanNode: Sendable {
    package indirect enum Kind: Sendable {
        /// Rows of source `index`: `SourcePlan.columns` in order.
        case source(Int)
        /// Rows where the condition is true.
        case filter(NodeID, Expression)
        /// One expression for each output column.
        case project(NodeID, [Expression])
        /// Appends `window_start` and `window_end`; drops and counts rows that are late.
        case window(NodeID, WindowSpec)
        /// Groups; output is the keys and then the aggregates. `windowEnd` is set below a window node.
        case aggregate(NodeID, AggregateSpec)
        /// Appends one column for each running aggregate over the aggregate's rows.
        case running(NodeID, [RunningCall])
        /// The rows of all inputs, which have the same columns.
        case union([NodeID])
        /// Every session: the rows of `all` of both inputs, the aggregate with those that are not over and what is
        /// kept of the others.
        case sessions(NodeID, closed: NodeID)
        /// Appends a number to final rows: row_number(), rank() or dense_rank() within windows.
        case rank(NodeID, RankSpec)
        /// The `keys`, then the bytes of `columns`, which sort by `order`: rows on their way to be kept as groups.
        case pack(NodeID, keys: [Int], columns: [Int], order: [RankSpec.Order])
        /// The input without `packed` and the count, then the columns that lie in the bytes of `packed`, then the
        /// number of numbered rows.
        case unpack(NodeID, packed: Int, form: PackedForm, types: [DataType])
        /// The input's rows once for each element of an array, with the element behind their columns.
        case unnest(NodeID, UnnestSpec)
        /// Rows of both inputs on their way to be kept until their partners come: the keys, then the bytes of a row.
        case sides(NodeID, NodeID, SidesSpec)
        /// Pairs of final rows of both inputs: the left's columns, then the right's.
        case join(NodeID, NodeID, JoinSpec)
        /// The input's rows with the columns of a lookup table's rows of the same key behind their own.
        case lookup(NodeID, LookupSpec)
    }

    package let id: NodeID
    package var kind: Kind
    package let output: Schema

    package init(id: NodeID, kind: Kind, output: Schema) {
        self.id = id
        self.kind = kind
        self.output = output
    }
}

extension PlanNode {
    var takesBothSides: Bool {
        switch kind {
        case .join, .sides: true
        default: false
        }
    }

    /// Whether it takes the final rows of aggregates below it at the end of an epoch.
    var takesFinalRows: Bool {
        switch kind {
        case .aggregate, .rank, .join: true
        default: false
        }
    }
}
