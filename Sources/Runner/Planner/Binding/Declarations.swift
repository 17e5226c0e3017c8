import Operators

/// Collects what the statements of a job declare, before any query is bound.
struct Declarations {
    private let job: SyntaxJob
    private(set) var objects = DeclaredObjects()
    private(set) var types = TypeLookup(records: [:])
    private(set) var diagnostics: [Diagnostic] = []

    init(_ job: SyntaxJob) {
        self.job = job
    }

    /// Types first: tables use them.
    mutating func read() {
        for statement in job.statements {
            if case .createType(let type) = statement.kind {
                attempt(type.name.last.text) { (self) throws(BindFailure) in try self.add(type) }
            }
        }
        for statement in job.statements {
            switch statement.kind {
            case .createTable(let table):
                attempt(table.name.last.text) { (self) throws(BindFailure) in try self.add(table, statement.range) }
            case .createView(let view):
                attempt(view.name.last.text) { (self) throws(BindFailure) in
                    try self.add(view.name, view.columnNames, view.query)
                }
            case .createMaterializedView(let view):
                attempt(view.name.last.text) { (self) throws(BindFailure) in
                    try self.add(view.name, view.columnNames, view.query)
                }
            case .set, .createType, .insert, .select, .comment: break
            }
        }
    }

    private mutating func attempt(_ name: String, _ body: (inout Declarations) throws(BindFailure) -> Void) {
        do throws(BindFailure) { try body(&self) } catch {
            diagnostics += error.diagnostics
            if objects.offsets[name] == nil { objects.failed.insert(name) }
        }
    }

    private mutating func claim(_ name: QualifiedName) throws(BindFailure) -> String {
        let plain = try objectName(name)
        if let earlier = objects.offsets[plain] {
            throw BindFailure(
                .duplicateName, "relation \"\(plain)\" already exists", at: name.offset,
                labels: [.init("declared here", at: earlier)])
        }
        return plain
    }

    private mutating func add(_ type: CreateType) throws(BindFailure) {
        let name = try objectName(type.name)
        if types.records[name] != nil || types.failed.contains(name) {
            throw BindFailure(.duplicateName, "type \"\(name)\" already exists", at: type.name.offset)
        }
        var failures = FailureCollector()
        _ = failures.attempt { () throws(BindFailure) in try refuseDuplicates(type.fields, of: name) }
        var fields: [RecordType.Field] = []
        for field in type.fields {
            // The type itself is not there yet: within itself it is unknown.
            let found = failures.attempt { () throws(BindFailure) in try types.type(inRecord: field.type) }
            if let found { fields.append(.init(name: field.name.text, type: found)) }
        }
        let record = RecordType(name: name, fields: fields)
        if record.columnCount > Limits.columnsMax {
            failures.add(
                BindFailure(
                    .tooLarge, "a record type has at most \(Limits.columnsMax) fields, with those of its types",
                    at: type.name.offset))
        }
        do throws(BindFailure) {
            try failures.finish()
        } catch {
            types.failed.insert(name)
            throw error
        }
        types.records[name] = record
    }

    private mutating func add(_ table: CreateTable, _ range: SourceRange) throws(BindFailure) {
        let name = try claim(table.name)
        try refuseDuplicates(table.columns, of: name)
        if table.columns.count > Limits.columnsMax {
            throw BindFailure(
                .tooLarge, "a table has at most \(Limits.columnsMax) columns", at: table.name.offset)
        }
        var failures = FailureCollector()
        var columns: [DeclaredTable.Column] = []
        for column in table.columns {
            let type = failures.attempt { () throws(BindFailure) in try types.type(column.type, takesArrays: true) }
            guard let type else { continue }
            columns.append(
                .init(name: column.name, type: type, isNotNull: column.isNotNull, generated: column.generated))
        }
        try failures.finish()
        objects.offsets[name] = table.name.offset
        objects.tables[name] = DeclaredTable(syntax: table, range: range, columns: columns)
    }

    private mutating func add(_ view: QualifiedName, _ columns: [Name], _ query: Query) throws(BindFailure) {
        let name = try claim(view)
        objects.offsets[name] = view.offset
        objects.views[name] = DeclaredView(name: view.last, columnNames: columns, query: query)
    }

    private func refuseDuplicates(_ columns: [ColumnDefinition], of owner: String) throws(BindFailure) {
        var seen: [String: Int] = [:]
        for column in columns {
            if let earlier = seen[column.name.text] {
                throw BindFailure(
                    .duplicateName, "column \"\(column.name.text)\" specified more than once", at: column.name.offset,
                    labels: [.init("first here", at: earlier)])
            }
            seen[column.name.text] = column.name.offset
        }
    }
}
