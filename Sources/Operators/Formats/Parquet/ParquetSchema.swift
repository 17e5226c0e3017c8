/// One column of a file.
package struct ParquetColumn: Sendable {
    /// Names from the root to the column; one for a table without structures.
    package let path: [String]
    /// The SQL type that it is by itself; `nil` when it is not read here.
    package let type: DataType?
    /// Why it is not read here.
    package let refusal: String?
    let meaning: ValueMeaning
    let stored: StoredType
    let typeLength: Int
    /// How many of the nodes on its path may be missing: the level of a value that is there.
    let definitionMax: Int

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
            let name = path + [element.name]
            let level = optional + (element.repetition == .optional ? 1 : 0)
            let refusal = refusal ?? (element.repetition == .repeated ? "lists and maps are not read" : nil)
            guard let stored = element.type else {
                try children(element.childCount, name, level, refusal)
                continue
            }
            var meaning = ValueMeaning(element)
            if let refusal { meaning = .unsupported(refusal) }
            let reason: String? = if case .unsupported(let why) = meaning { why } else { nil }
            columns.append(
                ParquetColumn(
                    path: name, type: meaning.dataType, refusal: reason, meaning: meaning, stored: stored,
                    typeLength: element.typeLength, definitionMax: level))
        }
    }
}
