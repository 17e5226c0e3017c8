import Synchronization

/// The files of a path as a source's partitions, and those of them that the job was told of.
final class FilePartitions: Sendable {
    private let source: Int
    private let options: FileSourceOptions
    private let known = Mutex(Set<SourcePartition>())

    /// - Throws: `badInput` when no file is there and none is waited for.
    init(source: Int, options: FileSourceOptions) throws(SourceError) {
        self.source = source
        self.options = options
        guard !options.follows else { return }
        if try FileList.matching(options.path).isEmpty {
            throw FileList.nothing(options.path)
        }
    }

    private func partition(_ path: String) -> SourcePartition {
        SourcePartition(source: source, topic: path, partition: 0)
    }

    /// All that are there now.
    func all() throws(SourceError) -> [SourcePartition] {
        let found = try FileList.matching(options.path).map(partition)
        known.withLock { $0.formUnion(found) }
        return found
    }

    /// Those that appeared since; none of a path that is not followed.
    func added() -> [SourcePartition] {
        guard options.follows, let paths = try? FileList.matching(options.path) else { return [] }
        let found = paths.map(partition)
        return known.withLock { known in
            let new = found.filter { !known.contains($0) }
            known.formUnion(new)
            return new
        }
    }
}
