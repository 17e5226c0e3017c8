import Glibc
import Operators
import StateStore

/// The program `state`: looks at a job's checkpoints and journal, of a running job too, and changes nothing.
package let stateProgram = Program(
    "state", "Millrace \(millraceVersion): what a job remembers. Works beside a running job.",
    [stateInspectCommand, stateGetCommand, stateDiffCommand, stateExportCommand, stateVerifyCommand])

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
        try self.init(
            arguments, environment, isJSON: arguments.word("output", among: ["table", "json"]) == "json")
    }

    /// For commands whose `--output` is something else.
    init(_ arguments: Arguments, _ environment: [String: String], isJSON: Bool) throws {
        self.isJSON = isJSON
        let name = arguments.value("state-dir") == nil ? arguments.operands.first : nil
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
        // A running job may remove the one just listed, so look again.
        for _ in 0..<5 {
            guard let newest = try inspector.checkpoints().first(where: \.isUsable) else { break }
            if let opened = try open(newest) { return opened }
        }
        throw JobError(.failed, "\(inspector.path) has no usable checkpoint yet")
    }

    /// The checkpoint of an epoch.
    func open(epoch: Int) throws -> (state: InspectedState, schema: StateSchema?) {
        let usable = try inspector.checkpoints().filter(\.isUsable)
        guard let report = usable.first(where: { $0.epoch == Epoch(Int64(epoch)) }), let opened = try open(report)
        else {
            let known = usable.map { "\($0.epoch)" }.joined(separator: ", ")
            throw JobError(
                .failed,
                "there is no usable checkpoint of epoch \(epoch)"
                    + (known.isEmpty ? "" : "; there are those of epoch \(known)"))
        }
        return opened
    }

    /// Nil when the job removes it meanwhile.
    private func open(_ report: CheckpointReport) throws -> (state: InspectedState, schema: StateSchema?)? {
        guard let manifest = report.manifest else { return nil }
        let schema = StateSchema(metadata: manifest.operatorMetadata)
        var layouts: [TableID: StateLayout] = [:]
        for table in schema?.tables ?? [] { layouts[TableID(table.id)] = table.layout }
        do {
            return (try inspector.open(report, merger: PartialMerger(layouts: layouts)), schema)
        } catch {
            if try Files.status(report.path) == nil { return nil }
            throw error
        }
    }
}

extension StateTarget {
    /// The described tables of a checkpoint, or the one that is asked for.
    static func tables(_ schema: StateSchema?, only name: String?) throws -> [StateTable] {
        guard let schema else { throw JobError(.failed, "this checkpoint does not say what its tables hold") }
        let tables = try schema.described()
        guard let name else { return tables }
        let found = tables.filter { $0.name == name }
        guard found.isEmpty else { return found }
        let names = tables.map(\.name)
        let near = suggest(name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageError("there is no table \(name)\(near); there are: \(names.joined(separator: ", "))")
    }
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
