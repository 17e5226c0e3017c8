import Operators

/// Turns the statements of one job into a plan; holds what was declared and what was built so far.
final class Binder {
    let environment: [String: String]
    let settings: JobSettings
    let types: TypeLookup
    let functions: Functions
    var objects: DeclaredObjects
    var plan = PlanBuilder()
    var diagnostics: [Diagnostic] = []
    /// Tables that queries read, bound at the first use; nil for those that failed.
    var sources: [String: Relation?] = [:]
    /// Lookup tables that queries join, bound at the first use; nil for those that failed.
    var lookups: [String: LookupRelation?] = [:]
    /// What of a source the plan itself does not say, by its position.
    var sourceTimes: [SourceTimes] = []
    var sinks: [SinkPlan] = []
    /// Statements that do not parse may declare what is missed.
    var hasUnreadStatements = false
    /// All names in the text of statements that could not be bound.
    var namedInFailures: Set<String> = []
    /// Tables that an INSERT writes, and where.
    var written: [String: Int] = [:]
    /// What the first INSERT into each of them puts there.
    var firstInserts: [String: Relation] = [:]
    /// The nodes that put the rows of several INSERTs together.
    var insertUnions: Set<NodeID> = []
    /// Name of the sink for each table in a database.
    var targets: [String: String] = [:]
    /// The first sink of each Kafka, and what it asks of its client.
    var kafkaTargets: [String: (sink: String, properties: [String: String])] = [:]

    struct SourceTimes {
        /// Zone of times without one.
        var timezone: String
        /// Name of the event-time column as it was declared; nil without one.
        var column: String?
        /// Type of that column.
        var type: DataType?
        /// First byte of the table's declaration.
        var offset: Int
    }

    init(objects: DeclaredObjects, types: TypeLookup, settings: JobSettings, environment: [String: String]) {
        self.objects = objects
        self.types = types
        self.settings = settings
        self.environment = environment
        functions = Functions(folder: ConstantFolder(timezone: settings.timezone))
    }

    func expressions(_ scope: Scope, _ clause: ExpressionBinder.Clause, _ uses: AggregateUses = AggregateUses())
        -> ExpressionBinder
    {
        ExpressionBinder(scope: scope, types: types, functions: functions, clause: clause, uses: uses)
    }

    /// Notes a failure of a statement and goes on.
    func report(_ failure: BindFailure) { diagnostics += failure.diagnostics }

    func warn(_ code: DiagnosticCode, _ message: String, at offset: Int, hint: String? = nil, help: [String] = []) {
        diagnostics.append(Diagnostic(.warning, code, message, at: offset, hint: hint, help: help))
    }

    // MARK: Names in FROM

    /// A table, view or entry of WITH, bound.
    func relation(named name: QualifiedName, _ common: CommonTables?) throws(BindFailure) -> Relation {
        if name.parts.count == 1, let view = common?.find(name.last.text) { return try bound(view, at: name.offset) }
        let plain = try objectName(name)
        if let view = objects.views[plain] { return try bound(view, at: name.offset) }
        if let table = objects.tables[plain] { return try source(table, at: name.offset) }
        if objects.failed.contains(plain) || hasUnreadStatements { throw .alreadyReported }
        var known = objects.relationNames
        var outer = common
        while let level = outer {
            known += level.views.keys.sorted()
            outer = level.outer
        }
        throw BindFailure(
            .unknownTable, "relation \"\(name.text)\" does not exist", at: name.offset,
            hint: didYouMean(plain, among: known),
            help: known.isEmpty
                ? ["A topic is declared with CREATE TABLE \(plain) (...) WITH (connector = 'kafka', ...)."] : [])
    }

    /// A view's rows; the query is bound once, however many read it.
    func bound(_ view: DeclaredView, at offset: Int) throws(BindFailure) -> Relation {
        switch view.state {
        case .bound(let relation): return relation
        case .failed: throw .alreadyReported
        case .binding:
            throw BindFailure(.badQuery, "\"\(view.name.text)\" is defined by itself", at: offset)
        case .unbound: break
        }
        view.state = .binding
        do throws(BindFailure) {
            var relation = try query(view.query, view.commonTables, isWritten: view.isWritten)
            try rename(&relation, view.columnNames, of: view.name.text)
            view.state = .bound(relation)
            return relation
        } catch {
            view.state = .failed
            throw error
        }
    }

    /// New names for the first columns of a relation, as in `v (a, b)`.
    func rename(_ relation: inout Relation, _ names: [Name], of owner: String) throws(BindFailure) {
        let visible = relation.columns.indices.filter { !relation.columns[$0].isHidden }
        if names.count > visible.count {
            throw BindFailure(
                .badQuery,
                "\"\(owner)\" has \(visible.count) column\(visible.count == 1 ? "" : "s") available but "
                    + "\(names.count) columns specified",
                at: names[visible.count].offset)
        }
        for (position, name) in zip(visible, names) { relation.columns[position].name = name.text }
    }
}
