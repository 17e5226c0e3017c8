/// A call of a function or aggregate with everything that may stand around its arguments.
///
/// SQL's special spellings arrive as plain calls with PostgreSQL's own argument order: `POSITION(a IN b)` is
/// `position(b, a)`, `TRIM(LEADING x FROM y)` is `ltrim(y, x)`, `SUBSTRING(s FROM 1 FOR 2)` is `substring(s, 1, 2)`.
package struct FunctionCall: Sendable {
    package var name: QualifiedName
    package var arguments: [FunctionArgument]
    /// `count(*)`.
    package var isStar: Bool
    package var isDistinct: Bool
    /// ORDER BY inside the parentheses, or of WITHIN GROUP.
    package var orderBy: [SortItem]
    /// `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)`.
    package var isWithinGroup: Bool
    package var filter: Expr?
    package var over: WindowReference?

    package init(
        name: QualifiedName, arguments: [FunctionArgument], isStar: Bool = false, isDistinct: Bool = false,
        orderBy: [SortItem] = [], isWithinGroup: Bool = false, filter: Expr? = nil, over: WindowReference? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.isStar = isStar
        self.isDistinct = isDistinct
        self.orderBy = orderBy
        self.isWithinGroup = isWithinGroup
        self.filter = filter
        self.over = over
    }

    /// First byte of the function's name.
    package var offset: Int { name.offset }
}

/// One argument; `timezone => 'Asia/Jakarta'` has a name.
package struct FunctionArgument: Sendable {
    package var name: Name?
    package var value: Expr

    package init(name: Name? = nil, value: Expr) {
        self.name = name
        self.value = value
    }
}

/// What follows OVER.
package enum WindowReference: Sendable {
    /// `OVER w`.
    case named(Name)
    /// `OVER (...)`.
    case inline(WindowDefinition)
}

/// `w AS (...)` of a WINDOW clause.
package struct NamedWindow: Sendable {
    package var name: Name
    package var definition: WindowDefinition

    package init(name: Name, definition: WindowDefinition) {
        self.name = name
        self.definition = definition
    }
}

/// The inside of OVER (...): partition, order, frame.
package struct WindowDefinition: Sendable {
    /// A named window that this one refines.
    package var base: Name?
    package var partitionBy: [Expr]
    package var orderBy: [SortItem]
    /// Nil for the default: RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW.
    package var frame: WindowFrame?
    package var offset: Int

    package init(
        base: Name? = nil, partitionBy: [Expr] = [], orderBy: [SortItem] = [], frame: WindowFrame? = nil,
        at offset: Int
    ) {
        self.base = base
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.frame = frame
        self.offset = offset
    }
}

/// ROWS, RANGE or GROUPS BETWEEN start AND end.
package struct WindowFrame: Sendable {
    /// What the bounds count.
    package enum Mode: Sendable, Equatable {
        case rows, range, groups
    }

    /// One end of a frame.
    package enum Bound: Sendable {
        case unboundedPreceding
        case preceding(Expr)
        case currentRow
        case following(Expr)
        case unboundedFollowing
    }

    package var mode: Mode
    package var start: Bound
    package var end: Bound

    package init(mode: Mode, start: Bound, end: Bound) {
        self.mode = mode
        self.start = start
        self.end = end
    }
}
