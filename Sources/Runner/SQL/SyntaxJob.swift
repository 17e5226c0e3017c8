/// A job as it was written: its statements in the order of the file, nothing resolved yet.
package struct SyntaxJob: Sendable {
    package var statements: [Statement]

    package init(statements: [Statement]) {
        self.statements = statements
    }
}

/// One statement and the bytes of the file that it covers (without leading comments and the semicolon).
package struct Statement: Sendable {
    package var kind: StatementKind
    package var range: SourceRange

    package init(kind: StatementKind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

/// What a job file may contain.
package indirect enum StatementKind: Sendable {
    case set(SetStatement)
    case createTable(CreateTable)
    case createType(CreateType)
    case createView(CreateView)
    case createMaterializedView(CreateMaterializedView)
    case insert(InsertStatement)
    /// A bare SELECT: a preview on the terminal.
    case select(Query)
    case comment(CommentStatement)
}

/// `SET name = value`.
package struct SetStatement: Sendable {
    /// The setting as an option, so that `JobSettings` reads it like any other.
    package var option: DeclaredOption

    package init(option: DeclaredOption) {
        self.option = option
    }
}

/// `CREATE TABLE name (columns) WITH (options)`: a source or a sink, which one follows from its use.
package struct CreateTable: Sendable {
    package var name: QualifiedName
    package var columns: [ColumnDefinition]
    /// The columns of PRIMARY KEY, written on a column or as a constraint of the table; empty without one.
    package var primaryKey: [Name]
    package var options: DeclaredOptions

    package init(name: QualifiedName, columns: [ColumnDefinition], primaryKey: [Name], options: DeclaredOptions) {
        self.name = name
        self.columns = columns
        self.primaryKey = primaryKey
        self.options = options
    }
}

/// One column of a table or one field of a record type.
package struct ColumnDefinition: Sendable {
    package var name: Name
    package var type: TypeName
    /// NOT NULL was written, or the column is in the PRIMARY KEY.
    package var isNotNull: Bool
    /// The expression of GENERATED ALWAYS AS (...) STORED.
    package var generated: Expr?

    package init(name: Name, type: TypeName, isNotNull: Bool = false, generated: Expr? = nil) {
        self.name = name
        self.type = type
        self.isNotNull = isNotNull
        self.generated = generated
    }
}

/// `CREATE TYPE name AS (fields)`: a record type for nested JSON.
package struct CreateType: Sendable {
    package var name: QualifiedName
    package var fields: [ColumnDefinition]

    package init(name: QualifiedName, fields: [ColumnDefinition]) {
        self.name = name
        self.fields = fields
    }
}

/// `CREATE VIEW name [(columns)] AS query`.
package struct CreateView: Sendable {
    package var name: QualifiedName
    /// New names for the query's columns; empty when the query's own names stay.
    package var columnNames: [Name]
    package var query: Query

    package init(name: QualifiedName, columnNames: [Name], query: Query) {
        self.name = name
        self.columnNames = columnNames
        self.query = query
    }
}

/// `CREATE MATERIALIZED VIEW name WITH (options) AS query`: sink and query in one statement.
package struct CreateMaterializedView: Sendable {
    package var name: QualifiedName
    /// New names for the query's columns; empty when the query's own names stay.
    package var columnNames: [Name]
    package var options: DeclaredOptions
    package var query: Query

    package init(name: QualifiedName, columnNames: [Name], options: DeclaredOptions, query: Query) {
        self.name = name
        self.columnNames = columnNames
        self.options = options
        self.query = query
    }
}

/// `INSERT INTO target [(columns)] query`.
package struct InsertStatement: Sendable {
    package var target: QualifiedName
    /// The column list; empty when columns are matched by position to all of the table.
    package var columns: [Name]
    package var query: Query

    package init(target: QualifiedName, columns: [Name], query: Query) {
        self.target = target
        self.columns = columns
        self.query = query
    }
}

/// `COMMENT ON object IS 'text'`.
package struct CommentStatement: Sendable {
    /// What a comment may stand on.
    package enum Target: Sendable, Equatable {
        case table, column, view, materializedView, type
    }

    package var target: Target
    /// For a column the last part is the column and the parts before it the table.
    package var name: QualifiedName
    /// Nil for IS NULL, which takes the comment away.
    package var text: String?

    package init(target: Target, name: QualifiedName, text: String?) {
        self.target = target
        self.name = name
        self.text = text
    }
}
