import Glibc
import Operators
import StateStore

/// The program `state`: looks at a job's checkpoints and journal, of a running job too, and changes nothing.
package let stateProgram = Program(
    "state", "Millrace \(millraceVersion): what a job remembers. Works beside a running job.",
    [stateInspectCommand, stateGetCommand, stateVerifyCommand])

/// Runs `state` with the process's own arguments and ends the process.
package func runState() -> Never {
    exit(stateProgram.main(Array(CommandLine.arguments.dropFirst()), processEnvironment()))
}

let stateFlags = [
    Flag("state-dir", value: "DIR", "the job's state, when it is not in the usual place"),
    Flag("output", short: "o", value: "FORMAT", "table or json"),
]

/// A job's state as the commands of `state` find it.
struct StateTarget {
    let inspector: StateInspector
    let isJSON: Bool

    /// The operand is the name of a job or a state directory.
    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        isJSON = try arguments.word("output", among: ["table", "json"]) == "json"
        let name = arguments.operands.first
        var path = arguments.value("state-dir")
        if path == nil, let name {
            path = name.contains("/") ? name : try defaultStateRoot(environment) + "/" + name
        }
        guard let path else { throw UsageError("which job? Say its name, its state directory, or --state-dir") }
        do throws(StoreError) {
            inspector = try StateInspector(path: path)
        } catch {
            throw JobError(.failed, "\(error)")
        }
    }

    /// The newest usable checkpoint, its values combined as the job would.
    func open() throws -> (state: InspectedState, schema: StateSchema?) {
        guard let newest = try inspector.checkpoints().first(where: \.isUsable), let manifest = newest.manifest else {
            throw JobError(.failed, "\(inspector.path) has no usable checkpoint yet")
        }
        let schema = StateSchema(metadata: manifest.operatorMetadata)
        var layouts: [TableID: StateLayout] = [:]
        for table in schema?.tables ?? [] { layouts[TableID(table.id)] = table.layout }
        guard let state = try inspector.openNewest(merger: PartialMerger(layouts: layouts)) else {
            throw JobError(.failed, "\(inspector.path) has no usable checkpoint yet")
        }
        return (state, schema)
    }
}

/// Draws rows under headings, each column as wide as its widest cell.
package func drawTable(_ headings: [String], _ rows: [[String]]) -> String {
    var widths = headings.map(\.count)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
    func line(_ cells: [String]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            text += cell + (isLast ? "" : String(repeating: " ", count: widths[index] - cell.count + 2))
        }
        return text + "\n"
    }
    return line(headings) + rows.map(line).joined()
}

/// A size as people read it.
func humanBytes(_ bytes: Int) -> String {
    if bytes < 10_000 { return "\(bytes) B" }
    if bytes < 10_000_000 { return "\(bytes / 1000) kB" }
    return "\(bytes / 1_000_000) MB"
}

/// One value as psql prints it; NULL is empty.
func cellText(_ column: Column) -> String {
    var bytes: [UInt8] = []
    return ValueText().append(column, row: 0, to: &bytes) ? String(decoding: bytes, as: UTF8.self) : ""
}
