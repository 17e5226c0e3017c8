import Glibc
import Operators
import Runner
import StateStore

/// `bench group`: GROUP BY in memory, on one thread, beside DuckDB on the same arrays.
struct GroupSuite {
    let groups: [Int]
    let runs: Int
    let seed: UInt64
    let format: String
    let withDuckDB: Bool
    let python: String
    let environment: [String: String]

    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        let isQuick = arguments.has("quick")
        groups = try arguments.integers("groups", or: isQuick ? [16, 10_000] : [16, 10_000, 1_000_000, 10_000_000])
        runs = try arguments.integer("runs", in: 1...100) ?? (isQuick ? 1 : 5)
        seed = UInt64(try arguments.integer("seed", in: 0...1_000_000_000) ?? 1)
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        withDuckDB = try arguments.word("with", among: ["duckdb"]) != nil
        python = arguments.value("python") ?? "/usr/bin/python3"
        self.environment = environment
    }

    func run() throws -> ExitCode {
        let folder = "/tmp/millrace-bench-group-\(getpid())"
        defer {
            _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: environment).run()
        }
        let directory = try StateDirectory(path: folder, job: "bench")
        var table = FigureTable(headings: ["groups", "keys", "aggregates", "engine", "unit"])
        for count in groups {
            for keys in GroupCase.Keys.allCases {
                for aggregates in [1, 4] {
                    let one = GroupCase(keys: keys, aggregates: aggregates, groups: count, seed: seed)
                    try add(one, directory, folder, to: &table)
                }
            }
        }
        Terminal.put(table.render(format))
        Terminal.say("seed \(seed); groups and sums of every run equal the plain recomputation")
        return .done
    }

    private func add(
        _ one: GroupCase, _ directory: StateDirectory, _ folder: String, to table: inout FigureTable
    ) throws {
        let expected = one.expected()
        let name = ["\(one.groups)", one.keys.rawValue, "\(one.aggregates)"]
        for _ in 0..<(one.groups > 2_000_000 ? 1 : runs) {
            let store = try StateStore(
                liveDirectory: directory.newLivePath(), options: StoreOptions(), merger: PartialMerger(layouts: [:]))
            table.add(name + ["millrace", "ns/row"], try one.run(store, expected: expected))
        }
        guard withDuckDB else { return }
        try one.writeArrays(to: folder)
        let run = try MeasuredProcess(
            path: python,
            arguments: [
                "Benchmarks/Group/duckdb_group.py", folder, one.keys.rawValue, "\(one.aggregates)", "\(runs)",
            ], environment: environment
        ).run()
        let lines = run.output.split(separator: "\n")
        guard run.exitCode == 0, lines.count == runs + 2 else {
            throw BenchError("duckdb_group.py failed (is duckdb installed for \(python)?): \(run.output)")
        }
        guard lines[runs] == "\(expected.groups) \(expected.sum)" else {
            throw BenchError("\(one.name): DuckDB says \(lines[runs]), not \(expected.groups) \(expected.sum)")
        }
        for line in lines.prefix(runs) {
            if let value = Double(line) { table.add(name + ["duckdb \(lines[runs + 1])", "ns/row"], value) }
        }
    }
}
