import Operators
import StateStore

extension StateTable {
    /// Gives the rows whose leading key columns have these values, in key order, until the body says false: a jump into
    /// each window and key group instead of a scan. How many entries of the store were looked at; nil when the values
    /// can't be jumped to and nothing was given.
    ///
    /// ```
    /// window 12:00 · group 0 · key       seek finds an entry of window 12:00 · group 5: go on there
    /// window 12:00 · group 5 · key       found: given; then group 6, and so on through all windows
    /// ```
    func forEachRow(
        in state: InspectedState, leadingKey key: [Scalar], _ body: ([Scalar]) throws -> Bool
    ) throws -> Int? {
        guard let id, let wanted = StateTable.encoded(key) else { return nil }
        var cursor = try state.groups(.table(id))
        var target: StateKey.Prefix? = StateKey.Prefix(table: id, windowEnd: .min, group: KeyGroup(0))
        var writer = KeyWriter()
        var count = 0
        while let prefix = target {
            writer.reset(to: prefix)
            wanted.withUnsafeBytes { writer.appendEncoded($0) }
            cursor.seek(writer.bytes)
            target = nil
            while let entry = try cursor.next() {
                count += 1
                let (found, group) = try StateKey.parse(entry.key)
                guard found == prefix, group.starts(with: wanted) else {
                    target = found == prefix ? StateTable.after(prefix) : found
                    break
                }
                for row in try rows(entry.key, entry.value) { if try !body(row) { return count } }
            }
        }
        return count
    }

    /// The key group that follows; nil after the last window.
    private static func after(_ prefix: StateKey.Prefix) -> StateKey.Prefix? {
        if Int(prefix.group.rawValue) + 1 < KeyGroup.count {
            return StateKey.Prefix(
                table: prefix.table, windowEnd: prefix.windowEnd, group: KeyGroup(prefix.group.rawValue + 1))
        }
        guard prefix.windowEnd < .max else { return nil }
        return StateKey.Prefix(table: prefix.table, windowEnd: prefix.windowEnd + 1, group: KeyGroup(0))
    }

    /// Key columns in their order-preserving form; nil for values whose form is not known here.
    private static func encoded(_ key: [Scalar]) -> [UInt8]? {
        let isKnown = key.allSatisfy { if case .interval = $0 { false } else { true } }
        return isKnown && !key.isEmpty ? RunningKey.encode(key) : nil
    }
}
