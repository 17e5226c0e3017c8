import Glibc
import Runner

/// `bench state`: the state of one aggregate, step by step, each in a process of its own.
struct StateSuite {
    let groups: [Int]
    /// The budget of the step `bound`.
    let memoryMegabytes: Int
    let context: BenchContext

    init(groups: [Int], memoryMegabytes: Int, _ context: BenchContext) {
        self.groups = groups
        self.memoryMegabytes = memoryMegabytes
        self.context = context
    }

    /// The sizes that a run takes unless told otherwise.
    static func sizes(isQuick: Bool) -> [Int] { isQuick ? [20_000] : [1_000_000, 10_000_000] }

    func run(into report: inout BenchReport) throws {
        for count in groups {
            for _ in 0..<context.options.runs {
                for name in StateStep.names where context.options.wants(name) { try add(name, count, to: &report) }
                if context.options.has("rocksdb") { try addRocksDB(count, to: &report) }
            }
            compare(count, &report)
        }
    }

    private func name(_ count: Int, _ step: String, _ figure: String, _ unit: String) -> FigureName {
        FigureName("state", "\(count) groups, \(step)", figure, unit)
    }

    /// The child's whole life: one step, a line for each figure and the result's hash.
    static func measure(_ step: String, groups: Int, seed: UInt64, memoryMegabytes: Int) throws -> ExitCode {
        let folder = "/tmp/millrace-bench-state-\(getpid())"
        defer { _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: [:]).run() }
        let measured = StateStep(groups: groups, seed: seed, folder: folder)
        let figures = try measured.run(step, memoryBytes: memoryMegabytes << 20)
        Terminal.put(figures.map { "\($0.name)\t\($0.value)\t\($0.unit)\n" }.joined())
        let rounds = step == "checkpoint" ? 1 : 2
        Terminal.put("result\t\(measured.rows.expected(rounds: 0..<rounds).hash)\thash\n")
        return .done
    }

    private func add(_ step: String, _ count: Int, to report: inout BenchReport) throws {
        let run = try context.run(
            "/proc/self/exe",
            [
                "state", "--step", step, "--groups", "\(count)", "--seed", "\(context.options.seed)", "--memory",
                "\(memoryMegabytes)",
            ], or: "step \(step) of \(count) groups failed")
        for line in run.output.split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            guard parts.count == 3 else { continue }
            if parts[2] == "hash" {
                guard !report.checks.contains(where: { $0.subject == "\(count) groups, \(step)" }) else { continue }
                // A step whose rows differ from the plain recomputation ends with an error.
                report.check(
                    "state", "\(count) groups, \(step)", isRight: true, hash: UInt64(parts[1]) ?? 0,
                    "the rows of every run equal a plain recomputation")
            } else if let value = Double(parts[1]) {
                report.add(name(count, step, parts[0], parts[2]), value)
            }
        }
    }

    /// The usual way, by a small C++ program: see rocksdb.sh.
    private func addRocksDB(_ count: Int, to report: inout BenchReport) throws {
        let run = try context.run(
            "/bin/bash",
            ["Benchmarks/State/rocksdb.sh", "\(count)", "\(memoryMegabytes)", "\(context.options.seed)"],
            or: "rocksdb.sh failed; it needs g++, and bench to run in the repository")
        guard run.output.contains("result right") else { throw BenchError("rocksdb.sh is wrong: \(run.output)") }
        for line in run.output.split(separator: "\n") {
            let words = line.dropFirst("rocksdb: ".count).split(separator: " ")
            guard words.count >= 3, let value = Double(words[words.count - 2]) else { continue }
            report.add(
                name(
                    count, "RocksDB's usual way", words.dropLast(2).joined(separator: " "),
                    String(words[words.count - 1])),
                value)
        }
    }

    private func compare(_ count: Int, _ report: inout BenchReport) {
        report.compare(
            name(count, "spill", "total", "ms"), with: name(count, "memory", "total", "ms"), as: "in memory")
        for (step, figure, unit) in [
            ("memory", "new group", "ns/row"), ("memory", "update", "ns/row"), ("memory", "close", "ns/group"),
            ("spill", "new group", "ns/row"), ("spill", "update", "ns/row"), ("spill", "close", "ns/group"),
        ] {
            report.compare(
                name(count, step, figure, unit), with: name(count, "RocksDB's usual way", figure, unit),
                as: "WriteBatch and point reads")
        }
    }
}
