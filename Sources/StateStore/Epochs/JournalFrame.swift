// A segment of the journal is one file, named by the first epoch it may hold:
//
//     0       8    10        18         26
//     | magic | v  | segment | checksum | frame | frame | ...
//       8 B    2 B   8 B id    8 B
//
//     frame:   0        4         8       16         24
//              | marker | length  | epoch | checksum | payload ...
//                4 B      4 B       8 B     8 B        `length` bytes
//
// The checksum covers length, epoch and payload and is seeded with the segment's id, so a frame left over from another
// segment is never taken for one of this. The head is synced before the first frame is written, so a file with anything
// behind a bad head is damaged, not torn. All integers have the least significant byte first.

/// One record of the journal.
package struct JournalRecord: Equatable, Sendable {
    /// The epoch that the record closes.
    package let epoch: Epoch
    /// Its bytes, for whoever wrote them.
    package let payload: [UInt8]
}

enum JournalFrame {
    static let magic: [UInt8] = Array("MLRJRNL\n".utf8)
    static let formatVersion: UInt16 = 1
    static let segmentHeaderSize = 26
    static let marker: UInt32 = 0x464A_524D
    static let headerSize = 24
    /// Far above any boundary; a longer length is taken for damage.
    static let payloadBytesMax = 16 << 20

    static func appendSegmentHeader(id: UInt64, to buffer: inout ByteBuffer) {
        magic.withUnsafeBytes { buffer.append($0) }
        buffer.append(littleEndian: formatVersion)
        buffer.append(littleEndian: id)
        let sum = ContentChecksum(of: UnsafeRawBufferPointer(rebasing: buffer.bytes.suffix(18))).low
        buffer.append(littleEndian: sum)
    }

    static func append(epoch: Epoch, payload: UnsafeRawBufferPointer, id: UInt64, to buffer: inout ByteBuffer) {
        let start = buffer.count
        buffer.append(littleEndian: marker)
        buffer.append(littleEndian: UInt32(payload.count))
        buffer.append(littleEndian: epoch.rawValue)
        let covered = UnsafeRawBufferPointer(rebasing: buffer.bytes[(start + 4)...])
        let sum = checksum(head: covered, payload: payload, id: id)
        buffer.append(littleEndian: sum)
        buffer.append(payload)
    }

    static func checksum(head: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, id: UInt64) -> UInt64 {
        var state = ChecksumState(seed: id)
        state.update(head)
        state.update(payload)
        return state.finish().low
    }

    /// What stands at an offset of a segment.
    enum Reading {
        case frame(epoch: Epoch, payload: Range<Int>)
        case end
        case damaged
    }

    /// Reads the frame at `offset`.
    static func read(_ bytes: UnsafeRawBufferPointer, at offset: Int, id: UInt64) -> Reading {
        if offset == bytes.count { return .end }
        guard bytes.count - offset >= headerSize else { return .damaged }
        let found = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)))
        guard found == marker, length <= payloadBytesMax, bytes.count - offset - headerSize >= length else {
            return .damaged
        }
        let payload = (offset + headerSize)..<(offset + headerSize + length)
        let sum = checksum(
            head: UnsafeRawBufferPointer(rebasing: bytes[(offset + 4)..<(offset + 16)]),
            payload: UnsafeRawBufferPointer(rebasing: bytes[payload]), id: id)
        guard sum == UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self)) else {
            return .damaged
        }
        let epoch = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: Int64.self))
        return .frame(epoch: Epoch(epoch), payload: payload)
    }

    /// True when a whole frame stands anywhere after `offset`: then the damage before it is not a torn tail.
    static func hasFrame(_ bytes: UnsafeRawBufferPointer, after offset: Int, id: UInt64) -> Bool {
        var position = offset + 1
        while position + headerSize <= bytes.count {
            if bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian == marker,
                case .frame = read(bytes, at: position, id: id)
            {
                return true
            }
            position += 1
        }
        return false
    }
}
