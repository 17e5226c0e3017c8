/// One row for each element of an array in a column.
package struct UnnestSpec: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// `jsonb_array_elements`.
        case elements
        /// `jsonb_array_elements_text`.
        case texts
        /// `unnest` of an array of this element type.
        case array(DataType)
    }

    /// Column of the input that holds the array.
    package let column: Int
    package let form: Form
    /// Rows without an element stay, with NULL (`LEFT JOIN LATERAL ... ON true`).
    package let keepsEmpty: Bool

    package init(column: Int, form: Form, keepsEmpty: Bool) {
        self.column = column
        self.form = form
        self.keepsEmpty = keepsEmpty
    }

    /// The elements' type.
    package var type: DataType {
        switch form {
        case .elements: .jsonb
        case .texts: .text
        case .array(let element): element
        }
    }

    /// The same over another column.
    package func over(_ column: Int) -> UnnestSpec {
        UnnestSpec(column: column, form: form, keepsEmpty: keepsEmpty)
    }
}

/// Makes rows of arrays.
package final class RowUnnester {
    private let spec: UnnestSpec
    /// From an element's text to its type; nil where that is the text.
    private let cast: ExpressionProgram?

    package init(_ spec: UnnestSpec, settings: EvaluationSettings) {
        self.spec = spec
        switch spec.form {
        case .array(let element) where element != .text:
            let text = Expression(.column(0), type: .text)
            cast = ExpressionProgram(Expression(.cast(text), type: element), settings: settings)
        default: cast = nil
        }
    }

    /// The input's rows, each as often as it has elements, with the element behind their columns; and for each the row
    /// of the input. Rows whose array is none have failed and are left out.
    package func expand(_ batch: Batch, errors: inout RowErrors) -> (batch: Batch, rows: RowList) {
        guard case .bytes(let arrays) = batch.columns[spec.column].values else {
            preconditionFailure("an array that does not lie as bytes")
        }
        let validity = batch.columns[spec.column].validity
        let arena = Arena()
        var rows: [Int32] = []
        var views: [StringView] = []
        var flags: [UInt8] = []
        func add(_ row: Int, _ view: StringView?) {
            rows.append(Int32(row))
            views.append(view ?? StringView())
            flags.append(view == nil ? 0 : 1)
        }
        for row in 0..<batch.count {
            let before = rows.count
            if validity.isValid(row) {
                let array = arrays.views[row]
                let isArray = array.withUTF8Bytes { bytes in
                    JSONBAccess.forEachElement(bytes) { _, range in
                        add(row, element(array.slice(range.lowerBound, range.upperBound), arena))
                        return true
                    }
                }
                if isArray == nil {
                    let kind = JSONBKernels.kind(array) == .object ? "an object" : "a scalar"
                    errors.record(row: row, .invalidParameter("cannot extract elements from \(kind)"))
                    continue
                }
            }
            if rows.count == before, spec.keepsEmpty { add(row, nil) }
        }
        let list = RowList(Buffer(rows), count: rows.count)
        var column = Column(
            type: cast == nil ? spec.type : .text, count: rows.count,
            values: .bytes(BytesVector(views: Buffer(views), owners: arrays.owners + [arena])),
            validity: flags.contains(0) ? Validity(Buffer(flags)) : .all)
        if let cast {
            var failed = RowErrors()
            column = cast.evaluate(Batch(count: rows.count, columns: [column]), errors: &failed)
            for error in failed.all { errors.record(row: Int(rows[error.row]), error.failure) }
        }
        let all = Batch(count: rows.count, columns: batch.gathered(list).columns + [column])
        guard !errors.isEmpty else { return (all, list) }
        let kept = rows.indices.filter { !errors.contains(row: Int(rows[$0])) }
        let good = RowList(Buffer(kept.map { Int32($0) }), count: kept.count)
        return (all.gathered(good), RowList(Buffer(kept.map { rows[$0] }), count: kept.count))
    }

    /// One element as its text or as JSON; nil for NULL.
    private func element(_ json: StringView, _ arena: Arena) -> StringView? {
        spec.form == .elements ? json : JSONBText.text(of: json, arena)
    }
}
