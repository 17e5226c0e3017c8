import Operators
import StateStore

extension MySQLSystem {
    private static let head = """
        INSERT INTO millrace_dead_letter
               (job_uuid, job, epoch, source, topic, `partition`, `offset`, reason, detail, record, written_at)
        VALUES 
        """

    /// Writes records that could not be used, and result rows that were refused, with the epoch.
    ///
    /// A record that two queries find late for one reason is one letter.
    func writeDeadLetters(
        _ epoch: EpochCommit, _ rejected: [RejectedRow], _ standing: JobStanding, _ session: MySQLSession
    ) throws(ServerError) {
        var letters = epoch.deadLetters.map { Letter($0) }
        letters += rejected.map { row in
            Letter(
                source: row.target.table.name, reason: "refused_\(row.error.code)", detail: row.error.text,
                record: Array(row.json.utf8))
        }
        let bytesMax = min(settings.statementBytesMax, session.packetBytesMax / 4)
        var statement: [UInt8] = []
        for letter in letters {
            let row = letter.literal(standing, epoch.boundary.epoch, recordBytesMax: session.packetBytesMax / 4)
            if !statement.isEmpty && statement.count + row.count > bytesMax {
                try send(&statement, session.connection)
            }
            statement += statement.isEmpty ? Array(MySQLSystem.head.utf8) : [UInt8(ascii: ",")]
            statement += row
        }
        try send(&statement, session.connection)
    }

    private func send(_ statement: inout [UInt8], _ connection: MySQLConnection) throws(ServerError) {
        guard !statement.isEmpty else { return }
        try connection.execute(statement + Array(" ON DUPLICATE KEY UPDATE reason = VALUES(reason)".utf8))
        statement = []
    }
}

/// A row of the dead letters.
private struct Letter {
    var source: String
    var topic: String?
    var partition: Int32?
    var offset: Int64?
    var reason: String
    var detail: String
    var record: [UInt8]

    init(source: String, reason: String, detail: String, record: [UInt8]) {
        self.source = source
        self.reason = reason
        self.detail = detail
        self.record = record
    }

    init(_ letter: DeadLetter) {
        self.init(source: letter.source, reason: letter.reason, detail: letter.detail, record: letter.record)
        topic = letter.topic
        partition = letter.partition
        offset = letter.offset
    }

    /// A record that no statement has room for is cut, and the detail says so.
    func literal(_ standing: JobStanding, _ epoch: Epoch, recordBytesMax: Int) -> [UInt8] {
        var detail = detail
        if record.count > recordBytesMax {
            detail += " (the first \(recordBytesMax) of \(record.count) bytes are kept: max_allowed_packet)"
        }
        var out = Array("('\(standing.uuid)',".utf8)
        out.appendQuoted(standing.job.name.utf8)
        out += ",\(epoch.rawValue),".utf8
        out.appendQuoted(source.utf8)
        out.append(UInt8(ascii: ","))
        if let topic { out.appendQuoted(topic.utf8) } else { out += "NULL".utf8 }
        out += ",\(partition.map { "\($0)" } ?? "NULL"),\(offset.map { "\($0)" } ?? "NULL"),".utf8
        out.appendQuoted(reason.utf8.prefix(64))
        out.append(UInt8(ascii: ","))
        out.appendQuoted(detail.utf8)
        out.append(UInt8(ascii: ","))
        out.appendHex(record.prefix(recordBytesMax))
        out += ",UTC_TIMESTAMP(6))".utf8
        return out
    }
}
