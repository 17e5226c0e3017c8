import Operators

/// Builds the nodes of one grouped query and says where its keys and aggregates come out.
///
/// ```
/// input -> project: keys, window_start, window_end, arguments, filters
///       -> aggregate: keys, window_start, window_end, one column a call
///       -> running: one more column for each running total
/// ```
struct GroupBuilder {
    let binder: Binder
    private let input: Relation
    private let uses: AggregateUses
    private let windowKey: Expression?
    /// All that stands in GROUP BY.
    private let written: [Expression]
    /// Keys without the window's start and end.
    private(set) var keys: [Expression] = []
    private(set) var isWindowed = false
    /// The key whose rows make sessions, when there are others.
    private var sessionKeys: [Int]?
    /// Output columns of the topmost node so far.
    private(set) var outputColumns: [RelationColumn] = []
    private var runningColumns: [Int] = []
    private var rankColumns: [Int] = []
    /// Rows with ranks may be read as they change.
    private(set) var ranksChange = false
    /// Keys that come out as another column than their own: with the form that their values have.
    private var shownColumns: [Int: Int] = [:]

    /// `windowKey`: what is shown of the window's start, when it is a key in another form.
    init(binder: Binder, input: Relation, keys: [Expression], windowKey: Expression?, uses: AggregateUses) {
        self.windowKey = windowKey
        self.binder = binder
        self.input = input
        self.uses = uses
        written = keys
        for key in keys {
            if role(key) == .windowStart || role(key) == .windowEnd { isWindowed = true } else { self.keys.append(key) }
        }
    }

    private var windowWidth: Int { isWindowed ? 2 : 0 }

    private var isSession: Bool { input.window?.overlap == .sessions }

    private func role(_ value: Expression) -> ColumnRole {
        guard case .column(let index) = value.node else { return .plain }
        return input.columns.first { $0.index == index }?.role ?? .plain
    }

    /// Rows in windows are grouped by their window.
    func checkWindow(_ scope: Scope, at offset: Int) throws(BindFailure) {
        if let window = input.window, window.fillsGaps, window.slide != nil, isWindowed, let key = keys.first {
            throw .notSupported(
                "fill => true of hop(...) with other keys than the window", at: key.sourceOffset,
                help: ["Over tumble(...) each key has its windows without rows; over hop(...) window_start alone has."])
        }
        guard input.window != nil, !isWindowed else { return }
        throw BindFailure(
            .badGrouping, "GROUP BY over windows must contain window_start or window_end", at: offset,
            help: ["Add window_start to GROUP BY: a group is then complete when its window closes."])
    }

    /// Sessions are those of the keys of GROUP BY, or of the one that `by` says.
    mutating func checkSession(at offset: Int) throws(BindFailure) {
        guard isSession else { return }
        let bounds = Set(windowColumns())
        for key in keys where !columns(of: key).isDisjoint(with: bounds) {
            throw .notSupported("a key that is computed from the bounds of a session", at: key.sourceOffset)
        }
        guard let by = input.sessionKey else { return }
        let place = keys.firstIndex { if case .column(by.column) = $0.node { true } else { false } }
        guard let place else {
            throw .notSupported(
                "a session by a column that is not in GROUP BY", at: by.offset,
                help: ["Add the column to GROUP BY. Without by => ... a session is that of the keys of GROUP BY."])
        }
        if keys.count > 1 { sessionKeys = [place] }
    }

    // MARK: Nodes

