import Runner

/// What one state size showed; seconds from the start of the process.
struct RecoveryResult {
    let groups: Int
    /// How long the first life took, which made the state.
    var buildSeconds = 0.0
    var recordAfterStop: [Double] = []
    var recordAfterKill: [Double] = []
    var commitAfterKill: [Double] = []
    var lives = 0
    /// Records committed by the lives that ended at their first commit.
    var newRecords = 0
    var foundGroups = 0
    var hash = ""
    var isRight = false

    init(groups: Int) {
        self.groups = groups
    }
}

/// The figures as a table, as Markdown or as JSON.
struct RecoveryReport {
    let results: [RecoveryResult]

    func render(_ format: String) -> String {
        switch format {
        case "json": json
        case "markdown": markdown
        default: drawTable(headings, rows) + checks
        }
    }

    private let headings = ["groups", "figure", "unit", "median", "min", "max"]

    private var rows: [[String]] {
        results.flatMap { result in
            [
                ("first record, after a stop", result.recordAfterStop),
                ("first record, after kill -9", result.recordAfterKill),
                ("first new commit, after kill -9", result.commitAfterKill),
            ].map { name, seconds in
                let spread = milliseconds(seconds)
                return ["\(result.groups)", name, "ms", "\(spread.median)", "\(spread.min)", "\(spread.max)"]
            }
        }
    }

    private func milliseconds(_ seconds: [Double]) -> (min: Int, median: Int, max: Int) {
        let sorted = seconds.map { Int(($0 * 1000).rounded()) }.sorted()
        guard let first = sorted.first, let last = sorted.last else { return (0, 0, 0) }
        return (first, sorted[sorted.count / 2], last)
    }

    private var checks: String {
        results.map {
            "\($0.groups) groups: \($0.lives) lives, \($0.newRecords) records by those killed at their first commit, "
                + "result \($0.hash) of \($0.foundGroups) rows "
                + "\($0.isRight ? "equals" : "DIFFERS FROM") the plain recomputation\n"
        }.joined()
    }

    private var markdown: String {
        let rule = [String](repeating: "---", count: headings.count)
        return ([headings, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    private var json: String {
        let parts = results.map { result in
            let stopped = milliseconds(result.recordAfterStop)
            let killed = milliseconds(result.recordAfterKill)
            let commit = milliseconds(result.commitAfterKill)
            return "{\"groups\":\(result.groups),\"runs\":\(result.commitAfterKill.count),"
                + "\"first_record_after_stop_ms\":\(stopped.median),\"first_record_after_kill_ms\":\(killed.median),"
                + "\"first_record_after_kill_ms_max\":\(killed.max),\"first_commit_after_kill_ms\":\(commit.median),"
                + "\"first_commit_after_kill_ms_max\":\(commit.max),\"result_hash\":\"\(result.hash)\","
                + "\"right\":\(result.isRight)}"
        }
        return "[\(parts.joined(separator: ","))]\n"
    }
}
