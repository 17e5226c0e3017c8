import StateStore

/// GROUP BY of one lane: folds batches into groups, exchanges partials with the other lanes, gives out rows at the end
/// of an epoch, and writes what changed as sorted runs.
///
/// ```
///  process ──► own groups (key group belongs to this lane)  ──► advance: emit, close windows, spill
///         └──► remote groups ── takePartials ──► absorb at their owner       └─► seal: a run into the store
///                            └─ takeFullPartials, before the epoch's end
/// ```
package final class AggregateOperator {
    /// Where and for whom an operator works.
    package struct Place {
        package let table: TableID
        package let lane: Int
        package let laneCount: Int
        package let store: StateStore
        /// Near this the groups in memory are written to the store and dropped at the next epoch's end.
        package let memoryBytesMax: Int

        package init(table: TableID, lane: Int, laneCount: Int, store: StateStore, memoryBytesMax: Int) {
            self.table = table
            self.lane = lane
            self.laneCount = laneCount
            self.store = store
            self.memoryBytesMax = memoryBytesMax
        }

        var ownGroups: Range<Int> { KeyGroup.owned(by: lane, of: laneCount) }
    }

    let spec: AggregateSpec
    package let layout: StateLayout
    let codec: RowCodec
    let place: Place
    /// Overlapping windows whose panes are kept; nil when what is kept are the windows themselves.
    let hop: HopWindows?
    let session: SessionWindows?
    /// Windows over panes that end here or before were given out as final rows.
    var closedThrough = Int64.min
    /// Blocks of its panes; how much of what lies on disk of panes may come into memory; and how many key groups are
    /// read there at a time.
    let paneBlocks: PaneBlocks
    var loadBytesMax = 0
    var keyGroupsAtOnce = 1
    /// Windows without rows that get one, too; nil where they don't.
    var gaps: WindowGaps?
    /// The same of each key.
    let keyGaps: KeyGaps?
    /// Windows without rows have a row, too.
    package var fillsGaps: Bool { gaps != nil || keyGaps != nil }
    /// Without keys there is one group, and one lane has it.
    private(set) lazy var ownsOnlyGroup: Bool = {
        guard layout.keyTypes.isEmpty else { return false }
        cells.fill([], distribution: spec.distribution, count: 1)
        return place.laneCount == 1 || place.ownGroups.contains(Int(cells.spread[0] &>> 57))
    }()
    /// Windows that closed stay, for a reader that wants every group.
    let keepsClosedWindows: Bool
    let tracksChanges: Bool
    /// By window end, rising. An unwindowed query has one, from 0 to 0.
    var own: [WindowGroups] = []
    /// The same for each other lane's groups.
    var remote: [[WindowGroups]]
    /// Rows folded since groups went to other lanes last, and from how many bytes of them on they go next.
    var rowsSinceExchange = 0
    var exchangeBytesMin = AggregateOperator.partialBytesMin
    /// Where the rows of groups lie.
    let pool = GroupPool()
    /// Windows that are over and have rows to give out, in order, and groups that wait to be written: see `closeSlice`
    /// and `freeze`.
    var closing: [ClosingWindow] = []
    var frozen: [WindowGroups] = []
    /// Groups of the window that was over last.
    var expectedGroups = 0
    var cells: KeyCells
    var codes: KeyCodes
    /// The windows of a batch whose keys have codes.
    var directWindows: DirectWindows
    var decoder: KeyDecoder
    var keyWriter = KeyWriter()
    /// Hashes and long strings of keys that were decoded last.
    var decodedHashes: (hash: UInt64, spread: UInt64) = (0, 0)
    var keyArena = Arena()
    let room: BatchRoom
    /// Rows of a batch that are not found by their codes.
    let missingRoom: BatchRoom
    /// Counts batches, so that a window knows whether it is in the list of the current one.
    var batchNumber = 0
    /// One row to decode partials into.
    let scratch: GroupRow
    /// The clock at which expired groups were last looked for on disk; 0 before the first seal.
    var sweptClock: Int64 = 0
    /// The flag of groups that changed since the last checkpoint or spill; the other of its pair is of those that a
    /// checkpoint in the making has not written yet.
    var unsealedFlag = GroupFlag.isUnsealed
    /// A checkpoint in the making.
    var slices: SealSlices?
    /// Rows whose aggregate did not fit its type, since `takeFailures`.
    var failures: [FailedRow] = []
    /// The groups of the batch of changes that is being given out, and those of them that do not reach a sink.
    var giving: [GroupRow] = []
    var hidden: Set<GroupRow> = []
    /// What else people should hear of, since `takeNotes`.
    var notes: [String] = []
    /// Result rows given out, for metrics.
    package var rowsEmitted = 0

    /// - Parameters:
    ///   - keyTypes: types of the key columns of the input.
    ///   - windows: what windows the input's rows come in, where they may be panes; for sessions the last two calls
    ///     are the times of a group's first and last row.
    ///   - metadata: what `metadata()` of all lanes of an earlier life gave, in any order.
    package init(
        spec: AggregateSpec, keyTypes: [DataType], place: Place, windows: WindowSpec? = nil, keepsClosedWindows: Bool,
        tracksChanges: Bool, metadata: [[UInt8]]
    ) throws(OperatorError) {
        self.spec = spec
        layout = try StateLayout(
            keyTypes: keyTypes, calls: spec.calls, ttlMicros: spec.stateTTLMicros,
            keepsShownWindows: tracksChanges && windows?.canKeepShown == true,
            keepsShownBounds: tracksChanges && windows?.overlap == .sessions)
        codec = RowCodec(layout: layout)
        self.place = place
        remote = Array(repeating: [], count: place.laneCount)
        room = BatchRoom(laneCount: place.laneCount)
        missingRoom = BatchRoom(laneCount: place.laneCount)
        directWindows = DirectWindows(laneCount: place.laneCount)
        paneBlocks = PaneBlocks(bytesMax: place.memoryBytesMax / 4)
        do throws(TimeError) {
            hop = try windows.flatMap { (spec) throws(TimeError) in spec.overlap == .panes ? try HopWindows(spec) : nil
            }
            gaps = keyTypes.isEmpty ? try WindowGaps(windows) : nil
            keyGaps = try KeyGaps(windows, spec.fillMicros)
        } catch {
            throw .unsupported("\(error)")
        }
        session = windows.flatMap { SessionWindows($0) }
        self.keepsClosedWindows = keepsClosedWindows
        self.tracksChanges = tracksChanges
        cells = KeyCells(keyCount: keyTypes.count)
        codes = KeyCodes(keyTypes: keyTypes)
        decoder = KeyDecoder(layout: layout)
        scratch = .allocate(byteCount: layout.stride, alignment: 16)
        scratch.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
        try restore(metadata)
        if !packsGroups { try unpackBlocks() }
        if metadata.isEmpty { makeOnlyGroup() }
    }

    deinit {
        scratch.deallocate()
        directWindows.free()
    }

    /// Memory of all groups, in bytes; those of other lanes count twice, for they are copied on their way.
    package var byteCount: Int {
        lastingBytes + closing.reduce(0) { $0 + $1.byteCount } + frozen.reduce(0) { $0 + $1.byteCount }
            + (slices?.byteCount ?? 0)
    }

    /// The groups in memory are to be written to the store and dropped.
    var isShort: Bool { lastingBytes > place.memoryBytesMax / 4 * 3 }

    /// The same, and they can be written while rows are folded.
    package var hasTooManyGroups: Bool { isShort && canDefer }

    /// The same without what is given out or written already, and will go by itself.
    var lastingBytes: Int { own.reduce(0) { $0 + $1.byteCount } + 2 * remoteBytes + paneBlocks.byteCount }

    /// Memory of the groups that other lanes own.
    var remoteBytes: Int {
        remote.reduce(0) { sum, windows in windows.reduce(sum) { $0 + $1.byteCount } }
    }

    /// Windows that are not closed, and those with data on disk.
    package var windowCount: Int { own.count }

    /// Groups in memory.
    package var groupCount: Int { own.reduce(0) { $0 + $1.table.count } }

    /// The result rows that could not be computed since the last call.
    package func takeFailures() -> [FailedRow] {
        let taken = failures
        failures = []
        return taken
    }

    /// What else people should hear of since the last call: one sentence each.
    package func takeNotes() -> [String] {
        let taken = notes
        notes = []
        return taken
    }
}

