// A 128-bit checksum against accidents, at several bytes a cycle. Four lanes each take every fourth word:
//
//     bytes   0..7   8..15  16..23  24..31 | 32..39 ...
//     lane      0      1      2       3    |   0    ...       lane = rotate(lane + word * p2, 31) * p1
//
// A step can be undone, so a change confined to one word always changes its lane, and stays visible in it.

/// The checksum of some bytes; equal bytes have equal checksums on every machine.
package struct ContentChecksum: Hashable, Sendable, CustomStringConvertible {
    /// The two halves; `low` alone serves where 64 bits are enough.
    package let high: UInt64
    package let low: UInt64

    /// A checksum read back from disk.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The checksum of one buffer. `seed` tells apart equal bytes in different places.
    package init(of bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) {
        var state = ChecksumState(seed: seed)
        state.update(bytes)
        self = state.finish()
    }

    /// 32 hexadecimal digits.
    package var description: String { hex(high) + hex(low) }

    private func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// A checksum in the making, for bytes that come in pieces; how they are cut makes no difference.
package struct ChecksumState: ~Copyable {
    private var lane0: UInt64
    private var lane1: UInt64
    private var lane2: UInt64
    private var lane3: UInt64
    private var pending: ByteBuffer
    private var byteCount: UInt64 = 0

    /// The state before the first byte.
    package init(seed: UInt64 = 0) {
        lane0 = seed &+ prime1
        lane1 = seed ^ prime2
        lane2 = seed &+ prime3
        lane3 = seed ^ prime4
        pending = ByteBuffer(capacity: 32)
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if pending.count > 0 {
            let taken = rest.prefix(32 - pending.count)
            pending.append(UnsafeRawBufferPointer(rebasing: taken))
            rest = rest.dropFirst(taken.count)
            guard pending.count == 32 else { return }
            stripes(pending.bytes)
            pending.reset()
        }
        let whole = rest.count & ~31
        stripes(UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending.append(UnsafeRawBufferPointer(rebasing: rest.dropFirst(whole)))
    }

    private mutating func stripes(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        var (a, b, c, d) = (lane0, lane1, lane2, lane3)
        var offset = 0
        while offset < bytes.count {
            a = step(a, word(start, offset))
            b = step(b, word(start, offset &+ 8))
            c = step(c, word(start, offset &+ 16))
            d = step(d, word(start, offset &+ 24))
            offset &+= 32
        }
        (lane0, lane1, lane2, lane3) = (a, b, c, d)
    }

    /// The checksum of all bytes so far.
    package func finish() -> ContentChecksum {
        var (a, b, c, d) = (lane0, lane1, lane2, lane3)
        var position = 0
        for byte in pending.bytes {
            let word = UInt64(byte) &+ 1
            switch position & 3 {
            case 0: a = step(a, word)
            case 1: b = step(b, word)
            case 2: c = step(c, word)
            default: d = step(d, word)
            }
            position += 1
        }
        var low = byteCount &* prime3
        var high = byteCount ^ prime1
        for lane in [a, b, c, d] {
            low = step(low, lane)
            high = mix(high &+ lane) &* prime2
        }
        return ContentChecksum(high: mix(high), low: mix(low))
    }
}

private let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
private let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
private let prime3: UInt64 = 0x1656_67b1_9e37_79f9
private let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63

@inline(__always)
private func step(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let sum = lane &+ word &* prime2
    return ((sum &<< 31) | (sum &>> 33)) &* prime1
}

@inline(__always)
private func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value &>> 33)) &* prime4
    mixed = (mixed ^ (mixed &>> 29)) &* prime3
    return mixed ^ (mixed &>> 32)
}

@inline(__always)
private func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}
