/// A query with what may stand around a SELECT: WITH before it, ORDER BY and LIMIT after it.
package struct Query: Sendable {
    package var with: [CommonTable]
    package var body: QueryBody
    package var orderBy: [SortItem]
    package var limit: Expr?
    package var skip: Expr?
    /// First byte of the query, where a message about all of it points.
    package var offset: Int

    package init(
        with: [CommonTable] = [], body: QueryBody, orderBy: [SortItem] = [], limit: Expr? = nil, skip: Expr? = nil,
        at offset: Int
    ) {
        self.with = with
        self.body = body
        self.orderBy = orderBy
        self.limit = limit
        self.skip = skip
        self.offset = offset
    }
}

/// One `name AS (query)` of a WITH clause.
package struct CommonTable: Sendable {
    package var name: Name
    package var columnNames: [Name]
    package var query: Query

    package init(name: Name, columnNames: [Name], query: Query) {
        self.name = name
        self.columnNames = columnNames
        self.query = query
    }
}

/// The part of a query that makes rows.
package indirect enum QueryBody: Sendable {
    case select(Select)
    /// Two or more arms; `a UNION ALL b UNION ALL c` is one list of three.
    case unionAll([Query])
    /// The rows of VALUES, each with the same number of expressions.
    case values([[Expr]])
}

/// One SELECT ... FROM ... WHERE ... GROUP BY ... HAVING.
package struct Select: Sendable {
    package var distinct: Distinct?
    package var targets: [Target]
    /// Items separated by commas; empty for `SELECT 1`.
    package var from: [FromItem]
    package var condition: Expr?
    /// Expressions as written: a name, a number (`GROUP BY 1`), any expression.
    package var groupBy: [Expr]
    package var having: Expr?
    /// The WINDOW clause.
    package var windows: [NamedWindow]

    package init(
        distinct: Distinct? = nil, targets: [Target], from: [FromItem] = [], condition: Expr? = nil,
        groupBy: [Expr] = [], having: Expr? = nil, windows: [NamedWindow] = []
    ) {
        self.distinct = distinct
        self.targets = targets
        self.from = from
        self.condition = condition
        self.groupBy = groupBy
        self.having = having
        self.windows = windows
    }
}

/// DISTINCT or DISTINCT ON (...).
package enum Distinct: Sendable {
    case rows
    case on([Expr])
}

/// One item of a select list; a star is an expression of the kind `.star` or `.fieldStar`.
package struct Target: Sendable {
    package var expr: Expr
    package var alias: Name?

    package init(expr: Expr, alias: Name?) {
        self.expr = expr
        self.alias = alias
    }
}

/// One key of ORDER BY.
package struct SortItem: Sendable {
    /// Where NULLs go when it is written.
    package enum Nulls: Sendable, Equatable {
        case first, last
    }

    package var expr: Expr
    package var isDescending: Bool
    /// Nil for PostgreSQL's default: last when ascending, first when descending.
    package var nulls: Nulls?

    package init(expr: Expr, isDescending: Bool = false, nulls: Nulls? = nil) {
        self.expr = expr
        self.isDescending = isDescending
        self.nulls = nulls
    }
}

/// One item of FROM.
package struct FromItem: Sendable {
    package var kind: FromKind
    package var alias: TableAlias?
    package var isLateral: Bool
    package var offset: Int

    package init(kind: FromKind, alias: TableAlias? = nil, isLateral: Bool = false, at offset: Int) {
        self.kind = kind
        self.alias = alias
        self.isLateral = isLateral
        self.offset = offset
    }
}

/// What stands in FROM.
package indirect enum FromKind: Sendable {
    case table(QualifiedName)
    /// `tumble(t, ts, interval '1 minute')`, `jsonb_array_elements(items)`.
    case function(FunctionCall, withOrdinality: Bool)
    case subquery(Query)
    case join(Join)
}

/// `AS name (column, ...)` after an item of FROM.
package struct TableAlias: Sendable {
    package var name: Name
    package var columnNames: [Name]

    package init(name: Name, columnNames: [Name]) {
        self.name = name
        self.columnNames = columnNames
    }
}

/// A join written with JOIN.
package struct Join: Sendable {
    /// Which rows without a partner stay.
    package enum Kind: Sendable, Equatable {
        case inner, left, right, full
    }

    /// What says that two rows belong together.
    package enum Condition: Sendable {
        /// CROSS JOIN.
        case always
        case on(Expr)
        case using([Name])
    }

    package var kind: Kind
    package var left: FromItem
    package var right: FromItem
    package var condition: Condition

    package init(kind: Kind, left: FromItem, right: FromItem, condition: Condition) {
        self.kind = kind
        self.left = left
        self.right = right
        self.condition = condition
    }
}
