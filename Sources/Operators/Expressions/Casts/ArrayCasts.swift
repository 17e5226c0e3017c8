extension Casts {
    /// An array as one of another type of elements: each is cast by itself.
    static func fromArray(_ request: CastRequest) -> Cast? {
        guard case .array(let from) = request.from, case .array(let to) = request.to else { return toText(request) }
        let casts = CastRequest(from: from, to: to, isAssignment: request.isAssignment, settings: request.settings)
        // A real's text is not that of the same double.
        guard from != to, cast(casts) != nil || from == .real else { return nil }
        let convert = ArrayConversion(request, from, to)
        return Cast { convert.converted($0) }
    }

    /// PostgreSQL's text of an array, whose elements are read as their type reads its text.
    static func arrayFromText(_ request: CastRequest) -> Cast? {
        let parse: Kernel = rows(request.to) { (text: StringView, arena) throws(RowFailure) in
            try ArrayText.read(text, arena)
        }
        guard case .array(let element) = request.to, element != .text else { return Cast(parse) }
        let convert = ArrayConversion(request, .text, element)
        return Cast { frame in
            let parsed = Operand(parse(frame), isConstant: frame.operands[0].isConstant)
            return convert.converted(CallFrame(operands: [parsed], count: frame.count, log: frame.log))
        }
    }
}

/// A cast of all elements of arrays.
private struct ArrayConversion {
    private let type: DataType
    private let encoder: ArrayOrder.Encoder
    private let program: ExpressionProgram

    init(_ request: CastRequest, _ from: DataType, _ to: DataType) {
        type = request.to
        encoder = ArrayOrder.Encoder(from, settings: request.settings)
        let column = Expression(.column(0), type: from)
        let node: Expression.Node = request.isAssignment ? .assign(column) : .cast(column)
        program = ExpressionProgram(
            from == to ? column : Expression(node, type: to), settings: request.settings)
    }

    func converted(_ frame: CallFrame) -> Column {
        let column = frame.operands[0].dense(frame.count)
        let (arrays, values, starts, failed) = encoder.read(column)
        var bad: Set<Int> = []
        for (row, failure) in failed where bad.insert(row).inserted { frame.log.record(row: row, failure) }
        var errors = RowErrors()
        let made = ElementTexts(
            program.evaluate(Batch(count: values.count, columns: [values]), errors: &errors))
        for error in errors.all {
            let row = ArrayOrder.row(of: error.row, starts)
            if bad.insert(row).inserted { frame.log.record(row: row, error.failure) }
        }
        return FunctionTables.madeArrays(frame, type) { row, out throws(RowFailure) in
            guard column.validity.isValid(row), !bad.contains(row) else { return false }
            // Checks that there is one dimension only.
            _ = try ArrayKernels.ranges(arrays.views.pointer[row])
            made.append(starts[row]..<starts[row + 1], to: &out)
            return true
        }
    }
}
