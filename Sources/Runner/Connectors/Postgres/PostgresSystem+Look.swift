extension PostgresSystem {
    package func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook {
        let session = try PostgresSession(address, applicationName: applicationName(job.name))
        defer { session.connection.close() }
        do throws(ServerError) {
            try session.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            let outlook = try look(job, session.connection)
            try session.connection.execute("ROLLBACK")
            return outlook
        } catch {
            throw sinkError(error)
        }
    }

    private func look(_ job: SinkJob, _ connection: PostgresConnection) throws(ServerError) -> SinkOutlook {
        var outlook = SinkOutlook()
        for (index, target) in targets.enumerated() {
            let lines = try target.check(connection)
            if !lines.isEmpty {
                outlook.problems.append(.init(sink: index, message: target.heading, differences: lines))
            }
        }
        let tables = try JobTables.look(connection)
        if let problem = tables.problem { outlook.problems.append(.init(sink: nil, message: problem)) }
        guard tables.exist, tables.problem == nil else { return outlook }
        try lookAtRow(job, connection, &outlook)
        return outlook
    }
}
