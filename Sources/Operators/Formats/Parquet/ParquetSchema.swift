/// One column of a file.
package struct ParquetColumn: Sendable {
    /// Names from the root to the column, or to its list; one for a table without structures.
    package let path: [String]
    /// The SQL type that it is by itself; `nil` when it is not read here.
    package let type: DataType?
    /// Why it is not read here.
    package let refusal: String?
    let meaning: ValueMeaning
    let stored: StoredType
    let typeLength: Int
    /// How many of the nodes on its path may be missing or repeat: the level of a value that is there.
    let definitionMax: Int
    /// For a list the level of one that is there and has no element; `nil` for a column that is none.
    let emptyLevel: Int?

    package var name: String { path.joined(separator: ".") }
}

/// Walks the schema's list of nodes, each before its children.
struct SchemaWalk {
    private let elements: [SchemaElement]
    private var at = 0
    private(set) var columns: [ParquetColumn] = []

    init(_ elements: [SchemaElement]) throws(ParquetError) {
        self.elements = elements
        guard let root = elements.first, root.type == nil else {
            throw .corrupt(offset: 0, "the footer's schema has no root")
        }
        at = 1
        try children(root.childCount, [], 0, nil)
        guard at == elements.count else {
            throw .corrupt(offset: 0, "the footer's schema has \(elements.count) nodes, but \(at) hang together")
        }
    }

    private mutating func children(
        _ count: Int, _ path: [String], _ optional: Int, _ refusal: String?
    ) throws(ParquetError) {
        guard path.count < ParquetLimits.depthMax, count >= 0, count <= elements.count - at else {
            throw .corrupt(offset: 0, "the footer's schema has a node with \(count) children")
        }
        for _ in 0..<count {
            guard at < elements.count else { throw .corrupt(offset: 0, "the footer's schema ends in the middle") }
            let element = elements[at]
            at += 1
            try node(element, path + [element.name], optional, refusal)
        }
    }

    private mutating func node(
        _ element: SchemaElement, _ path: [String], _ optional: Int, _ refusal: String?
    ) throws(ParquetError) {
        let level = optional + (element.repetition == .optional ? 1 : 0)
        if refusal == nil, let list = list(element, level) {
            at += list.skipped
            add(list.element, path, definitionMax: list.definitionMax, emptyLevel: level, nil)
            return
        }
        let refusal = refusal ?? (element.repetition == .repeated ? SchemaWalk.refusal : nil)
        if element.type == nil {
            try children(element.childCount, path, level, refusal)
        } else {
            add(element, path, definitionMax: level, emptyLevel: nil, refusal)
        }
    }

    private static let refusal = "maps, lists of lists and lists of structures are not read"

    /// The elements of a list of single values, in each of the forms that writers have for it:
    ///
    ///     group tags (LIST) { repeated group list { optional binary element } }     the one of today
    ///     group tags (LIST) { repeated group bag { optional binary array_element } }     Hive's
    ///     group tags (LIST) { repeated binary array }     two levels: old Spark's and Avro's
    ///     repeated binary tags     one level
    ///
    /// - Returns: what is stored, how many nodes lie between it and the list, and the level of a value.
    private func list(
        _ element: SchemaElement, _ level: Int
    ) -> (element: SchemaElement, skipped: Int, definitionMax: Int)? {
        if element.repetition == .repeated { return element.type == nil ? nil : (element, 0, level + 1) }
        guard element.type == nil, element.converted == .list || element.logical == .list, element.childCount == 1,
            at < elements.count
        else { return nil }
        let repeated = elements[at]
        guard repeated.repetition == .repeated else { return nil }
        if repeated.type != nil { return (repeated, 1, level + 1) }
        // By these names an old writer meant a structure of one field.
        guard repeated.childCount == 1, repeated.name != "array", repeated.name != element.name + "_tuple",
            at + 1 < elements.count
        else { return nil }
        let inner = elements[at + 1]
        guard inner.type != nil, inner.repetition != .repeated else { return nil }
        return (inner, 2, level + 1 + (inner.repetition == .optional ? 1 : 0))
    }

    private mutating func add(
        _ element: SchemaElement, _ path: [String], definitionMax: Int, emptyLevel: Int?, _ refusal: String?
    ) {
        var meaning = ValueMeaning(element)
        // There are no arrays of jsonb.
        if emptyLevel != nil, meaning == .json { meaning = .text }
        if let refusal { meaning = .unsupported(refusal) }
        let reason: String? = if case .unsupported(let why) = meaning { why } else { nil }
        columns.append(
            ParquetColumn(
                path: path, type: emptyLevel == nil ? meaning.dataType : meaning.dataType.map { .array($0) },
                refusal: reason, meaning: meaning, stored: element.type ?? .boolean, typeLength: element.typeLength,
                definitionMax: definitionMax, emptyLevel: emptyLevel))
    }
}
