import Glibc
import StateStore

/// A group's value as bytes, on disk: the fields as they lie in memory, up to a multiple of 16, with long strings
/// behind.
///
/// ```
///  | version 1 | shown 1 | 0 | extra bytes 4 | seen 8 | window start 8 | two clocks 16 if TTL | fields, 0 | strings |
/// ```
///
/// Shown: 1, no sink has a row of the group; 2, one may have; 0, an older part knows, and where there is none nobody
/// does, as in what earlier versions wrote. Of panes whose windows' changes are shown:
///
/// ```
///  | version 2 | 0 | extra bytes 4 | seen 8 | window start 8 | shown windows 8 | fields, 0 | strings ... |
/// ```
///
/// Version 3 is version 1 with two more fields, the bounds of the session that sinks have; either is read where the
/// other is kept.
struct RowCodec {
    private static let version: UInt8 = 1
    private static let paneVersion: UInt8 = 2
    private static let boundsVersion: UInt8 = 3
    /// Bytes of the two fields that version 3 has and version 1 has not.
    private static let boundsBytes = 16
    let layout: StateLayout

    private func headBytes(_ version: UInt8) -> Int {
        version == RowCodec.paneVersion ? 32 : layout.ttlMicros == nil ? 24 : 40
    }

    /// Bytes of the fields in a value.
    private func fieldBytes(_ version: UInt8) -> Int {
        let plain = layout.fieldBytes - (layout.keepsShownBounds ? RowCodec.boundsBytes : 0)
        return version == RowCodec.boundsVersion ? plain + RowCodec.boundsBytes : plain
    }

    /// Bytes of a value without long strings.
    private func fixedBytes(_ version: UInt8) -> Int { headBytes(version) + (fieldBytes(version) + 15) & ~15 }

    /// Appends a row's value.
    func encode(_ row: GroupRow, windowStart: Int64, into buffer: inout ByteBuffer) {
        for index in layout.listFields where row.seen & layout.fields[index].bit != 0 {
            ElementList(row + layout.fields[index].offset).settle()
        }
        let extra = layout.hasByteFields ? stringBytes(row) : 0
        // A part that does not know what was shown is written as one that says nothing of it.
        let isPane = layout.keepsShownWindows && (row.has(GroupFlag.knowsWindows) || !row.has(GroupFlag.isDelta))
        let version =
            isPane ? RowCodec.paneVersion : layout.keepsShownBounds ? RowCodec.boundsVersion : RowCodec.version
        let headBytes = headBytes(version)
        if let base = buffer.appendUninitialized(fixedBytes(version)).baseAddress {
            let head = UInt64(extra) << 32 | shown(row) << 8 | UInt64(version)
            base.storeBytes(of: head.littleEndian, as: UInt64.self)
            base.storeBytes(of: row.seen.littleEndian, toByteOffset: 8, as: UInt64.self)
            base.storeBytes(of: windowStart.littleEndian, toByteOffset: 16, as: Int64.self)
            if layout.ttlMicros != nil {
                base.storeBytes(of: row.firstClock.littleEndian, toByteOffset: 24, as: Int64.self)
                base.storeBytes(of: row.lastClock.littleEndian, toByteOffset: 32, as: Int64.self)
            }
            if isPane { base.storeBytes(of: row.shownWindows.littleEndian, toByteOffset: 24, as: UInt64.self) }
            if layout.fieldBytes % 16 != 0 {
                base.storeBytes(of: 0, toByteOffset: headBytes + layout.fieldBytes, as: UInt64.self)
            }
            memcpy(base + headBytes, row + layout.fieldStart, layout.fieldBytes)
        }
        if extra == 0 { return }
        for index in layout.byteFields where row.seen & layout.fields[index].bit != 0 {
            let view = (row + layout.fields[index].offset).view
            if !view.isInline { view.withBytes { buffer.append($0) } }
        }
    }

    /// What the sinks have of a row. One of which nothing was given out is in none, unless its key may have been
    /// forgotten in between.
    private func shown(_ row: GroupRow) -> UInt64 {
        if layout.keepsShownWindows { return 0 }
        if row.has(GroupFlag.wasEmitted) { return 2 }
        if row.has(GroupFlag.isHidden) { return 1 }
        return row.has(GroupFlag.isDelta) || layout.ttlMicros != nil ? 0 : 1
    }

    /// Bytes of a row's strings that lie behind the fields.
    private func stringBytes(_ row: GroupRow) -> Int {
        var bytes = 0
        for index in layout.byteFields where row.seen & layout.fields[index].bit != 0 {
            let view = (row + layout.fields[index].offset).view
            if !view.isInline { bytes += view.count }
        }
        return bytes
    }

