import FoundationEssentials
import Operators
import StateStore

/// What the tables in a job's state hold, in column names and SQL types: kept in every checkpoint, so that `state` can
/// read it without the job file.
package struct StateSchema: Codable, Sendable {
    package struct Column: Codable, Sendable {
        package var name: String
        /// As PostgreSQL spells it.
        package var type: String
    }

    package struct Aggregate: Codable, Sendable {
        package var function: String
        package var argumentType: String?
        package var resultType: String
        package var name: String
        /// Only where the query has them.
        package var isDistinct: Bool?
        package var order: [Order]?
        package var fraction: Double?
        package var separator: String?
        package var limit: Int?
    }

    package struct Order: Codable, Sendable {
        package var type: String
        package var isDescending: Bool
        package var putsNullsFirst: Bool
    }

    package struct Table: Codable, Sendable {
        package var id: UInt16
        /// The first sink that shows it, with its side below a window join, and a number when that is not enough.
        package var name: String
        package var keys: [Column]
        package var aggregates: [Aggregate]
        package var isWindowed: Bool
        package var ttlMicros: Int64?
        /// `hop` or `session` when the state is kept by panes, which the windows are put together from.
        package var panes: String?
        package var packed: Packed?
    }

    /// Whole rows that lie in the bytes of one column.
    package struct Packed: Codable, Sendable {
        /// Among the keys, the window's two and the aggregates: the bytes, and how often the row came.
        package var column: Int
        package var count: Int?
        /// How many rows the bytes hold at most; nil for one without a number.
        package var limit: Int?
        package var isOrdered: Bool
        package var columns: [Column]
        /// Those of the columns, by their positions, that are a key once more, under its name; nil for none.
        package var repeated: [Int]?
        /// Rows of a join's two sides: how many of the columns belong to the left one.
        package var left: Int?
    }

    /// Running totals over closed windows, which lie in the metadata of their node.
    package struct Running: Codable, Sendable {
        package var name: String
        /// Position among `operators`.
        package var position: Int
        package var keys: [Column]
        package var totals: [Aggregate]
    }

    /// A stateful node of the plan. By its identity table and metadata are found again when the job has changed.
    package struct Operator: Codable, Sendable {
        package var identity: String
        package var table: UInt16
    }

    package var job: String
    package var tables: [Table]
    package var running: [Running]?
    /// All stateful nodes, in the order of their metadata.
    package var operators: [Operator]
    /// The canonical text of what the state depends on.
    package var fingerprint: String
    /// Tables from this number on were never used.
    package var nextTable: UInt16

    /// The tables of a plan.
    init(_ plan: LogicalPlan, job: String, fingerprint: PlanFingerprint, tables known: StateTables) {
        self.job = job
        operators = known.operators
        self.fingerprint = fingerprint.text
        nextTable = known.next
        let shape = PlanShape(plan)
        let sides = plan.joinSides
        tables = plan.aggregateNodes.compactMap { index in
            guard case .aggregate(let input, let spec) = plan.nodes[index].kind else { return nil }
            let below = plan.nodes[input.index].output.fields
            let output = plan.nodes[index].output.fields
            let sink = plan.sinks.first { shape.roots[$0.input.index].contains(index) }
            let first = output.count - spec.calls.count
            let calls = plan.kept(spec, below: input).calls
            // Rows that are kept have the names of the aggregate that they are from.
            let kept = spec.keepsFinalRows ? plan.packed(by: input) : nil
            let aliases = plan.aliases(above: kept?.index ?? index)
            let made = output.indices[first...].map { aliases[$0] ?? output[$0].name }
            let names = made + (spec.fillMicros == nil ? ["first_row", "last_row"] : ["last_window_end"])
            let overlap = plan.windows(below: input)?.overlap
            return Table(
                id: known.id(of: index).rawValue,
                name: (sink?.name ?? "aggregate \(index)") + (sides[index].map { " \($0)" } ?? "")
                    + (kept == nil ? "" : " closed"),
                keys: spec.keys.enumerated().map { position, key in
                    // What is computed has no name of its own but its text; a kept row is the last key.
                    let isKept = kept != nil && position < spec.keys.count - 1
                    let alias = isKept || plan.isComputed(key, of: input) ? aliases[position] : nil
                    return Column(name: alias ?? below[key].name, type: "\(below[key].type)")
                },
                aggregates: calls.enumerated().map { position, call in
                    Aggregate(call, name: names[position])
                }, isWindowed: spec.window != nil, ttlMicros: spec.stateTTLMicros,
                panes: overlap == .sessions ? "session" : overlap == .panes ? "hop" : nil,
                packed: Packed(plan, above: index, names: kept == nil ? [:] : aliases))
        }
        tables = StateSchema.distinct(tables)
        let stateful = plan.statefulNodes
        running = stateful.enumerated().compactMap { position, node in
            Running(plan, stateful: node, position)
        }
    }

    /// A name that comes again gets a number: `pairs`, `pairs 2`.
    private static func distinct(_ tables: [Table]) -> [Table] {
        var taken: Set<String> = []
        return tables.map { table in
            var table = table
            let name = table.name
            var number = 1
            while !taken.insert(table.name).inserted {
                number += 1
                table.name = "\(name) \(number)"
            }
            return table
        }
    }

    /// The schema as JSON.
    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }

    /// What a checkpoint says of its tables; nil for one without operators. Throws when it can't be understood.
    init?(of manifest: CheckpointManifest) throws(StoreError) {
        guard !manifest.operatorMetadata.isEmpty else { return nil }
        guard let schema = StateSchema(metadata: manifest.operatorMetadata) else {
            throw .corruption(
                "checkpoint \(manifest.epoch) does not say what its tables hold: another version of millrace wrote it")
        }
        self = schema
    }

    /// Reads what a checkpoint's metadata begins with; nil when there is none.
    package init?(metadata: [UInt8]) {
        guard let text = try? OperatorMetadata.schema(metadata), !text.isEmpty,
            let decoded = try? Foundation_JSONDecoder().decode(StateSchema.self, from: Data(text))
        else { return nil }
        self = decoded
    }
}

