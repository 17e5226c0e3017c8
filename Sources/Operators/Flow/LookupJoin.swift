/// Makes any number of rows of each row, with columns behind its own.
package protocol RowExpander: AnyObject {
    /// The new rows, and for each the row of the input. Rows that failed are left out.
    func expand(_ batch: Batch, errors: inout RowErrors) -> (batch: Batch, rows: RowList)
}

extension RowUnnester: RowExpander {}

/// Puts the columns of a lookup table behind those of rows as they come. It keeps nothing of the rows.
package final class LookupJoin: RowExpander {
    private let keys: [ExpressionProgram]
    private var index: LookupIndex
    private let keepsUnmatched: Bool
    private let columns: [Int]
    /// The table's rows with the joined columns; the last one is all NULL.
    private var table: Batch

    package init(_ spec: LookupSpec, rows: LookupRows, index: LookupIndex, settings: EvaluationSettings) {
        keys = spec.leftKeys.map { ExpressionProgram($0, settings: settings) }
        keepsUnmatched = spec.keepsUnmatched
        self.index = index
        columns = spec.columns
        table = rows.batch(spec.columns)
    }

    /// What comes from here on is joined with these rows of the table.
    package func replace(rows: LookupRows, index: LookupIndex) {
        self.index = index
        table = rows.batch(columns)
    }

    package func expand(_ batch: Batch, errors: inout RowErrors) -> (batch: Batch, rows: RowList) {
        let values = keys.map { $0.evaluate(batch, errors: &errors) }
        let nulls = Int32(table.count - 1)
        var rows: [Int32] = []
        var partners: [Int32] = []
        rows.reserveCapacity(batch.count)
        partners.reserveCapacity(batch.count)
        // As long as each row has had one partner, the rows are those of the input.
        var isSame = true
        for row in 0..<batch.count {
            if !errors.isEmpty, errors.contains(row: row) {
                isSame = false
                continue
            }
            var partner = index.first(values, row)
            if partner < 0 {
                guard keepsUnmatched else {
                    isSame = false
                    continue
                }
                rows.append(Int32(row))
                partners.append(nulls)
                continue
            }
            while true {
                rows.append(Int32(row))
                partners.append(partner)
                partner = index.following(partner)
                if partner < 0 { break }
                isSame = false
            }
        }
        let list = RowList(Buffer(rows), count: rows.count)
        let found = table.gathered(RowList(Buffer(partners), count: partners.count))
        let own = isSame ? batch : batch.gathered(list)
        return (Batch(count: rows.count, columns: own.columns + found.columns), list)
    }
}
