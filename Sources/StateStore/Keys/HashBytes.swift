// The 64-bit hash of a group key. It decides the key group, so it is part of the state format: the same on every
// machine and in every run, never seeded, never changed. Each step multiplies two 64-bit words to 128 bits and folds
// the halves:
//
//     bytes   0........7 8.......15 | 16 ...            state' = fold((word0 ^ state) * (word1 ^ secret))
//              word0       word1    |  next step

private let secretA: UInt64 = 0x9e37_79b9_7f4a_7c15
private let secretB: UInt64 = 0xd6e8_feb8_6659_fd93
private let secretC: UInt64 = 0xa0c8_3d1c_5f1b_27e7

@inline(__always)
private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}

@inline(__always)
private func word(_ pointer: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

@inline(__always)
private func half(_ pointer: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(UInt32(littleEndian: pointer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
}

/// The stable hash of `count` bytes; 1 to 2 bytes a cycle for short keys, no allocation.
package func hashBytes(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var state = secretA ^ UInt64(truncatingIfNeeded: count) &* secretB
    var offset = 0
    while count &- offset > 16 {
        state = fold(word(start, offset) ^ state, word(start, offset &+ 8) ^ secretB)
        offset &+= 16
    }
    let rest = count &- offset
    var low: UInt64 = 0
    var high: UInt64 = 0
    if rest >= 8 {
        low = word(start, offset)
        high = word(start, count &- 8)
    } else if rest >= 4 {
        low = half(start, offset)
        high = half(start, count &- 4)
    } else if rest > 0 {
        low = UInt64(start.load(fromByteOffset: offset, as: UInt8.self))
        low |= UInt64(start.load(fromByteOffset: offset &+ rest &>> 1, as: UInt8.self)) &<< 8
        low |= UInt64(start.load(fromByteOffset: count &- 1, as: UInt8.self)) &<< 16
    }
    return fold(fold(low ^ state, high ^ secretC) ^ secretA, secretC)
}

/// The stable hash of some bytes.
package func hashBytes(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard let start = bytes.baseAddress else { return fold(fold(secretA, secretC) ^ secretA, secretC) }
    return hashBytes(start, count: bytes.count)
}

/// The stable hash of one 64-bit word, equal to `hashBytes` of its 8 little-endian bytes.
package func hashWord(_ value: UInt64) -> UInt64 {
    let state = secretA ^ 8 &* secretB
    return fold(fold(value ^ state, value ^ secretC) ^ secretA, secretC)
}