    /// Reads a value into a row's seen word, clocks, fields and what the sinks have of it; its long strings point into
    /// `bytes`.
    ///
    /// Returns the window's start. Throws `OperatorError.corrupt` for bytes that `encode` does not write.
    func decode(_ bytes: UnsafeRawBufferPointer, into row: GroupRow) throws(OperatorError) -> Int64 {
        let version = bytes.first ?? 0
        let isPane = version == RowCodec.paneVersion && layout.ttlMicros == nil
        let fixedBytes = fixedBytes(version)
        let isKnown = isPane || version == RowCodec.version || version == RowCodec.boundsVersion
        guard isKnown, bytes.count >= fixedBytes, let base = bytes.baseAddress else {
            throw .corrupt("an aggregate's value of \(bytes.count) bytes is not of this query")
        }
        let extra = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard bytes.count == fixedBytes + extra else {
            throw .corrupt("an aggregate's value has \(bytes.count) bytes, not \(fixedBytes + extra)")
        }
        row.clear(GroupFlag.shownPair)
        if layout.keepsShownWindows {
            row.shownWindows = isPane ? bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self) : 0
            if isPane { row.set(GroupFlag.knowsWindows) }
        } else {
            row.set(bytes[1] == 2 ? GroupFlag.wasEmitted : bytes[1] == 1 ? GroupFlag.isHidden : 0)
        }
        row.seen = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        let windowStart = bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self)
        if layout.ttlMicros != nil {
            row.firstClock = bytes.loadUnaligned(fromByteOffset: 24, as: Int64.self)
            row.lastClock = bytes.loadUnaligned(fromByteOffset: 32, as: Int64.self)
            row.set(GroupFlag.hasFirstClock | GroupFlag.hasLastClock)
        }
        memcpy(row + layout.fieldStart, base + headBytes(version), min(layout.fieldBytes, fieldBytes(version)))
        // What the other version has more is not there.
        row.seen &= layout.fields.count < 64 ? (1 << UInt64(layout.fields.count)) - 1 : .max
        guard layout.hasByteFields else { return windowStart }
        var next = fixedBytes
        for index in layout.byteFields where row.seen & layout.fields[index].bit != 0 {
            let field = row + layout.fields[index].offset
            let count = field.view.count
            if count <= StringView.inlineMax { continue }
            guard next + count <= bytes.count else { throw .corrupt("an aggregate's string ends outside its value") }
            field.view = StringView(base + next, count: count)
            next += count
        }
        for index in layout.listFields where row.seen & layout.fields[index].bit != 0 {
            guard ElementList(row + layout.fields[index].offset).adoptForeign() else {
                throw .corrupt("an aggregate's list does not hold what its head says")
            }
        }
        return windowStart
    }
}

extension StateLayout {
    /// Appends a row's key columns in the order-preserving form, or some of them.
    @inline(__always)
    func encodeKey(_ row: GroupRow, only columns: [Int], into writer: inout KeyWriter) {
        for index in columns { encodeKey(row, index..<(index + 1), into: &writer) }
    }

    /// Appends a row's key columns in the order-preserving form.
    func encodeKey(_ row: GroupRow, into writer: inout KeyWriter) {
        encodeKey(row, keyPhysicals.indices, into: &writer)
    }

    @inline(__always)
    private func encodeKey(_ row: GroupRow, _ columns: Range<Int>, into writer: inout KeyWriter) {
        let cells = (row + prefixBytes).assumingMemoryBound(to: UInt64.self)
        let nulls = row.nulls
        for index in columns {
            if nulls & (1 << UInt64(index)) != 0 {
                writer.writeNull()
                continue
            }
            let first = cells[index * 2]
            switch keyPhysicals[index] {
            case .int64: writer.writeInt64(Int64(bitPattern: first))
            case .boolean: writer.writeBool(first != 0)
            case .double: writer.writeDouble(KeyCells.double(first))
            case .bytes: KeyCells.view(cells + index * 2).withBytes { writer.writeBytes($0) }
            case .decimal:
                // The cell is the encoded column itself, marker included.
                KeyCells.view(cells + index * 2).withBytes { writer.appendEncoded($0) }
            case .interval:
                let micros = KeyCells.view(cells + index * 2).withBytes { $0.loadUnaligned(as: Int128.self) }
                writer.writeDecimal(coefficient: micros, scale: 0)
            }
        }
    }
}

extension KeyCells {
    /// The string view in a cell.
    @inline(__always)
    static func view(_ cell: UnsafePointer<UInt64>) -> StringView {
        var view = StringView()
        view.length = UInt32(truncatingIfNeeded: cell[0])
        view.prefix = UInt32(truncatingIfNeeded: cell[0] &>> 32)
        view.rest = cell[1]
        return view
    }

    /// The double whose ordered bits these are.
    @inline(__always)
    static func double(_ bits: UInt64) -> Double {
        Double(bitPattern: bits & 0x8000_0000_0000_0000 != 0 ? bits ^ 0x8000_0000_0000_0000 : ~bits)
    }
}
