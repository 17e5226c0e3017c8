import Operators
import StateStore

/// Counts rows and drops them: what a pipeline costs without a sink.
package final class BlackholeSystem: SinkSystem {
    /// Rows of all epochs.
    package private(set) var rows = 0

    package init() {}

    package func start(_ job: SinkJob) -> SinkPosition? { nil }

    package func commit(_ epoch: EpochCommit) -> CommitReport {
        let count = epoch.rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.rows } }
        rows += count
        return CommitReport(rows: count)
    }

    package func close() {}
}

/// Keeps the number of rows and nothing of them.
package final class BlackholeEncoder: SinkEncoder {
    private var counts: [EncodedRows.Chunk] = []

    package init() {}

    package var byteCount: Int { 0 }

    package func append(_ batch: Batch, operation: RowOperation) {
        guard batch.count > 0 else { return }
        if counts.last?.operation == operation {
            counts[counts.count - 1].rows += batch.count
        } else {
            counts.append(EncodedRows.Chunk(operation: operation, rows: batch.count, bytes: []))
        }
    }

    package func take() -> EncodedRows {
        defer { counts = [] }
        return EncodedRows(chunks: counts)
    }
}
