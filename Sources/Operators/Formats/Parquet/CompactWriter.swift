/// Writes Thrift's compact protocol; the forms are drawn at `CompactReader`.
struct CompactWriter {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    private mutating func zigzag(_ value: Int64) {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    private mutating func header(_ id: Int, _ type: CompactType) {
        let distance = id - last
        if distance >= 1 && distance <= 15 {
            bytes.append(UInt8(distance) << 4 | type.rawValue)
        } else {
            bytes.append(type.rawValue)
            zigzag(Int64(id))
        }
        last = id
    }

    mutating func int16(_ id: Int, _ value: Int) {
        header(id, .int16)
        zigzag(Int64(value))
    }

    mutating func int32(_ id: Int, _ value: Int) {
        header(id, .int32)
        zigzag(Int64(value))
    }

    mutating func int64(_ id: Int, _ value: Int64) {
        header(id, .int64)
        zigzag(value)
    }

    mutating func byte(_ id: Int, _ value: Int8) {
        header(id, .byte)
        bytes.append(UInt8(bitPattern: value))
    }

    mutating func boolean(_ id: Int, _ value: Bool) {
        header(id, value ? .isTrue : .isFalse)
    }

    mutating func binary(_ id: Int, _ value: some Collection<UInt8>) {
        header(id, .binary)
        element(value)
    }

    /// A structure as a field.
    mutating func structure(_ id: Int, _ body: (inout CompactWriter) -> Void) {
        header(id, .structure)
        element(body)
    }

    /// A list as a field; `body` writes its `count` elements.
    mutating func list(_ id: Int, _ type: CompactType, count: Int, _ body: (inout CompactWriter) -> Void) {
        header(id, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type.rawValue)
        } else {
            bytes.append(0xF0 | type.rawValue)
            varint(UInt64(count))
        }
        body(&self)
    }

    /// A structure as an element of a list, or as the whole.
    mutating func element(_ body: (inout CompactWriter) -> Void) {
        let outer = last
        last = 0
        body(&self)
        bytes.append(0)
        last = outer
    }

    mutating func element(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func element(int32 value: Int) {
        zigzag(Int64(value))
    }
}
