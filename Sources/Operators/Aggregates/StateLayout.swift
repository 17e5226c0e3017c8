/// How a group lies in memory: its head, its key cells and its aggregates' fields, for one query.
package final class StateLayout: Sendable {
    /// Types of the key columns, in order.
    package let keyTypes: [DataType]
    /// How their values lie, in order: loops over keys read these, for a copy of a `DataType` counts references.
    let keyPhysicals: [PhysicalType]
    package let fields: [StateField]
    /// The calls that the fields are of, in the same order.
    package let calls: [AggregateCall]
    /// Bytes from one group's row to the next; a multiple of 8.
    package let stride: Int
    /// How long a group lives after its last row, microseconds; nil for ever.
    package let ttlMicros: Int64?
    /// A row is of a pane, and says of which windows that hold the pane sinks may have the group's row.
    package let keepsShownWindows: Bool
    /// A row is of a pane of sessions, and behind its calls says in two fields which session of it sinks have.
    package let keepsShownBounds: Bool

    /// Offsets in a row.
    static let headOffset = 0
    static let seenOffset = 8
    static let hashOffset = 16
    /// Two words: the clock of the first and of the last row folded; only with a TTL.
    static let keysMax = 40
    static let fieldsMax = 64

    /// Bytes before the key cells.
    let prefixBytes: Int
    /// Bytes of the fields.
    let fieldBytes: Int
    /// Bytes of the key cells.
    var keyBytes: Int { keyTypes.count * 16 }
    /// Bytes before the fields.
    var fieldStart: Int { prefixBytes + keyBytes }
    /// How keys are compared.
    let keyShape: KeyShape
    /// Fields that point into the arena.
    let byteFields: [Int]
    /// Those of them that hold an `ElementList`.
    let listFields: [Int]
    /// For each call that keeps its values, how they lie in its list.
    let codecs: [ElementCodec?]
    let hasByteFields: Bool

    package init(
        keyTypes: [DataType], calls: [AggregateCall], ttlMicros: Int64?, keepsShownWindows: Bool = false,
        keepsShownBounds: Bool = false
    ) throws(OperatorError) {
        let calls = keepsShownBounds ? calls + AggregateCall.shownBounds : calls
        guard keyTypes.count <= StateLayout.keysMax, calls.count <= StateLayout.fieldsMax else {
            throw .unsupported(
                "a query groups by at most \(StateLayout.keysMax) columns and has at most "
                    + "\(StateLayout.fieldsMax) aggregates")
        }
        self.keyTypes = keyTypes
        keyPhysicals = keyTypes.map(\.physical)
        self.ttlMicros = ttlMicros
        // What windows show goes with their end, so they have no time to live.
        self.keepsShownWindows = keepsShownWindows && ttlMicros == nil
        self.keepsShownBounds = keepsShownBounds
        prefixBytes = ttlMicros != nil ? 40 : keepsShownWindows ? 32 : 24
        keyShape = KeyShape(
            prefixBytes: prefixBytes, wordCount: keyTypes.count * 2,
            byteColumns: keyTypes.enumerated().reduce(0) { mask, key in
                KeyCells.isBytes(key.element) ? mask | 1 << UInt64(key.offset) : mask
            })
        var offset = prefixBytes + keyTypes.count * 16
        var fields: [StateField] = []
        var byteFields: [Int] = []
        for (index, call) in calls.enumerated() {
            let kind = try StateField.kind(of: call)
            let field = StateField(kind: kind, offset: offset, bit: 1 << UInt64(index))
            if kind == .minBytes || kind == .maxBytes || field.isList { byteFields.append(index) }
            fields.append(field)
            offset += StateField.size(kind)
        }
        self.fields = fields
        self.calls = calls
        self.byteFields = byteFields
        listFields = fields.indices.filter { fields[$0].isList }
        codecs = zip(fields, calls).map { $0.isList ? ElementCodec($1) : nil }
        hasByteFields = !byteFields.isEmpty
        stride = offset
        fieldBytes = offset - prefixBytes - keyTypes.count * 16
    }
}

