import Operators
import StateStore

/// One table of a checkpoint as rows of named and typed columns: what `get`, `diff` and `export` show.
///
/// It is made of the schema alone, so whatever an operator keeps in a described table can be read without more code.
struct StateTable {
    struct Column {
        let name: String
        let type: DataType
    }

    /// Where the rows come from.
    private enum Source {
        case groups(StateSchema.Table, StateLayout)
        case totals(StateSchema.Running, [RunningCall], StateLayout)
    }

    let name: String
    /// Of its groups; nil for what does not lie in the store.
    let id: TableID?
    let columns: [Column]
    private let source: Source

    /// How many of the first columns are the key of the store's entries.
    var keyCount: Int {
        if case .groups(let table, _) = source { table.keys.count } else { 0 }
    }

    /// The groups of an aggregate, or the rows that lie in them. Nil when a type is not known to this program.
    init?(_ table: StateSchema.Table) {
        guard let layout = table.layout else { return nil }
        name = table.name
        id = TableID(table.id)
        source = .groups(table, layout)
        var found = StateTable.columns(table.keys)
        found += StateTable.bounds(table)
        found += zip(table.aggregates, layout.calls).map { Column(name: $0.name, type: $1.resultType) }
        if let packed = table.packed {
            let rows = StateTable.columns(packed.columns)
            guard rows.count == packed.columns.count, packed.column < found.count else { return nil }
            found = found.enumerated().filter { $0.offset != packed.column && $0.offset != packed.count }.map(\.element)
            if packed.left != nil {
                found += [Column(name: "side", type: .text), Column(name: "epoch", type: .bigint)]
            }
            found += rows.indices.filter { packed.repeated?.contains($0) != true }.map { rows[$0] }
        }
        columns = StateTable.distinct(found)
    }

    /// Running totals. Nil when a type is not known to this program.
    init?(_ running: StateSchema.Running) {
        let keys = StateTable.columns(running.keys)
        let counts = AggregateCall(
            function: .countRows, argument: nil, argumentType: nil, filter: nil, resultType: .bigint)
        guard let calls = running.calls, keys.count == running.keys.count,
            let layout = try? StateLayout(keyTypes: keys.map(\.type), calls: [counts], ttlMicros: nil)
        else { return nil }
        name = running.name
        id = nil
        source = .totals(running, calls, layout)
        columns = StateTable.distinct(
            keys + [Column(name: "closed_through", type: .timestamptz)]
                + zip(running.totals, calls).map { Column(name: $0.name, type: $1.resultType) })
    }

    private static func columns(_ described: [StateSchema.Column]) -> [Column] {
        described.compactMap { column in
            DataType(described: column.type).map { Column(name: column.name, type: $0) }
        }
    }

    /// A pane of sessions keeps no start: which row made it first says nothing, and `first_row` is its least time.
    private static func bounds(_ table: StateSchema.Table) -> [Column] {
        guard table.isWindowed else { return [] }
        let names =
            switch table.panes {
            case nil: ["window_start", "window_end"]
            case "session" where table.packed == nil: ["pane_end"]
            default: ["pane_start", "pane_end"]
            }
        return names.map { Column(name: $0, type: .timestamptz) }
    }

    /// A name that comes again gets a number: `amount`, `amount_2`.
    private static func distinct(_ columns: [Column]) -> [Column] {
        var taken: Set<String> = []
        return columns.map { column in
            var name = column.name
            var number = 1
            while !taken.insert(name).inserted {
                number += 1
                name = "\(column.name)_\(number)"
            }
            return Column(name: name, type: column.type)
        }
    }

    /// Gives all rows of a checkpoint in key order, until the body says false.
    func forEachRow(in state: InspectedState, _ body: ([Scalar]) throws -> Bool) throws {
        switch source {
        case .totals(let running, let calls, let layout):
            for row in try totals(running, calls, layout, state) { if try !body(row) { return } }
        case .groups(let table, _):
            var cursor = try state.groups(.table(TableID(table.id)))
            while let entry = try cursor.next() {
                for row in try rows(entry.key, entry.value) { if try !body(row) { return } }
            }
        }
    }

