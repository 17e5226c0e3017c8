import Operators
import StateStore

@testable import Runner

/// A batch from rows of scalars.
func batch(_ schema: Schema, _ rows: [[Scalar]]) -> Batch {
    Batch(
        count: rows.count,
        columns: schema.fields.indices.map { column in
            Column(type: schema.fields[column].type, scalars: rows.map { $0[column] })
        })
}

/// Columns `name type` that may be NULL, or with `!` behind the name may not.
func schema(_ columns: KeyValuePairs<String, DataType>) -> Schema {
    Schema(
        columns.map { name, type in
            name.hasSuffix("!")
                ? Schema.Field(name: String(name.dropLast()), type: type, nullable: false)
                : Schema.Field(name: name, type: type)
        })
}

/// A sink with its encoder and its target table, as one lane and the committer have them.
struct TestSink {
    let table: SinkTable
    let encoder: TupleEncoder
    let target: PostgresTarget

    init(_ table: SinkTable, schema: String? = nil, create: CreateTablePolicy = .auto) throws {
        self.table = table
        encoder = try TupleEncoder(table)
        target = try PostgresTarget(table, schema: schema, name: table.name, create: create)
    }

    func add(_ operation: RowOperation, _ rows: [[Scalar]]) {
        encoder.append(batch(table.columns, rows), operation: operation)
    }
}

let testJob = SinkJob(name: "test", uuid: "5bd0f1f6-8a3f-4a5e-9c58-0123456789ab", fingerprint: "f1")

/// The end of an epoch that read up to this offset of one partition.
func boundary(_ epoch: Int64, offset: Int64? = nil) -> BoundaryRecord {
    BoundaryRecord(
        epoch: Epoch(epoch),
        partitions: [.init(topic: "events", partition: 0, offset: offset ?? epoch * 100, watermarkMicros: epoch)],
        sources: [.init(source: "events", micros: epoch * 1_000_000)],
        ledger: .init(consumed: 100, accepted: 97, late: 1, invalid: 1, deadLettered: 1), clockMicros: epoch)
}

extension EpochCommit {
    init(_ epoch: Int64, _ rows: [[EncodedRows]], deadLetters: [DeadLetter] = [], oldestCheckpoint: Int64 = 0) {
        self.init(
            boundary: endOfEpoch(epoch), rows: rows, deadLetters: deadLetters,
            oldestCheckpoint: Epoch(oldestCheckpoint))
    }
}

private func endOfEpoch(_ epoch: Int64) -> BoundaryRecord { boundary(epoch) }

/// Small waits, so that tests of waiting end soon.
func quickSettings() -> PostgresSystem.Settings {
    var settings = PostgresSystem.Settings()
    settings.predecessorGraceMilliseconds = 300
    settings.lockWaitMillisecondsMax = 3_000
    return settings
}
