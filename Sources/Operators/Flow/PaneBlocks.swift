/// Groups of blocks of panes, kept while windows need them: a window is put together from few tables, however many
/// panes it has.
///
/// ```
///  panes         | 3 | 4 | 5 | 6 | 7 | 8 |        a block of 2, 4, 8 ... panes begins at a multiple of its size
///  window 3..<9  | 3 |     4 - 7     | 8 |        a window of n panes consists of at most 2 log2(n) blocks
/// ```
///
/// As windows move on, a pane's groups are folded into a block of each size once. Rows that come into a pane later make
/// the blocks that hold it be made anew.
final class PaneBlocks {
    /// The panes from `number << level` on, `1 << level` of them.
    private struct Place: Hashable {
        let level: Int
        let number: Int64
    }

    /// Fewer panes than these are folded as they are.
    private static let panesMin = 4

    private let bytesMax: Int
    private var blocks: [Place: (table: GroupTable, version: Int)] = [:]
    /// Memory of all blocks, in bytes.
    private(set) var byteCount = 0
    /// Groups of the last window's panes together for each group of the window: where panes have hardly any group in
    /// common, blocks take more work than they save.
    private var sharing = 1.0

    /// With blocks of more than so many bytes no more are made.
    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Forgets all blocks.
    func clear() {
        blocks = [:]
        byteCount = 0
    }

    /// Forgets blocks that begin with a pane of which that is told.
    func drop(where isOver: (_ firstPane: Int64) -> Bool) {
        guard !blocks.isEmpty else { return }
        blocks = blocks.filter { place, block in
            guard isOver(place.number << place.level) else { return true }
            byteCount -= block.table.byteCount
            return false
        }
    }

    /// Notes how many groups a window came to have of its panes'.
    func note(groups: Int, ofPanes panes: ArraySlice<WindowGroups>) {
        guard groups > 0 else { return }
        sharing = Double(panes.reduce(0) { $0 + $1.table.count }) / Double(groups)
    }

    /// Tables that together hold what a window's panes hold, all of it in memory.
    ///
    /// - Parameters:
    ///   - numbers: the window's panes, of which those without rows are not listed.
    ///   - fold: adds the groups of the second table to those of the first.
    func tables(
        _ panes: ArraySlice<WindowGroups>, numbers: Range<Int64>, of number: (WindowGroups) -> Int64,
        newTable: () -> GroupTable, fold: (GroupTable, GroupTable) -> Void
    ) -> [GroupTable] {
        guard panes.count >= PaneBlocks.panesMin, sharing >= 2, byteCount < bytesMax else { return panes.map(\.table) }
        var found: [GroupTable] = []
        var rest = panes
        var at = numbers.lowerBound
        while let first = rest.first {
            at = max(at, number(first))
            var level = min(at.trailingZeroBitCount, 62)
            while at + (1 << Int64(level)) > numbers.upperBound { level -= 1 }
            let end = at + (1 << Int64(level))
            let part = rest.prefix { number($0) < end }
            found.append(
                table(Place(level: level, number: at >> Int64(level)), part, of: number, newTable: newTable, fold: fold)
            )
            rest = rest[part.endIndex...]
            at = end
        }
        return found
    }

    /// The groups of a block's panes, of which there is one at least.
    private func table(
        _ place: Place, _ panes: ArraySlice<WindowGroups>, of number: (WindowGroups) -> Int64,
        newTable: () -> GroupTable, fold: (GroupTable, GroupTable) -> Void
    ) -> GroupTable {
        if panes.count == 1, let pane = panes.first { return pane.table }
        // Versions only grow, and a pane that is new has one more than none.
        let version = panes.reduce(0) { $0 + $1.version }
        if let known = blocks[place] {
            if known.version == version { return known.table }
            byteCount -= known.table.byteCount
        }
        let second = place.number * 2 + 1
        let middle = second << Int64(place.level - 1)
        let split = panes.firstIndex { number($0) >= middle } ?? panes.endIndex
        let made = newTable()
        for (half, part) in [(second - 1, panes[..<split]), (second, panes[split...])] where !part.isEmpty {
            let place = Place(level: place.level - 1, number: half)
            fold(made, table(place, part, of: number, newTable: newTable, fold: fold))
        }
        blocks[place] = (made, version)
        byteCount += made.byteCount
        return made
    }
}
