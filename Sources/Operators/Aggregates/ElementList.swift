import Glibc

/// A list of values in a group's row: where they lie, and how many.
///
/// ```
///  field   | view of the list 16 | bytes it may grow to 4 | 0 4 |         0: the memory is somebody else's
///  list    | count 4 | sorted 4 | flags 4 | limit 4 | element element ...  the first `sorted` are in order
///
///  element, words   | 8 bytes |                                           compared as unsigned numbers
///  element, keyed   | key bytes 4 | payload bytes 4 | key | payload |     compared byte by byte, then by payload
/// ```
/// Values are appended as they come; a list of unique values is put in order when its room is used up, and a list is
/// always in order on disk and between lanes. Of a list with a limit only the smallest elements stay when it is put in
/// order.
struct ElementList {
    static let headBytes = 16
    /// A list that would grow beyond this is given up: its aggregate has no result.
    static let bytesMax = 64 << 20

    static let isWords: UInt32 = 1
    static let isUnique: UInt32 = 2
    /// Registers of a `DistinctSketch` instead of elements.
    static let isDense: UInt32 = 4
    static let isOverflowed: UInt32 = 8
    /// What two lists of one aggregate have in common from the start.
    static let shapeFlags = isWords | isUnique

    let field: UnsafeMutableRawPointer

    @inline(__always)
    init(_ field: UnsafeMutableRawPointer) { self.field = field }

    var start: UnsafeMutableRawPointer {
        guard let start = UnsafeMutableRawPointer(bitPattern: UInt(field.view.rest)) else {
            preconditionFailure("a list that was not made")
        }
        return start
    }

    /// Bytes of the list, its head included.
    var used: Int { field.view.count }

    private var capacity: Int { Int(field.load(fromByteOffset: 16, as: UInt32.self)) }

    private func place(_ start: UnsafeMutableRawPointer, used: Int, capacity: Int) {
        field.view = StringView(start, count: used)
        field.storeBytes(of: UInt32(capacity), toByteOffset: 16, as: UInt32.self)
    }

    private func setUsed(_ bytes: Int) { field.storeBytes(of: UInt32(bytes), as: UInt32.self) }

    var count: Int {
        get { Int(start.loadUnaligned(as: UInt32.self)) }
        nonmutating set { start.storeBytes(of: UInt32(newValue), as: UInt32.self) }
    }

    var sorted: Int {
        get { Int(start.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) }
        nonmutating set { start.storeBytes(of: UInt32(newValue), toByteOffset: 4, as: UInt32.self) }
    }

    var flags: UInt32 {
        get { start.loadUnaligned(fromByteOffset: 8, as: UInt32.self) }
        nonmutating set { start.storeBytes(of: newValue, toByteOffset: 8, as: UInt32.self) }
    }

    /// No more elements than this stay when the list is put in order; 0 for all.
    var limit: Int { Int(start.loadUnaligned(fromByteOffset: 12, as: UInt32.self)) }

    func has(_ flag: UInt32) -> Bool { flags & flag != 0 }

    /// Begins an empty list.
    func make(flags: UInt32, limit: Int = 0, _ arena: Arena) {
        let capacity = ElementList.headBytes + 48
        let memory = arena.allocate(capacity)
        memset(memory, 0, ElementList.headBytes)
        place(memory, used: ElementList.headBytes, capacity: capacity)
        self.flags = flags
        start.storeBytes(of: UInt32(limit), toByteOffset: 12, as: UInt32.self)
    }

    /// A list that was just read: its memory is not to be written. False when its head cannot be true.
    func adoptForeign() -> Bool {
        guard used >= ElementList.headBytes else { return false }
        field.storeBytes(of: UInt64(0), toByteOffset: 16, as: UInt64.self)
        let bytes = used - ElementList.headBytes
        if has(ElementList.isDense) { return bytes == DistinctSketch.registerCount }
        if has(ElementList.isWords) { return bytes == count * 8 && sorted <= count }
        var at = 0
        for _ in 0..<count {
            guard at + 8 <= bytes else { return false }
            at += element(at: at).byteCount
        }
        return at == bytes && sorted <= count
    }

    // MARK: Growing

    @inline(__always)
    func append(word: UInt64, _ arena: Arena) {
        guard let target = room(8, arena) else { return }
        target.storeBytes(of: word, as: UInt64.self)
        count += 1
    }

    func append(key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, _ arena: Arena) {
        guard let target = room(8 + key.count + payload.count, arena) else { return }
        write(target, key, payload)
        count += 1
    }

    private func write(
        _ target: UnsafeMutableRawPointer, _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer
    ) {
        target.storeBytes(of: UInt32(key.count), as: UInt32.self)
        target.storeBytes(of: UInt32(payload.count), toByteOffset: 4, as: UInt32.self)
        if let base = key.baseAddress { memcpy(target + 8, base, key.count) }
        if let base = payload.baseAddress { memcpy(target + 8 + key.count, base, payload.count) }
    }

    /// All elements of another list of the same shape.
    func append(all other: ElementList, _ arena: Arena) {
        if other.has(ElementList.isOverflowed) { return giveUp() }
        let bytes = other.used - ElementList.headBytes
        guard let target = room(bytes, arena) else { return }
        memcpy(target, other.start + ElementList.headBytes, bytes)
        count += other.count
    }

    /// Memory for more bytes behind the last element; nil when the list is given up.
    @inline(__always)
    private func room(_ bytes: Int, _ arena: Arena) -> UnsafeMutableRawPointer? {
        if used + bytes > capacity { return roomBeyond(bytes, arena) }
        let target = start + used
        setUsed(used + bytes)
        return target
    }

