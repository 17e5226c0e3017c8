/// What is wrong with a checkpoint.
package enum CheckpointProblem: Hashable, Sendable, CustomStringConvertible {
    /// The manifest is missing or damaged.
    case manifest(String)
    /// The manifest is whole, but from a newer program.
    case newerFormat(StoreError)
    /// The manifest belongs to another place: a directory of another epoch, or another job.
    case misplaced(String)
    /// A file that the manifest names is not there.
    case missing(String)
    /// A file has another size.
    case wrongSize(String)
    /// A file has other bytes.
    case wrongChecksum(String)
    /// A file that the manifest does not name; restore ignores it.
    case extra(String)

    /// True when the checkpoint must not be restored.
    package var isDamage: Bool {
        if case .extra = self { return false }
        return true
    }

    package var description: String {
        switch self {
        case .manifest(let text): "manifest: \(text)"
        case .newerFormat(let error): "manifest: \(error)"
        case .misplaced(let text): "misplaced: \(text)"
        case .missing(let name): "\(name) is missing"
        case .wrongSize(let name): "\(name) has a wrong size"
        case .wrongChecksum(let name): "\(name) has a wrong checksum"
        case .extra(let name): "\(name) does not belong here"
        }
    }
}

/// How thoroughly a checkpoint is looked at.
package enum VerificationDepth: Sendable {
    /// Manifest, presence and sizes: no file but the manifest is read.
    case sizes
    /// Every byte is read and compared with its checksum.
    case contents
}

/// One checkpoint on disk and what was found wrong with it.
package struct CheckpointReport: Sendable {
    /// Its directory.
    package let path: String
    /// The epoch that its name promises, and how often that epoch was checkpointed before.
    package let epoch: Epoch
    let generation: Int
    /// Its manifest, nil when it cannot be read.
    package let manifest: CheckpointManifest?
    /// Everything found; empty when all is well.
    package let problems: [CheckpointProblem]

    /// True when it can be restored, as far as it was looked at.
    package var isUsable: Bool { manifest != nil && !problems.contains { $0.isDamage } }
}

extension CheckpointReport {
    /// Looks at the checkpoint in `directory`; `jobUUID` nil accepts any job's.
    init(directory: String, jobUUID: String?, depth: VerificationDepth) throws(StoreError) {
        let name = String(directory.split(separator: "/").last ?? "")
        guard let (epoch, generation) = CheckpointName.parse(name) else {
            throw .invalidArgument("\(directory) is not a checkpoint")
        }
        path = directory
        self.epoch = epoch
        self.generation = generation
        let found: CheckpointManifest
        do throws(StoreError) {
            found = try CheckpointManifest.read(in: directory)
        } catch {
            manifest = nil
            if case .unsupportedVersion = error {
                problems = [.newerFormat(error)]
            } else {
                problems = [.manifest(error.description)]
            }
            return
        }
        manifest = found
        problems = try Self.check(found, directory, epoch: epoch, jobUUID: jobUUID, depth: depth)
    }

    private static func check(
        _ manifest: CheckpointManifest, _ directory: String, epoch: Epoch, jobUUID: String?,
        depth: VerificationDepth
    ) throws(StoreError) -> [CheckpointProblem] {
        var problems: [CheckpointProblem] = []
        if manifest.epoch != epoch {
            problems.append(.misplaced("a manifest of epoch \(manifest.epoch) in the directory of \(epoch)"))
        }
        if let jobUUID, manifest.jobUUID != jobUUID {
            problems.append(.misplaced("a manifest of job \(manifest.jobUUID)"))
        }
        for file in manifest.files {
            let path = directory + "/" + file.name
            guard let status = try Files.status(path), !status.isDirectory else {
                problems.append(.missing(file.name))
                continue
            }
            if status.byteCount != file.digest.byteCount {
                problems.append(.wrongSize(file.name))
            } else if depth == .contents {
                do throws(StoreError) {
                    if try Files.digest(path) != file.digest { problems.append(.wrongChecksum(file.name)) }
                } catch {
                    problems.append(.wrongChecksum("\(file.name) (\(error))"))
                }
            }
        }
        let known = Set(manifest.files.map(\.name) + [CheckpointManifest.fileName])
        for name in try Files.names(in: directory) where !known.contains(name) { problems.append(.extra(name)) }
        return problems
    }
}

/// The directory names of checkpoints: the epoch in 19 digits, and `.n` when the epoch was checkpointed before.
enum CheckpointName {
    static func make(_ epoch: Epoch, generation: Int) -> String {
        let digits = String(max(epoch.rawValue, 0))
        let name = String(repeating: "0", count: 19 - digits.utf8.count) + digits
        return generation == 0 ? name : "\(name).\(generation)"
    }

    static func parse(_ name: String) -> (epoch: Epoch, generation: Int)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 19, parts.count <= 2, let epoch = Int64(first) else {
            return nil
        }
        guard parts.count == 2 else { return (Epoch(epoch), 0) }
        guard let generation = Int(parts[1]), generation > 0 else { return nil }
        return (Epoch(epoch), generation)
    }

    /// All checkpoints in a directory, newest first.
    static func list(_ directory: String) throws(StoreError) -> [(path: String, epoch: Epoch, generation: Int)] {
        var result: [(path: String, epoch: Epoch, generation: Int)] = []
        for name in try Files.names(in: directory) {
            guard let (epoch, generation) = parse(name) else { continue }
            result.append((directory + "/" + name, epoch, generation))
        }
        return result.sorted { ($0.epoch, $0.generation) > ($1.epoch, $1.generation) }
    }
}
