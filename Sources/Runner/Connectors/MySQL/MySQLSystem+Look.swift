extension MySQLSystem {
    package func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook {
        let session = try MySQLSession(address)
        defer { session.connection.close() }
        do throws(ServerError) {
            return try look(job, session.connection)
        } catch {
            throw sinkError(error)
        }
    }

    private func look(_ job: SinkJob, _ connection: MySQLConnection) throws(ServerError) -> SinkOutlook {
        var outlook = SinkOutlook()
        for (index, target) in targets.enumerated() {
            let lines = try target.check(connection)
            if !lines.isEmpty {
                outlook.problems.append(.init(sink: index, message: target.heading, differences: lines))
            }
        }
        let tables = try MySQLJobTables.look(connection)
        if let problem = tables.problem { outlook.problems.append(.init(sink: nil, message: problem)) }
        guard tables.exist, tables.problem == nil else { return outlook }
        // The row and its epochs as of one moment.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        try lookAtRow(job, connection, &outlook)
        return outlook
    }
}
