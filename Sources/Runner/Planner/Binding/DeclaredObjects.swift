import Operators

/// A CREATE TABLE with its column types looked up.
struct DeclaredTable {
    struct Column {
        var name: Name
        var type: DataType
        var isNotNull: Bool
        var generated: Expr?
    }

    var syntax: CreateTable
    var range: SourceRange
    var columns: [Column]

    var name: String { syntax.name.last.text }
    var offset: Int { syntax.name.offset }
}

/// A named query: CREATE VIEW, CREATE MATERIALIZED VIEW or an entry of WITH.
final class DeclaredView {
    enum State {
        case unbound
        case binding
        case bound(Relation)
        case failed
    }

    let name: Name
    let columnNames: [Name]
    let query: Query
    /// The entries of WITH that the query may use.
    let commonTables: CommonTables?
    /// Its rows go to a sink of its own.
    var isWritten = false
    var state = State.unbound

    init(name: Name, columnNames: [Name], query: Query, commonTables: CommonTables? = nil) {
        self.name = name
        self.columnNames = columnNames
        self.query = query
        self.commonTables = commonTables
    }
}

/// The entries of WITH around a query, the nearest first.
final class CommonTables {
    let views: [String: DeclaredView]
    let outer: CommonTables?

    init(views: [String: DeclaredView], outer: CommonTables?) {
        self.views = views
        self.outer = outer
    }

    func find(_ name: String) -> DeclaredView? { views[name] ?? outer?.find(name) }
}

/// All that a job declares.
struct DeclaredObjects {
    var tables: [String: DeclaredTable] = [:]
    var views: [String: DeclaredView] = [:]
    var types: [String: RecordType] = [:]
    /// Declared, but with errors that are reported: what uses them says nothing more.
    var failed: Set<String> = []
    /// Where each name was declared.
    var offsets: [String: Int] = [:]

    var relationNames: [String] { (Array(tables.keys) + Array(views.keys)).sorted() }
}

/// The name by which an object is found: `public.` is the only schema and may be written.
func objectName(_ name: QualifiedName) throws(BindFailure) -> String {
    if name.parts.count == 1 { return name.last.text }
    if name.parts.count == 2, name.parts[0].text == "public" { return name.last.text }
    throw BindFailure(
        .unknownTable, "schema \"\(name.parts[0].text)\" does not exist", at: name.offset,
        help: ["The objects of a job have no schema; a target's schema is part of its option table = 'schema.table'."])
}