extension StateLayout {
    /// The key cells of a row, 2 words a column.
    @inline(__always)
    func keyCells(_ row: GroupRow) -> UnsafePointer<UInt64> {
        UnsafePointer((row + prefixBytes).assumingMemoryBound(to: UInt64.self))
    }
}

/// A group's row in memory.
///
/// ```
///  head:  | flags 8 bits | key group 7 bits | flag 1 bit | nulls 48 bits: bit i set when key column i is NULL |
/// ```
package typealias GroupRow = UnsafeMutableRawPointer

/// What is known of a group's row besides its values.
enum GroupFlag {
    /// Part of the group's state may lie on disk only.
    static let isDelta: UInt64 = 1
    /// Changed since its row was last given to the changes channel.
    static let isUnwritten: UInt64 = 2
    /// Changed since the last checkpoint or spill.
    static let isUnsealed: UInt64 = 4
    /// Two flags that take turns with each checkpoint to be the one above.
    static let unsealedPair: UInt64 = 4 | 128
    /// A row of this group may be in a sink: its last one was given out on the changes channel and not kept from it.
    static let wasEmitted: UInt64 = 8
    /// Outlived its time to live and deleted on disk; the next row starts it afresh.
    static let isExpired: UInt64 = 16
    /// `firstClock` holds: rows were folded since the row began or was last written as a delta.
    static let hasFirstClock: UInt64 = 32
    /// `lastClock` holds; it stays when a delta is written, for the part on disk is as old.
    static let hasLastClock: UInt64 = 64
    /// No sink has a row of this group: a condition kept its last one from them. With neither this flag nor
    /// `wasEmitted` no row was given out in this life of the group, or the part on disk knows.
    static let isHidden: UInt64 = 1 << 15
    /// Of panes: `shownWindows` holds although part of the state lies on disk only.
    static let knowsWindows = isHidden
    /// What is known of the group's row in the sinks.
    static let shownPair = wasEmitted | isHidden
    /// All flags of a row's head.
    static let all: UInt64 = 0xFF | 1 << 15
}

extension UnsafeMutableRawPointer {
    @inline(__always)
    var head: UInt64 {
        get { load(as: UInt64.self) }
        nonmutating set { storeBytes(of: newValue, as: UInt64.self) }
    }

    @inline(__always)
    var seen: UInt64 {
        get { load(fromByteOffset: StateLayout.seenOffset, as: UInt64.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: StateLayout.seenOffset, as: UInt64.self) }
    }

    @inline(__always)
    var groupHash: UInt64 {
        get { load(fromByteOffset: StateLayout.hashOffset, as: UInt64.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: StateLayout.hashOffset, as: UInt64.self) }
    }

    /// The clock before the epoch of the first row folded; only where the layout has a TTL.
    @inline(__always)
    var firstClock: Int64 {
        get { load(fromByteOffset: 24, as: Int64.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: 24, as: Int64.self) }
    }

    /// The clock at the end of the epoch of the last row folded, `GroupRow.pendingClock` until that is known.
    @inline(__always)
    var lastClock: Int64 {
        get { load(fromByteOffset: 32, as: Int64.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: 32, as: Int64.self) }
    }

    /// The windows of which sinks may have a row of this pane's group: bit i is set for one with this number modulo 64.
    /// A window is set in one pane of it at least. Only where the layout keeps them.
    @inline(__always)
    var shownWindows: UInt64 {
        get { load(fromByteOffset: 24, as: UInt64.self) }
        nonmutating set { storeBytes(of: newValue, toByteOffset: 24, as: UInt64.self) }
    }

    /// Stands for the clock of the epoch that is not over.
    static var pendingClock: Int64 { .max }

    @inline(__always)
    func has(_ flag: UInt64) -> Bool { head & flag != 0 }

    @inline(__always)
    func set(_ flags: UInt64) { head |= flags }

    @inline(__always)
    func clear(_ flags: UInt64) { head &= ~flags }

    /// The number of the key group, 0 to 127.
    @inline(__always)
    var keyGroupNumber: UInt8 { load(fromByteOffset: 1, as: UInt8.self) & 0x7F }

    /// Bit i is set when key column i is NULL.
    @inline(__always)
    var nulls: UInt64 { head >> 16 }
}
