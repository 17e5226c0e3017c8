import Glibc
import StateStore
import Testing

@testable import Operators

/// A directory that is removed with this object.
final class ScratchDirectory {
    let path: String

    init() {
        var template = Array("/tmp/millrace-flow-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else { fatalError("mkdtemp failed") }
            return String(cString: made)
        }
    }

    deinit { ScratchDirectory.remove(path) }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { remove(path + "/" + name) }
            }
            closedir(directory)
        }
        if rmdir(path) != 0 { unlink(path) }
    }
}

/// An aggregate (and a running total above it) on some lanes, as the engine drives them, with checkpoints and restarts.
final class Simulation {
    struct Settings {
        var spec: AggregateSpec
        var running: [RunningCall] = []
        var windows: WindowSpec?
        var memoryBytesMax = 1 << 30
        var keepsClosedWindows = false
        var tracksChanges = false
        /// Result rows of the aggregate that go on.
        var having: ([Scalar]) -> Bool = { _ in true }
    }

    let settings: Settings
    private let scratch = ScratchDirectory()
    private var directory: StateDirectory?
    private(set) var store: StateStore?
    private(set) var lanes: [AggregateOperator] = []
    private(set) var totals: [RunningOperator] = []
    private var epoch: Int64 = 0
    private var batches = 0
    private var metadata: [[UInt8]] = []
    private var totalsMetadata: [[UInt8]] = []

    init(_ settings: Settings, laneCount: Int) throws {
        self.settings = settings
        try open(laneCount)
    }

    var keyTypes: [DataType] { settings.spec.keys.map { Sample.types[$0] } }

    private func open(_ laneCount: Int) throws {
        lanes = []
        totals = []
        store = nil
        directory = nil
        let directory = try StateDirectory(path: scratch.path + "/state", job: "sums")
        let layout = try StateLayout(
            keyTypes: keyTypes, calls: settings.spec.calls, ttlMicros: settings.spec.stateTTLMicros,
            keepsShownWindows: settings.tracksChanges && settings.windows?.canKeepShown == true,
            keepsShownBounds: settings.tracksChanges && settings.windows?.overlap == .sessions)
        let live =
            switch try Checkpoints(directory).restoreNewest() {
            case .restored(let restored): restored.liveDirectory
            case .none(let live, _): live
            }
        let store = try StateStore(
            liveDirectory: live, options: StoreOptions(memoryBytes: 4 << 20),
            merger: PartialMerger(layouts: [TableID(7): layout]))
        self.directory = directory
        self.store = store
        for lane in 0..<laneCount {
            let place = AggregateOperator.Place(
                table: TableID(7), lane: lane, laneCount: laneCount, store: store,
                memoryBytesMax: settings.memoryBytesMax)
            lanes.append(
                try AggregateOperator(
                    spec: settings.spec, keyTypes: keyTypes, place: place, windows: settings.windows,
                    keepsClosedWindows: settings.keepsClosedWindows, tracksChanges: settings.tracksChanges,
                    metadata: metadata))
        }
        guard !settings.running.isEmpty else { return }
        for lane in lanes {
            let total = try RunningOperator(
                calls: settings.running, inputTypes: outputTypes, keyCount: keyTypes.count, metadata: totalsMetadata)
            try lane.emitOpen { channel, output in total.take(channel, self.filtered(output).pass) }
            total.primed()
            totals.append(total)
        }
    }

    /// Types of the aggregate's result columns.
    var outputTypes: [DataType] {
        keyTypes + (settings.spec.window == nil ? [] : [.timestamptz, .timestamptz])
            + settings.spec.calls.dropLast(settings.windows?.overlap == .sessions ? 2 : 0).map(\.resultType)
    }

    func process(_ rows: [[Scalar]], lane: Int, clockMicros: Int64 = 0) {
        lanes[lane % lanes.count].process(Sample.batch(rows), clockMicros: clockMicros)
        batches += 1
        if batches % 3 == 0 { exchange(from: lanes[lane % lanes.count]) }
    }

