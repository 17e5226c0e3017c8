/// Makes typed columns of columns of text, as PostgreSQL reads the same text; times by their field's format.
package final class TypedText {
    private let fields: [FieldSpec]
    private let casts: [ExpressionProgram?]
    private let times: [TimestampReader?]

    package init(_ fields: [FieldSpec], settings: EvaluationSettings) throws(TimeError) {
        self.fields = fields
        var casts: [ExpressionProgram?] = []
        var times: [TimestampReader?] = []
        for (index, field) in fields.enumerated() {
            switch field.type {
            case .timestamp, .timestamptz, .date:
                let zone = try TimeZoneRules.load(field.timestamps.timezone)
                times.append(try TimestampReader(field.timestamps, type: field.type, zone: zone))
                casts.append(nil)
            default:
                let text = Expression(.column(index), type: .text)
                times.append(nil)
                // The cast of an assignment: what is too long for varchar(n) is a fault, not cut.
                casts.append(
                    field.type == .text(limit: nil)
                        ? nil : ExpressionProgram(Expression(.assign(text), type: field.type), settings: settings))
            }
        }
        self.casts = casts
        self.times = times
    }

    /// Types the columns of a decoded batch; records with text that is no value join its bad ones.
    package func typed(_ decoded: DecodedBatch) -> DecodedBatch {
        let text = decoded.batch
        var columns: [Column] = []
        var faults: [Int: (fault: RecordFault, field: Int)] = [:]
        for index in fields.indices {
            if let reader = times[index] {
                columns.append(self.times(text.columns[index], index, reader, &faults))
            } else if let cast = casts[index] {
                var errors = RowErrors()
                columns.append(cast.evaluate(text, errors: &errors))
                for error in errors.all where faults[error.row] == nil {
                    faults[error.row] = (error.code == "22003" ? .outOfRange : .invalidValue, index)
                }
            } else {
                columns.append(text.columns[index])
            }
        }
        let batch = Batch(count: text.count, columns: columns)
        guard !faults.isEmpty else {
            return DecodedBatch(batch: batch, sourceRows: decoded.sourceRows, bad: decoded.bad)
        }
        let bad = faults.map { row, fault in
            BadRecord(
                record: Int(decoded.sourceRows[row]), fault: fault.fault, field: fault.field, byteOffset: 0)
        }
        let flags = Buffer<UInt8>(repeating: 1, count: text.count)
        for row in faults.keys { flags[row] = 0 }
        let kept = RowList(where: flags.pointer, count: text.count)
        let sourceRows = Buffer<Int32>(capacity: kept.count)
        for index in 0..<kept.count { sourceRows[index] = decoded.sourceRows[Int(kept.pointer[index])] }
        return DecodedBatch(
            batch: batch.gathered(kept), sourceRows: sourceRows,
            bad: (decoded.bad + bad).sorted { $0.record < $1.record })
    }

    private func times(
        _ column: Column, _ field: Int, _ reader: TimestampReader,
        _ faults: inout [Int: (fault: RecordFault, field: Int)]
    ) -> Column {
        guard case .bytes(let texts) = column.values else { return column }
        let values = Buffer<Int64>(repeating: 0, count: column.count)
        let flags = Buffer<UInt8>(repeating: 0, count: column.count)
        for row in 0..<column.count where column.validity.isValid(row) {
            switch texts.views[row].withBytes({ read($0, reader) }) {
            case .value(let micros):
                values[row] = micros
                flags[row] = 1
            case .malformed: if faults[row] == nil { faults[row] = (.invalidValue, field) }
            case .outOfRange: if faults[row] == nil { faults[row] = (.outOfRange, field) }
            }
        }
        return Column(
            type: fields[field].type, count: column.count, values: .int64(values), validity: Validity(flags))
    }

    /// Text has no numbers: what is all digits is one where the format takes them. In every format `infinity` is a
    /// time.
    private func read(_ text: UnsafeRawBufferPointer, _ reader: TimestampReader) -> TimeReading {
        if let value = TimestampReader.infinity(text) { return .value(value) }
        if reader.acceptsNumbers, let number = Int64(String(decoding: text, as: UTF8.self)) {
            return reader.read(integer: number)
        }
        return reader.read(text)
    }
}
