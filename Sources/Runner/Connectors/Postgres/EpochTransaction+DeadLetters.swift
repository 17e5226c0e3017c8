import Operators
import StateStore

extension EpochTransaction {
    private static let deadLetterSQL = """
        INSERT INTO millrace.dead_letter
               (job_uuid, job, epoch, source, topic, partition, "offset", reason, detail, record, written_at)
        SELECT $1::uuid, $2, $3::bigint, r.*, now()
        FROM unnest($4::text[], $5::text[], $6::integer[], $7::bigint[], $8::text[], $9::text[], $10::bytea[]) AS r
        ON CONFLICT DO NOTHING
        """

    /// Writes records that could not be used, and result rows that were refused, with the epoch.
    ///
    /// A record that two queries find late for one reason is one letter.
    func writeDeadLetters(_ epoch: EpochCommit, _ rejected: [RejectedRow]) throws(ServerError) {
        var letters = DeadLetterRows()
        for letter in epoch.deadLetters {
            letters.add(
                [letter.source, letter.topic], letter.partition, letter.offset, letter.reason, letter.detail,
                letter.record)
            if letters.byteCount >= settings.statementBytesMax { try send(&letters, epoch) }
        }
        for row in rejected {
            letters.add(
                [row.target.table.name, nil], nil, nil, "refused_\(row.error.code)", row.error.text,
                Array(row.json.utf8))
            if letters.byteCount >= settings.statementBytesMax { try send(&letters, epoch) }
        }
        try send(&letters, epoch)
    }

    private func send(_ letters: inout DeadLetterRows, _ epoch: EpochCommit) throws(ServerError) {
        guard letters.count > 0 else { return }
        try connection.runPrepared(
            EpochTransaction.deadLetterSQL,
            [
                .text(standing.uuid), .text(standing.job.name), .integer(epoch.boundary.epoch.rawValue),
            ] + letters.parameters)
        letters = DeadLetterRows()
    }
}

/// Dead letters as the tuples that `arrayParameters` cuts into columns.
private struct DeadLetterRows {
    private(set) var count = 0
    private var bytes: [UInt8] = []

    var byteCount: Int { bytes.count }

    /// `names` are source and topic; text is cut of NUL, which PostgreSQL does not take.
    mutating func add(
        _ names: [String?], _ partition: Int32?, _ offset: Int64?, _ reason: String, _ detail: String,
        _ record: [UInt8]
    ) {
        count += 1
        bytes += [0, 7]
        for name in names { append(name.map { Array($0.utf8.filter { $0 != 0 }) }) }
        append(partition.map { value in withUnsafeBytes(of: value.bigEndian) { Array($0) } })
        append(offset.map { value in withUnsafeBytes(of: value.bigEndian) { Array($0) } })
        for text in [reason, detail] { append(text.utf8.filter { $0 != 0 }) }
        append(record)
    }

    private mutating func append(_ field: [UInt8]?) {
        let length = Int32(truncatingIfNeeded: field?.count ?? -1)
        withUnsafeBytes(of: length.bigEndian) { bytes += $0 }
        if let field { bytes += field }
    }

    var parameters: [PostgresParameter] {
        let chunk = EncodedRows.Chunk(operation: .append, rows: count, bytes: bytes)
        let rows = TupleRows([EncodedRows(chunks: [chunk])], only: [.append])
        let wires: [WireType] = [.text, .text, .int4, .int8, .text, .text, .bytea]
        let fields = wires.map { EncodedField(column: 0, name: "", type: .text, wire: $0, nullable: true) }
        return arrayParameters(rows, Array(0..<rows.count)[...], fields[...])
    }
}
