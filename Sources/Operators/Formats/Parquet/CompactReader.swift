/// Type codes of Thrift's compact protocol.
enum CompactType: UInt8 {
    case stop = 0
    case isTrue, isFalse, byte, int16, int32, int64, double, binary, list, set, map, structure
}

/// Reads Thrift's compact protocol from bytes that nobody vouches for.
///
///     field header    dddd tttt               d: distance from the field before, 0 for a zigzag number that follows
///     list header     nnnn tttt               n: how many, 15 for a varint that follows
///     number          varint of the zigzag    -1 -> 1, 1 -> 2
///
/// Every length is checked against what is left, so a reader's work is bounded by its bytes.
struct CompactReader {
    private let bytes: FileBytes
    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var at: UnsafePointer<UInt8>
    private var depth = 0
    /// Bytes ran out: more of them could make sense of what is here.
    private(set) var ranOut = false

    init(_ bytes: FileBytes) {
        self.bytes = bytes
        start = bytes.start
        end = start + bytes.count
        at = start
    }

    /// Bytes read so far.
    var consumed: Int { at - start }

    func corrupt(_ what: String) -> ParquetError { .corrupt(offset: bytes.fileOffset + Int64(consumed), what) }

    private mutating func byte() throws(ParquetError) -> UInt8 {
        guard at < end else {
            ranOut = true
            throw corrupt("metadata ends in the middle")
        }
        defer { at += 1 }
        return at.pointee
    }

    private mutating func varint() throws(ParquetError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 { return value }
        }
        throw corrupt("a number of more than 64 bits")
    }

    private mutating func zigzag() throws(ParquetError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func length() throws(ParquetError) -> Int {
        let value = try varint()
        guard value <= UInt64(end - at) else {
            ranOut = true
            throw corrupt("a length of \(value) where \(end - at) bytes are left")
        }
        return Int(value)
    }

    private mutating func type(_ code: UInt8) throws(ParquetError) -> CompactType {
        guard let type = CompactType(rawValue: code), type != .stop else { throw corrupt("type code \(code)") }
        return type
    }

    /// Calls `body` for each field of a structure; it reads the field or skips it.
    mutating func fields(
        _ body: (inout CompactReader, _ id: Int, CompactType) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        depth += 1
        guard depth <= ParquetLimits.depthMax else { throw corrupt("metadata nested too deep") }
        var id = 0
        while true {
            let header = try byte()
            if header == 0 { break }
            let type = try type(header & 15)
            if header >> 4 == 0 {
                guard let given = Int16(exactly: try zigzag()) else { throw corrupt("a field number") }
                id = Int(given)
            } else {
                id += Int(header >> 4)
            }
            try body(&self, id, type)
        }
        depth -= 1
    }

    /// An integer of any width.
    mutating func integer(_ type: CompactType) throws(ParquetError) -> Int64 {
        switch type {
        case .int16, .int32, .int64: return try zigzag()
        case .byte: return Int64(Int8(bitPattern: try byte()))
        default: throw corrupt("\(type) instead of a number")
        }
    }

    mutating func int32(_ type: CompactType) throws(ParquetError) -> Int {
        guard let value = Int32(exactly: try integer(type)) else { throw corrupt("a number of more than 32 bits") }
        return Int(value)
    }

    func boolean(_ type: CompactType) throws(ParquetError) -> Bool {
        guard type == .isTrue || type == .isFalse else { throw corrupt("\(type) instead of a boolean") }
        return type == .isTrue
    }

    mutating func binary(_ type: CompactType) throws(ParquetError) -> [UInt8] {
        guard type == .binary else { throw corrupt("\(type) instead of bytes") }
        let count = try length()
        defer { at += count }
        return Array(UnsafeBufferPointer(start: at, count: count))
    }

    mutating func text(_ type: CompactType) throws(ParquetError) -> String {
        String(decoding: try binary(type), as: UTF8.self)
    }

    /// Calls `body` for each element of a list.
    mutating func list(
        _ type: CompactType, _ body: (inout CompactReader, CompactType) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard type == .list || type == .set else { throw corrupt("\(type) instead of a list") }
        let header = try byte()
        let element = try self.type(header & 15)
        // An element has at least one byte.
        let count = header >> 4 == 15 ? try length() : Int(header >> 4)
        for _ in 0..<count {
            if element == .isTrue || element == .isFalse {
                try body(&self, try byte() == 1 ? .isTrue : .isFalse)
            } else {
                try body(&self, element)
            }
        }
    }

    mutating func skip(_ type: CompactType) throws(ParquetError) {
        switch type {
        case .stop, .isTrue, .isFalse: return
        case .byte: _ = try byte()
        case .int16, .int32, .int64: _ = try varint()
        case .double: for _ in 0..<8 { _ = try byte() }
        case .binary: _ = try binary(type)
        case .list, .set:
            depth += 1
            guard depth <= ParquetLimits.depthMax else { throw corrupt("metadata nested too deep") }
            try list(type) { (reader, element) throws(ParquetError) in try reader.skip(element) }
            depth -= 1
        case .map: try skipMap()
        case .structure: try fields { (reader, _, type) throws(ParquetError) in try reader.skip(type) }
        }
    }

    private mutating func skipMap() throws(ParquetError) {
        let count = try length()
        if count == 0 { return }
        let types = try byte()
        let (key, value) = (try type(types >> 4), try type(types & 15))
        depth += 1
        guard depth <= ParquetLimits.depthMax else { throw corrupt("metadata nested too deep") }
        for _ in 0..<count {
            for part in [key, value] {
                // Outside of a structure a boolean is a byte.
                if part == .isTrue || part == .isFalse { _ = try byte() } else { try skip(part) }
            }
        }
        depth -= 1
    }
}