    /// The rows of one entry of the store: one, but for tables whose groups hold whole rows.
    func rows(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> [[Scalar]] {
        guard case .groups(let table, let layout) = source else { return [] }
        let group: StateReader.Group
        do throws(OperatorError) {
            group = try StateReader(layout: layout).group(key: key, value: value)
        } catch {
            throw JobError(error)
        }
        var cells = group.keys.map { $0[0] }
        let bounds = StateTable.bounds(table)
        cells += [.int64(group.windowStart), .int64(group.windowEnd)].suffix(bounds.count)
        cells += group.aggregates.map { $0[0] }
        guard let packed = table.packed else { return [cells] }
        if let left = packed.left { return try sides(cells, packed, left) }
        return try unpacked(cells, group, bounds.map(\.type), packed)
    }

    /// Each row of a join with its side and the epoch in which it came; the other side's columns are NULL.
    private func sides(_ cells: [Scalar], _ packed: StateSchema.Packed, _ left: Int) throws -> [[Scalar]] {
        guard case .bytes(let bytes) = cells[packed.column] else { return [] }
        var front = cells
        front.remove(at: packed.column)
        let types = packed.columns.compactMap { DataType(described: $0.type) }
        do throws(OperatorError) {
            return try KeptSideRow.rows(of: bytes, types: types, left: left).map { row in
                let nulls = [Scalar](repeating: .null, count: types.count - row.values.count)
                return front + [.text(row.isLeft ? "left" : "right"), .int64(row.epoch.rawValue)]
                    + (row.isLeft ? row.values + nulls : nulls + row.values)
            }
        } catch {
            throw JobError(error)
        }
    }

    private func unpacked(
        _ cells: [Scalar], _ group: StateReader.Group, _ bounds: [DataType], _ packed: StateSchema.Packed
    ) throws -> [[Scalar]] {
        let types = group.keys.map(\.type) + bounds + group.aggregates.map(\.type)
        let batch = Batch(
            count: 1, columns: zip(types, cells).map { Operators.Column(type: $0, scalars: [$1]) })
        // A numbered row's number is made, not kept.
        var kept = packed.columns.compactMap { DataType(described: $0.type) }
        if packed.form.isNumbered { kept.removeLast() }
        do throws(OperatorError) {
            let rows = try RowUnpacker(packed: packed.column, form: packed.form, types: kept).unpack(batch)
            let first = rows.columns.count - packed.columns.count
            let shown = rows.columns.indices.filter { packed.repeated?.contains($0 - first) != true }
            return (0..<rows.count).map { row in shown.map { rows.columns[$0][row] } }
        } catch {
            throw JobError(error)
        }
    }

    private func totals(
        _ running: StateSchema.Running, _ calls: [RunningCall], _ layout: StateLayout, _ state: InspectedState
    ) throws -> [[Scalar]] {
        let metadata = try OperatorMetadata.decode(state.manifest.operatorMetadata)
        guard running.position < metadata.count else { return [] }
        let reader = StateReader(layout: layout)
        do throws(OperatorError) {
            var rows: [[Scalar]] = []
            for total in try RunningTotal.read(metadata[running.position], calls: calls) {
                let keys = try total.key.withUnsafeBufferPointer { bytes throws(OperatorError) in
                    try reader.keys(ofGroup: UnsafeRawBufferPointer(bytes))
                }
                rows.append(keys.map { $0[0] } + [.int64(total.throughMicros)] + total.values)
            }
            return rows
        } catch {
            throw JobError(error)
        }
    }
}

extension StateTable {
    /// A row as a batch, for the writers of formats.
    func batch(_ rows: [[Scalar]]) -> Batch {
        Batch(
            count: rows.count,
            columns: columns.enumerated().map { index, column in
                Operators.Column(type: column.type, scalars: rows.map { $0[index] })
            })
    }

    /// Cells as psql prints them; NULL is empty.
    func texts(_ row: [Scalar]) -> [String] { batch([row]).columns.map(cellText) }

    /// What tells a row of running totals apart: the text of its partition, where NULL is not the empty text.
    func groupText(_ row: [Scalar]) -> String {
        guard case .totals(let running, _, _) = source else { return "" }
        return zip(row, texts(row)).prefix(running.keys.count)
            .map { value, text in if case .null = value { "\u{1E}" } else { text } }
            .joined(separator: "\u{1F}")
    }

    /// A row as a JSON object.
    func json(_ row: [Scalar]) -> String {
        var bytes: [UInt8] = []
        JSONWriter(names: columns.map(\.name)).append(batch([row]), row: 0, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension StateSchema {
    /// Everything that can be shown. Throws for a table of a type that this program does not know.
    func described() throws -> [StateTable] {
        var found: [StateTable] = []
        for table in tables {
            guard let made = StateTable(table) else { throw StateSchema.unknown(table.name) }
            found.append(made)
        }
        for totals in running ?? [] {
            guard let made = StateTable(totals) else { throw StateSchema.unknown(totals.name) }
            found.append(made)
        }
        return found
    }

    private static func unknown(_ name: String) -> JobError {
        JobError(.failed, "table \(name) holds values of a type that this program can't show")
    }
}
