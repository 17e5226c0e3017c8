import Testing

@testable import Operators

/// Windows of many panes: what is folded for each of them.
@Suite struct PaneBlocksTests {
    private let keys = 8

    /// Groups folded for windows of `size` panes that move on by one pane `moves` times, in all; each pane has the same
    /// groups. `late` panes, by their number, get rows before the window that ends at a number.
    private func folded(size: Int, moves: Int, late: [Int: Int] = [:]) throws -> Int {
        let layout = try StateLayout(
            keyTypes: [.bigint],
            calls: [
                AggregateCall(
                    function: .countRows, argument: nil, argumentType: nil, filter: nil, resultType: .bigint)
            ], ttlMicros: nil,
            keepsShownWindows: false)
        let blocks = PaneBlocks(bytesMax: 1 << 30)
        let panes = (0..<(size + moves)).map { _ in GroupTable(layout: layout) }.enumerated().map { number, table in
            WindowGroups(start: Int64(number), end: Int64(number + 1), table: table, tracksChanges: false)
        }
        for pane in panes { add(1, to: pane, layout) }
        var folds = 0
        let fold = { (target: GroupTable, source: GroupTable) in
            source.forEachRow { row in
                folds += 1
                let to = target.findOrInsert(
                    layout.keyCells(row), nulls: row.nulls, hash: row.groupHash, spread: 0, newFlags: 0)
                for field in layout.fields { field.combine(into: to, row, arena: target.arena) }
            }
        }
        var added = [Int](repeating: 1, count: panes.count)
        for first in 0...moves {
            if let number = late[first + size] {
                add(5, to: panes[number], layout)
                panes[number].version += 1
                added[number] += 5
            }
            let window = panes[first..<(first + size)]
            let tables = blocks.tables(
                window, numbers: Int64(first)..<Int64(first + size), of: { $0.start },
                newTable: { GroupTable(layout: layout) }, fold: fold)
            let whole = GroupTable(layout: layout)
            for table in tables { fold(whole, table) }
            blocks.note(groups: whole.count, ofPanes: window)
            let expected = Int64(added[first..<(first + size)].reduce(0, +))
            #expect(counts(whole, layout) == [Int64](repeating: expected, count: keys), "window at \(first)")
            blocks.drop { $0 <= Int64(first) }
        }
        blocks.drop { _ in true }
        #expect(blocks.byteCount == 0)
        return folds
    }

    private func add(_ count: Int64, to pane: WindowGroups, _ layout: StateLayout) {
        for key in 0..<keys {
            var words: [UInt64] = [UInt64(key), 0]
            let row = pane.table.findOrInsert(
                &words, nulls: 0, hash: UInt64(key + 1) << 50, spread: 0, newFlags: 0)
            let field = row + layout.fields[0].offset
            field.storeBytes(of: field.load(as: Int64.self) + count, as: Int64.self)
            row.seen |= layout.fields[0].bit
        }
    }

    private func counts(_ table: GroupTable, _ layout: StateLayout) -> [Int64] {
        var found: [Int64] = []
        table.forEachRow { found.append(($0 + layout.fields[0].offset).load(as: Int64.self)) }
        return found
    }

    @Test(arguments: [4, 7, 32, 100, 256])
    func `a window of many panes is put together from few tables`(size: Int) throws {
        let moves = 500
        let log = Int.bitWidth - size.leadingZeroBitCount
        // The first window is folded pane by pane; blocks hold each pane once on each level, of at most two.
        let most = keys * (size + moves * (2 * log + log) + 2 * size)
        let found = try folded(size: size, moves: moves)
        #expect(found <= most, "\(found) groups folded, at most \(most)")
        #expect(size < 32 || found < keys * size * moves / 2)
    }

    @Test func `rows that come late are in every block of their pane`() throws {
        _ = try folded(size: 16, moves: 100, late: [20: 5, 21: 20, 30: 16, 31: 16, 60: 59, 100: 85])
    }
}
