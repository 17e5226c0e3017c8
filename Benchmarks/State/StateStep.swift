import Glibc
import Operators
import StateStore

/// One figure of a step.
struct StateFigure {
    let name: String
    let value: Double
    let unit: String
}

/// One measured life of an aggregate's state, in a process of its own, so that memory is its own too.
struct StateStep {
    static let names = ["memory", "checkpoint", "spill", "restore", "bound"]

    /// What a group of these rows takes in memory, about: its row and its slots.
    static let bytesPerGroup = 120

    let rows: StateRows
    let folder: String
    let table = TableID(1)
    private let spec: AggregateSpec

    init(groups: Int, seed: UInt64, folder: String) {
        rows = StateRows(groups: groups, seed: seed)
        self.folder = folder
        let sum = AggregateCall(function: .sum, argument: 1, argumentType: .integer, filter: nil, resultType: .bigint)
        let count = AggregateCall(
            function: .countRows, argument: nil, argumentType: nil, filter: nil, resultType: .bigint)
        spec = AggregateSpec(
            keys: [0], window: WindowColumns(start: 2, end: 3), calls: [sum, count], distribution: [0],
            stateTTLMicros: nil)
    }

    /// Runs a step; throws when its result is not what the rows add up to.
    func run(_ name: String, memoryBytes: Int) throws -> [StateFigure] {
        switch name {
        case "memory": try inMemory()
        case "checkpoint": try checkpoint()
        case "spill": try spill()
        case "restore": try restore()
        default: try bound(memoryBytes)
        }
    }

    private var perRow: Double { 1 / Double(rows.groups) }

    // MARK: Steps

    /// Two rows a group, then the window closes; nothing touches the disk.
    private func inMemory() throws -> [StateFigure] {
        let (_, store) = try open()
        let aggregate = try make(store, memoryBytesMax: 1 << 50)
        let first = try fill(aggregate, round: 0)
        let second = try fill(aggregate, round: 1)
        let bytes = aggregate.byteCount
        let closing = try close(aggregate, rounds: 0..<2)
        guard store.statistics().fileBytes == 0 else { throw StateFailure("a window in memory left files") }
        return [
            StateFigure(name: "new group", value: first * perRow, unit: "ns/row"),
            StateFigure(name: "update", value: second * perRow, unit: "ns/row"),
            StateFigure(name: "close", value: closing * perRow, unit: "ns/group"),
            StateFigure(name: "memory", value: Double(bytes) * perRow, unit: "bytes/group"),
            StateFigure(name: "total", value: (first + second + closing) / 1e6, unit: "ms"),
        ]
    }

    /// All groups are new since the last checkpoint: the worst case.
    private func checkpoint() throws -> [StateFigure] {
        let (checkpoints, store) = try open()
        let aggregate = try make(store, memoryBytesMax: 1 << 50)
        _ = try fill(aggregate, round: 0)
        var timer = StateTimer()
        try aggregate.seal(clockMicros: 0)
        let seal = timer.cpuNanos
        timer = StateTimer()
        let pending = try checkpoints.begin(store, epoch: Epoch(1))
        let link = timer.wallNanos
        timer = StateTimer()
        try checkpoints.finish(
            pending, boundary: BoundaryRecord(epoch: Epoch(1)), operatorMetadata: aggregate.metadata())
        let finish = timer.cpuNanos
        let bytes = store.statistics().fileBytes
        _ = try close(aggregate, rounds: 0..<1)
        return [
            StateFigure(name: "seal: sort, build, ingest", value: seal * perRow, unit: "ns/group"),
            StateFigure(name: "link (lanes wait)", value: link / 1e6, unit: "ms"),
            StateFigure(name: "digest, manifest (nobody waits)", value: finish * perRow, unit: "ns/group"),
            StateFigure(name: "file", value: Double(bytes) * perRow, unit: "bytes/group"),
        ]
    }

    /// State ten times larger than the memory for it.
    private func spill() throws -> [StateFigure] {
        let memory = rows.groups * StateStep.bytesPerGroup / 10
        let (_, store) = try open(storeBytes: memory / 4)
        let aggregate = try make(store, memoryBytesMax: memory / 4 * 3)
        let first = try fill(aggregate, round: 0, memoryBytesMax: memory / 4 * 3)
        let second = try fill(aggregate, round: 1, memoryBytesMax: memory / 4 * 3)
        let closing = try close(aggregate, rounds: 0..<2)
        return [
            StateFigure(name: "new group", value: first * perRow, unit: "ns/row"),
            StateFigure(name: "update", value: second * perRow, unit: "ns/row"),
            StateFigure(name: "close", value: closing * perRow, unit: "ns/group"),
            StateFigure(name: "total", value: (first + second + closing) / 1e6, unit: "ms"),
        ]
    }