/// Foundation's decoder; the name alone is our own decoder of records.
private typealias Foundation_JSONDecoder = FoundationEssentials.JSONDecoder

extension LogicalPlan {
    /// What the query calls the columns of an aggregate that it shows as they are, by their positions.
    fileprivate func aliases(above aggregate: Int) -> [Int: String] {
        var found: [Int: String] = [:]
        for node in nodes {
            guard case .project(let input, let values) = node.kind, shows(input, aggregate) else { continue }
            for (value, field) in zip(values, node.output.fields) {
                guard let column = soleColumn(value), found[column] == nil else { continue }
                found[column] = field.name
            }
        }
        return found
    }

    /// Whether a column is an expression of the query, not a column of its input.
    fileprivate func isComputed(_ column: Int, of node: NodeID) -> Bool {
        switch nodes[node.index].kind {
        case .project(_, let values): if case .column = values[column].node { false } else { true }
        case .filter(let input, _): isComputed(column, of: input)
        case .window(let input, _):
            column < nodes[input.index].output.count && isComputed(column, of: input)
        default: false
        }
    }

    /// Which side of a window join an aggregate's rows wait for, by its position; none for one that is both.
    fileprivate var joinSides: [Int: String] {
        var found: [Int: String] = [:]
        for node in nodes {
            guard case .join(let left, let right, _) = node.kind, let one = kept(below: left),
                let other = kept(below: right), one != other
            else { continue }
            found[one] = found[one] ?? "left"
            found[other] = found[other] ?? "right"
        }
        return found
    }

    /// The aggregate that a node's rows come from, nothing being joined in between.
    private func kept(below node: NodeID) -> Int? {
        switch nodes[node.index].kind {
        case .aggregate: node.index
        case .filter(let input, _), .project(let input, _), .running(let input, _), .rank(let input, _),
            .unnest(let input, _), .lookup(let input, _):
            kept(below: input)
        case .unpack(let input, _, _, _): kept(below: input)
        default: nil
        }
    }

    /// The node whose rows a node packs; nil for other nodes.
    fileprivate func packed(by node: NodeID) -> NodeID? {
        if case .pack(let input, _, _, _) = nodes[node.index].kind { input } else { nil }
    }

    /// True when a node's first columns are those of the aggregate.
    private func shows(_ node: NodeID, _ aggregate: Int) -> Bool {
        if node.index == aggregate { return true }
        switch nodes[node.index].kind {
        case .filter(let input, _), .running(let input, _), .rank(let input, _), .sessions(let input, _):
            return shows(input, aggregate)
        default: return false
        }
    }

    /// The column that an expression is, also behind a cast to the sink's type.
    private func soleColumn(_ value: Operators.Expression) -> Int? {
        switch value.node {
        case .column(let index): index
        case .cast(let inner), .assign(let inner): soleColumn(inner)
        default: nil
        }
    }
}

extension LogicalPlan {
    /// Of the columns that are packed below an aggregate those that are one of its keys under the same name, by their
    /// positions; nil for none. Of numbers that are equal a key does not tell how each was written.
    fileprivate func repeatedKeys(of aggregate: Int) -> [Int]? {
        guard case .aggregate(let input, _) = nodes[aggregate].kind,
            [nil, .copies].contains(windows(below: input)?.overlap),
            case .pack(let below, let keys, let packed, _) = nodes[input.index].kind,
            case .project(_, let values) = nodes[below.index].kind
        else { return nil }
        let fields = nodes[below.index].output.fields
        let texts = values.map { expressionText($0) { "$\($0)" } }
        let found = packed.indices.filter { position in
            let column = packed[position]
            switch fields[column].type {
            case .numeric, .real, .double, .interval: return false
            default: break
            }
            return keys.contains { texts[$0] == texts[column] && fields[$0].name == fields[column].name }
        }
        return found.isEmpty ? nil : found
    }
}

