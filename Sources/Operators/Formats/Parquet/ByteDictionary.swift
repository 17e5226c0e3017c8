import Glibc

/// Different values, numbered in the order in which they came: what a dictionary page is made of.
struct ByteDictionary {
    /// The values in PLAIN encoding.
    private(set) var plain: [UInt8] = []
    private(set) var count = 0
    /// Where each value starts in `plain`.
    private var starts: [Int] = []
    private var hashes: [UInt32] = []
    /// Number of a value plus 1, at the first free place from its hash on.
    private var slots = [UInt32](repeating: 0, count: 256)
    /// Bytes before each value that hold its length.
    private let prefix: Int

    init(isVariable: Bool) { prefix = isVariable ? 4 : 0 }

    /// The number of a value, which is put in when it is new.
    mutating func number(_ value: UnsafeRawBufferPointer) -> UInt32 {
        let hash = ByteDictionary.hash(value)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash, holds(number, value) { return UInt32(number) }
            slot = (slot + 1) & mask
        }
        starts.append(plain.count)
        hashes.append(hash)
        if prefix > 0 { appendLittleEndian(UInt32(truncatingIfNeeded: value.count), to: &plain) }
        plain.append(contentsOf: value)
        count += 1
        slots[slot] = UInt32(count)
        if count * 2 > slots.count { grow() }
        return UInt32(count - 1)
    }

    /// Appends the PLAIN form of a value.
    func append(_ number: UInt32, to out: inout [UInt8]) {
        out.append(contentsOf: plain[range(Int(number))])
    }

    private func range(_ number: Int) -> Range<Int> {
        starts[number]..<(number + 1 < count ? starts[number + 1] : plain.count)
    }

    private func holds(_ number: Int, _ value: UnsafeRawBufferPointer) -> Bool {
        let range = range(number)
        guard range.count - prefix == value.count else { return false }
        guard let other = value.baseAddress, value.count > 0 else { return true }
        return plain.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return false }
            return memcmp(base + range.lowerBound + prefix, other, value.count) == 0
        }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for number in 0..<count {
            var slot = Int(hashes[number]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// Eight bytes at a time, multiplied and folded; the length counts too.
    private static func hash(_ value: UnsafeRawBufferPointer) -> UInt32 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(value.count)
        var at = 0
        func mix(_ word: UInt64) {
            let (high, low) = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            state = high ^ low
        }
        while at + 8 <= value.count {
            mix(value.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        var last: UInt64 = 0
        while at < value.count {
            last = last << 8 | UInt64(value[at])
            at += 1
        }
        mix(last &+ 1)
        return UInt32(truncatingIfNeeded: state ^ state >> 32)
    }
}

/// Appends a number with its lowest byte first.
@inline(__always)
func appendLittleEndian<T: FixedWidthInteger>(_ value: T, to out: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
}