    /// The projection of what is folded, and the aggregate over it.
    mutating func aggregate(ttl: Int64?) throws(BindFailure) -> NodeID {
        var values = try keys.map { (key) throws(BindFailure) in try stored(key) }
        if isWindowed { values += windowColumns().map { columnExpression($0) } }
        var positions: [String: Int] = [:]
        func position(_ value: Expression?) -> Int? {
            guard let value else { return nil }
            let text = expressionText(value) { "$\($0)" }
            if let known = positions[text] { return known }
            values.append(value)
            positions[text] = values.count - 1
            return values.count - 1
        }
        var calls = uses.aggregates.map { use in
            AggregateCall(
                function: use.function, argument: position(use.argument), argumentType: use.argument?.type,
                filter: position(use.filter), isDistinct: use.isDistinct,
                order: use.order.compactMap { key in position(key.value).map(key.placed) }, parameter: use.parameter,
                resultType: use.resultType)
        }
        let forms = try keys.indices.map { (index) throws(BindFailure) in try form(ofKey: index) }.compactMap { $0 }
        for form in forms { calls.append(form.call(position(form.part))) }
        let names = keys.map(readable) + values.dropFirst(keys.count).map(readable)
        let columns = values.map { RelationColumn(name: "", type: $0.type, isNullable: isNullable($0), index: 0) }
        let below = binder.project(input.node, values, names: names, nullable: columns)
        let fills = isWindowed && !keys.isEmpty && input.window?.fillsGaps == true
        let spec = AggregateSpec(
            keys: Array(keys.indices), window: isWindowed ? .init(start: keys.count, end: keys.count + 1) : nil,
            calls: calls, distribution: distribution(), stateTTLMicros: isWindowed ? nil : ttl,
            sessionKeys: sessionKeys, fillMicros: fills ? ttl ?? .max : nil)
        setOutput(columns, names)
        for form in forms {
            outputColumns.append(
                RelationColumn(
                    name: "form of \(readable(keys[form.key]))", type: form.part.type, index: outputColumns.count))
        }
        let fields = outputColumns.map { Schema.Field(name: $0.name, type: $0.type, nullable: $0.isNullable) }
        var node = binder.plan.add(.aggregate(below, spec), output: Schema(fields))
        for (place, form) in forms.enumerated() {
            let part = keys.count + windowWidth + uses.aggregates.count + place
            let shown = try form.shown(binder, keys[form.key], Expression(.column(part), type: form.part.type))
            shownColumns[form.key] = try column(shown, &node)
        }
        return node
    }

    private mutating func setOutput(_ columns: [RelationColumn], _ names: [String]) {
        outputColumns = (0..<(keys.count + windowWidth)).map { index in
            var column = columns[index]
            column.index = index
            column.name = names[index]
            if index >= keys.count { column.role = index == keys.count ? .windowStart : .windowEnd }
            return column
        }
        for use in uses.aggregates {
            outputColumns.append(
                RelationColumn(
                    name: callText(use), type: use.resultType, isNullable: !use.function.isCount,
                    index: outputColumns.count))
        }
    }

    private func callText(_ use: AggregateUses.Aggregate) -> String {
        let order = use.order.map { AggregateText.Key(text: readable($0.value), order: $0.placed(0)) }
        return AggregateText(
            function: use.function, argument: use.argument.map(readable), isDistinct: use.isDistinct, order: order,
            parameter: use.parameter, filter: use.filter.map(readable)
        ).text
    }

    /// A running total needs all groups of a partition in one place, and so do the groups of a session.
    private func distribution() -> [Int] {
        var shared = Set(sessionKeys ?? Array(keys.indices))
        for running in uses.runnings {
            let partition = running.partition.compactMap { value in keys.firstIndex { text($0) == text(value) } }
            shared.formIntersection(partition)
        }
        return shared.sorted()
    }

    /// The running totals above, and of sessions the ranks; the node itself when there are none.
    mutating func running(_ node: NodeID, _ scope: Scope) throws(BindFailure) -> NodeID {
        let ranks = isSession ? uses.ranks : []
        guard !uses.runnings.isEmpty || !ranks.isEmpty else { return node }
        var failures = FailureCollector()
        var calls: [RunningCall] = []
        var input = node
        for running in uses.runnings {
            let call = failures.attempt { () throws(BindFailure) in try self.call(running, scope, &input) }
            if let call { calls.append(call) }
        }
        for rank in ranks {
            let call = failures.attempt { () throws(BindFailure) in try self.call(rank, scope, &input) }
            if let call { calls.append(call) }
        }
        try failures.finish()
        let written =
            uses.runnings.map { ("a second running total", $0.offset) }
            + ranks.map { ("\($0.function.rawValue)() over sessions beside a running total", $0.offset) }
        for (call, use) in zip(calls, written) where Set(call.partition) != Set(calls[0].partition) {
            throw .notSupported("\(use.0) with another PARTITION BY", at: use.1)
        }
        for (index, call) in calls.enumerated() {
            if index < uses.runnings.count {
                runningColumns.append(outputColumns.count)
            } else {
                rankColumns.append(outputColumns.count)
            }
            outputColumns.append(
                RelationColumn(
                    name: "running total \(index + 1)", type: call.resultType,
                    isNullable: call.function != .count && call.function != .countRows, index: outputColumns.count))
        }
        let fields = outputColumns.map { Schema.Field(name: $0.name, type: $0.type, nullable: $0.isNullable) }
        return binder.plan.add(.running(input, calls), output: Schema(fields))
    }

