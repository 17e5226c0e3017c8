/// Arrays as the format has them: the elements of all rows one after another, and where each row's begin.
package struct ListColumn {
    package let count: Int
    /// `count` + 1 places in `elements`.
    package let starts: Buffer<Int32>
    package let elements: Column
    /// Which rows have an array, empty or not.
    package let validity: Validity

    package init(count: Int, starts: Buffer<Int32>, elements: Column, validity: Validity) {
        self.count = count
        self.starts = starts
        self.elements = elements
        self.validity = validity
    }

    /// The elements of a row.
    @inline(__always)
    func range(_ row: Int) -> Range<Int> { Int(starts.pointer[row])..<Int(starts.pointer[row + 1]) }
}

/// A column of lists before it goes into a row group.
struct PreparedLists {
    let lists: ListColumn
    let elements: PreparedColumn

    /// - Throws: `value` when an element does not fit the format, or a list is NULL where none may be.
    init(_ lists: ListColumn, _ field: ParquetField) throws(ParquetError) {
        self.lists = lists
        if !field.isNullable, let row = (0..<lists.count).first(where: { !lists.validity.isValid($0) }) {
            throw .value(column: field.name, row: row, "NULL in a column that is NOT NULL")
        }
        do throws(ParquetError) {
            elements = try PreparedColumn(lists.elements, ParquetField(field.name, field.leafType))
        } catch {
            guard case .value(let column, let element, let what) = error else { throw error }
            let row = (0..<lists.count).first { lists.range($0).contains(element) } ?? 0
            throw .value(column: column, row: row, what)
        }
    }
}

extension ParquetField {
    /// The type of what is stored: of the elements, for an array.
    var leafType: DataType { if case .array(let element) = type { element } else { type } }

    var isList: Bool { if case .array = type { true } else { false } }

    /// The column's nodes, each before its children: for an array those of a LIST of three levels.
    var elements: [SchemaElement] {
        guard isList else { return [element] }
        var list = SchemaElement(name: name, repetition: isNullable ? .optional : .required, childCount: 1)
        list.converted = .list
        list.logical = .list
        return [list, SchemaElement(name: "list", repetition: .repeated, childCount: 1), element]
    }

    /// Names from the root to what is stored.
    var path: [String] { isList ? [name, "list", "element"] : [name] }

    /// The definition level of a list that is there without an element.
    var emptyLevel: Int { isNullable ? 1 : 0 }

    /// The definition level of a value that is there.
    var definitionMax: Int { isList ? emptyLevel + 2 : isNullable ? 1 : 0 }

    static func refusal(element: DataType) -> String? {
        switch element {
        case .numeric(nil):
            "Parquet needs the digits of a numeric: declare the column numeric(18, 2)[], or as many as there can be"
        case .jsonb, .array, .record, .interval, .unknown: "Parquet has no lists of them here: write to_jsonb(...)"
        default: refusal(element)
        }
    }
}
