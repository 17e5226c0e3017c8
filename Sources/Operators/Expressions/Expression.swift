/// A bound, typed expression over the columns of a batch. Names are gone: columns are positions, functions are entries
/// of the catalogue, and every implicit cast is written out.
package struct Expression: Sendable {
    package indirect enum Node: Sendable {
        /// Column `index` of the input batch.
        case column(Int)
        /// One value for all rows.
        case literal(Scalar)
        /// A strict or non-strict function or operator of the catalogue over its arguments.
        case call(FunctionReference, [Expression])
        /// `CAST(input AS type)` to the expression's type: text is cut to a `varchar`'s limit.
        case cast(Expression)
        /// The cast on assignment to a sink's column: as `cast`, but text over the limit of a `varchar` fails.
        case assign(Expression)
        /// Three-valued AND; later inputs see only the rows that the earlier ones did not decide.
        case and([Expression])
        /// Three-valued OR; later inputs see only the rows that the earlier ones did not decide.
        case or([Expression])
        case not(Expression)
        case isNull(Expression)
        /// `CASE WHEN condition THEN value ... ELSE otherwise END`; a branch sees only its own rows.
        case conditional(branches: [Branch], otherwise: Expression?)
        /// The first value that is not NULL; later inputs see only the rows still NULL.
        case coalesce([Expression])
        /// `NOT (a IS DISTINCT FROM b)`: never NULL. Both sides are of one type.
        case isNotDistinct(Expression, Expression)
    }

    package struct Branch: Sendable {
        package let condition: Expression
        package let value: Expression

        package init(condition: Expression, value: Expression) {
            self.condition = condition
            self.value = value
        }
    }

    package let type: DataType
    package let node: Node
    /// Where the expression starts in the job's text, in bytes; for messages about records that fail in it.
    package let sourceOffset: Int

    package init(_ node: Node, type: DataType, sourceOffset: Int = 0) {
        self.node = node
        self.type = type
        self.sourceOffset = sourceOffset
    }
}