    /// Partials go to their owners before the epoch's end; every third time one of the owners takes none.
    private func exchange(from lane: AggregateOperator) {
        let load = ExchangeLoad()
        let refusing = batches % 9 / 3
        for (owner, block) in lane.takeFullPartials(bytesMin: 0, { $0 == refusing ? nil : load }) {
            do { try lanes[owner].absorb(block) } catch { Issue.record(error) }
        }
        #expect(load.byteCount == 0)
    }

    /// Ends the epoch on all lanes; with `slices`, `closeSlices` is to follow, with `writes` also `seal` before it
    /// or `writeGroups` after it.
    func endEpoch(
        _ order: EmitOrder, slices: Bool = false, writes: StateWrite = .nothing,
        _ emit: (Int, EmitChannel, OutputBatch) -> Void
    ) throws {
        epoch += 1
        let blocks = lanes.map { $0.takePartials() }
        for (index, lane) in lanes.enumerated() {
            for from in blocks.indices where from != index { try lane.absorb(blocks[from][index]) }
        }
        for (index, lane) in lanes.enumerated() {
            guard !totals.isEmpty else {
                try lane.advance(order, slices: slices, writes: writes) { emit(index, $0, $1) }
                continue
            }
            let total = totals[index]
            try lane.advance(order) { channel, output in
                let (pass, fail) = self.filtered(output)
                total.take(channel, pass)
                if channel == .changes { total.take(channel, fail) }
            }
            try total.finish(order) { emit(index, $0, $1) }
        }
    }

    /// Gives out what windows that were over at the last boundary have left, a few rows at a time; between two slices
    /// the next epoch goes on.
    func closeSlices(rows: Int, between: () -> Void, _ emit: (Int, EmitChannel, OutputBatch) -> Void) throws {
        for (index, lane) in lanes.enumerated() {
            while lane.isClosing {
                between()
                _ = try lane.closeSlice(rows: rows) { emit(index, $0, $1) }
            }
        }
    }

    /// HAVING: rows that pass, and those that fail as deletes.
    private func filtered(_ output: OutputBatch) -> (pass: OutputBatch, fail: OutputBatch) {
        let failing = output.batch.scalars.indices.filter { !settings.having(output.batch.scalars[$0]) }
        let (pass, fail) = output.batch.split(without: failing)
        return (
            OutputBatch(operation: output.operation, batch: pass), OutputBatch(operation: .delete, batch: fail)
        )
    }

    /// Writes a checkpoint.
    func seal(clockMicros: Int64 = 0) throws {
        guard let store, let directory else { return }
        for lane in lanes { try lane.seal(clockMicros: clockMicros) }
        metadata = lanes.map { $0.metadata() }
        totalsMetadata = totals.map { $0.metadata() }
        try Checkpoints(directory).create(store, boundary: BoundaryRecord(epoch: Epoch(epoch)))
    }

    /// Writes a checkpoint in slices of a few rows; between two of them the next epoch goes on. `begun` is called when
    /// the state at the boundary is fixed.
    func seal(sliceRows: Int, begun: () throws -> Void = {}, between: () -> Void) throws {
        guard let store, let directory else { return }
        for lane in lanes { try lane.beginSeal(clockMicros: 0) }
        metadata = lanes.map { $0.metadata() }
        totalsMetadata = totals.map { $0.metadata() }
        try begun()
        try writeSlices(rows: sliceRows, between: between)
        try Checkpoints(directory).create(store, boundary: BoundaryRecord(epoch: Epoch(epoch)))
    }

    /// Writes groups that leave memory in slices of a few rows; between two of them the next epoch goes on.
    func writeGroups(sliceRows: Int, between: () -> Void = {}) throws {
        for lane in lanes { lane.beginWritingGroups() }
        try writeSlices(rows: sliceRows, between: between)
    }

    private func writeSlices(rows: Int, between: () -> Void) throws {
        var open: [OpenRun] = []
        for lane in lanes {
            between()
            while true {
                if let runs = try lane.writeSlice(rows: rows) {
                    open += runs
                    break
                }
                between()
            }
        }
        try store?.ingest(finishing: open)
    }

    /// Dies and comes back from the last checkpoint.
    func restart(laneCount: Int) throws { try open(laneCount) }

    /// Keys in the store.
    func entryCount() throws -> Int { try store?.scan(.all) { _, _ in true } ?? 0 }
}
