import Glibc

/// A file whose header does not have what the job reads.
package struct CSVHeaderMismatch: Error, Sendable {
    /// The column that is not there, or stands there twice.
    package let column: String
    /// The names that the header has.
    package let header: [String]
    package let isTwice: Bool
}

/// Turns delimited records into columns of text, one for each field; owned by one lane.
///
/// ```
///  536365,85123A,"WHITE ""T"" HOLDER",6      fields: [InvoiceNo, Quantity]
///   └─ view into the record          └─ view into the record; what is not asked for is only passed
/// ```
package final class CSVDecoder {
    private let fields: [FieldSpec]
    private let layout: CSVLayout
    private let limits: RecordLimits
    /// The declared columns, for records without a header.
    private let declared: [String]
    private var header: CSVHeader?
    /// For each column of the record the field that it is, or -1.
    private var fieldOfColumn: [Int32] = []
    /// Fields that matched a name only by ignoring case.
    package private(set) var foldedFields: [Int] = []

    /// - Parameters:
    ///   - fields: what is wanted; each path is one column's name.
    ///   - declared: all columns in the order in which records without a header hold them.
    package init(fields: [FieldSpec], declared: [String], layout: CSVLayout, limits: RecordLimits = RecordLimits()) {
        self.fields = fields
        self.declared = declared
        self.layout = layout
        self.limits = limits
        fieldOfColumn = declared.map { name in
            Int32(truncatingIfNeeded: fields.firstIndex { $0.path == [name] } ?? -1)
        }
    }

    /// Fields that matched only by ignoring case, since the last call.
    package func takeFoldedFields() -> [Int] {
        defer { foldedFields = [] }
        return foldedFields
    }

    /// Finds the fields in a file's header.
    package func use(_ header: CSVHeader?) throws(CSVHeaderMismatch) {
        guard let header, header !== self.header else { return }
        var found = [Int32](repeating: -1, count: header.names.count)
        for (index, field) in fields.enumerated() {
            let name = field.path.joined(separator: ".")
            var places = header.names.indices.filter { header.names[$0] == name }
            if places.isEmpty {
                places = header.names.indices.filter { header.names[$0].lowercased() == name.lowercased() }
                if places.count == 1 { foldedFields.append(index) }
            }
            guard places.count == 1 else {
                throw CSVHeaderMismatch(column: name, header: header.names, isTwice: !places.isEmpty)
            }
            found[places[0]] = Int32(truncatingIfNeeded: index)
        }
        fieldOfColumn = found
        self.header = header
    }

    /// Decodes records into columns of text in the order of the fields. An empty record is a fault of its own, but in a
    /// file of one column, where it is NULL.
    ///
    /// `owner` keeps the records alive as long as the columns are.
    package func decode(_ records: UnsafeBufferPointer<UnsafeRawBufferPointer>, owner: AnyObject) -> DecodedBatch {
        let count = records.count
        let arena = Arena()
        let views = fields.map { _ in Buffer<StringView>(repeating: StringView(), count: count) }
        let flags = fields.map { _ in Buffer<UInt8>(repeating: 0, count: count) }
        let sourceRows = Buffer<Int32>(capacity: count)
        var bad: [BadRecord] = []
        var row = 0
        for index in 0..<count {
            if let fault = decode(records[index], into: row, views, flags, arena) {
                bad.append(BadRecord(record: index, fault: fault.0, field: fault.field, byteOffset: fault.byteOffset))
                for flag in flags { flag[row] = 0 }
            } else {
                sourceRows[row] = Int32(truncatingIfNeeded: index)
                row += 1
            }
        }
        let columns = fields.indices.map { field in
            Column(
                type: .text, count: row, values: .bytes(BytesVector(views: views[field], owners: [owner, arena])),
                validity: Validity(flags[field]))
        }
        return DecodedBatch(batch: Batch(count: row, columns: columns), sourceRows: sourceRows, bad: bad)
    }

    /// The records are lines of a file that has one column.
    private var isOneColumn: Bool { header.map { $0.names.count == 1 } ?? layout.isOneField }

    private func decode(
        _ record: UnsafeRawBufferPointer, into row: Int, _ views: [Buffer<StringView>], _ flags: [Buffer<UInt8>],
        _ arena: Arena
    ) -> (RecordFault, field: Int?, byteOffset: Int)? {
        guard let base = record.baseAddress, record.count > 0 else {
            guard isOneColumn, let only = fieldOfColumn.first else { return (.empty, nil, 0) }
            if only >= 0, self.fields[Int(only)].notNull { return (.missingNotNull, Int(only), 0) }
            return nil
        }
        guard record.count <= limits.bytesMax else { return (.tooLarge, nil, limits.bytesMax) }
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        guard isUTF8(bytes, count: record.count) else { return (.invalidUTF8, nil, 0) }
        if let nul = memchr(base, 0, record.count) {
            return (.nulInText, nil, UnsafeRawPointer(nul) - base)
        }
        var fields = CSVFields(record, layout)
        var position = 0
        while let field = fields.next(arena) {
            guard position < fieldOfColumn.count else { return (.malformed, nil, field.byteOffset) }
            let wanted = Int(fieldOfColumn[position])
            position += 1
            guard wanted >= 0 else { continue }
            let isNull = field.view.count == 0 && (!field.isQuoted || !self.fields[wanted].type.isText)
            if isNull {
                if self.fields[wanted].notNull { return (.missingNotNull, wanted, field.byteOffset) }
                continue
            }
            views[wanted][row] = field.view
            flags[wanted][row] = 1
        }
        guard !fields.isMalformed, position == fieldOfColumn.count else { return (.malformed, nil, fields.byteOffset) }
        return nil
    }
}

extension DataType {
    /// Whether an empty text is a value of the type.
    fileprivate var isText: Bool {
        switch self {
        case .text, .unknown: true
        default: false
        }
    }
}
