import StateStore

extension StateField {
    /// Folds an older or parallel partial of the same group into a row. Exact but for doubles; the order of partials
    /// does not matter.
    func combine(into row: GroupRow, _ other: GroupRow, arena: Arena?) {
        guard other.seen & bit != 0 else { return }
        if isList { return combineLists(row, other, arena) }
        guard row.seen & bit != 0 else {
            adopt(row, other, arena)
            return
        }
        let field = row + offset
        let from = other + offset
        switch kind {
        case .count: field.increment(by: from.int64)
        case .sumInteger: field.add(from.int128)
        case .sumDouble: field.add(from.double)
        case .sumReal: field.addReal(from.double)
        case .sumInterval: field.interval = field.interval.saturatingSum(from.interval)
        case .avgInterval:
            field.interval = field.interval.saturatingSum(from.interval)
            (field + 16).increment(by: (from + 16).int64)
        case .avgInteger:
            field.add(from.int128)
            (field + 16).increment(by: (from + 16).int64)
        case .avgDouble:
            field.add(from.double)
            (field + 8).increment(by: (from + 8).int64)
        case .sumDecimal: addDecimal(field, from)
        case .avgDecimal:
            addDecimal(field, from)
            (field + 24).increment(by: (from + 24).int64)
        case .boolAnd: field.int64 &= from.int64
        case .boolOr, .bitOr: field.int64 |= from.int64
        case .bitAnd: field.int64 &= from.int64
        case .bitXor: field.int64 ^= from.int64
        case .squaresExact: SquaresField(field).combine(SquaresField(from))
        case .squaresDouble: DoubleSquares.combine(field, from)
        default: combineExtreme(field, from, arena)
        }
    }

    private func combineExtreme(_ field: UnsafeMutableRawPointer, _ from: UnsafeMutableRawPointer, _ arena: Arena?) {
        switch kind {
        case .minInteger: field.int64 = min(field.int64, from.int64)
        case .maxInteger: field.int64 = max(field.int64, from.int64)
        case .minDouble: if doubleLess(from.double, field.double) { field.double = from.double }
        case .maxDouble: if doubleLess(field.double, from.double) { field.double = from.double }
        case .minDecimal: if from.decimal.order(field.decimal) < 0 { field.decimal = from.decimal }
        case .maxDecimal: if from.decimal.order(field.decimal) > 0 { field.decimal = from.decimal }
        case .minInterval:
            if from.interval.comparisonMicros < field.interval.comparisonMicros { field.interval = from.interval }
        case .maxInterval:
            if from.interval.comparisonMicros > field.interval.comparisonMicros { field.interval = from.interval }
        case .minBytes, .maxBytes:
            let order = StringView.compare(from.view, field.view)
            if kind == .minBytes ? order < 0 : order > 0 {
                field.view = copied(from.view, arena)
            }
        default: preconditionFailure("a field of a kind that is combined elsewhere")
        }
    }

    /// Takes over a field that this row has not folded anything into.
    private func adopt(_ row: GroupRow, _ other: GroupRow, _ arena: Arena?) {
        let field = row + offset
        let from = other + offset
        field.copyMemory(from: from, byteCount: StateField.size(kind))
        if kind == .minBytes || kind == .maxBytes {
            field.view = copied(from.view, arena)
        }
        row.seen |= bit
    }

    /// A view of a copy in the arena, which layouts with strings have.
    private func copied(_ view: StringView, _ arena: Arena?) -> StringView {
        guard let arena else { preconditionFailure("strings are combined without an arena for them") }
        return view.withBytes { arena.view(of: $0) }
    }

    private func combineLists(_ row: GroupRow, _ other: GroupRow, _ arena: Arena?) {
        guard let arena else { preconditionFailure("lists are combined without an arena for them") }
        let list = ElementList(row + offset)
        let from = ElementList(other + offset)
        if row.seen & bit == 0 {
            list.make(flags: from.flags & ElementList.shapeFlags, limit: from.limit, arena)
            row.seen |= bit
        }
        list.own(arena)
        switch kind {
        case .first: list.take(from, arena) { $0 < 0 }
        case .last: list.take(from, arena) { $0 > 0 }
        case .sketch: DistinctSketch.combine(list, from, arena)
        default: list.append(all: from, arena)
        }
    }

    private func addDecimal(_ field: UnsafeMutableRawPointer, _ from: UnsafeMutableRawPointer) {
        if from.load(fromByteOffset: 16, as: UInt64.self) == StateField.overflowScale {
            field.storeBytes(of: StateField.overflowScale, toByteOffset: 16, as: UInt64.self)
        } else {
            field.add(from.decimal)
        }
    }
}

extension StateLayout {
    /// Folds `older`, which has rows, into `row`, unless it had expired before the row's first event came.
    func combine(into row: GroupRow, older: GroupRow, arena: Arena?) {
        if let ttlMicros {
            if row.has(GroupFlag.hasFirstClock) {
                if row.firstClock - older.lastClock >= ttlMicros { return }
                row.firstClock = min(row.firstClock, older.firstClock)
            } else {
                row.firstClock = older.firstClock
            }
            row.lastClock = row.has(GroupFlag.hasLastClock) ? max(row.lastClock, older.lastClock) : older.lastClock
            row.set(GroupFlag.hasFirstClock | GroupFlag.hasLastClock)
        }
        if !row.has(GroupFlag.shownPair) {
            row.set(older.head & GroupFlag.shownPair)
            if keepsShownWindows { row.shownWindows |= older.shownWindows }
        }
        for field in fields { field.combine(into: row, older, arena: arena) }
    }

    /// Forgets what a row has folded; its key stays.
    func reset(_ row: GroupRow) {
        row.seen = 0
        row.clear(GroupFlag.hasFirstClock)
        (row + fieldStart).initializeMemory(as: UInt8.self, repeating: 0, count: stride - fieldStart)
    }
}