    private func roomBeyond(_ bytes: Int, _ arena: Arena) -> UnsafeMutableRawPointer? {
        if has(ElementList.isOverflowed) { return nil }
        let isSifted = has(ElementList.isUnique) || limit > 0
        if isSifted && capacity > 0 { settle() }
        // Half of the room stays free, so that a list is not put in order again at once.
        if used + bytes > capacity || (isSifted && used * 2 > capacity) {
            let wanted = used + bytes
            guard wanted <= ElementList.bytesMax else {
                giveUp()
                return nil
            }
            move(min(wanted * 2, ElementList.bytesMax), arena)
        }
        let target = start + used
        setUsed(used + bytes)
        return target
    }

    private func move(_ capacity: Int, _ arena: Arena) {
        let memory = arena.allocate(capacity)
        let bytes = min(used, capacity)
        memcpy(memory, start, bytes)
        place(memory, used: bytes, capacity: capacity)
    }

    /// Memory of its own for a list that was read.
    func own(_ arena: Arena) {
        if capacity == 0 { move(used + 48, arena) }
    }

    /// Forgets all: there are too many.
    func giveUp() {
        flags |= ElementList.isOverflowed
        flags &= ~ElementList.isDense
        count = 0
        sorted = 0
        setUsed(ElementList.headBytes)
    }

    /// Other bytes instead of the elements.
    func replace(with bytes: UnsafeRawBufferPointer, count: Int, _ arena: Arena) {
        setUsed(ElementList.headBytes)
        sorted = 0
        self.count = 0
        guard let target = room(bytes.count, arena), let base = bytes.baseAddress else { return }
        memcpy(target, base, bytes.count)
        self.count = count
    }

    // MARK: One element

    /// Keeps the other list's only element if `isBetter` says so of its order to this one's.
    func take(_ other: ElementList, _ arena: Arena, _ isBetter: (Int) -> Bool) {
        if other.has(ElementList.isOverflowed) { return giveUp() }
        guard other.count == 1 else { return }
        let element = other.element(at: 0)
        offer(element.key, element.payload, arena, isBetter)
    }

    /// Keeps this element instead of the one that is there if `isBetter` says so of its order to that.
    func offer(
        _ key: UnsafeRawBufferPointer, _ payload: UnsafeRawBufferPointer, _ arena: Arena, _ isBetter: (Int) -> Bool
    ) {
        if count == 1 {
            let old = element(at: 0)
            guard isBetter(Element.compare((key, payload), (old.key, old.payload))) else { return }
            setUsed(ElementList.headBytes)
            count = 0
        }
        append(key: key, payload: payload, arena)
        sorted = count
    }
}

extension ElementList {
    /// A keyed element.
    struct Element {
        let start: UnsafeRawPointer
        let keyBytes: Int
        let payloadBytes: Int

        var byteCount: Int { 8 + keyBytes + payloadBytes }
        var key: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start + 8, count: keyBytes) }
        var payload: UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: start + 8 + keyBytes, count: payloadBytes)
        }

        static func compare(
            _ a: (key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer),
            _ b: (key: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer)
        ) -> Int {
            let order = bytes(a.key, b.key)
            return order != 0 ? order : bytes(a.payload, b.payload)
        }

        static func bytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
            if let p = a.baseAddress, let q = b.baseAddress {
                let order = memcmp(p, q, min(a.count, b.count))
                if order != 0 { return Int(order) }
            }
            return a.count - b.count
        }
    }

    /// The keyed element that begins `offset` bytes behind the head.
    func element(at offset: Int) -> Element {
        let at = UnsafeRawPointer(start) + ElementList.headBytes + offset
        return Element(
            start: at, keyBytes: Int(at.loadUnaligned(as: UInt32.self)),
            payloadBytes: Int(at.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    }

    func word(_ index: Int) -> UInt64 {
        start.loadUnaligned(fromByteOffset: ElementList.headBytes + index * 8, as: UInt64.self)
    }

    /// All keyed elements.
    func elements() -> [Element] {
        var list: [Element] = []
        list.reserveCapacity(count)
        var at = 0
        for _ in 0..<count {
            let next = element(at: at)
            list.append(next)
            at += next.byteCount
        }
        return list
    }

    // MARK: Order

    /// Puts the elements in order; of equal ones of a unique list one stays.
    func settle() {
        guard sorted < count else { return }
        if has(ElementList.isWords) { settleWords() } else { settleElements() }
    }

    private func settleWords() {
        var words = (0..<count).map { word($0) }
        words.sort()
        let target = start + ElementList.headBytes
        let isUnique = has(ElementList.isUnique)
        var kept = 0
        for (index, value) in words.enumerated() where !isUnique || index == 0 || value != words[index - 1] {
            target.storeBytes(of: value, toByteOffset: kept * 8, as: UInt64.self)
            kept += 1
        }
        finish(kept, bytes: kept * 8)
    }

    private func settleElements() {
        let all = elements().sorted { Element.compare(($0.key, $0.payload), ($1.key, $1.payload)) < 0 }
        let list = limit > 0 && all.count > limit ? Array(all[..<limit]) : all
        let isUnique = has(ElementList.isUnique)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(used)
        var kept = 0
        for (index, element) in list.enumerated() {
            // Of numbers that differ only in digits shown the one with the most stays: it is the last.
            if isUnique, index + 1 < list.count, Element.bytes(element.key, list[index + 1].key) == 0 { continue }
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: element.start, count: element.byteCount))
            kept += 1
        }
        bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(start + ElementList.headBytes, base, $0.count) } }
        finish(kept, bytes: bytes.count)
    }

    private func finish(_ kept: Int, bytes: Int) {
        count = kept
        sorted = kept
        setUsed(ElementList.headBytes + bytes)
    }
}
