import Runner

/// A job's result as a plain program computes it from the same bytes: no part of the engine is used.
struct ExpectedRows {
    /// By `window,key,key`.
    private(set) var groups: [String: Totals] = [:]
    private let job: BenchJob

    init(_ job: BenchJob, _ events: BenchEvents) throws {
        self.job = job
        var groups: [String: Totals] = [:]
        try events.forEach { _, bytes in
            guard let (group, added) = job.group(EventText(bytes: bytes)) else { return }
            groups[group, default: Totals()] += added
        }
        self.groups = groups
    }

    /// Whether rows `window_start,key...,value...` say the same.
    func matches(_ lines: some Sequence<Substring>, separator: Character) -> Bool {
        var seen = 0
        for line in lines {
            let cells = line.split(separator: separator, omittingEmptySubsequences: false)
            guard cells.count > job.keyCount, let start = EventText.unixSeconds(cells[0]) else { return false }
            let key = "\(start)," + cells[1...job.keyCount].joined(separator: ",")
            guard let totals = groups[key] else { return false }
            let wanted = job.result(totals)
            let found = cells[(job.keyCount + 1)...].compactMap { Double($0) }
            guard found.count == wanted.count else { return false }
            for (a, b) in zip(found, wanted) where (a - b).magnitude > 1e-9 * Swift.max(1, b.magnitude) { return false }
            seen += 1
        }
        return seen == groups.count && seen > 0
    }

    /// The last value of all groups added up.
    var lastSum: Double { groups.values.reduce(0) { $0 + (job.result($1).last ?? 0) } }

    /// Whether so many rows with this sum of their last values can be the result.
    func matches(rows: Int, lastSum sum: Double) -> Bool {
        rows == groups.count && (sum - lastSum).magnitude <= 1e-9 * Swift.max(1, lastSum)
    }

    /// One number for the whole result, whatever the order of its groups.
    var hash: UInt64 {
        var sum: UInt64 = 0
        for (group, totals) in groups {
            let values = job.result(totals).map { "\(Int64(($0 * 100).rounded()))" }.joined(separator: ",")
            sum &+= resultHash("\(group),\(values)".utf8)
        }
        return sum
    }
}
