/// Why a record can't be used. The raw value is stable: it is stored in dead letters and in metrics.
package enum RecordFault: String, CaseIterable, Sendable {
    /// No payload, or an empty one (a tombstone).
    case empty
    /// Longer than the limit.
    case tooLarge = "too_large"
    /// Nested deeper than the limit.
    case tooDeep = "too_deep"
    /// Not the format's grammar.
    case malformed
    /// Bytes that are no UTF-8, or an escape that is no character (a lone surrogate).
    case invalidUTF8 = "invalid_utf8"
    /// Valid, but not an object.
    case notAnObject = "not_an_object"
    /// A wanted key occurs twice in its object.
    case duplicateKey = "duplicate_key"
    /// A value of a kind that the column does not take.
    case typeMismatch = "type_mismatch"
    /// Text of the right kind that is no value of the column's type.
    case invalidValue = "invalid_value"
    /// A value that does not fit into the column's type.
    case outOfRange = "out_of_range"
    /// NUL in text: PostgreSQL can't store it.
    case nulInText = "nul_in_text"
    /// A column that is NOT NULL has no value.
    case missingNotNull = "missing_not_null"
}

/// A record that gave no row.
package struct BadRecord: Equatable, Sendable {
    /// Index of the record in the decoded batch.
    package let record: Int
    package let fault: RecordFault
    /// Index of the field that it is about, if it is about one.
    package let field: Int?
    /// Where in the record the trouble was seen.
    package let byteOffset: Int

    package init(record: Int, fault: RecordFault, field: Int?, byteOffset: Int) {
        self.record = record
        self.fault = fault
        self.field = field
        self.byteOffset = byteOffset
    }
}

/// Bounds of a record; more is a fault.
package struct RecordLimits: Hashable, Sendable {
    package let bytesMax: Int
    /// Objects and arrays inside each other; at most 128.
    package let depthMax: Int

    package init(bytesMax: Int = 16 << 20, depthMax: Int = 128) {
        self.bytesMax = bytesMax
        self.depthMax = min(max(depthMax, 1), 128)
    }
}

/// What a decoder made of a batch of records.
package struct DecodedBatch {
    /// The good records, one column for each field, in the records' order.
    package let batch: Batch
    /// Index of the record that each row came from; `batch.count` values.
    package let sourceRows: Buffer<Int32>
    /// The other records, in order.
    package let bad: [BadRecord]

    package init(batch: Batch, sourceRows: Buffer<Int32>, bad: [BadRecord]) {
        self.batch = batch
        self.sourceRows = sourceRows
        self.bad = bad
    }
}