    private mutating func call(
        _ running: AggregateUses.Running, _ scope: Scope, _ node: inout NodeID
    ) throws(BindFailure) -> RunningCall {
        guard isWindowed else {
            throw .notSupported(
                "a window function over groups without a window", at: running.offset,
                help: ["Running totals work over tumble(...): they go from window to window."])
        }
        var partition: [Int] = []
        for value in running.partition {
            guard let index = keys.firstIndex(where: { text($0) == text(value) }) else {
                _ = try rewritten(value, scope)
                throw .notSupported(
                    "PARTITION BY something else than keys of GROUP BY", at: value.sourceOffset)
            }
            partition.append(index)
        }
        let order: Int
        let isWindowKey = windowKey.map { text($0) == text(running.order) } ?? false
        switch isWindowKey ? .windowStart : role(running.order) {
        // Sessions are over in the order of their ends, whatever their starts are.
        case .windowEnd where isSession: order = keys.count + 1
        case .windowStart where isSession:
            guard (sessionKeys ?? Array(keys.indices)).allSatisfy(partition.contains) else {
                throw .notSupported(
                    "a running total over sessions of several keys by window_start",
                    at: running.order.sourceOffset,
                    help: ["Sessions are over in the order of window_end: write ORDER BY window_end."])
            }
            order = keys.count + 1
        // Windows that do not overlap have one order.
        case .windowStart, .windowEnd: order = keys.count
        default:
            _ = try rewritten(running.order, scope)
            throw .notSupported(
                "ORDER BY something else than window_start or window_end in OVER", at: running.order.sourceOffset)
        }
        if running.descending {
            throw .notSupported("a running total from the last window to the first", at: running.order.sourceOffset)
        }
        if running.argument?.type == .interval {
            throw .notSupported("a running \(running.function.sqlName) of intervals", at: running.offset)
        }
        let argument = try running.argument.map { (value) throws(BindFailure) in
            try column(try rewritten(value, scope), &node)
        }
        return RunningCall(
            function: running.function, argument: argument, argumentType: running.argument?.type,
            partition: partition.sorted(), order: order, descending: running.descending, resultType: running.resultType)
    }

    /// The number of a session among those of its keys, of which no two are over at once: how many have come with it.
    private mutating func call(
        _ rank: AggregateUses.Rank, _ scope: Scope, _ node: inout NodeID
    ) throws(BindFailure) -> RunningCall {
        let name = "\(rank.function.rawValue)()"
        guard let first = rank.order.first, rank.order.count == 1, !first.descending,
            [.windowStart, .windowEnd].contains(role(first.value))
        else {
            throw .notSupported(
                "\(name) over sessions in another order than that of window_end", at: rank.offset,
                help: ["Write ORDER BY window_end: the number of a session is known when it is over."])
        }
        guard keys.allSatisfy({ key in rank.partition.contains { text($0) == text(key) } }) else {
            throw .notSupported(
                "\(name) over sessions of several keys", at: rank.offset,
                help: ["Put all keys of GROUP BY but the session's bounds into PARTITION BY."])
        }
        let count = AggregateUses.Running(
            function: .countRows, partition: rank.partition, order: first.value, descending: false,
            resultType: .bigint, offset: rank.offset)
        return try call(count, scope, &node)
    }

    /// The output column that holds a value over the groups, a new one when there is none.
    private mutating func column(_ value: Expression, _ node: inout NodeID) throws(BindFailure) -> Int {
        if case .column(let index) = value.node { return index }
        let all = outputColumns.map { Expression(.column($0.index), type: $0.type) } + [value]
        outputColumns.append(
            RelationColumn(
                name: expressionText(value) { outputColumns[$0].name }, type: value.type, index: outputColumns.count))
        node = binder.project(node, all, names: outputColumns.map(\.name), nullable: outputColumns)
        return outputColumns.count - 1
    }