extension StateSchema.Packed {
    /// The rows that the plan takes out of an aggregate's bytes; nil where it takes none.
    ///
    /// - Parameter names: those of their columns by position, where they have other ones than the plan says.
    fileprivate init?(_ plan: LogicalPlan, above aggregate: Int, names: [Int: String]) {
        for node in plan.nodes {
            guard case .unpack(let input, let packed, let form, let types) = node.kind, input.index == aggregate else {
                continue
            }
            column = packed
            count = form.count
            limit = nil
            if case .numbered(let most) = form { limit = most }
            left = nil
            if case .pairs(let pairs) = form { left = pairs.left }
            isOrdered = form.count == nil
            let fields = node.output.fields
            columns = fields.indices.suffix(types.count + (form.isNumbered ? 1 : 0)).map { index in
                .init(name: names[index] ?? fields[index].name, type: "\(fields[index].type)")
            }
            if case .first = form { repeated = plan.repeatedKeys(of: aggregate) }
            return
        }
        return nil
    }

    package var form: PackedForm {
        count.map { .counted($0) } ?? limit.map { .numbered(limit: $0) } ?? .first
    }
}

extension StateSchema.Running {
    /// Nil for a node that keeps no running totals.
    fileprivate init?(_ plan: LogicalPlan, stateful: StatefulNode, _ position: Int) {
        let node = plan.nodes[stateful.node.index]
        guard case .running(let input, let calls) = node.kind, let first = calls.first else { return nil }
        let below = plan.nodes[input.index].output.fields
        name = stateful.label
        self.position = position
        keys = first.partition.map { .init(name: below[$0].name, type: "\(below[$0].type)") }
        totals = zip(calls, node.output.fields.suffix(calls.count)).map { call, field in
            StateSchema.Aggregate(
                function: call.function.rawValue, argumentType: call.argumentType.map { "\($0)" },
                resultType: "\(call.resultType)", name: field.name)
        }
    }

    /// The totals as they were asked for, without the columns that they read; nil when a type is not known.
    package var calls: [RunningCall]? {
        var calls: [RunningCall] = []
        for total in totals {
            guard let function = AggregateCall.Function(rawValue: total.function),
                let type = DataType(described: total.resultType)
            else { return nil }
            calls.append(
                RunningCall(
                    function: function, argument: nil,
                    argumentType: total.argumentType.flatMap { DataType(described: $0) },
                    partition: [], order: 0, descending: false, resultType: type))
        }
        return calls
    }
}

extension StateSchema.Table {
    /// How the table's values lie; nil when a type is not known to this program.
    package var layout: StateLayout? {
        let calls = aggregates.compactMap(\.call)
        let types = keys.compactMap { DataType(described: $0.type) }
        guard calls.count == aggregates.count, types.count == keys.count else { return nil }
        return try? StateLayout(keyTypes: types, calls: calls, ttlMicros: ttlMicros)
    }
}

extension StateSchema.Aggregate {
    init(_ call: AggregateCall, name: String) {
        self.name = name
        function = call.function.rawValue
        argumentType = call.argumentType.map { "\($0)" }
        resultType = "\(call.resultType)"
        isDistinct = call.isDistinct ? true : nil
        if !call.order.isEmpty {
            order = call.order.map {
                .init(type: "\($0.type)", isDescending: $0.isDescending, putsNullsFirst: $0.putsNullsFirst)
            }
        }
        switch call.parameter {
        case .fraction(let value)?: fraction = value
        case .text(let bytes)?: separator = String(decoding: bytes, as: UTF8.self)
        case .count(let limit)?: self.limit = limit
        case nil: break
        }
    }

    /// The call as its state was made for, without the columns that it read; nil when a type is not known.
    var call: AggregateCall? {
        guard let function = AggregateCall.Function(rawValue: function), let result = DataType(described: resultType)
        else { return nil }
        var keys: [AggregateOrder] = []
        for key in order ?? [] {
            guard let type = DataType(described: key.type) else { return nil }
            keys.append(
                AggregateOrder(
                    column: 0, type: type, isDescending: key.isDescending, putsNullsFirst: key.putsNullsFirst))
        }
        let parameter: AggregateCall.Parameter? =
            fraction.map { .fraction($0) } ?? separator.map { .text(Array($0.utf8)) } ?? limit.map { .count($0) }
        return AggregateCall(
            function: function, argument: nil, argumentType: argumentType.flatMap { DataType(described: $0) },
            filter: nil, isDistinct: isDistinct ?? false, order: keys, parameter: parameter, resultType: result)
    }
}
