import Glibc

extension ScaleSuite {
    /// Windows that each event lies in, at most.
    private var ratios: [Int] { context.options.isQuick ? [1, 8] : [1, 4, 16, 64] }

    /// Windows that begin every minute and are longer and longer: the groups of each are the same, and so are events
    /// and, but for the last minutes, result rows.
    func overlaps(_ report: inout BenchReport) throws {
        let groups = context.options.isQuick ? 200 : 2_000
        let events = GroupEvents(groups: groups, total: self.events / 2, seed: context.options.seed)
        let sum = try events.write(to: context.folder, name: "groups-hop")
        defer { for number in 0..<GroupEvents.files { unlink("\(context.folder)/groups-hop-\(number).ndjson") } }
        let windows = { (ratio: Int) in "hop(events, t, interval '1 minute', interval '\(ratio) minutes')" }
        for _ in 0..<runs {
            for ratio in ratios {
                let measured = try start(
                    "groups-hop", "256 MB", windows: windows(ratio), sink: "blackhole", output: "json")
                add("\(ratio) windows an event", measured, events: events.events, &report)
                report.add(
                    name("\(ratio) windows an event", "peak resident", "MB"), Double(measured.peakResidentBytes) / 1e6)
            }
        }
        for ratio in ratios {
            let rows = groups * (events.windows + ratio - 1)
            let wanted = "\(rows) \(events.events * ratio) \(sum * Int64(ratio))"
            let found = try start("groups-hop", "256 MB", windows: windows(ratio), sink: "console", output: "csv")
                .output
            report.check(
                "scale", "\(ratio) windows an event",
                isRight: found.split(separator: "\n").last.map(String.init) == wanted, hash: resultHash(wanted.utf8),
                "\(rows) rows and the sums of their counts and values are those of the events")
        }
        tell("windows an event", ratios, suffix: "", &report)
    }
}
