import Glibc

/// Reads JSON objects straight into columns: one record, one row; one field, one column.
///
/// Strict by RFC 8259, also where nobody looks. No tree and nothing on the heap for a value: text without escapes is a
/// view of the record. What each type takes, and what happens to duplicates, numbers and escapes: README.md. One lane
/// owns a decoder.
package final class JSONDecoder {
    /// How records are read; both give the same rows and the same faults.
    package enum Mode: Sendable {
        /// Every record by the strict parser: the reference.
        case strict
        /// Records that look like recent ones by comparing what is between their values.
        case speculative
    }

    package let fields: [FieldSpec]
    package let limits: RecordLimits
    let plan: JSONPlan
    private let mode: Mode
    private var shapes = JSONShapes()
    /// Records without a known shape, and those that were read without regard to the order of their keys.
    private var inAnyOrder = JSONAttempts()
    private var serial: UInt64 = 0
    private var seenFolded: Set<Int> = []
    /// Fields that matched a key only by ignoring case, each told once: take them and warn the user.
    package var foldedFields: [Int] = []
    /// Records so far that were read by a known shape.
    package private(set) var speculatedRecords = 0
    /// Records so far that were read without regard to the order of their keys.
    package private(set) var unorderedRecords = 0

    /// - Parameters:
    ///   - fields: paths may repeat, and one may lead through another.
    ///   - zones: rules by name for `TimestampFormat.timezone`; what is missing is loaded.
    /// - Throws: when a time zone or a timestamp template is not understood.
    package init(
        fields: [FieldSpec], limits: RecordLimits = RecordLimits(), zones: [String: TimeZoneRules] = [:],
        mode: Mode = .speculative
    ) throws(TimeError) {
        self.fields = fields
        self.limits = limits
        self.mode = mode
        var readers: [TimestampReader?] = []
        for field in fields {
            switch field.type {
            case .timestamptz, .timestamp, .date:
                let name = field.timestamps.timezone
                let zone = if let zone = zones[name] { zone } else { try TimeZoneRules.load(name) }
                readers.append(try TimestampReader(field.timestamps, type: field.type, zone: zone))
            default: readers.append(nil)
            }
        }
        plan = JSONPlan(fields, readers: readers)
    }

    /// Decodes a batch.
    ///
    /// - Parameters:
    ///   - records: the bytes of each record; a missing or empty one is bad.
    ///   - owner: keeps the records' memory alive; the columns keep it.
    package func decode(_ records: UnsafeBufferPointer<UnsafeRawBufferPointer>, owner: AnyObject?) -> DecodedBatch {
        let arena = Arena()
        let owners = [owner, arena].compactMap(\.self)
        let sourceRows = Buffer<Int32>(capacity: records.count)
        var outputs: [FieldOutput] = []
        outputs.reserveCapacity(fields.count)
        for (index, field) in fields.enumerated() {
            outputs.append(
                FieldOutput(field.type, capacity: records.count, owners: owners, plan: &plan.fields[index]))
        }
        var bad: [BadRecord] = []
        var row = JSONRow(fields: plan.fields, arena: arena)
        row.serial = serial
        decodeEach(records, sourceRows.pointer, &row, &bad)
        serial = row.serial
        let columns = outputs.enumerated().map { index, output in
            output.column(rows: row.row, hasNull: plan.fields[index].hasNull)
        }
        return DecodedBatch(batch: Batch(count: row.row, columns: columns), sourceRows: sourceRows, bad: bad)
    }

    /// The loop over the records; the decoder's state is kept in local variables meanwhile.
    // hot: loop
    @inline(never)
    private func decodeEach(
        _ records: UnsafeBufferPointer<UnsafeRawBufferPointer>, _ sourceRows: UnsafeMutablePointer<Int32>,
        _ row: inout JSONRow, _ bad: inout [BadRecord]
    ) {
        var shapes = self.shapes
        self.shapes = JSONShapes()
        shapes.attempts.beginBatch()
        let speculates = mode == .speculative && !shapes.attempts.isResting
        inAnyOrder.beginBatch()
        let places = mode == .speculative && !inAnyOrder.isResting ? plan.places : nil
        var speculated = 0
        var (unordered, strictly) = (0, 0)
        let (bytesMax, depthMax) = (limits.bytesMax, limits.depthMax)
        var index = 0
        while index < records.count {
            if speculates, index &+ 1 < records.count, let pair = pair(records, index, row.arena) {
                var pair = pair
                if shapes.read(&pair, &row) {
                    row.wroteNull = false
                    sourceRows[row.row] = Int32(truncatingIfNeeded: index)
                    sourceRows[row.row &+ 1] = Int32(truncatingIfNeeded: index &+ 1)
                    row.row &+= 2
                    index &+= 2
                    speculated &+= 2
                    continue
                }
                takeBackNulls(&row, rows: 2)
            }
            let record = records[index]
            defer { index &+= 1 }
            guard let base = record.baseAddress, record.count > 0, record.count <= bytesMax else {
                refuse(index, record.count > 0 ? .tooLarge : .empty, &bad)
                continue
            }
            let bytes = padded(base.assumingMemoryBound(to: UInt8.self), count: record.count, row.arena)
            var cursor = JSONCursor(bytes, count: record.count, depthMax: depthMax)
            if speculates, shapes.read(&cursor, &row) {
                speculated &+= 1
            } else {
                takeBackNulls(&row)
                if let places, cursor.recordInAnyOrder(plan.root, places, &row) {
                    unordered &+= 1
                } else {
                    strictly &+= 1
                    takeBackNulls(&row)
                    guard strict(&cursor, &row, index, &bad) else { continue }
                }
                if speculates { shapes.learn(bytes, count: record.count, depthMax: depthMax, plan) }
            }
            row.wroteNull = false
            sourceRows[row.row] = Int32(truncatingIfNeeded: index)
            row.row &+= 1
        }
        self.shapes = shapes
        speculatedRecords += speculated
        unorderedRecords += unordered
        guard places != nil else { return }
        inAnyOrder.tries += unordered + strictly
        inAnyOrder.hits += unordered
    }

    /// Two records to be read side by side, when both are of usual size and lie where loads may pass their ends.
    @inline(__always)
    private func pair(
        _ records: UnsafeBufferPointer<UnsafeRawBufferPointer>, _ index: Int, _ arena: Unmanaged<Arena>
    ) -> JSONPair? {
        let (one, two) = (records[index], records[index &+ 1])
        guard let first = one.baseAddress, let second = two.baseAddress, one.count > 0, two.count > 0,
            max(one.count, two.count) <= limits.bytesMax
        else { return nil }
        let bytesOne = padded(first.assumingMemoryBound(to: UInt8.self), count: one.count, arena)
        let bytesTwo = padded(second.assumingMemoryBound(to: UInt8.self), count: two.count, arena)
        return JSONPair(
            first: JSONCursor(bytesOne, count: one.count, depthMax: limits.depthMax),
            second: JSONCursor(bytesTwo, count: two.count, depthMax: limits.depthMax))
    }

    @inline(never)
    private func refuse(_ index: Int, _ fault: RecordFault, _ bad: inout [BadRecord]) {
        bad.append(BadRecord(record: index, fault: fault, field: nil, byteOffset: 0))
    }

    /// Decodes one record into the row by the strict parser; a bad one is told and leaves the row to the next.
    // hot: row
    @inline(never)
    private func strict(
        _ cursor: inout JSONCursor, _ row: inout JSONRow, _ index: Int, _ bad: inout [BadRecord]
    ) -> Bool {
        cursor.at = cursor.start
        row.serial &+= 1
        row.seen = 0
        let isGood = cursor.record(plan.root, &row, entryCount: plan.entryCount)
        if row.foldedField >= 0 { noteFolded(&row) }
        if isGood { return true }
        takeBackNulls(&row)
        refuse(index, cursor, &bad)
        return false
    }

    @inline(never)
    private func refuse(_ index: Int, _ cursor: JSONCursor, _ bad: inout [BadRecord]) {
        let field = cursor.faultField >= 0 ? Int(cursor.faultField) : nil
        let offset = min(cursor.at - cursor.start, cursor.end - cursor.start)
        bad.append(BadRecord(record: index, fault: cursor.fault, field: field, byteOffset: offset))
    }

    /// A row that is used again must not keep what a bad record left.
    @inline(__always)
    private func takeBackNulls(_ row: inout JSONRow, rows: Int = 1) {
        guard row.wroteNull else { return }
        for index in 0..<plan.fieldCount {
            for offset in 0..<rows { plan.fields[index].validity[row.row &+ offset] = 1 }
        }
        row.wroteNull = false
    }

    @inline(never)
    private func noteFolded(_ row: inout JSONRow) {
        let field = Int(row.foldedField)
        row.foldedField = -1
        if seenFolded.insert(field).inserted { foldedFields.append(field) }
    }

    /// The record's bytes with something readable after them: where they are, unless the page ends too soon.
    ///
    /// Loads never touch a page that the record itself does not touch.
    @inline(__always)
    private func padded(_ bytes: UnsafePointer<UInt8>, count: Int, _ arena: Unmanaged<Arena>) -> UnsafePointer<UInt8> {
        let lastInPage = (UInt(bitPattern: bytes) &+ UInt(bitPattern: count) &- 1) & 4095
        if lastInPage < UInt(4096 - JSONCursor.padding) { return bytes }
        return copied(bytes, count: count, arena)
    }

    @inline(never)
    private func copied(_ bytes: UnsafePointer<UInt8>, count: Int, _ arena: Unmanaged<Arena>) -> UnsafePointer<UInt8> {
        let copy = arena._withUnsafeGuaranteedRef { $0.allocate(count + JSONCursor.padding) }
        memcpy(copy, bytes, count)
        memset(copy + count, 0, JSONCursor.padding)
        return UnsafePointer(copy.assumingMemoryBound(to: UInt8.self))
    }
}
