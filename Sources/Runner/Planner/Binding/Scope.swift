import Operators

/// The columns that an expression may name: those of the items of FROM.
struct Scope {
    struct Item {
        /// The alias, or the table's own name; nil for a subquery without an alias.
        var name: String?
        var relation: Relation
        /// The rows are those of a function that gives one value, so the name stands for the value.
        var isValue = false
    }

    /// The rows that the query is over.
    var items: [Item]
    /// Of a join: its sides by their names, with columns numbered as in `items`.
    var named: [Item]?

    /// The items by whose names columns are found.
    var known: [Item] { named ?? items }

    /// A place where no column may be used.
    static let empty = Scope(items: [])

    /// What a possibly qualified name is: a column, and the fields that are taken out of it.
    func find(_ name: QualifiedName) throws(BindFailure) -> (column: RelationColumn, fields: [Name]) {
        var parts = name.parts[...]
        if parts.count > 2, parts.first?.text == "public" { parts = parts.dropFirst() }
        if parts.count > 1, let first = parts.first, let item = known.first(where: { $0.name == first.text }) {
            let rest = parts.dropFirst()
            guard let column = rest.first else { throw .alreadyReported }
            guard let found = item.relation.columns.first(where: { $0.name == column.text && !$0.isInternal }) else {
                throw unknown(column, qualifier: first.text)
            }
            return (found, Array(rest.dropFirst()))
        }
        guard let first = parts.first else { throw .alreadyReported }
        let found = known.flatMap { item in item.relation.columns.filter { $0.name == first.text && !$0.isInternal } }
        if found.count > 1 {
            throw BindFailure(
                .ambiguousColumn, "column reference \"\(first.text)\" is ambiguous", at: first.offset)
        }
        if let column = found.first { return (column, Array(parts.dropFirst())) }
        if parts.count == 1, let value = known.first(where: { $0.isValue && $0.name == first.text }),
            let column = value.relation.columns.first
        {
            return (column, [])
        }
        if parts.count > 1 {
            throw BindFailure(
                .unknownTable, "missing FROM-clause entry for table \"\(first.text)\"", at: first.offset,
                hint: didYouMean(first.text, among: known.compactMap(\.name)))
        }
        throw unknown(first, qualifier: nil)
    }

    /// The columns of `*` or `t.*`.
    func star(_ qualifier: [Name], at offset: Int) throws(BindFailure) -> [RelationColumn] {
        guard let last = qualifier.last else {
            if known.isEmpty {
                throw BindFailure(.unknownColumn, "SELECT * with no tables specified is not valid", at: offset)
            }
            return known.flatMap(\.relation.visible)
        }
        guard let item = known.first(where: { $0.name == last.text }) else {
            throw BindFailure(
                .unknownTable, "missing FROM-clause entry for table \"\(last.text)\"", at: last.offset,
                hint: didYouMean(last.text, among: known.compactMap(\.name)))
        }
        return item.relation.visible
    }

    private func unknown(_ name: Name, qualifier: String?) -> BindFailure {
        let inside = qualifier.map { q in known.filter { $0.name == q } } ?? known
        if qualifier == nil, known.contains(where: { $0.name == name.text }) {
            return .notSupported(
                "a whole row as a value", at: name.offset, help: ["Name its columns, or write \(name.text).*"])
        }
        let place = inside.count == 1 ? inside[0].name.map { " in \($0)" } ?? "" : ""
        let names = inside.flatMap { $0.relation.visible.map(\.name) }
        var help: [String] = []
        if let foreign = ForeignFunctions.columns[name.text] {
            return BindFailure(
                .unknownColumn, "column \"\(name.text)\" does not exist\(place)", at: name.offset, help: [foreign])
        }
        let isNear = didYouMean(name.text, among: names) != nil
        if !isNear, name.text != name.text.lowercased() {
            help = ["Double quotes are for names; a text stands in single quotes: '\(name.text)'."]
        } else if let folded = names.first(where: { $0.lowercased() == name.text && $0 != name.text }) {
            help = ["Names with capitals stand in double quotes: \"\(folded)\"."]
        } else if names.isEmpty == false, !isNear, names.count <= 12 {
            help = ["Its columns are \(names.joined(separator: ", "))."]
        }
        return BindFailure(
            .unknownColumn, "column \"\(name.text)\" does not exist\(place)", at: name.offset,
            hint: didYouMean(name.text, among: names), help: help)
    }

    /// The name of a column of the rows below as PostgreSQL's messages have it: `purchases.price`.
    func qualifiedName(_ index: Int) -> String {
        for item in known {
            guard let column = item.relation.columns.first(where: { $0.index == index }) else { continue }
            return item.name.map { "\($0).\(column.name)" } ?? column.name
        }
        return "$\(index)"
    }
}
