extension ParquetWriter {
    /// Adds rows whose arrays lie as arrays do in memory, and are taken apart for the format's lists.
    ///
    /// - Throws: `value` when one can't be held; no row of the batch is added then.
    package mutating func append(splitting batch: Batch) throws(ParquetError) {
        var lists: [Int: ListColumn] = [:]
        for (index, field) in fields.enumerated() {
            guard case .array(let element) = field.type else { continue }
            lists[index] = try ParquetWriter.lists(batch.columns[index], element, field.name)
        }
        try append(batch, lists: lists)
    }

    private static func lists(
        _ column: Column, _ element: DataType, _ name: String
    ) throws(ParquetError) -> ListColumn {
        let unnester = RowUnnester(
            UnnestSpec(column: 0, form: .array(element), keepsEmpty: false), settings: EvaluationSettings())
        var errors = RowErrors()
        let made = unnester.expand(Batch(count: column.count, columns: [column]), errors: &errors)
        if let error = errors.all.first { throw .value(column: name, row: error.row, error.message) }
        let starts = Buffer<Int32>(repeating: 0, count: column.count + 1)
        for index in 0..<made.rows.count { starts.pointer[Int(made.rows.pointer[index]) + 1] += 1 }
        for row in 0..<column.count { starts.pointer[row + 1] += starts.pointer[row] }
        return ListColumn(
            count: column.count, starts: starts, elements: made.batch.columns[1], validity: column.validity)
    }
}
