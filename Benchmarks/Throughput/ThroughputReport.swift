import Runner

/// What the runs of one job showed.
struct ThroughputResult {
    let name: String
    let events: Int
    var runs: [MeasuredRun] = []
    var groups = 0
    var hash = ""
    var isRight = false

    init(name: String, events: Int) {
        self.name = name
        self.events = events
    }

    /// The job's own seconds, from its last line: without the process's start.
    private func jobSeconds(_ run: MeasuredRun) -> Double {
        guard let found = run.output.firstRange(of: "\"seconds\":") else { return run.wallSeconds }
        return Double(run.output[found.upperBound...].prefix { $0.isNumber || $0 == "." }) ?? run.wallSeconds
    }

    /// Minimum, median and maximum of a figure.
    func spread(_ figure: (MeasuredRun) -> Double) -> (min: Double, median: Double, max: Double) {
        let sorted = runs.map(figure).sorted()
        guard let first = sorted.first, let last = sorted.last else { return (0, 0, 0) }
        return (first, sorted[sorted.count / 2], last)
    }

    var eventsPerSecond: (min: Double, median: Double, max: Double) {
        spread { Double(events) / max(0.001, jobSeconds($0)) }
    }

    var cpuNanosPerEvent: (min: Double, median: Double, max: Double) {
        spread { $0.cpuSeconds * 1e9 / Double(events) }
    }

    var residentMegabytes: (min: Double, median: Double, max: Double) {
        spread { Double($0.peakResidentBytes) / 1e6 }
    }

    func stageNanos(_ index: Int) -> (min: Double, median: Double, max: Double) {
        spread { $0.stages[index].seconds * 1e9 / Double(events) }
    }
}

/// The figures as a table, as Markdown or as JSON.
struct ThroughputReport {
    let results: [ThroughputResult]
    let events: Int

    func render(_ format: String) -> String {
        switch format {
        case "json": json
        case "markdown": rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.inserting(rule)
        default: drawTable(rows[0], Array(rows.dropFirst())) + checks
        }
    }

    private var rule: String { "|" + String(repeating: "---|", count: rows[0].count) + "\n" }

    private var rows: [[String]] {
        var rows = [["job", "figure", "unit", "median", "min", "max"]]
        for result in results {
            let figures: [(String, String, (min: Double, median: Double, max: Double))] =
                [
                    ("throughput", "events/s", result.eventsPerSecond), ("CPU", "ns/event", result.cpuNanosPerEvent),
                ]
                + (result.runs.first?.stages.indices.map { index in
                    ("  " + result.runs[0].stages[index].name, "ns/event", result.stageNanos(index))
                } ?? []) + [("peak resident", "MB", result.residentMegabytes)]
            for (name, unit, spread) in figures {
                rows.append(
                    [result.name, name, unit] + [spread.median, spread.min, spread.max].map { "\(Int($0.rounded()))" })
            }
        }
        return rows
    }

    private var checks: String {
        results.map {
            "\($0.name): \(events) events, \($0.runs.count) runs, seed 1, \($0.groups) groups, result \($0.hash) "
                + "\($0.isRight ? "equals" : "DIFFERS FROM") the plain recomputation\n"
        }.joined()
    }

    private var json: String {
        let parts = results.map { result in
            let rate = result.eventsPerSecond
            let cpu = result.cpuNanosPerEvent
            let stages =
                (result.runs.first?.stages.indices.map { index in
                    "\"\(result.runs[0].stages[index].name)\":\(Int(result.stageNanos(index).median))"
                } ?? []).joined(separator: ",")
            return "{\"job\":\"\(result.name)\",\"events\":\(events),\"runs\":\(result.runs.count),"
                + "\"events_per_second\":\(Int(rate.median)),\"events_per_second_min\":\(Int(rate.min)),"
                + "\"cpu_ns_per_event\":\(Int(cpu.median)),\"cpu_ns_per_event_max\":\(Int(cpu.max)),"
                + "\"stages_ns_per_event\":{\(stages)},\"peak_resident_mb\":\(Int(result.residentMegabytes.median)),"
                + "\"groups\":\(result.groups),\"result_hash\":\"\(result.hash)\",\"right\":\(result.isRight)}"
        }
        return "[\(parts.joined(separator: ","))]\n"
    }
}

extension [String] {
    /// The lines with a rule below the first.
    fileprivate func inserting(_ rule: String) -> String {
        guard let first else { return "" }
        return first + rule + dropFirst().joined()
    }
}
