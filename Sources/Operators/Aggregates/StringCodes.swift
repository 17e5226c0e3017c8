/// Codes of byte strings of which there are few: a dictionary, made as they come.
///
/// ```
///  slots      | part of hash 32 | code 32 |        0 = empty; linear probing, at most half full
///                                   │
///  strings    view, view, view ...                 by code
///  arena      copies of those that do not lie in their view
/// ```
/// Strings that lie in their view are found by two comparisons of words and read nowhere else. NULL has code 0.
final class StringCodes {
    /// Different strings, at most; longer ones than `bytesMax` have no code.
    static let stringsMax = 16_383
    static let bytesMax = 255
    /// From so many strings on there must be twice as many rows.
    private static let freeStrings = 8192
    /// Up to so many slots, in bits, only an eighth is used: hardly two strings meet.
    private static let looseBits = 12
    /// Slots that a look-up reads, at most.
    fileprivate static let stepsMax = 32

    /// A view that no string has: of code 0.
    private static var noString: StringView {
        var view = StringView()
        view.length = .max
        return view
    }

    private var slots: UnsafeMutablePointer<UInt64>
    private var slotBits = 8
    private var strings: UnsafeMutablePointer<StringView>
    private var capacity = 16
    private var count = 0
    private var rowsSeen = 0
    private var arena = Arena(blockBytes: 1 << 12)

    /// Codes are below `1 << bits`.
    var bits: Int { Int.bitWidth - count.leadingZeroBitCount }

    private var known: KnownStrings { KnownStrings(slots: slots, strings: strings, bits: slotBits) }

    init() {
        slots = .allocate(capacity: 1 << slotBits)
        slots.initialize(repeating: 0, count: 1 << slotBits)
        strings = .allocate(capacity: capacity)
        strings[0] = StringCodes.noString
    }

    deinit {
        slots.deallocate()
        strings.deallocate()
    }

    /// Fills the codes of a column; false when there are too many strings, or one that is too long.
    func fill(
        _ views: UnsafePointer<StringView>, _ flags: UnsafePointer<UInt8>?, _ count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        var row = 0
        while true {
            row = fillKnown(views, flags, row, count, known, into: codes)
            guard row < count else { break }
            if self.count >= StringCodes.freeStrings && self.count * 2 > rowsSeen + row { return false }
            guard add(views[row]) else { return false }
        }
        rowsSeen += count
        return true
    }

    /// Gives a new string the next code.
    @inline(never)
    private func add(_ view: StringView) -> Bool {
        guard count < StringCodes.stringsMax, view.count <= StringCodes.bytesMax else { return false }
        if count + 1 == capacity {
            let old = strings
            capacity *= 2
            strings = .allocate(capacity: capacity)
            strings.update(from: old, count: count + 1)
            old.deallocate()
        }
        count += 1
        strings[count] = view.withBytes { arena.view(of: $0) }
        let isFull = count * (slotBits > StringCodes.looseBits ? 2 : 8) > 1 << slotBits
        if !isFull && place(count) { return true }
        // Where few strings meet in one place, more room does not part them.
        return count * 16 > 1 << slotBits && grow()
    }

    /// Puts a string where look-ups find it; false when that is too far from where they begin.
    private func place(_ code: Int) -> Bool {
        let known = known
        let (head, rest) = strings[code].words
        let hash = known.hash(head, rest)
        var index = known.first(hash)
        for _ in 0..<StringCodes.stepsMax {
            if slots[index] == 0 {
                slots[index] = known.tag(hash) | UInt64(code)
                return true
            }
            index = known.next(index)
        }
        return false
    }

    private func grow() -> Bool {
        slots.deallocate()
        slotBits += 1
        slots = .allocate(capacity: 1 << slotBits)
        slots.initialize(repeating: 0, count: 1 << slotBits)
        return (1...count).allSatisfy { place($0) }
    }
}

/// The strings of a dictionary, for look-ups. Views are read as two words: length and first bytes, and the rest.
private struct KnownStrings: BitwiseCopyable {
    private let slots: UnsafePointer<UInt64>
    private let strings: UnsafePointer<StringView>
    private let mask: Int
    private let shift: UInt64

    init(slots: UnsafeMutablePointer<UInt64>, strings: UnsafeMutablePointer<StringView>, bits: Int) {
        self.slots = UnsafePointer(slots)
        self.strings = UnsafePointer(strings)
        mask = (1 << bits) - 1
        shift = UInt64(64 - bits)
    }

