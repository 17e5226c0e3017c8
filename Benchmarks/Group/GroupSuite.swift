import Glibc
import Operators
import Runner
import StateStore

/// `bench group`: GROUP BY in memory, on one thread, beside DuckDB on the same arrays.
struct GroupSuite {
    let groups: [Int]
    let context: BenchContext

    init(groups: [Int], _ context: BenchContext) {
        self.groups = groups
        self.context = context
    }

    /// The sizes that a run takes unless told otherwise.
    static func sizes(isQuick: Bool) -> [Int] {
        isQuick ? [16, 10_000] : [16, 10_000, 1_000_000, 10_000_000]
    }

    func run(into report: inout BenchReport) throws {
        let folder = context.folder + "/group"
        let directory = try StateDirectory(path: folder, job: "bench")
        for count in groups {
            for keys in GroupCase.Keys.allCases where context.options.wants(keys.rawValue) {
                for aggregates in [1, 4] {
                    let one = GroupCase(
                        keys: keys, aggregates: aggregates, groups: count, seed: context.options.seed,
                        isQuick: context.options.isQuick)
                    try add(one, directory, folder, to: &report)
                }
            }
        }
    }

    private func add(
        _ one: GroupCase, _ directory: StateDirectory, _ folder: String, to report: inout BenchReport
    ) throws {
        let expected = one.expected()
        func name(_ engine: String) -> FigureName { FigureName("group", one.name, engine, "ns/row") }
        let withDuckDB = context.options.has("duckdb")
        if withDuckDB { try one.writeArrays(to: folder) }
        for _ in 0..<context.options.runs {
            let store = try StateStore(
                liveDirectory: directory.newLivePath(), options: StoreOptions(), merger: PartialMerger(layouts: [:]))
            report.add(name("millrace"), try one.run(store, expected: expected))
        }
        if withDuckDB { try addDuckDB(one, expected, folder, name("duckdb"), to: &report) }
        report.compare(name("millrace"), with: name("duckdb"), as: "duckdb")
        report.check(
            "group", one.name, isRight: true, hash: resultHash("\(expected.groups) \(expected.sum)".utf8),
            "\(expected.groups) groups and the sum \(expected.sum) of every run equal a plain recomputation")
    }

    private func addDuckDB(
        _ one: GroupCase, _ expected: GroupResult, _ folder: String, _ name: FigureName, to report: inout BenchReport
    ) throws {
        let runs = context.options.runs
        let run = try context.run(
            context.options.python,
            ["Benchmarks/Group/duckdb_group.py", folder, one.keys.rawValue, "\(one.aggregates)", "\(runs)"],
            or: "DuckDB failed; are duckdb and numpy installed for \(context.options.python) (tools/setup python)?")
        let lines = run.output.split(separator: "\n")
        guard lines.count == runs + 2 else { throw BenchError("duckdb_group.py said: \(run.output)") }
        guard lines[runs] == "\(expected.groups) \(expected.sum)" else {
            throw BenchError("\(one.name): DuckDB says \(lines[runs]), not \(expected.groups) \(expected.sum)")
        }
        report.used("DuckDB", String(lines[runs + 1]))
        for line in lines.prefix(runs) { if let value = Double(line) { report.add(name, value) } }
    }
}
