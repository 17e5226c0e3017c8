import Operators
import StateStore

/// Writes one epoch's rows inside an open transaction, many rows a statement.
///
/// A warning is as good as an error: it is how MySQL says that it wrote something else than it was given.
final class MySQLWriter {
    private let connection: MySQLConnection
    private let packetBytesMax: Int
    /// For each target the key fields in which spaces at the end do not count.
    private let paddedKeys: [String: [Int]]
    let slices: SliceWriter

    /// Keys of one DELETE: more of them and the server would rather read the whole table.
    private static let deletedKeysMax = 100

    init(
        session: MySQLSession, settings: MySQLSystem.Settings, isCareful: Bool, paddedKeys: [String: [Int]]
    ) {
        let connection = session.connection
        self.connection = connection
        self.paddedKeys = paddedKeys
        packetBytesMax = session.packetBytesMax
        // A value's literal is up to three times as long as its wire form.
        slices = SliceWriter(
            isCareful: isCareful, rowsMax: settings.statementRowsMax,
            bytesMax: min(settings.statementBytesMax, session.packetBytesMax / 4)
        ) { sql throws(ServerError) in _ = try connection.execute(sql) }
    }

    func write(_ lanes: [EncodedRows], to target: MySQLTarget) throws(CommitStop) {
        let operations = Set(lanes.flatMap(\.chunks).map(\.operation))
        precondition(!operations.contains(.replaceAll), "a whole table for a sink that takes changes")
        if target.table.holdsOneRow {
            try slices.inMemory(lanes, only: [.append, .upsert, .delete], bytesMax: .max) { rows throws(CommitStop) in
                try self.writeOnlyRow(rows, to: target)
            }
            return
        }
        if operations.contains(.append) {
            try slices.inMemory(lanes, only: [.append]) { rows throws(CommitStop) in
                try self.insert(rows, Array(0..<rows.count), .append, to: target)
            }
        }
        guard operations.contains(.upsert) || operations.contains(.delete) else { return }
        precondition(target.layout.keyCount > 0, "changed rows for a sink without a key")
        try slices.inMemory(lanes, only: [.upsert, .delete]) { rows throws(CommitStop) in
            let order = KeyOrder(rows, key: target.keyFields)
            try self.slices.inStatements(
                rows, order.deletes, .delete, target, rowsMax: MySQLWriter.deletedKeysMax
            ) { part throws(ServerError) in try self.send(self.deleteStatement(rows, part, target)) }
            try self.insert(rows, order.upserts, .upsert, to: target)
            let padded = self.paddedKeys[target.quoted] ?? []
            try self.slices.removeRefused(of: target) { part throws(ServerError) in
                // Such a key is another row's to the database.
                if !padded.isEmpty { try self.refusePadding(rows, part, padded) }
                try self.send(self.deleteStatement(rows, part, target))
            }
        }
    }

    private func insert(
        _ rows: TupleRows, _ positions: [Int], _ operation: RowOperation, to target: MySQLTarget
    ) throws(CommitStop) {
        let head = Array(target.insertSQL.utf8)
        let tail = operation == .append ? [] : Array(target.onDuplicateSQL.utf8)
        let padded = operation == .append ? [] : paddedKeys[target.quoted] ?? []
        try slices.inStatements(rows, positions, operation, target) { part throws(ServerError) in
            if !padded.isEmpty { try self.refusePadding(rows, part, padded) }
            var statement = head
            for position in part {
                if position != part[part.startIndex] { statement.append(UInt8(ascii: ",")) }
                MySQLWriter.appendTuple(rows.row(position), target.layout.fields[...], to: &statement)
            }
            statement += tail
            try self.send(statement)
        }
    }