    /// Of length, first four and last eight bytes. Which strings meet is of no matter but for speed.
    @inline(__always)
    func hash(_ head: UInt64, _ rest: UInt64) -> UInt64 {
        let last = isLong(head) ? bytes(rest, byteCount(head) &- 8) : rest
        return (head ^ (last &* 0x9e37_79b9_7f4a_7c15)) &* 0xd6e8_feb8_6659_fd93
    }

    /// Where a string's slot is, or a few behind it.
    @inline(__always)
    func first(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

    @inline(__always)
    func next(_ index: Int) -> Int { (index &+ 1) & mask }

    /// The upper half of a slot: bits in the middle of the hash, of which few are in the position, too.
    @inline(__always)
    func tag(_ hash: UInt64) -> UInt64 { (hash &<< 12) & 0xFFFF_FFFF_0000_0000 }

    /// The code of a string, 0 for one that has none. Most lie in their first slot.
    @inline(__always)
    func code(_ head: UInt64, _ rest: UInt64) -> UInt32 {
        let hash = hash(head, rest)
        let slot = slots[first(hash)]
        if isString(slot, hash, head, rest) { return UInt32(truncatingIfNeeded: slot) }
        return slot == 0 ? 0 : laterCode(hash, head, rest)
    }

    @inline(never)
    private func laterCode(_ hash: UInt64, _ head: UInt64, _ rest: UInt64) -> UInt32 {
        var index = next(first(hash))
        for _ in 1..<StringCodes.stepsMax {
            let slot = slots[index]
            if slot == 0 { return 0 }
            if isString(slot, hash, head, rest) { return UInt32(truncatingIfNeeded: slot) }
            index = next(index)
        }
        return 0
    }

    /// Whether a slot is of a string. An empty slot leads to a view that no string has.
    @inline(__always)
    private func isString(_ slot: UInt64, _ hash: UInt64, _ head: UInt64, _ rest: UInt64) -> Bool {
        guard slot & 0xFFFF_FFFF_0000_0000 == tag(hash) else { return false }
        let own = UnsafeRawPointer(strings + Int(slot & 0xFFFF_FFFF))
        guard own.load(as: UInt64.self) == head else { return false }
        let ownRest = own.load(fromByteOffset: 8, as: UInt64.self)
        return ownRest == rest || (isLong(head) && haveSameBytes(ownRest, rest, byteCount(head)))
    }
}

/// The length in a view's first word.
@inline(__always)
private func byteCount(_ head: UInt64) -> Int { Int(head & 0xFFFF_FFFF) }

/// Whether the string with this first word does not lie in its view.
@inline(__always)
private func isLong(_ head: UInt64) -> Bool { byteCount(head) > StringView.inlineMax }

/// Eight bytes of a string that does not lie in its view.
@inline(__always)
private func bytes(_ rest: UInt64, _ at: Int) -> UInt64 {
    let start = UnsafeRawPointer(bitPattern: UInt(rest)).unsafelyUnwrapped
    return start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
}

/// Whether two strings of a length of more than eight bytes are the same; the last eight may be compared twice.
@inline(__always)
private func haveSameBytes(_ a: UInt64, _ b: UInt64, _ count: Int) -> Bool {
    let end = count &- 8
    var at = 0
    while at < end {
        if bytes(a, at) != bytes(b, at) { return false }
        at &+= 8
    }
    return bytes(a, end) == bytes(b, end)
}

extension StringView {
    /// The view as two words, as it lies in memory.
    fileprivate var words: (head: UInt64, rest: UInt64) { (UInt64(length) | UInt64(prefix) &<< 32, rest) }
}

/// Fills the codes of rows; gives the first row whose string has none, or the end.
// hot: loop
@inline(never)
private func fillKnown(
    _ views: UnsafePointer<StringView>, _ flags: UnsafePointer<UInt8>?, _ first: Int, _ count: Int,
    _ known: KnownStrings, into codes: UnsafeMutablePointer<UInt32>
) -> Int {
    let words = UnsafeRawPointer(views)
    var row = first
    while row < count {
        if let flags, flags[row] == 0 {
            codes[row] = 0
        } else {
            let view = words + row &* 16
            let code = known.code(view.load(as: UInt64.self), view.load(fromByteOffset: 8, as: UInt64.self))
            if code == 0 { return row }
            codes[row] = code
        }
        row &+= 1
    }
    return count
}