    /// A new process finds a checkpoint of all groups.
    private func restore() throws -> [StateFigure] {
        var metadata: [UInt8] = []
        do {
            let (checkpoints, store) = try open()
            let aggregate = try make(store, memoryBytesMax: 1 << 50)
            _ = try fill(aggregate, round: 0)
            try aggregate.seal(clockMicros: 0)
            metadata = aggregate.metadata()
            try checkpoints.create(store, boundary: BoundaryRecord(epoch: Epoch(1)), operatorMetadata: metadata)
        }
        let timer = StateTimer()
        let (_, store) = try open()
        let aggregate = try make(store, memoryBytesMax: 1 << 50, metadata: [metadata])
        let wall = timer.wallNanos
        let cpu = timer.cpuNanos
        let second = try fill(aggregate, round: 1)
        let closing = try close(aggregate, rounds: 0..<2)
        return [
            StateFigure(name: "restore, wall", value: wall / 1e6, unit: "ms"),
            StateFigure(name: "restore, CPU", value: cpu / 1e6, unit: "ms"),
            StateFigure(name: "update", value: second * perRow, unit: "ns/row"),
            StateFigure(name: "close", value: closing * perRow, unit: "ns/group"),
        ]
    }

    /// `memory` split as the engine does it: how much is resident in the end.
    private func bound(_ memoryBytes: Int) throws -> [StateFigure] {
        let before = StateClock.peakResidentBytes
        let (checkpoints, store) = try open(storeBytes: memoryBytes / 4)
        let aggregate = try make(store, memoryBytesMax: memoryBytes / 4 * 3)
        let first = try fill(aggregate, round: 0, memoryBytesMax: memoryBytes / 4 * 3)
        let second = try fill(aggregate, round: 1, memoryBytesMax: memoryBytes / 4 * 3)
        var timer = StateTimer()
        try aggregate.seal(clockMicros: 0)
        try checkpoints.create(
            store, boundary: BoundaryRecord(epoch: Epoch(1)), operatorMetadata: aggregate.metadata())
        let seal = timer.cpuNanos
        timer = StateTimer()
        let filled = StateClock.peakResidentBytes
        let closing = try close(aggregate, rounds: 0..<2)
        return [
            StateFigure(name: "rows", value: (first + second) * perRow / 2, unit: "ns/row"),
            StateFigure(name: "checkpoint", value: seal * perRow, unit: "ns/group"),
            StateFigure(name: "close", value: closing * perRow, unit: "ns/group"),
            StateFigure(name: "peak resident before closing", value: Double(filled) / 1e6, unit: "MB"),
            StateFigure(name: "peak resident", value: Double(StateClock.peakResidentBytes) / 1e6, unit: "MB"),
            StateFigure(name: "of that the program alone", value: Double(before) / 1e6, unit: "MB"),
        ]
    }

    // MARK: Parts

    private func open(storeBytes: Int = 64 << 20) throws -> (Checkpoints, StateStore) {
        let directory = try StateDirectory(path: folder, job: "bench")
        let checkpoints = Checkpoints(directory)
        let layout = try StateLayout(keyTypes: [.bigint], calls: spec.calls, ttlMicros: nil)
        let live =
            switch try checkpoints.restoreNewest() {
            case .restored(let restored): restored.liveDirectory
            case .none(let path, _): path
            }
        var options = StoreOptions(memoryBytes: storeBytes)
        options.overlappingRunsMax = 12
        let store = try StateStore(
            liveDirectory: live, options: options,
            merger: PartialMerger(layouts: [table: layout]))
        return (checkpoints, store)
    }

    private func make(
        _ store: StateStore, memoryBytesMax: Int, metadata: [[UInt8]] = []
    ) throws -> AggregateOperator {
        try AggregateOperator(
            spec: spec, keyTypes: [.bigint],
            place: AggregateOperator.Place(
                table: table, lane: 0, laneCount: 1, store: store, memoryBytesMax: memoryBytesMax),
            keepsClosedWindows: false, tracksChanges: false, metadata: metadata)
    }

    /// Folds a round of rows; an epoch ends when the memory is full. Returns CPU nanoseconds.
    private func fill(
        _ aggregate: AggregateOperator, round: Int, limit: Int? = nil, memoryBytesMax: Int = 1 << 50
    ) throws -> Double {
        var timer = StateTimer()
        let count = limit ?? rows.groups
        for start in stride(from: 0, to: count, by: StateRows.batchRows) {
            let batch = timer.excluding {
                rows.batch(round: round, start..<min(start + StateRows.batchRows, count))
            }
            aggregate.process(batch, clockMicros: 0)
            if aggregate.byteCount > memoryBytesMax {
                try aggregate.advance(order(closes: false)) { _, _ in }
            }
        }
        return timer.cpuNanos
    }

    /// Closes the window and checks its rows. Returns CPU nanoseconds.
    private func close(_ aggregate: AggregateOperator, rounds: Range<Int>) throws -> Double {
        var result = StateResult()
        let timer = StateTimer()
        try aggregate.advance(order(closes: true)) { channel, output in
            if channel == .final { result.add(output.batch) }
        }
        let nanos = timer.cpuNanos
        let expected = rows.expected(rounds: rounds)
        guard result == expected else { throw StateFailure("\(result), expected \(expected)") }
        return nanos
    }

    private func order(closes: Bool) -> EmitOrder {
        EmitOrder(
            watermarkMicros: closes ? StateRows.windowEnd : nil, endOfInput: false, wantsFinal: true,
            wantsChanges: false, tracksChanges: false, wantsAll: false, clockMicros: 0)
    }
}

/// A result that is not what the rows add up to.
struct StateFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
