/// An expression as it was written and where it starts.
package struct Expr: Sendable {
    package var kind: ExprKind
    /// First byte in the job file; of an operator expression the operator itself, as PostgreSQL points.
    package var offset: Int

    package init(_ kind: ExprKind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

/// Every form of expression that the job language knows.
package indirect enum ExprKind: Sendable {
    case null
    case boolean(Bool)
    /// A whole number that fits 32 bits.
    case integer(Int)
    /// Any other number, its text as written: `0.908`, `1e6`, `30000000000`.
    case numeric(String)
    case string(String)

    /// `price`, `p.price`, `context.source` (which the binder tells from a table's column).
    case column(QualifiedName)
    /// `*` or `t.*`.
    case star(qualifier: [Name])
    /// `(context).source`.
    case field(Expr, Name)
    /// `(context).*`.
    case fieldStar(Expr)
    /// `items[1]`.
    case element(Expr, index: Expr)
    /// `items[1:2]`, either end may be open.
    case slice(Expr, lower: Expr?, upper: Expr?)

    /// A prefix operator: `-x`, `+x`, `~x`, `@x`.
    case unary(String, Expr)
    /// `a + b`, `j ->> 'k'`, `t ~* 'x'`, `a <> b` (`!=` arrives as `<>`).
    case binary(String, Expr, Expr)
    /// Two or more parts.
    case and([Expr])
    /// Two or more parts.
    case or([Expr])
    case not(Expr)
    case isNull(Expr, negated: Bool)
    /// `x IS [NOT] TRUE | FALSE | UNKNOWN`.
    case isTruth(Expr, Truth, negated: Bool)
    /// `a IS [NOT] DISTINCT FROM b`.
    case isDistinct(Expr, Expr, negated: Bool)
    case between(Expr, low: Expr, high: Expr, isSymmetric: Bool, negated: Bool)
    case inList(Expr, [Expr], negated: Bool)
    /// `a op ANY (array)` and `a op ALL (array)`.
    case quantified(Expr, operator: String, array: Expr, isAll: Bool)
    /// LIKE and ILIKE; a pattern with ESCAPE is a `.call` of `like_escape(pattern, escape)`.
    case like(Expr, pattern: Expr, ignoresCase: Bool, negated: Bool)
    /// SIMILAR TO; escape is nil when none is written.
    case similar(Expr, pattern: Expr, escape: Expr?, negated: Bool)

    /// CASE; with an operand each branch's condition is a value that is compared with it.
    case cases(operand: Expr?, branches: [CaseBranch], otherwise: Expr?)
    case coalesce([Expr])
    case nullIf(Expr, Expr)
    case greatest([Expr])
    case least([Expr])

    /// `x::t`, `CAST(x AS t)` and typed literals such as `interval '1 day'`.
    case cast(Expr, TypeName)
    case call(FunctionCall)
    /// `EXTRACT(field FROM x)`.
    case extract(field: Name, Expr)
    /// `x AT TIME ZONE zone`.
    case atTimeZone(Expr, zone: Expr)
    /// CURRENT_TIMESTAMP and its like.
    case current(CurrentValue)

    case array([Expr])
    case row([Expr])
    /// `(SELECT ...)` as a value.
    case subquery(Query)
    /// `EXISTS (SELECT ...)`.
    case exists(Query)
    /// `x IN (SELECT ...)` and `x = ANY (SELECT ...)`.
    case inSubquery(Expr, Query)
}

/// What IS TRUE and its like ask for.
package enum Truth: Sendable, Equatable {
    case `true`, `false`, unknown
}

/// One WHEN ... THEN ....
package struct CaseBranch: Sendable {
    package var when: Expr
    package var then: Expr

    package init(when: Expr, then: Expr) {
        self.when = when
        self.then = then
    }
}

/// The values that SQL spells without parentheses.
package enum CurrentValue: Sendable, Equatable {
    case date
    /// CURRENT_TIME
    case time
    /// CURRENT_TIMESTAMP
    case timestamp
    case localTime
    case localTimestamp
    /// CURRENT_USER and the other names of who is asking.
    case user
}
