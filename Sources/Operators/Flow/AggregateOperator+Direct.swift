import StateStore

extension AggregateOperator {
    /// Fills `room` by the codes of the keys; groups that a table does not find by them, by hash.
    func findByCode(_ keys: KeyRows, _ windows: inout [WindowGroups]) {
        let count = keys.count
        let missing = room.groups.withMemoryRebound(to: UInt.self, capacity: count) { groups in
            lookUp(keys, &windows, into: groups)
        }
        if missing > 0 { findMissing(missing, keys, &windows) }
        codes.note(missing: missing, of: count)
    }

    /// Groups and tables of all rows whose windows have tables that find them; 0 for the others, whose number is given.
    private func lookUp(
        _ keys: KeyRows, _ windows: inout [WindowGroups], into groups: UnsafeMutablePointer<UInt>
    ) -> Int {
        directWindows.count = 0
        let rows = CodedRows(codes: codes.codes, lanes: codes.lanes, ends: keys.ends, count: keys.count)
        var row = 0
        var missing = 0
        while row < keys.count {
            guard directWindows.count < DirectWindows.countMax else {
                (groups + row).update(repeating: 0, count: keys.count - row)
                return missing + keys.count - row
            }
            let end = rows.end(row)
            for lane in 0..<place.laneCount {
                var table = DirectTable(rows: directWindows.nothing, mask: 0, number: 0)
                if let window = WindowGroups.existing(end: end, in: lane == place.lane ? own : remote[lane]) {
                    window.table.direct.keep(version: codes.version)
                    if let direct = window.table.direct.rows {
                        table = DirectTable(rows: direct, mask: .max, number: number(of: window, in: &windows))
                    }
                }
                directWindows.tables[directWindows.count * place.laneCount + lane] = table
            }
            directWindows.ends[directWindows.count] = end
            directWindows.count += 1
            row = findDirect(rows, directWindows, from: row, into: groups, tables: room.tables, missing: &missing)
        }
        return missing
    }

    /// Finds the rows without a group by hash, and lets their tables know them by code.
    private func findMissing(_ missing: Int, _ keys: KeyRows, _ windows: inout [WindowGroups]) {
        let list = Buffer<Int32>(capacity: missing + 1)
        room.groups.withMemoryRebound(to: UInt.self, capacity: keys.count) {
            listMissing($0, keys.count, into: list.pointer)
        }
        if missing > missingRoom.capacity { missingRoom.grow(missing) }
        let rest = keys.gathered(RowList(list, count: missing))
        findByHash(rest, missingRoom, &windows)
        var counts = [Int](repeating: 0, count: windows.count)
        missingRoom.groups.withMemoryRebound(to: UInt.self, capacity: missing) { groups in
            let found = FoundRows(
                list: list.pointer, count: missing, groups: groups, tables: missingRoom.tables, spread: cells.spread)
            countRows(found, into: &counts)
            let direct = windows.indices.map { number in
                let table = windows[number].table
                table.direct.keep(version: codes.version)
                if counts[number] > 0 {
                    table.direct.note(lookups: counts[number], codeCount: codes.codeCount, groups: table.count)
                }
                return table.direct.rows
            }
            room.groups.withMemoryRebound(to: UInt.self, capacity: keys.count) {
                spreadFound(
                    found, codes: codes.codes, lanes: codes.lanes, laneOfGroup: room.lanes, direct: direct, into: $0,
                    tables: room.tables)
            }
        }
        withExtendedLifetime((list, rest)) {}
    }
}

extension WindowGroups {
    /// The window that ends then in a list sorted by end, if there is one.
    fileprivate static func existing(end: Int64, in list: [WindowGroups]) -> WindowGroups? {
        let after = index(endingAfter: end, in: list)
        return after > 0 && list[after - 1].end == end ? list[after - 1] : nil
    }
}

/// What decides the groups of rows: the values of their keys, and their windows.
struct KeyRows {
    let columns: [Column]
    private let bounds: (start: Column, end: Column)?
    let starts: UnsafePointer<Int64>?
    let ends: UnsafePointer<Int64>?
    let count: Int

    /// The rows of an aggregate's input.
    init(_ batch: Batch, _ spec: AggregateSpec) {
        self.init(
            spec.keys.map { batch.columns[$0] },
            spec.window.map { (batch.columns[$0.start], batch.columns[$0.end]) }, batch.count)
    }

    private init(_ columns: [Column], _ bounds: (start: Column, end: Column)?, _ count: Int) {
        self.columns = columns
        self.bounds = bounds
        self.count = count
        guard case .int64(let start) = bounds?.start.values, case .int64(let end) = bounds?.end.values else {
            (starts, ends) = (nil, nil)
            return
        }
        (starts, ends) = (UnsafePointer(start.pointer), UnsafePointer(end.pointer))
    }

    /// The listed rows.
    func gathered(_ list: RowList) -> KeyRows {
        KeyRows(
            columns.map { $0.gathered(list) },
            bounds.map { ($0.start.gathered(list), $0.end.gathered(list)) }, list.count)
    }
}