    /// The ranks above; the node itself when there are none.
    mutating func ranked(_ node: NodeID, _ scope: Scope) throws(BindFailure) -> NodeID {
        if uses.ranks.isEmpty { return node }
        if isSession {
            ranksChange = true
            return node
        }
        let found = Array(keys.indices) + (isWindowed ? [keys.count] : [])
        var builder = RankBuilder(
            binder: binder, node: node, columns: outputColumns,
            changes: RankSpec.Changes(keys: found, windowEnd: isWindowed ? keys.count + 1 : nil))
        var groups = Relation(node: node, columns: [])
        if !isWindowed { groups.grouping = Grouping(window: nil, keys: []) }
        try binder.checkRanks(uses, over: groups, builder)
        for rank in uses.ranks {
            try builder.add(try rank.rewritten { (value) throws(BindFailure) in try rewritten(value, scope) })
        }
        outputColumns = builder.columns
        rankColumns = builder.ranks
        ranksChange = builder.canChange
        return builder.node
    }

    // MARK: Expressions over the groups

    /// An expression over the rows below as one over the groups.
    func rewritten(_ value: Expression, _ scope: Scope) throws(BindFailure) -> Expression {
        let key = text(value)
        if let index = keys.firstIndex(where: { text($0) == key }) {
            return moved(value, to: shownColumns[index] ?? index)
        }
        if isWindowed, role(value) == .windowStart { return moved(value, to: keys.count) }
        if isWindowed, role(value) == .windowEnd { return moved(value, to: keys.count + 1) }
        if case .column(let index) = value.node {
            if index >= AggregateUses.rankBase { return moved(value, to: rankColumns[index - AggregateUses.rankBase]) }
            if index >= AggregateUses.runningBase {
                return moved(value, to: runningColumns[index - AggregateUses.runningBase])
            }
            if index >= AggregateUses.base {
                return moved(value, to: keys.count + windowWidth + index - AggregateUses.base)
            }
            throw BindFailure(
                .badGrouping,
                "column \"\(scope.qualifiedName(index))\" must appear in the GROUP BY clause or be used in an "
                    + "aggregate function", at: value.sourceOffset)
        }
        return try replacingParts(value) { (part) throws(BindFailure) in try rewritten(part, scope) }
    }

    private func moved(_ value: Expression, to index: Int) -> Expression {
        Expression(.column(index), type: value.type, sourceOffset: value.sourceOffset)
    }

    /// What the groups differ in and where it comes out of the select list.
    func grouping(_ values: [Expression], window: WindowSpec?) -> Grouping {
        var result = Grouping(window: isWindowed ? window : nil, keys: [])
        let windowKey = windowKey.map { key in
            expressionText(key) {
                role(Expression(.column($0), type: .timestamptz)) == .windowStart ? "$\(keys.count)" : "$\($0)"
            }
        }
        func add(_ name: String, _ offset: Int, _ columnIndices: [Int], isWindow: Bool) {
            var key = GroupKey(name: name, offset: offset, isWindow: isWindow)
            for (position, value) in values.enumerated() {
                let used = columns(of: value)
                if case .column(let index) = value.node, columnIndices.contains(index) {
                    key.columns.append(position)
                } else if isWindow, text(value) == windowKey {
                    key.columns.append(position)
                } else if !used.isEmpty, used.allSatisfy(columnIndices.contains) {
                    key.derived.append(position)
                }
            }
            result.keys.append(key)
        }
        for (index, key) in keys.enumerated() {
            add(readable(key), key.sourceOffset, [index, shownColumns[index] ?? index], isWindow: false)
        }
        if isWindowed {
            let offset = written.first { role($0) != .plain && role($0) != .eventTime }?.sourceOffset ?? 0
            add("window_start", offset, [keys.count, keys.count + 1], isWindow: true)
        }
        return result
    }

    // MARK: Helpers

    /// Positions of window_start and window_end in the input.
    private func windowColumns() -> [Int] {
        [ColumnRole.windowStart, .windowEnd].compactMap { role in input.columns.first { $0.role == role }?.index }
    }

    private func columnExpression(_ index: Int) -> Expression { Expression(.column(index), type: .timestamptz) }

    private func isNullable(_ value: Expression) -> Bool {
        guard case .column(let index) = value.node else { return true }
        return input.columns.first { $0.index == index }?.isNullable ?? true
    }

    private func text(_ value: Expression) -> String {
        expressionText(value) { "$\($0)" }
    }

    /// The same with the names of columns.
    private func readable(_ value: Expression) -> String {
        expressionText(value) { index in input.columns.first { $0.index == index }?.name ?? "$\(index)" }
    }
}
