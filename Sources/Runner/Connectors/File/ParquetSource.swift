import Operators
import StateStore

/// `connector = 'file'`, `format = 'parquet'`: each file a partition whose position is a row.
final class ParquetSource: RecordSource {
    let options: FileSourceOptions
    private let files: FilePartitions
    private let pace: RecordPace?

    var isFinite: Bool { !options.follows }

    /// - Throws: `badInput` when no file is there and none is waited for.
    init(source: Int, options: FileSourceOptions) throws(SourceError) {
        self.options = options
        files = try FilePartitions(source: source, options: options)
        pace = options.pace
    }

    func partitions() throws(SourceError) -> [SourcePartition] { try files.all() }

    func discoverPartitions() -> [SourcePartition] { files.added() }

    func offsetRanges(_ partitions: [SourcePartition]) throws(SourceError) -> [SourcePartition: OffsetRange] {
        var ranges: [SourcePartition: OffsetRange] = [:]
        for partition in partitions {
            ranges[partition] = OffsetRange(low: 0, high: try ParquetTable(path: partition.topic).reader.rowCount)
        }
        return ranges
    }

    func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64] {
        if start != .latest { return Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }) }
        return try offsetRanges(partitions).mapValues(\.high)
    }

    func verify(_ positions: [SourcePartition: Int64]) throws(SourceError) {
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            let path = partition.topic
            guard FileList.length(path) != nil else { throw ParquetTable.changed(path, position, "it is gone") }
            let rows = try ParquetTable(path: path).reader.rowCount
            guard rows >= position else {
                throw ParquetTable.changed(path, position, "it now has \(rows) rows")
            }
        }
    }

    func verify(marks: [SourcePartition: RecordMark]) throws(SourceError) {
        for (partition, mark) in marks.sorted(by: { $0.key < $1.key }) {
            let lane = ParquetLane(source: self, signal: LaneSignal())
            _ = try lane.add(partition, position: mark.offset)
            guard let batch = try lane.consumeBatch(max: 1, timeoutMilliseconds: 0), batch.count == 1,
                batch.mark(of: 0) == mark
            else {
                throw ParquetTable.changed(partition.topic, mark.offset, "it is another file now")
            }
        }
    }

    func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput {
        ParquetLane(source: self, signal: signal).paced(pace, signal)
    }

    func close() {}
}
