import Operators
import Testing

@testable import Runner

/// Records on their way to rows.
@Suite struct SourceStageTests {
    /// What the lists of a batch point at.
    private final class Memory {
        var pieces: [UnsafeMutableRawBufferPointer] = []
        let payloads: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>
        let keys: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>
        let numbers: UnsafeMutableBufferPointer<Int64>

        init(_ records: [(key: [UInt8]?, value: String)]) {
            payloads = .allocate(capacity: records.count)
            keys = .allocate(capacity: records.count)
            numbers = .allocate(capacity: records.count)
            for (index, record) in records.enumerated() {
                payloads.initializeElement(at: index, to: kept(Array(record.value.utf8)))
                keys.initializeElement(at: index, to: record.key.map { kept($0) } ?? .init(start: nil, count: 0))
                numbers.initializeElement(at: index, to: Int64(index))
            }
        }

        deinit {
            for piece in pieces { piece.deallocate() }
            payloads.deallocate()
            keys.deallocate()
            numbers.deallocate()
        }

        private func kept(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
            let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
            piece.copyBytes(from: bytes)
            pieces.append(piece)
            return UnsafeRawBufferPointer(rebasing: piece[..<bytes.count])
        }
    }

    /// A column of the rows that become of records, and what is said of the others.
    private func read(
        _ records: [(key: [UInt8]?, value: String)], _ table: String, selecting columns: String, showing name: String
    ) throws -> (values: [Scalar], refused: [String]) {
        let plan = try Planner.plan(
            """
            CREATE TYPE inner_record AS (x numeric(9, 2), y date);
            CREATE TYPE outer_record AS (name text, n integer, part inner_record, j jsonb, r real[]);
            CREATE TABLE s (\(table))
            WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');
            SELECT \(columns) FROM s;
            """
        ).get().plan
        let source = plan.sources[0]
        let stage = try SourceStage(source, EvaluationSettings())
        let memory = Memory(records)
        let batch = RecordBatch(
            slot: 0, nextOffset: Int64(records.count), reachedEnd: true, byteCount: 0,
            payloads: UnsafeBufferPointer(memory.payloads), keys: UnsafeBufferPointer(memory.keys),
            offsets: UnsafeBufferPointer(memory.numbers), timestamps: UnsafeBufferPointer(memory.numbers),
            owner: memory)
        let held = HeldBatch(source: 0, batch: batch, done: 0)
        var refused: [String] = []
        let flow = try stage.rows(
            held, 0..<records.count, SourcePartition(source: 0, topic: "t", partition: 0)
        ) { rejection throws(JobError) in
            refused.append("\(rejection.record) \(rejection.reason): \(rejection.detail)")
        }
        // The value of a record stands behind the JSON that it was read as.
        let place = try #require(source.schema.fields.lastIndex { $0.name == name })
        return ((0..<flow.batch.count).map { flow.batch.columns[place][$0] }, refused)
    }

    private func ids(_ columns: String) throws -> (ids: [Int64], refused: [String]) {
        let (values, refused) = try read(records, "id bigint", selecting: columns, showing: "id")
        return (values.compactMap { if case .int64(let id) = $0 { id } else { nil } }, refused)
    }

    private let records: [(key: [UInt8]?, value: String)] = [
        (Array("plain".utf8), #"{"id": 0}"#), ([0xFF, 0xFE], #"{"id": 1}"#), (nil, #"{"id": 2}"#),
        ([], #"{"id": 3}"#), ([0, 0, 0, 7], #"{"id": 4}"#), ([0xFF], "oops"), (Array("käse".utf8), #"{"id": 6}"#),
    ]

    @Test func `a key that is no text is refused where the job reads it`() throws {
        let (ids, refused) = try ids("id, _kafka_key")
        #expect(ids == [0, 2, 3, 6])
        #expect(
            refused == [
                "5 malformed: malformed at byte 0", "1 invalid_utf8: _kafka_key: invalid_utf8",
                "4 nul_in_text: _kafka_key: nul_in_text",
            ])
    }

    @Test func `a key that nobody reads may be any bytes`() throws {
        let (ids, refused) = try ids("id")
        #expect(ids == [0, 1, 2, 3, 4, 6])
        #expect(refused.count == 1)
    }

    @Test func `a record is its declared fields, however it is written`() throws {
        let written = [
            #"{"name": "a", "n": 1, "part": {"x": 1.5, "y": "2025-01-02"}, "j": {"b": 1, "a": null}, "r": [0.1]}"#,
            #"{"n": 1.0, "more": 1, "r": [0.1], "NAME": "a", "part": {"z": 0, "y": "2025-01-02", "x": "1.50"}}"#,
            "{}", "null", #"{"part": {}}"#, #"{"part": null, "j": null}"#, #"{"part": {"x": "much"}}"#, #"{"n": "z"}"#,
        ].map { (key: [UInt8]?.none, value: "{\"c\": \($0)}") }
        let (values, refused) = try read(written, "c outer_record", selecting: "c", showing: "c")
        let texts = values.map { value in
            if case .bytes(let bytes) = value { String(decoding: bytes, as: UTF8.self) } else { "NULL" }
        }
        let none = #"{"j": null, "n": null, "r": null, "name": null, "part": null}"#
        #expect(
            texts == [
                #"{"j": {"a": null, "b": 1}, "n": 1, "r": [0.1], "name": "a", "part": {"x": 1.50, "y": "2025-01-02"}}"#,
                #"{"j": null, "n": 1, "r": [0.1], "name": "a", "part": {"x": 1.50, "y": "2025-01-02"}}"#, none, "NULL",
                #"{"j": null, "n": null, "r": null, "name": null, "part": {"x": null, "y": null}}"#, none,
            ])
        #expect(refused.map { $0.prefix(15) } == ["6 invalid_value", "7 type_mismatch"])
    }
}
