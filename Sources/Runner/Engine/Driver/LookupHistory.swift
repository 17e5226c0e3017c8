import Operators
import StateStore

// Rows that are replayed after a crash must meet the table that they met: what a database or a file says by then is
// another matter. So each copy of a lookup table that rows are joined with lies in the state directory, under the first
// epoch that it is for, before that epoch takes its first row.
//
//     lookups/9f3c1a27b0d4e851-1-<checksum>.rows       epochs 1 to 41
//     lookups/9f3c1a27b0d4e851-42-<checksum>.rows      from epoch 42 on
//     lookups/staged-...                    read, and no epoch's yet

/// The copies of a job's lookup tables on disk.
struct LookupHistory: Sendable {
    /// A copy by the first epoch that it is for.
    struct Version: Sendable, Equatable {
        let epoch: Epoch
        let path: String
        /// The checksum of its rows, as text.
        let checksum: String
    }

    private let folder: String
    private let plan: LogicalPlan
    /// What the names of a table's files begin with.
    private let prefixes: [String]

    init(_ folder: String, _ plan: LogicalPlan) {
        self.folder = folder
        self.plan = plan
        prefixes = plan.lookups.map { lookup in
            let types = lookup.source.schema.fields.map(\.type)
            var text = LookupRows.signature(lookup.source.name, types)
            let sum = text.withUTF8 { ContentChecksum(of: UnsafeRawBufferPointer($0)) }
            return String(String(describing: sum).prefix(16)) + "-"
        }
    }

    /// Makes the folder and clears away what no epoch up to `last` was made with.
    func prepare(through last: Epoch) throws(StoreError) {
        guard !plan.lookups.isEmpty else { return }
        try Files.makeDirectory(folder)
        for name in try Files.names(in: folder) {
            let known = prefixes.lazy.compactMap { version(name, $0) }.first
            if known.map({ $0.epoch > last }) ?? true { try Files.remove(folder + "/" + name) }
        }
        try Files.syncDirectory(folder)
    }

    private func version(_ name: String, _ prefix: String) -> Version? {
        guard name.hasPrefix(prefix), name.hasSuffix(".rows") else { return nil }
        let parts = name.dropFirst(prefix.utf8.count).dropLast(5).split(separator: "-")
        guard parts.count == 2, let epoch = Int64(parts[0]) else { return nil }
        return Version(epoch: Epoch(epoch), path: folder + "/" + name, checksum: String(parts[1]))
    }

    /// A table's copies, oldest first.
    func versions(_ table: Int) throws(StoreError) -> [Version] {
        guard try Files.status(folder) != nil else { return [] }
        return try Files.names(in: folder).compactMap { version($0, prefixes[table]) }.sorted { $0.epoch < $1.epoch }
    }

    // MARK: Reading

    func read(_ version: Version, _ table: Int) throws(JobError) -> LookupCopy {
        let source = plan.lookups[table].source
        let found: (rows: LookupRows, sum: ContentChecksum)
        do throws(StoreError) {
            let bytes = try Files.read(version.path)
            found = try bytes.withUnsafeBufferPointer { list throws(StoreError) in
                let raw = UnsafeRawBufferPointer(list)
                let rows = try LookupRows(
                    decoding: raw, name: source.name, types: source.schema.fields.map(\.type), path: version.path)
                return (rows, LookupRows.checksum(of: raw) ?? ContentChecksum(high: 0, low: 0))
            }
        } catch {
            throw JobError(error)
        }
        return try LookupCopy(plan, table: table, rows: found.rows, checksum: found.sum)
    }

    // MARK: Writing

    /// Writes rows down, for no epoch yet.
    func stage(_ rows: LookupRows, _ table: Int) throws(JobError) -> LookupCopy {
        let buffer = rows.encoded(name: plan.lookups[table].source.name)
        let sum = LookupRows.checksum(of: buffer.bytes) ?? ContentChecksum(high: 0, low: 0)
        let path = folder + "/staged-" + prefixes[table] + String(UInt64.random(in: .min ... .max), radix: 36)
        do throws(StoreError) {
            try Files.writeDurably(buffer.bytes, to: path)
        } catch {
            throw JobError(error)
        }
        var copy = try LookupCopy(plan, table: table, rows: rows, checksum: sum)
        copy.stagedPath = path
        return copy
    }

    /// A staged copy that no epoch will have.
    func drop(_ copy: LookupCopy) throws(JobError) {
        guard let path = copy.stagedPath else { return }
        do throws(StoreError) { try Files.remove(path) } catch { throw JobError(error) }
    }

    /// A staged copy is that of an epoch and those after it; durable when this returns.
    func record(_ copy: LookupCopy, _ table: Int, from epoch: Epoch) throws(JobError) {
        do throws(StoreError) {
            guard let path = copy.stagedPath else { return }
            let name = "\(prefixes[table])\(epoch.rawValue)-\(copy.checksum).rows"
            try Files.rename(path, to: folder + "/" + name)
            try Files.syncDirectory(folder)
        } catch {
            throw JobError(error)
        }
    }

    /// Forgets the copies that only epochs up to this one were made with: none of them is replayed any more.
    func trim(through epoch: Epoch) throws(StoreError) {
        for table in plan.lookups.indices {
            let versions = try versions(table)
            for (version, next) in zip(versions, versions.dropFirst()) where next.epoch <= epoch.next {
                try Files.remove(version.path)
            }
        }
    }
}
