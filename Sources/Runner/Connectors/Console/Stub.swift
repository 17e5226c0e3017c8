import Operators
import StateStore
package struct ConsoleSettings: Sendable { package init() {} }
package final class ConsoleEncoder: SinkEncoder {
    package init(_ t: SinkTable, settings: ConsoleSettings) {}
    package var byteCount: Int { 0 }
    package func append(_ batch: Batch, operation: RowOperation) {}
    package func take() -> EncodedRows { EncodedRows() }
}
package final class ConsoleSystem: SinkSystem {
    package init(_ t: [SinkTable], settings: ConsoleSettings) {}
    package func start(_ job: SinkJob) throws(SinkError) -> SinkPosition? { nil }
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport { CommitReport() }
    package func close() {}
}
