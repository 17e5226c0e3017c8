import CSIMD

extension JSONCursor {
    /// Reads a whole record: one object and white space around it.
    // hot: row
    @inline(__always)
    mutating func record(_ root: UnsafeMutablePointer<ObjectNode>, _ row: inout JSONRow, entryCount: Int) -> Bool {
        skipSpace()
        guard take("{") else { return notAnObject() }
        guard object(root, &row, depth: 1) else { return false }
        skipSpace()
        // The brace lay before the end: only white space was passed since, some of it perhaps behind the end.
        guard at >= end else { return fail(.malformed) }
        return row.seen == entryCount || missing(root, &row)
    }

    /// Tells a valid value of another kind from broken text.
    @inline(never)
    private mutating func notAnObject() -> Bool {
        let text = UnsafeRawBufferPointer(start: start, count: end - start)
        let limits = RecordLimits(bytesMax: .max, depthMax: depthMax)
        return fail(JSONValidator.check(text, limits: limits)?.fault ?? .notAnObject)
    }

    /// Reads the object whose brace has been passed; it is `depth` deep. The recursion follows the plan, not the data.
    // hot: row
    private mutating func object(_ node: UnsafeMutablePointer<ObjectNode>, _ row: inout JSONRow, depth: Int) -> Bool {
        guard depth <= depthMax else { return fail(.tooDeep) }
        skipSpace()
        if take("}") { return true }
        var position = 0
        while true {
            guard take("\"") else { return fail(.malformed) }
            var entry: Int32 = -1
            var isExact = true
            let place = node.pointee.order + (position & (ObjectNode.slotCount - 1))
            let slot = node.pointee.slots + Int(place.pointee)
            if holds(slot, at: at) {
                at += Int(slot.pointee.count)
                entry = slot.pointee.entry
                isExact = slot.pointee.isExact
            } else {
                guard key(node, place, &entry, &isExact) else { return false }
            }
            position += 1
            skipSpace()
            guard take(":") else { return fail(.malformed) }
            skipSpace()
            if entry < 0 {
                guard skipValue(depth: depth) else { return false }
            } else {
                guard wanted(node.pointee.entries + Int(entry), isExact, &row, depth: depth) else { return false }
            }
            skipSpace()
            if take(",") {
                skipSpace()
                continue
            }
            return take("}") || fail(.malformed)
        }
    }

    /// Whether the key there is the slot's, closing quote and all.
    @inline(__always)
    func holds(_ slot: UnsafeMutablePointer<KeySlot>, at key: UnsafePointer<UInt8>) -> Bool {
        let mask = slot.pointee.mask
        let equal = withUnsafePointer(to: &slot.pointee.bytes) { simd_equal32(UnsafeRawPointer($0), key) }
        return equal & mask == mask && mask != 0
    }

    /// Reads a key whose opening quote has been passed, looks it up and remembers it, and that it stood here.
    // hot: row
    @inline(never)
    private mutating func key(
        _ node: UnsafeMutablePointer<ObjectNode>, _ place: UnsafeMutablePointer<UInt8>, _ entry: inout Int32,
        _ isExact: inout Bool
    ) -> Bool {
        let stops = simd_ascii_end32(at)
        if stops != 0 {
            let index = node.pointee.slotIndex(at, count: stops.trailingZeroBitCount)
            for probe in 0..<ObjectNode.probesMax {
                let slot = node.pointee.slots + (index ^ probe)
                guard holds(slot, at: at) else { continue }
                at += Int(slot.pointee.count)
                entry = slot.pointee.entry
                isExact = slot.pointee.isExact
                place.pointee = UInt8(truncatingIfNeeded: index ^ probe)
                return true
            }
        }
        return unknownKey(node, &entry, &isExact)
    }

    @inline(never)
    private mutating func unknownKey(
        _ node: UnsafeMutablePointer<ObjectNode>, _ entry: inout Int32, _ isExact: inout Bool
    ) -> Bool {
        var key = TextToken(at)
        guard string(&key) else { return false }
        guard key.hasEscape else {
            (entry, isExact) = node.pointee.find(key.start, count: key.count)
            node.pointee.remember(key.start, count: key.count, entry: entry, isExact: isExact)
            return true
        }
        (entry, isExact) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, key.count)) { buffer in
            guard let base = buffer.baseAddress else { return (-1, true) }
            return node.pointee.find(base, count: unescape(key, to: base))
        }
        return true
    }

    /// Reads the value of a wanted key.
    @inline(__always)
    private mutating func wanted(
        _ entry: UnsafeMutablePointer<KeyEntry>, _ isExact: Bool, _ row: inout JSONRow, depth: Int
    ) -> Bool {
        if entry.pointee.seenIn == row.serial || !isExact {
            guard entry.pointee.seenIn == row.serial else {
                if entry.pointee.field >= 0 { row.foldedField = entry.pointee.field }
                return first(entry, isExact, &row, depth: depth)
            }
            // The exact spelling wins over another; twice the same, or twice another, is ambiguous.
            if entry.pointee.seenExact != isExact, entry.pointee.child == nil {
                if !isExact { return skipValue(depth: depth) }
                entry.pointee.seenExact = true
                makeValid(entry.pointee.field, row)
                return store(entry.pointee.field, &row, depth: depth)
            }
            return fail(.duplicateKey, field: entry.pointee.field)
        }
        return first(entry, isExact, &row, depth: depth)
    }

    @inline(__always)
    private mutating func first(
        _ entry: UnsafeMutablePointer<KeyEntry>, _ isExact: Bool, _ row: inout JSONRow, depth: Int
    ) -> Bool {
        entry.pointee.seenIn = row.serial
        entry.pointee.seenExact = isExact
        row.seen += 1
        guard let child = entry.pointee.child else { return store(entry.pointee.field, &row, depth: depth) }
        let value = at
        if entry.pointee.field >= 0 {
            guard store(entry.pointee.field, &row, depth: depth) else { return false }
            at = value
        }
        if take("{") { return object(child, &row, depth: depth + 1) }
        return peek == UInt8(ascii: "n") ? takeNull() : fail(.typeMismatch, field: firstField(child))
    }

    private func firstField(_ node: UnsafeMutablePointer<ObjectNode>) -> Int32 {
        let entry = node.pointee.entries[0]
        return entry.field >= 0 ? entry.field : entry.child.map(firstField) ?? -1
    }

    private func makeValid(_ first: Int32, _ row: JSONRow) {
        var field = first
        while field >= 0 {
            row.fields[Int(field)].validity[row.row] = 1
            field = row.fields[Int(field)].next
        }
    }

    /// Sets the fields whose keys did not come to NULL.
    // hot: row
    @inline(never)
    private mutating func missing(_ node: UnsafeMutablePointer<ObjectNode>, _ row: inout JSONRow) -> Bool {
        for index in 0..<node.pointee.entryCount {
            let entry = node.pointee.entries + index
            if entry.pointee.seenIn != row.serial, entry.pointee.field >= 0 {
                var field = entry.pointee.field
                while field >= 0 {
                    guard storeNull(field, &row) else { return false }
                    field = row.fields[Int(field)].next
                }
            }
            if let child = entry.pointee.child, !missing(child, &row) { return false }
        }
        return true
    }
}
