import Operators
import StateStore

/// One aggregate on three lanes: half of the rows, a checkpoint, a restart on two lanes, the other half, all groups.
final class AggregateLife {
    private let spec: AggregateSpec
    private let input: Batch
    private let scratch: String
    private(set) var failures: [String] = []
    private var directory: StateDirectory?
    private var store: StateStore?
    private var lanes: [AggregateOperator] = []
    private var metadata: [[UInt8]] = []

    init(spec: AggregateSpec, input: Batch) throws {
        self.spec = spec
        self.input = input
        scratch = try shell("mktemp -d /tmp/aggregate-XXXXXX").filter { $0 != "\n" }
    }

    deinit { _ = try? shell("rm -rf '\(scratch)'") }

    private func open(laneCount: Int) throws {
        lanes = []
        store = nil
        directory = nil
        let keyTypes = spec.keys.map { input.columns[$0].type }
        let layout = try StateLayout(keyTypes: keyTypes, calls: spec.calls, ttlMicros: spec.stateTTLMicros)
        let directory = try StateDirectory(path: scratch + "/state", job: "differential")
        let live =
            switch try Checkpoints(directory).restoreNewest() {
            case .restored(let restored): restored.liveDirectory
            case .none(let live, _): live
            }
        let store = try StateStore(
            liveDirectory: live, options: StoreOptions(memoryBytes: 4 << 20),
            merger: PartialMerger(layouts: [TableID(3): layout]))
        for lane in 0..<laneCount {
            let place = AggregateOperator.Place(
                table: TableID(3), lane: lane, laneCount: laneCount, store: store, memoryBytesMax: 1 << 30)
            lanes.append(
                try AggregateOperator(
                    spec: spec, keyTypes: keyTypes, place: place, keepsClosedWindows: false, tracksChanges: false,
                    metadata: metadata))
        }
        self.directory = directory
        self.store = store
    }

    /// Every group.
    func result(types: [DataType]) throws -> Batch {
        try open(laneCount: 3)
        let middle = input.count / 2
        try fold(0..<middle)
        try endEpoch(wantsAll: false) { _ in }
        for lane in lanes { try lane.seal(clockMicros: 0) }
        metadata = lanes.map { $0.metadata() }
        if let store, let directory {
            _ = try Checkpoints(directory).create(store, boundary: BoundaryRecord(epoch: Epoch(1)))
        }
        try open(laneCount: 2)
        try fold(middle..<input.count)
        var rows: [[Scalar]] = []
        try endEpoch(wantsAll: true) { batch in
            for row in 0..<batch.count { rows.append(batch.columns.map { $0[row] }) }
        }
        for lane in lanes { failures += lane.takeFailures().map(\.failure.message) + lane.takeNotes() }
        let columns = types.enumerated().map { index, type in Column(type: type, scalars: rows.map { $0[index] }) }
        return Batch(count: rows.count, columns: columns)
    }

    /// Each row on a lane of its own.
    private func fold(_ range: Range<Int>) throws {
        for (index, lane) in lanes.enumerated() {
            let rows = range.filter { $0 % lanes.count == index }
            let columns = input.columns.map { column in
                Column(type: column.type, scalars: rows.map { column[$0] })
            }
            lane.process(Batch(count: rows.count, columns: columns), clockMicros: 0)
        }
    }

    private func endEpoch(wantsAll: Bool, _ take: (Batch) -> Void) throws {
        let order = EmitOrder(
            watermarkMicros: nil, endOfInput: false, wantsFinal: false, wantsChanges: false, tracksChanges: false,
            wantsAll: wantsAll, clockMicros: 0)
        let blocks = lanes.map { $0.takePartials() }
        for (index, lane) in lanes.enumerated() {
            for from in blocks.indices where from != index { try lane.absorb(blocks[from][index]) }
        }
        for lane in lanes { try lane.advance(order) { _, output in take(output.batch) } }
    }
}
