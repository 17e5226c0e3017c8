import Operators

/// The aggregates and window functions that the clauses of one SELECT call, each different one once.
final class AggregateUses {
    /// Columns from here on stand for aggregate calls, from `runningBase` on for window functions.
    static let base = 1 << 24
    static let runningBase = 1 << 25
    static let rankBase = 1 << 26

    /// One aggregate over the rows of a group.
    struct Aggregate {
        var function: AggregateCall.Function
        /// Over the rows below; nil for `count(*)`.
        var argument: Expression?
        var filter: Expression?
        var isDistinct = false
        var order: [OrderKey] = []
        var parameter: AggregateCall.Parameter?
        var resultType: DataType
    }

    /// One key of an aggregate's ORDER BY, over the rows below.
    struct OrderKey {
        var value: Expression
        var isDescending = false
        var putsNullsFirst = false

        func placed(_ column: Int) -> AggregateOrder {
            AggregateOrder(
                column: column, type: value.type, isDescending: isDescending, putsNullsFirst: putsNullsFirst)
        }
    }

    /// One aggregate over windows that follow each other.
    struct Running {
        var function: AggregateCall.Function
        /// May name aggregates of the group.
        var argument: Expression?
        var partition: [Expression]
        var order: Expression
        var descending: Bool
        var resultType: DataType
        var offset: Int
    }

    /// The number of a row among those of its partition.
    struct Rank {
        var function: RankSpec.Function
        var partition: [Expression]
        var order: [(value: Expression, descending: Bool, nullsFirst: Bool)]
        var offset: Int
    }

    private(set) var ranks: [Rank] = []
    private(set) var aggregates: [Aggregate] = []
    private(set) var runnings: [Running] = []
    private var aggregateByText: [String: Int] = [:]
    private var runningByText: [String: Int] = [:]
    /// The WINDOW clause.
    let windows: [NamedWindow]
    /// Where the first aggregate stands.
    private(set) var firstOffset: Int?

    init(windows: [NamedWindow] = []) {
        self.windows = windows
    }

    func add(_ aggregate: Aggregate, at offset: Int) -> Expression {
        firstOffset = firstOffset ?? offset
        let key = [
            aggregate.function.rawValue, aggregate.argument.map(Self.text) ?? "*",
            aggregate.filter.map(Self.text) ?? "-", "\(aggregate.isDistinct)",
            aggregate.order.map { "\(Self.text($0.value)) \($0.isDescending) \($0.putsNullsFirst)" }
                .joined(separator: ","),
            aggregate.parameter.map { "\($0)" } ?? "-",
        ].joined(separator: "|")
        let index = aggregateByText[key] ?? aggregates.count
        if index == aggregates.count {
            aggregates.append(aggregate)
            aggregateByText[key] = index
        }
        return Expression(.column(Self.base + index), type: aggregate.resultType, sourceOffset: offset)
    }

    func add(_ running: Running) -> Expression {
        let key = [
            running.function.rawValue, running.argument.map(Self.text) ?? "*",
            running.partition.map(Self.text).joined(separator: ","), Self.text(running.order),
            "\(running.descending)",
        ].joined(separator: "|")
        let index = runningByText[key] ?? runnings.count
        if index == runnings.count {
            runnings.append(running)
            runningByText[key] = index
        }
        return Expression(
            .column(Self.runningBase + index), type: running.resultType, sourceOffset: running.offset)
    }

    func add(_ rank: Rank) -> Expression {
        ranks.append(rank)
        return Expression(.column(Self.rankBase + ranks.count - 1), type: .bigint, sourceOffset: rank.offset)
    }

    /// Changes the expressions of the window functions, not those of the aggregates below them.
    func mapRunnings(_ change: (Expression) -> Expression) {
        for index in runnings.indices {
            runnings[index].argument = runnings[index].argument.map(change)
            runnings[index].partition = runnings[index].partition.map(change)
            runnings[index].order = change(runnings[index].order)
        }
        ranks = ranks.map { $0.mapped(change) }
    }

    private static func text(_ expression: Expression) -> String { expressionText(expression) { "$\($0)" } }
}
