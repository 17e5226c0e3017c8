/// Makes arrays of a type of JSON arrays, as `json_populate_record` reads them: every element is read as its type reads
/// its text.
package final class ArrayReader {
    private let element: DataType
    private let unnester: RowUnnester

    /// Element types that JSON has a text for; times have formats of their own, which elements don't follow.
    package static func reads(_ element: DataType) -> Bool {
        switch element {
        case .boolean, .smallint, .integer, .bigint, .numeric, .real, .double, .text, .uuid, .date: true
        default: false
        }
    }

    package init(_ element: DataType, settings: EvaluationSettings) {
        self.element = element
        unnester = RowUnnester(
            UnnestSpec(column: 0, form: .array(element), keepsEmpty: false), settings: settings)
    }

    /// The arrays in the form that arrays have in memory; rows with an element that is no value have failed, and are
    /// NULL.
    package func read(_ column: Column, errors: inout RowErrors) -> Column {
        var failed = RowErrors()
        let made = unnester.expand(Batch(count: column.count, columns: [column]), errors: &failed)
        for error in failed.all { errors.record(row: error.row, error.failure) }
        var elements = [[Scalar]](repeating: [], count: column.count)
        let values = made.batch.columns[1]
        for index in 0..<made.rows.count { elements[Int(made.rows.pointer[index])].append(values[index]) }
        return Column(
            type: column.type,
            scalars: (0..<column.count).map { row in
                guard column.validity.isValid(row), !failed.contains(row: row) else { return .null }
                return .bytes(ArrayForm.json(elements[row], element))
            })
    }
}