/// The groups of one window on one lane.
final class WindowGroups {
    let start: Int64
    let end: Int64
    var table: GroupTable
    /// Groups of this window may lie on disk that are not in memory.
    var isEvicted = false
    /// What they took in memory, about.
    var evictedBytes = 0
    /// Runs that may write blocks: from then on groups have keys of their own again, which are combined in the
    /// background, so that a window that is open for long does not hold its groups over and over.
    static let blockRunsMax: UInt32 = 256
    /// More than there is room for: what nobody knows.
    static let unknownBytes = 1 << 40
    /// Something of this window lies on disk, or will when a checkpoint is written.
    var isOnDisk = false
    /// Runs that wrote blocks of this window's groups, on any lane.
    var blockRuns: UInt32 = 0
    /// The run in which the groups in memory, which nobody else has any more, are to be written as blocks.
    var ownBlockRun: UInt32?
    /// Grows whenever the groups in memory change.
    var version = 1
    /// A checkpoint in the making that has rows of this window.
    var sealing: WindowSlices?
    /// Closed and kept for readers of every group.
    var isClosed = false
    /// Rows that changed since they were last written to the changes channel.
    var changed: [GroupRow] = []
    /// Rows that were folded into in this epoch; only with a time to live.
    var touched: [GroupRow] = []

