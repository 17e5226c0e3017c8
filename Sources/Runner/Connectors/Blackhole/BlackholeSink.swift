import Operators
import StateStore

/// Counts rows and drops them: for measuring everything else.
package final class BlackholeEncoder: SinkEncoder {
    private var rows: [RowOperation: Int] = [:]

    package init() {}

    package var byteCount: Int { 0 }

    package func append(_ batch: Batch, operation: RowOperation) {
        rows[operation, default: 0] += batch.count
    }

    package func take() -> EncodedRows {
        let chunks = rows.map { EncodedRows.Chunk(operation: $0.key, rows: $0.value, bytes: []) }
        rows = [:]
        return EncodedRows(chunks: chunks)
    }
}

/// Remembers nothing; every commit succeeds at once.
package final class BlackholeSystem: SinkSystem {
    package init() {}

    package func start(
        _ job: SinkJob, unless objection: (SinkPosition) -> String?
    ) throws(SinkError) -> SinkPosition? { nil }

    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        CommitReport(rows: epoch.rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.rows } })
    }

    package func close() {}
}
