import Operators
import StateStore

/// `connector = 'file'`: the files of a path, each a partition whose position is a byte offset.
final class FileSource: RecordSource {
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
            guard let end = FileList.end(partition.topic, options) else {
                throw .fileGone(path: partition.topic, position: 0)
            }
            ranges[partition] = OffsetRange(low: 0, high: end)
        }
        return ranges
    }

    func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64] {
        let ranges = try offsetRanges(partitions)
        return start == .latest ? ranges.mapValues(\.high) : ranges.mapValues(\.low)
    }

    func verify(_ positions: [SourcePartition: Int64]) throws(SourceError) {
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            guard let length = FileList.length(partition.topic) else {
                throw .fileGone(path: partition.topic, position: position)
            }
            guard length >= position else {
                throw .fileChanged(path: partition.topic, position: position, reason: "it now has \(length) bytes")
            }
        }
    }

    func verify(marks: [SourcePartition: RecordMark]) throws(SourceError) {
        for (partition, mark) in marks.sorted(by: { $0.key < $1.key }) {
            let lane = FileLane(source: self, signal: LaneSignal())
            let slot = try lane.add(partition, position: mark.offset)
            guard let batch = try lane.consumeBatch(max: 1, timeoutMilliseconds: 0), batch.slot == slot,
                batch.count == 1,
                batch.mark(of: 0) == mark
            else {
                throw .fileChanged(
                    path: partition.topic, position: mark.offset, reason: "another record lies at byte \(mark.offset)")
            }
        }
    }

    func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput {
        FileLane(source: self, signal: signal).paced(pace, signal)
    }

    func close() {}
}