    /// Changes are listed in `changed`.
    let tracksChanges: Bool
    /// The last batch with rows of this window, and this window's number in its list.
    var batchNumber = 0
    var numberInBatch: Int32 = 0

    init(start: Int64, end: Int64, table: GroupTable, tracksChanges: Bool) {
        self.start = start
        self.end = end
        self.tracksChanges = tracksChanges
        self.table = table
    }

    var byteCount: Int { table.byteCount + (changed.capacity + touched.capacity) * 8 }
}

extension WindowGroups {
    /// Where the windows that end after a time begin in a list sorted by end.
    static func index(endingAfter time: Int64, in list: [WindowGroups]) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].end <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The window from `start` to `end` in a list sorted by end, made when it is new.
    static func at(
        start: Int64, end: Int64, in list: inout [WindowGroups], _ make: () -> WindowGroups
    ) -> WindowGroups {
        let after = index(endingAfter: end, in: list)
        if after > 0 && list[after - 1].end == end { return list[after - 1] }
        let made = make()
        list.insert(made, at: after)
        return made
    }
}

extension AggregateOperator {
    /// The window from `start` to `end` of this lane's own groups.
    func window(start: Int64, end: Int64) -> WindowGroups {
        WindowGroups.at(start: start, end: end, in: &own) {
            WindowGroups(start: start, end: end, table: newTable(), tracksChanges: tracksChanges)
        }
    }

    /// The window from `start` to `end` of another lane's groups.
    func remoteWindow(start: Int64, end: Int64, lane: Int) -> WindowGroups {
        WindowGroups.at(start: start, end: end, in: &remote[lane]) {
            WindowGroups(
                start: start, end: end, table: GroupTable(layout: layout, pool: pool), tracksChanges: false)
        }
    }

    /// An empty table for this lane's own groups.
    func newTable() -> GroupTable { GroupTable(layout: layout, pool: pool, expected: expectedGroups) }
}
