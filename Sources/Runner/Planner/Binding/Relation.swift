import Operators

/// A bound query or table: the node that makes its rows and what is known of its columns.
struct Relation {
    var node: NodeID
    var columns: [RelationColumn]
    /// Nil: rows as they come. Else the rows are groups.
    var grouping: Grouping?
    /// The window whose start and end are among the columns, while rows are not grouped by it.
    var window: WindowSpec?
    /// The column that session(...) was told to go by.
    var sessionKey: (column: Int, offset: Int)?
    /// The window of rows that come once, when it closes: of groups in windows, and of what is made of them.
    var finalWindow: WindowSpec?
    /// The rows are numbered or joined: they come when windows close and never change.
    var isFinalOnly = false
    /// ORDER BY has said which rows LIMIT keeps.
    var isLimited = false
    /// For a sink's query what ORDER BY says, by positions in `visible`.
    var order: [(key: Result<RankSpec.Order, BindFailure>, item: SortItem)] = []
    /// The source that the rows come from, position in `LogicalPlan.sources`; nil for rows without a source.
    var source: Int?

    var visible: [RelationColumn] { columns.filter { !$0.isHidden && !$0.isInternal } }
}

/// One column of a relation.
struct RelationColumn {
    var name: String
    var type: DataType
    var isNullable = true
    /// Not part of `*`: system columns, and all that is internal.
    var isHidden = false
    /// Not to be named either: the fields of records, and what is kept for the planner.
    var isInternal = false
    /// Position in the output of the relation's node.
    var index: Int
    var role: ColumnRole = .plain
    /// Of an event time: rows come by so much later than the watermark passes it, microseconds.
    var lagMicros: Int64 = 0
    /// Where the expression stands that makes it; nil for columns of a table.
    var offset: Int?
    /// A literal in quotes or NULL that nothing has given a type; the column is text.
    var unknownLiteral: Expression?
    /// The same for all rows.
    var isConstant = false
    /// Of an event time without zone: position of the same time as a timestamptz.
    var instant: Int?
    /// The record type of a column that is read as jsonb, and where its fields lie.
    var record: RecordColumn?
}

/// What the planner knows of a column's values.
enum ColumnRole: Hashable {
    case plain
    /// The event time of a source, as it was declared.
    case eventTime
    case windowStart
    case windowEnd
}

/// A column of a record type.
struct RecordColumn {
    var type: RecordType
    /// Hidden columns by the path below the record, `["source"]`; empty when the record went through a query.
    var fields: [[String]: Int]
}

/// What a grouped query's rows are.
struct Grouping {
    /// Nil for a GROUP BY without a window.
    var window: WindowSpec?
    /// The keys in the order of GROUP BY; window_start and window_end are one key.
    var keys: [GroupKey]
    /// The rows are always one: aggregates without GROUP BY.
    var isSingleRow: Bool { keys.isEmpty && window == nil }
}

/// One thing that the groups differ in, and in which output columns it is found.
struct GroupKey {
    var name: String
    /// Where it stands in GROUP BY.
    var offset: Int
    var isWindow = false
    /// For the number that row_number() gives to rows as they come.
    var number: RowNumber?
    /// Output columns that are the key itself.
    var columns: [Int] = []
    /// Output columns that are computed from the key and nothing else.
    var derived: [Int] = []
}