    /// `(1,'a',NULL)`
    private static func appendTuple(
        _ row: UnsafeRawBufferPointer, _ fields: ArraySlice<EncodedField>, to out: inout [UInt8]
    ) {
        var offset = 2
        out.append(UInt8(ascii: "("))
        for (index, field) in fields.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            let end = TupleRows.skip(row, from: offset, fields: 1)
            if TupleRows.length(row, at: offset) < 0 {
                out += "NULL".utf8
            } else {
                field.appendLiteral(UnsafeRawBufferPointer(rebasing: row[offset + 4..<end]), to: &out)
            }
            offset = end
        }
        out.append(UInt8(ascii: ")"))
    }

    /// By the columns of the index: the value, or the zero that stands for NULL, and which fields are NULL.
    private func deleteStatement(_ rows: TupleRows, _ part: ArraySlice<Int>, _ target: MySQLTarget) -> [UInt8] {
        let helpers = target.helpers
        var out = Array("DELETE FROM \(target.quoted) WHERE ".utf8)
        for position in part {
            if position != part[part.startIndex] { out += " OR ".utf8 }
            let row = rows.row(position)
            var offset = 2
            var nulls: UInt64 = 0
            out.append(UInt8(ascii: "("))
            for (index, field) in target.keyFields.enumerated() {
                let end = TupleRows.skip(row, from: offset, fields: 1)
                let isNull = TupleRows.length(row, at: offset) < 0
                let bit = helpers.firstIndex { $0.field == index }
                if index > 0 { out += " AND ".utf8 }
                out += quoteMySQL(bit.map { helpers[$0].name } ?? field.name).utf8
                if isNull, let bit {
                    nulls |= 1 << UInt64(bit)
                    out += " = \(MySQLColumn.zero(field.wire))".utf8
                } else if isNull {
                    out += " IS NULL".utf8
                } else {
                    out += " = ".utf8
                    field.appendLiteral(UnsafeRawBufferPointer(rebasing: row[offset + 4..<end]), to: &out)
                }
                offset = end
            }
            if !helpers.isEmpty { out += " AND \(MySQLTarget.nullsColumn) = \(nulls)".utf8 }
            out.append(UInt8(ascii: ")"))
        }
        return out
    }

    /// The last word on a table of one row.
    private func writeOnlyRow(_ rows: TupleRows, to target: MySQLTarget) throws(CommitStop) {
        let last = rows.count - 1
        guard last >= 0 else { return }
        if rows.operations[last] != .delete {
            try insert(rows, [last], .upsert, to: target)
            try slices.removeRefused(of: target) { _ throws(ServerError) in
                try self.connection.execute("DELETE FROM \(target.quoted)")
            }
            return
        }
        do throws(ServerError) {
            try connection.execute("DELETE FROM \(target.quoted)")
        } catch {
            throw .server(error)
        }
        slices.count(written: 1)
    }

    /// In a collation that pads, `a` and `a ` are one key to the database and two to us.
    private func refusePadding(
        _ rows: TupleRows, _ part: ArraySlice<Int>, _ padded: [Int]
    ) throws(ServerError) {
        for position in part {
            let row = rows.row(position)
            for field in padded {
                let start = TupleRows.skip(row, from: 2, fields: field)
                let length = TupleRows.length(row, at: start)
                if length > 0, row[start + 3 + length] == UInt8(ascii: " ") {
                    throw ServerError(
                        refusing: "a text of the key ends with a space, which the column's collation does not count")
                }
            }
        }
    }

    private func send(_ statement: [UInt8]) throws(ServerError) {
        guard statement.count < packetBytesMax else {
            throw ServerError(
                refusing: "the row is longer than the server's max_allowed_packet of \(packetBytesMax) bytes",
                number: MySQLErrorNumber.packetTooLarge)
        }
        try connection.execute(statement)
        try refuseWarnings()
    }

    /// Deprecated spelling, and notes on how a statement is logged.
    private static let harmless: Set<Int64> = [1287, 1592, 1681, 1831, 3719]

    private func refuseWarnings() throws(ServerError) {
        guard connection.warningCount > 0 else { return }
        let found = try connection.execute("SHOW WARNINGS")
        for row in found.rows.indices {
            guard let number = found.integer(row, 1), !MySQLWriter.harmless.contains(number) else { continue }
            throw ServerError(refusing: found.text(row, 2) ?? "a warning", number: Int(number))
        }
    }
}
