import Glibc
import StateStore

/// Groups of one key group of a window that left memory together, in one value: their rows as they lay in memory.
/// A pointer to a string is an offset among the strings.
///
/// ```
/// | version 4 | bytes of a row 4 | rows 8 | bytes of strings 8 | window start 8 | row row row ... | strings |
/// ```
/// All numbers have their least significant byte first. What a row is says `StateLayout`: who changes that gives
/// blocks another version.
struct GroupBlock {
    static let formatVersion: UInt32 = 1
    static let headBytes = 32
    /// From so many bytes on a block is full.
    static let bytesMin = 32 << 10

    let rows: UnsafeMutableRawPointer
    let count: Int
    let windowStart: Int64

    /// The groups in a value, which is copied into `room` and stays there. Throws `OperatorError.corrupt` for bytes
    /// that `GroupBlockWriter` does not make for this layout.
    init(
        _ value: UnsafeRawBufferPointer, _ layout: StateLayout, in room: inout ByteBuffer
    ) throws(OperatorError) {
        room.reset()
        room.append(value)
        guard value.count >= GroupBlock.headBytes else { throw .corrupt("a block of \(value.count) bytes") }
        let head = room.bytes
        let version = UInt32(littleEndian: head.loadUnaligned(as: UInt32.self))
        let stride = UInt32(littleEndian: head.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        let count = UInt64(littleEndian: head.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let strings = UInt64(littleEndian: head.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        let bytes = UInt64(value.count - GroupBlock.headBytes)
        guard version == GroupBlock.formatVersion, Int(stride) == layout.stride, strings <= bytes,
            count == (bytes - strings) / UInt64(stride), (bytes - strings) % UInt64(stride) == 0
        else { throw .corrupt("a block of \(value.count) bytes is not of this query") }
        rows = room.mutableStart + GroupBlock.headBytes
        self.count = Int(count)
        windowStart = Int64(littleEndian: head.loadUnaligned(fromByteOffset: 24, as: Int64.self))
        if layout.hasStrings {
            guard layout.adoptStrings(rows, self.count, Int(strings)) else {
                throw .corrupt("a block's strings lie outside it")
            }
        }
    }
}

/// Makes blocks of rows; see `GroupBlock`.
struct GroupBlockWriter: ~Copyable {
    private let layout: StateLayout
    private var bytes = ByteBuffer(capacity: GroupBlock.bytesMin + 1024)
    private var strings = ByteBuffer(capacity: 16)
    private(set) var count = 0

    init(_ layout: StateLayout) {
        self.layout = layout
        reset()
    }

    /// Begins another block.
    mutating func reset() {
        bytes.reset()
        _ = bytes.appendUninitialized(GroupBlock.headBytes)
        strings.reset()
        count = 0
    }

    /// No more rows shall be added.
    var isFull: Bool { bytes.count + strings.count >= GroupBlock.bytesMin }

    /// Adds a row; its flags are left out.
    @inline(__always)
    mutating func append(_ row: GroupRow) {
        for index in layout.listFields where row.seen & layout.fields[index].bit != 0 {
            ElementList(row + layout.fields[index].offset).settle()
        }
        guard let copy = bytes.appendUninitialized(layout.stride).baseAddress else { return }
        memcpy(copy, row, layout.stride)
        copy.clear(GroupFlag.all)
        count += 1
        guard layout.hasStrings else { return }
        layout.forEachString(copy) { cell, _ in
            let offset = strings.count
            cell.view.withBytes { strings.append($0) }
            cell.storeBytes(of: UInt64(offset).littleEndian, toByteOffset: 8, as: UInt64.self)
        }
    }

    /// The block; valid until the next change.
    mutating func finish(windowStart: Int64) -> UnsafeRawBufferPointer {
        let head = bytes.mutableStart
        head.storeBytes(of: GroupBlock.formatVersion.littleEndian, as: UInt32.self)
        head.storeBytes(of: UInt32(layout.stride).littleEndian, toByteOffset: 4, as: UInt32.self)
        head.storeBytes(of: UInt64(count).littleEndian, toByteOffset: 8, as: UInt64.self)
        head.storeBytes(of: UInt64(strings.count).littleEndian, toByteOffset: 16, as: UInt64.self)
        head.storeBytes(of: windowStart.littleEndian, toByteOffset: 24, as: Int64.self)
        bytes.append(strings.bytes)
        return bytes.bytes
    }
}
