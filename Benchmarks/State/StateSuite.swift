import Glibc
import Runner

/// `bench state`: the state of one aggregate, step by step, each in a process of its own.
struct StateSuite {
    let groups: [Int]
    let runs: Int
    let seed: UInt64
    let memoryMegabytes: Int
    let format: String
    let withRocksDB: Bool
    /// Set in the process that measures one step.
    let step: String?
    let environment: [String: String]

    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        let isQuick = arguments.has("quick")
        groups = try arguments.integers("groups", or: isQuick ? [20_000] : [1_000_000, 10_000_000])
        runs = try arguments.integer("runs", in: 1...100) ?? (isQuick ? 1 : 5)
        seed = UInt64(try arguments.integer("seed", in: 0...1_000_000_000) ?? 1)
        memoryMegabytes = try arguments.integer("memory", in: 16...1_000_000) ?? 256
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        withRocksDB = try arguments.word("with", among: ["rocksdb"]) != nil
        step = try arguments.word("step", among: StateStep.names)
        self.environment = environment
    }

    func run() throws -> ExitCode {
        if let step { return try measure(step) }
        var table = FigureTable(headings: ["groups", "step", "figure", "unit"])
        for count in groups {
            // Large states are measured for their size; one run takes as long as ten small ones.
            for _ in 0..<(count > 2_000_000 ? 1 : runs) {
                for name in StateStep.names { try add(name, count, to: &table) }
                if withRocksDB { try addRocksDB(count, to: &table) }
            }
        }
        Terminal.put(table.render(format))
        Terminal.say("seed \(seed); every step's result rows equal what the rows add up to")
        return .done
    }

    /// The child: one step, one line a figure.
    private func measure(_ name: String) throws -> ExitCode {
        let folder = "/tmp/millrace-bench-state-\(getpid())"
        defer {
            _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: environment).run()
        }
        let figures = try StateStep(groups: groups[0], seed: seed, folder: folder)
            .run(name, memoryBytes: memoryMegabytes << 20)
        Terminal.put(figures.map { "\($0.name)\t\($0.value)\t\($0.unit)\n" }.joined())
        return .done
    }

    private func add(_ name: String, _ count: Int, to table: inout FigureTable) throws {
        let run = try MeasuredProcess(
            path: "/proc/self/exe",
            arguments: [
                "state", "--step", name, "--groups", "\(count)", "--seed", "\(seed)", "--memory", "\(memoryMegabytes)",
            ], environment: environment
        ).run()
        guard run.exitCode == 0 else { throw BenchError("step \(name) of \(count) groups failed: \(run.output)") }
        for line in run.output.split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            guard parts.count == 3, let value = Double(parts[1]) else { continue }
            table.add(["\(count)", name, parts[0], parts[2]], value)
            guard name == "spill", parts[0] == "total" else { continue }
            let floor = table.values(["\(count)", "memory", "total", "ms"])
            if !floor.isEmpty {
                table.add(["\(count)", name, "total, of that in memory", "times"], value / floor[floor.count / 2])
            }
        }
    }

    /// The usual way, by a small C++ program: see rocksdb.sh.
    private func addRocksDB(_ count: Int, to table: inout FigureTable) throws {
        let run = try MeasuredProcess(
            path: "/bin/bash",
            arguments: ["Benchmarks/State/rocksdb.sh", "\(count)", "\(memoryMegabytes)", "\(seed)"],
            environment: environment
        ).run()
        guard run.exitCode == 0, run.output.contains("result right") else {
            throw BenchError("rocksdb.sh failed; run bench from the repository's folder: \(run.output)")
        }
        for line in run.output.split(separator: "\n") {
            let words = line.dropFirst("rocksdb: ".count).split(separator: " ")
            guard words.count >= 3, let value = Double(words[words.count - 2]) else { continue }
            table.add(
                ["\(count)", "usual way", words.dropLast(2).joined(separator: " "), String(words[words.count - 1])],
                value)
        }
    }
}
