import Operators

/// Reads a table of PostgreSQL as a lookup table.
struct PostgresLookup {
    private let options: PostgresTableOptions
    private let uri: String
    private let owner: String

    init(_ options: PostgresTableOptions, _ uri: String, _ owner: String) {
        self.options = options
        self.uri = uri
        self.owner = owner
    }

    /// All rows in one statement, so of one moment; values come as text and are read as our types read text.
    func read(
        _ source: SourcePlan, _ stage: SourceStage, _ settings: EvaluationSettings,
        _ take: (Batch) throws(JobError) -> Void
    ) throws(JobError) {
        let answer = try answer(source)
        let reader: TypedText
        do throws(TimeError) {
            reader = try TypedText(source.decoded, settings: settings)
        } catch {
            throw JobError(.invalidJob, "\(owner): \(error)")
        }
        let count = answer.rows
        for start in stride(from: 0, to: count, by: 8_192) {
            let rows = start..<min(count, start + 8_192)
            let columns = source.decoded.indices.map { column in
                Column(
                    type: .text, scalars: rows.map { row in answer.text(row, column).map { .text($0) } ?? .null })
            }
            let sourceRows = Buffer<Int32>(capacity: rows.count)
            for row in 0..<rows.count { sourceRows[row] = Int32(row) }
            let text = DecodedBatch(
                batch: Batch(count: rows.count, columns: columns), sourceRows: sourceRows, bad: [])
            let typed = reader.typed(text)
            if let bad = typed.bad.first {
                let field = bad.field.map { source.decoded[$0].path.joined(separator: ".") } ?? ""
                throw JobError(
                    .badData, "\(owner), row \(start + bad.record + 1): \(field): \(bad.fault.rawValue)")
            }
            for (index, field) in source.decoded.enumerated() where field.notNull {
                for row in 0..<rows.count where !typed.batch.columns[index].validity.isValid(row) {
                    throw JobError(
                        .badData, "\(owner), row \(start + row + 1): \(field.path.joined(separator: ".")) is NULL")
                }
            }
            try take(try stage.columns(typed.batch))
        }
    }

    private func answer(_ source: SourcePlan) throws(JobError) -> PostgresResult {
        let address: PostgresAddress
        do throws(SinkError) {
            address = try PostgresAddress(uri)
        } catch {
            throw JobError(error)
        }
        let connection: PostgresConnection
        do throws(ServerError) {
            connection = try PostgresConnection(address, applicationName: "millrace lookup")
        } catch {
            throw JobError(.unavailable, "\(owner): PostgreSQL at \(address.text): \(error.message)")
        }
        defer { connection.close() }
        let names = source.decoded.map { "\(quote($0.path[0]))::text" }.joined(separator: ", ")
        do throws(ServerError) {
            try connection.execute(
                """
                SET default_transaction_read_only = on; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD';
                SET intervalstyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1;
                """)
            return try connection.execute("SELECT \(names) FROM \(quote(options.schema)).\(quote(options.table))")
        } catch {
            let code: ExitCode = error.connectionIsLost ? .unavailable : .badData
            throw JobError(code, "\(owner), \(options.text) at \(address.text): \(error.text)")
        }
    }

    private func quote(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
