/// Values of one type as they stand in the JSON of arrays.
struct ElementTexts {
    private let values: Column
    private let texts: Column

    init(_ values: Column) {
        self.values = values
        guard values.type != .text else {
            texts = values
            return
        }
        var errors = RowErrors()
        let cast = Expression(.cast(Expression(.column(0), type: values.type)), type: .text)
        texts = ExpressionProgram(cast).evaluate(Batch(count: values.count, columns: [values]), errors: &errors)
    }

    /// The values of some rows, as the next elements of the array.
    func append(_ rows: some Sequence<Int>, to out: inout [UInt8]) {
        for row in rows { append(row, to: &out) }
    }

    /// The value of one row, as the next element of the array.
    func append(_ row: Int, to out: inout [UInt8]) {
        ArrayKernels.beginElement(&out)
        guard texts.validity.isValid(row), case .bytes(let vector) = texts.values else {
            out += Array("null".utf8)
            return
        }
        vector.views.pointer[row].withUTF8Bytes { text in
            if isBare(row) { out += text } else { JSONBString.appendQuoted(text, to: &out) }
        }
    }

    /// Whether the text of a value is JSON without quotes.
    private func isBare(_ row: Int) -> Bool {
        switch (values.type, values.values) {
        case (.smallint, _), (.integer, _), (.bigint, _), (.numeric, _), (.boolean, _), (.jsonb, _): true
        case (_, .double(let numbers)): numbers.pointer[row].isFinite
        default: false
        }
    }
}
