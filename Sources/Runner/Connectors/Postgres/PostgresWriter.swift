import Operators
import StateStore

/// Writes one epoch's rows inside an open transaction.
final class PostgresWriter {
    let connection: PostgresConnection
    let slices: SliceWriter
    /// Targets in which a new row met an old one with its key: COPY is of no use there.
    private(set) var conflicting: Set<String>
    private let mayOnlyCopy: Bool
    private let goesOn: () -> Bool

    /// - Parameters:
    ///   - conflicting: targets that COPY is of no use for, from epochs before.
    ///   - mayOnlyCopy: what COPY can't write is an error.
    ///   - goesOn: called between parts of a COPY; false gives the transaction up.
    init(
        connection: PostgresConnection, settings: PostgresSystem.Settings, isCareful: Bool, conflicting: Set<String>,
        mayOnlyCopy: Bool = false, goesOn: @escaping () -> Bool
    ) {
        self.connection = connection
        self.conflicting = conflicting
        self.mayOnlyCopy = mayOnlyCopy
        self.goesOn = goesOn
        slices = SliceWriter(
            isCareful: isCareful, rowsMax: settings.statementRowsMax, bytesMax: settings.statementBytesMax
        ) { sql throws(ServerError) in _ = try connection.execute(sql) }
    }

    func write(_ lanes: [EncodedRows], to target: PostgresTarget) throws(CommitStop) {
        let operations = Set(lanes.flatMap(\.chunks).map(\.operation))
        precondition(!operations.contains(.replaceAll), "a whole table for a sink that takes changes")
        if target.table.holdsOneRow {
            try slices.inMemory(lanes, only: [.append, .upsert, .delete], bytesMax: .max) { rows throws(CommitStop) in
                try self.writeOnlyRow(rows, to: target)
            }
            return
        }
        if operations.contains(.append) { try append(lanes, to: target) }
        guard operations.contains(.upsert) || operations.contains(.delete) else { return }
        precondition(target.layout.keyCount > 0, "changed rows for a sink without a key")
        try slices.inMemory(lanes, only: [.upsert, .delete]) { rows throws(CommitStop) in
            let order = KeyOrder(rows, key: target.keyFields)
            try self.delete(rows, order.deletes, from: target)
            if try self.copyFinal(rows, order.upserts, to: target) { return }
            try self.upsert(rows, order.upserts, to: target)
            try self.slices.removeRefused(of: target) { part throws(ServerError) in
                guard let row = part.first else { return }
                let keys = target.keyFields
                let nulls = rows.nulls(row, fields: keys.count)
                try self.connection.runPrepared(target.deleteSQL(nulls: nulls), arrayParameters(rows, part, keys))
            }
        }
    }

    /// Final rows seldom meet a row with their key, so they are tried by COPY, which is faster; false when that did not
    /// work and nothing was written.
    private func copyFinal(
        _ rows: TupleRows, _ positions: [Int], to target: PostgresTarget
    ) throws(CommitStop) -> Bool {
        guard target.table.emit == .final, !slices.isCareful, !positions.isEmpty, !target.hasArrays,
            !conflicting.contains(target.quoted)
        else {
            return false
        }
        let refusal = try slices.inSavepoint { () throws(ServerError) in
            _ = try self.connection.copy(target.copySQL) { put in
                var part: [UInt8] = []
                part.reserveCapacity(1 << 17)
                for position in positions {
                    part += rows.row(position)
                    guard part.count >= 1 << 16 else { continue }
                    guard part.withUnsafeBytes(put), self.goesOn() else { return false }
                    part.removeAll(keepingCapacity: true)
                }
                return part.withUnsafeBytes(put)
            }
        }
        guard let refusal else {
            slices.count(written: positions.count)
            return true
        }
        if mayOnlyCopy { throw .server(refusal) }
        if refusal.sqlState == "23505" { conflicting.insert(target.quoted) }
        return false
    }

    private func append(_ lanes: [EncodedRows], to target: PostgresTarget) throws(CommitStop) {
        if target.hasArrays {
            let fields = target.layout.fields[...]
            try slices.inMemory(lanes, only: [.append]) { rows throws(CommitStop) in
                try self.slices.inStatements(rows, Array(0..<rows.count), .append, target) {
                    part throws(ServerError) in
                    try self.connection.runPrepared(target.insertSQL, arrayParameters(rows, part, fields))
                }
            }
            return
        }
        let chunks = lanes.flatMap(\.chunks).filter { $0.operation == .append }
        if !slices.isCareful {
            var failure: SinkError?
            do throws(ServerError) {
                _ = try connection.copy(target.copySQL) { put in
                    do throws(SinkError) {
                        for chunk in chunks {
                            guard try chunk.loaded().bytes.withUnsafeBytes(put), self.goesOn() else { return false }
                        }
                        return true
                    } catch {
                        failure = error
                        return false
                    }
                }
            } catch {
                // What was copied so far goes with the transaction.
                if let failure { throw .sink(failure) }
                throw .server(error)
            }
            slices.count(written: chunks.reduce(0) { $0 + $1.rows })
            return
        }
        try slices.inMemory(lanes, only: [.append]) { rows throws(CommitStop) in
            try self.slices.bisect(rows, Array(0..<rows.count)[...], .append, target) { part throws(ServerError) in
                guard let first = part.first, let last = part.last else { return }
                _ = try self.connection.copy(target.copySQL) { put in put(rows.rows(first..<last + 1)) }
            }
        }
    }

    private func upsert(_ rows: TupleRows, _ positions: [Int], to target: PostgresTarget) throws(CommitStop) {
        let fields = target.layout.fields[...]
        try slices.inStatements(rows, positions, .upsert, target) { part throws(ServerError) in
            try self.connection.runPrepared(target.upsertSQL, arrayParameters(rows, part, fields))
        }
    }

    /// One statement for each pattern of NULLs in the keys.
    private func delete(_ rows: TupleRows, _ positions: [Int], from target: PostgresTarget) throws(CommitStop) {
        let keys = target.keyFields
        let byNulls = Dictionary(grouping: positions) { rows.nulls($0, fields: keys.count) }
        for (nulls, part) in byNulls.sorted(by: { $0.value[0] < $1.value[0] }) {
            try slices.inStatements(rows, part, .delete, target) { part throws(ServerError) in
                try self.connection.runPrepared(target.deleteSQL(nulls: nulls), arrayParameters(rows, part, keys))
            }
        }
    }

    /// The last word on a table of one row.
    private func writeOnlyRow(_ rows: TupleRows, to target: PostgresTarget) throws(CommitStop) {
        let last = rows.count - 1
        guard last >= 0 else { return }
        if rows.operations[last] != .delete {
            try upsert(rows, [last], to: target)
            try slices.removeRefused(of: target) { _ throws(ServerError) in
                try self.connection.execute(target.deleteSQL(nulls: []))
            }
            return
        }
        do throws(ServerError) {
            try connection.execute(target.deleteSQL(nulls: []))
            slices.count(written: 1)
        } catch {
            throw .server(error)
        }
    }
}
