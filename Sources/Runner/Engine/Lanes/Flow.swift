import Operators

/// Rows between two nodes, with the record that each came from.
struct Flow {
    var batch: Batch
    /// For each row the index of its record in the record batch.
    var records: Buffer<Int32>

    /// The rows of several; nil when there is none.
    static func joined(_ parts: [Flow]) -> Flow? {
        let parts = parts.filter { $0.batch.count > 0 }
        guard parts.count > 1 else { return parts.first }
        let records = Buffer<Int32>(capacity: parts.reduce(0) { $0 + $1.batch.count })
        var next = 0
        for part in parts {
            for row in 0..<part.batch.count { records[next + row] = part.records[row] }
            next += part.batch.count
        }
        return Flow(batch: .concatenated(parts.map(\.batch)), records: records)
    }

    /// What was made of these rows, or of the kept ones of them.
    func made(_ batch: Batch, of kept: RowList?) -> Flow {
        guard let kept else { return Flow(batch: batch, records: records) }
        let records = Buffer<Int32>(capacity: kept.count)
        for index in 0..<kept.count { records[index] = self.records[Int(kept.pointer[index])] }
        return Flow(batch: batch, records: records)
    }

    /// The listed rows.
    func keeping(_ list: RowList) -> Flow {
        let records = Buffer<Int32>(capacity: list.count)
        for index in 0..<list.count { records[index] = self.records[Int(list.pointer[index])] }
        return Flow(batch: batch.gathered(list), records: records)
    }

    /// All rows but these.
    func without(_ rows: some Sequence<Int>) -> Flow {
        let flags = Buffer<UInt8>(repeating: 1, count: batch.count)
        for row in rows { flags[row] = 0 }
        return keeping(RowList(where: flags.pointer, count: batch.count))
    }

    /// What becomes of each row; rows that fail are told to `reject`.
    func expanded(
        _ expander: any RowExpander, _ reject: (RecordRejection) throws(JobError) -> Void
    ) throws(JobError) -> Flow {
        var errors = RowErrors()
        let (made, rows) = expander.expand(batch, errors: &errors)
        _ = try without(errors, reject)
        let records = Buffer<Int32>(capacity: rows.count)
        for index in 0..<rows.count { records[index] = self.records[Int(rows.pointer[index])] }
        return Flow(batch: made, records: records)
    }

    /// All rows but those that failed, which are told to `reject`.
    func without(_ errors: RowErrors, _ reject: (RecordRejection) throws(JobError) -> Void) throws(JobError) -> Flow {
        guard !errors.isEmpty else { return self }
        for error in errors.all {
            try reject(
                RecordRejection(
                    record: Int(records[error.row]), reason: "expression_error",
                    detail: "\(error.message) (SQLSTATE \(error.code))"))
        }
        return without(errors.all.map(\.row))
    }
}

/// WHERE or HAVING, ready to run.
final class FilterStep {
    private let program: ExpressionProgram

    init(_ condition: Expression, _ settings: EvaluationSettings) {
        program = ExpressionProgram(condition, settings: settings)
    }

    /// Rows where the condition is true.
    func keep(_ flow: Flow, _ reject: (RecordRejection) throws(JobError) -> Void) throws(JobError) -> Flow {
        var errors = RowErrors()
        let condition = program.evaluate(flow.batch, errors: &errors)
        if !errors.isEmpty { _ = try flow.without(errors, reject) }
        // A failed row's condition is NULL, so it is left out with the false ones.
        let rows = condition.trueRows
        return rows.count == flow.batch.count ? flow : flow.keeping(rows)
    }

    /// Splits result rows by the condition; failed rows are in neither.
    func split(_ batch: Batch, _ errors: inout RowErrors) -> (pass: Batch, fail: [Int]) {
        let condition = program.evaluate(batch, errors: &errors)
        let pass = condition.trueRows
        if pass.count == batch.count { return (batch, []) }
        var fails = [Bool](repeating: true, count: batch.count)
        for index in 0..<pass.count { fails[Int(pass.pointer[index])] = false }
        for error in errors.all { fails[error.row] = false }
        return (batch.gathered(pass), fails.indices.filter { fails[$0] })
    }
}

/// SELECT's expressions, ready to run.
final class ProjectStep {
    private let programs: [ExpressionProgram]

    init(_ expressions: [Expression], _ settings: EvaluationSettings) {
        programs = expressions.map { ExpressionProgram($0, settings: settings) }
    }

    /// One column for each expression; rows that fail in any are left out.
    func compute(_ flow: Flow, _ reject: (RecordRejection) throws(JobError) -> Void) throws(JobError) -> Flow {
        var errors = RowErrors()
        let batch = compute(flow.batch, &errors)
        return try Flow(batch: batch, records: flow.records).without(errors, reject)
    }

    /// One of the columns alone.
    func compute(column: Int, _ batch: Batch, _ errors: inout RowErrors) -> Column {
        programs[column].evaluate(batch, errors: &errors)
    }

    /// The same over result rows, failed ones included (their values are NULL).
    func compute(_ batch: Batch, _ errors: inout RowErrors) -> Batch {
        Batch(count: batch.count, columns: programs.map { $0.evaluate(batch, errors: &errors) })
    }
}
