import StateStore
import Synchronization

/// What a batch of result rows means to whoever keeps the result.
package enum RowOperation: UInt8, Hashable, Sendable {
    /// New rows; never replaced.
    case append
    /// Rows that replace those with the same key.
    case upsert
    /// Keys whose rows are taken away; only the key columns matter.
    case delete
    /// The whole result: what was shown before is over (`emit = 'complete'`).
    case replaceAll
}

/// Result rows and what they mean.
package struct OutputBatch {
    package let operation: RowOperation
    package let batch: Batch

    package init(operation: RowOperation, batch: Batch) {
        self.operation = operation
        self.batch = batch
    }
}

/// Partial aggregates of groups on their way from the lane that read the rows to the lane that owns the groups.
///
/// Made by one lane, taken once by another: whoever still holds a block that was taken holds no memory by it.
package struct PartialBlock: Sendable {
    package let groups: Int
    private let content: Content

    private final class Content: Sendable {
        let bytes: Mutex<[UInt8]>
        let load: ExchangeLoad?
        init(_ bytes: [UInt8], _ load: ExchangeLoad?) {
            self.bytes = Mutex(bytes)
            self.load = load
        }
    }

    /// The form of the bytes is the aggregate operator's matter: groups' rows as they lie in memory. `load` counts them
    /// until they are taken.
    package init(bytes: [UInt8] = [], groups: Int = 0, load: ExchangeLoad? = nil) {
        content = Content(bytes, load)
        load?.add(bytes.count)
        self.groups = groups
    }

    /// The bytes, the first time; nothing afterwards.
    package func take() -> [UInt8] {
        content.bytes.withLock { bytes in
            let taken = bytes
            bytes = []
            content.load?.add(-taken.count)
            return taken
        }
    }
}

/// Bytes of partials that are on their way to one lane; its peers send it no more than it keeps up with.
///
/// Written by those who send and by the one who takes; read by those who send.
package final class ExchangeLoad: Sendable {
    private let bytes = Atomic<Int>(0)

    package init() {}

    package var byteCount: Int { bytes.load(ordering: .relaxed) }

    func add(_ count: Int) { bytes.wrappingAdd(count, ordering: .relaxed) }
}

/// What an aggregate gives out at the end of an epoch.
package struct EmitOrder: Hashable, Sendable {
    /// The source's watermark; nil before it has one. Windows with end <= watermark close.
    package var watermarkMicros: Int64?
    /// Every window closes: a finite source has ended.
    package var endOfInput: Bool
    /// Somebody reads final rows.
    package var wantsFinal: Bool
    /// Somebody reads changes, and they are due now. Changes of windows that close now are given out in any case.
    package var wantsChanges: Bool
    /// Somebody reads changes at some time: keep track of them.
    package var tracksChanges: Bool
    /// Somebody wants all groups now.
    package var wantsAll: Bool
    /// The epoch's clock, for state that expires; microseconds since 2000-01-01.
    package var clockMicros: Int64

    package init(
        watermarkMicros: Int64?, endOfInput: Bool, wantsFinal: Bool, wantsChanges: Bool, tracksChanges: Bool,
        wantsAll: Bool, clockMicros: Int64
    ) {
        self.watermarkMicros = watermarkMicros
        self.endOfInput = endOfInput
        self.wantsFinal = wantsFinal
        self.wantsChanges = wantsChanges
        self.tracksChanges = tracksChanges
        self.wantsAll = wantsAll
        self.clockMicros = clockMicros
    }
}

/// On which way a result row leaves an aggregate; each sink reads one.
package enum EmitChannel: Hashable, Sendable, CaseIterable {
    /// Windows that closed, in order of window end.
    case final
    /// Current values of groups that changed.
    case changes
    /// Every group, open windows included, in order of window and key.
    case all
}

/// Takes result rows as they are made, so that a large result is never in memory as a whole.
package typealias EmitRows = (EmitChannel, OutputBatch) throws(OperatorError) -> Void

/// A result row that an operator could not compute, and left out.
package struct FailedRow: Sendable {
    /// The way on which it would have left.
    package let channel: EmitChannel
    /// The first columns of the operator's output, as far as they are known: keys and windows at least.
    package let values: [Scalar]
    package let failure: RowFailure

    package init(channel: EmitChannel, values: [Scalar], failure: RowFailure) {
        self.channel = channel
        self.values = values
        self.failure = failure
    }
}
