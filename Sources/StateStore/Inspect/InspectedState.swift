/// The state of one checkpoint, opened to be read.
package final class InspectedState: Sendable {
    /// Everything that can be read, as it lies on disk; see `groups` for the groups in blocks. Writing to it throws.
    package let store: StateStore
    /// The checkpoint's manifest.
    package let manifest: CheckpointManifest
    private let scratch: ScratchDirectory
    private let merger: any ValueMerger

    init(store: StateStore, manifest: CheckpointManifest, scratch: ScratchDirectory, merger: any ValueMerger) {
        self.store = store
        self.manifest = manifest
        self.scratch = scratch
        self.merger = merger
    }

    /// Opens a cursor on the groups of a range.
    package func groups(_ range: KeyRange) throws(StoreError) -> GroupCursor {
        GroupCursor(try store.cursor(range), probe: try store.cursor(range), from: range.lower, merger)
    }
}

/// What one window of one table holds.
package struct WindowSummary: Sendable, Equatable {
    /// End of the window, in the job's time unit; 0 for tables without windows.
    package let windowEnd: Int64
    /// Keys, and bytes of keys and of values before compression.
    package var keyCount = 0
    package var keyBytes = 0
    package var valueBytes = 0
    /// The state key of the largest entry, and the bytes of its key and value.
    package var largestKey: [UInt8] = []
    package var largestBytes = -1
}

/// What one table holds.
package struct TableSummary: Sendable, Equatable {
    /// Which table.
    package let table: TableID
    /// Its windows, by end.
    package var windows: [WindowSummary] = []

    /// Keys of all windows.
    package var keyCount: Int { windows.reduce(0) { $0 + $1.keyCount } }
    /// Bytes of keys and values of all windows before compression.
    package var byteCount: Int { windows.reduce(0) { $0 + $1.keyBytes + $1.valueBytes } }
}

extension InspectedState {
    /// Reads the whole state once and sums it up by table and window.
    package func summarize() throws(StoreError) -> [TableSummary] {
        var tables: [TableSummary] = []
        var cursor = try groups(.all)
        while let entry = try cursor.next() {
            let prefix = try StateKey.parse(entry.key).prefix
            if tables.last?.table != prefix.table { tables.append(TableSummary(table: prefix.table)) }
            let table = tables.count - 1
            if tables[table].windows.last?.windowEnd != prefix.windowEnd {
                tables[table].windows.append(WindowSummary(windowEnd: prefix.windowEnd))
            }
            let window = tables[table].windows.count - 1
            tables[table].windows[window].add(entry)
        }
        return tables
    }
}

extension WindowSummary {
    mutating func add(_ entry: StateEntry) {
        keyCount += 1
        keyBytes += entry.key.count
        valueBytes += entry.value.count
        let bytes = entry.key.count + entry.value.count
        if bytes > largestBytes {
            largestBytes = bytes
            largestKey = Array(entry.key)
        }
    }
}
