import CSIMD

extension JSONCursor {
    /// Reads a flat record of plain text, whatever the order of its keys. False says nothing about the record: the
    /// strict parser decides.
    ///
    /// A parser that goes from key to key can't foresee which comes next, nor, so, what kind of value: each costs the
    /// processor a wrong guess or two. Here the keys are looked up without asking what they are, and the values are
    /// read in the order of the plan, which is always the same.
    // hot: row
    @inline(never)
    mutating func recordInAnyOrder(
        _ root: UnsafeMutablePointer<ObjectNode>, _ places: JSONPlaces, _ row: inout JSONRow
    ) -> Bool {
        let count = end - start
        guard count >= 2, count <= JSONPlaces.bytesMax, depthMax > 0, start.pointee == UInt8(ascii: "{"),
            let quoteCount = places.findQuotes(start, count: count), quoteCount > 0,
            findValues(root, places, quoteCount: quoteCount)
        else { return false }
        for index in 0..<places.entryCount {
            let field = root.pointee.entries[index].field
            let place = places.places[index]
            guard place.start == 0 ? storeNulls(field, &row) : value(field, place, &row) else { return false }
        }
        return true
    }

    /// Puts down where the values of the wanted keys are, and checks everything between them.
    @inline(__always)
    private mutating func findValues(
        _ root: UnsafeMutablePointer<ObjectNode>, _ places: JSONPlaces, quoteCount: Int
    ) -> Bool {
        for index in 0..<places.entryCount { places.places[index].start = 0 }
        let quotes = places.quotes
        guard isGap(1, Int(quotes[0])) else { return false }
        // Bits that are set when something is not as it must be; a branch for each would be a guess for each.
        var odd = 0
        var afterValue = 0
        var quote = 0
        while quote < quoteCount {
            let open = Int(quotes[quote])
            let close = Int(quotes[quote &+ 1])
            guard let slot = slot(root, start + (open &+ 1), count: close &- open &- 1) else { return false }
            odd |= afterValue | Int(start[close &+ 1] ^ UInt8(ascii: ":"))
            let value = close &+ 2 &+ isEqual(start[close &+ 2], UInt8(ascii: " "))
            let isText = isEqual(start[value], UInt8(ascii: "\""))
            let textEnd = Int(quotes[quote &+ 3]) &+ 1
            quote = quote &+ 2 &+ 2 &* isText
            let next = Int(quotes[quote])
            let mark = next &- 1 &- isEqual(start[next &- 1], UInt8(ascii: " "))
            afterValue = Int(start[mark] ^ UInt8(ascii: ","))
            // A value has a byte at least, and text ends at its quote.
            odd |= ((mark &- value &- 1) &>> 63) | (textEnd ^ mark) & (0 &- isText)
            let entry = Int(slot.pointee.entry)
            if entry >= 0 {
                let place = places.places + entry
                odd |= Int(place.pointee.start)
                place.pointee = JSONPlaces.Place(
                    start: UInt16(truncatingIfNeeded: value), end: UInt16(truncatingIfNeeded: mark))
            } else if isText == 0 {
                at = start + value
                guard skipScalar(), at == start + mark else { return false }
            }
        }
        return odd == 0 && quote == quoteCount && afterValue == Int(UInt8(ascii: "}") ^ UInt8(ascii: ","))
    }

    /// Whether nothing, or one blank, is between two places.
    @inline(__always)
    private func isGap(_ from: Int, _ to: Int) -> Bool {
        to == from || (to == from &+ 1 && start[from] == UInt8(ascii: " "))
    }

    /// What is remembered of a key that is spelled as the plan has it, or that nobody wants.
    @inline(__always)
    private func slot(
        _ root: UnsafeMutablePointer<ObjectNode>, _ key: UnsafePointer<UInt8>, count: Int
    ) -> UnsafeMutablePointer<KeySlot>? {
        let index = root.pointee.slotIndex(key, count: count)
        for probe in 0..<ObjectNode.probesMax {
            let slot = root.pointee.slots + (index ^ probe)
            if holds(slot, at: key) { return slot.pointee.isExact || slot.pointee.entry < 0 ? slot : nil }
        }
        return nil
    }

    @inline(__always)
    private mutating func storeNulls(_ first: Int32, _ row: inout JSONRow) -> Bool {
        var field = first
        while field >= 0 {
            guard storeNull(field, &row) else { return false }
            field = row.fields[Int(field)].next
        }
        return true
    }

    /// Reads a value, all of it.
    @inline(__always)
    private mutating func value(_ field: Int32, _ place: JSONPlaces.Place, _ row: inout JSONRow) -> Bool {
        let plan = row.fields + Int(field)
        let from = start + Int(place.start)
        let to = start + Int(place.end)
        let isText = from.pointee == UInt8(ascii: "\"")
        if plan.pointee.next < 0 {
            switch plan.pointee.kind {
            case .text where isText && plan.pointee.high == .max:
                storeView(from + 1, count: to - from - 2, plan.pointee.values + row.row &* 16)
                return true
            case .integer, .bigint:
                guard let (number, next) = shortInteger(from), next == to else { break }
                guard number >= plan.pointee.low, number <= plan.pointee.high else { return false }
                plan.pointee.values.storeBytes(of: number, toByteOffset: row.row &* 8, as: Int64.self)
                return true
            case .time where isText:
                guard let reader = plan.pointee.reader else { return false }
                let text = UnsafeRawBufferPointer(start: from + 1, count: to - from - 2)
                guard case .value(let time) = reader._withUnsafeGuaranteedRef({ $0.read(text) }) else { return false }
                plan.pointee.values.storeBytes(of: time, toByteOffset: row.row &* 8, as: Int64.self)
                return true
            case .time where plan.pointee.instants != .refused:
                guard let (number, next) = shortInteger(from), next == to, let time = instant(number, plan) else {
                    break
                }
                plan.pointee.values.storeBytes(of: time, toByteOffset: row.row &* 8, as: Int64.self)
                return true
            case .numeric, .real, .double:
                var number = NumberToken(from)
                guard shortDecimal(&number), from + number.count == to else { break }
                return plan.pointee.kind == .numeric ? storeNumeric(number, plan, row) : storeDouble(number, plan, row)
            default: break
            }
        }
        at = from
        return store(field, &row, depth: 1) && at == to
    }
}
