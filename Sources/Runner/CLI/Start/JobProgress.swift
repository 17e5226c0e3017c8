import Glibc
import Operators
import StateStore

/// Tells people how a job is doing: one line that renews itself on a terminal, else a log line every 10 s.
///
/// Always in this order: rows/s, lag, watermark delay, last checkpoint.
final class JobProgress: JobObserver {
    private let job: String
    private let isQuiet: Bool
    private let isTerminal: Bool
    /// Of the run so far.
    private(set) var summary = JobSummary()
    private var lastShownMicros: Int64 = 0
    private var lastRecords: Int64 = 0
    private var lagRecords: Int64?
    private var lastCheckpoint: (epoch: Epoch, atMicros: Int64)?
    private var hasLine = false
    private var directory: String?
    /// The job has run, be it for a moment.
    var hasStarted: Bool { directory != nil }
    private let startedText = rfc3339(wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch)
    private var statusMicros: Int64 = 0
    private var statusRecords: Int64 = 0
    private var holdUp = HoldUp()

    /// What follows from the job's settings, for the start: when first rows are due.
    private let consequences: [String]

    /// False for previews, which begin afresh each time.
    private let keepsState: Bool

    init(
        _ job: String, keepsState: Bool = true, consequences: [String] = [], isQuiet: Bool, isTerminal: Bool
    ) {
        self.job = job
        self.keepsState = keepsState
        self.consequences = consequences
        self.isQuiet = isQuiet
        self.isTerminal = isTerminal
        lastShownMicros = monotonicMicros()
    }

    func started(_ report: StartReport) {
        directory = report.stateDirectory
        holdUp.sources = report.sources
        summary.epoch = report.epoch
        summary.watermarkMicros = report.watermarkMicros
        lagRecords = report.lagRecords
        writeStatus(monotonicMicros())
        let state =
            report.isRestored || report.replayed > 0
            ? "restored at epoch \(report.epoch)" + (report.replayed > 0 ? ", replaying \(report.replayed)" : "")
            : "fresh"
        let place = keepsState ? "state \(report.stateDirectory) (\(state))" : "a preview, whose state is not kept"
        say("millrace \(millraceVersion)  job \(job)  \(place)")
        if !report.isRestored {
            let places = report.positions.sorted { $0.key < $1.key }.prefix(8).map { "\($0.key)@\($0.value)" }
            let more = report.positions.count > 8 ? " ..." : ""
            say("starting from \(JobProgress.words(report.starts)): \(places.joined(separator: " "))\(more)")
        }
        for line in consequences { say(line) }
    }

    /// Where the sources begin, once when it is the same for all.
    static func words(_ starts: [(source: String, from: StartFrom)]) -> String {
        if Set(starts.map(\.from)).count <= 1 { return starts.first?.from.inWords ?? "nowhere" }
        return starts.map { "\($0.from.inWords) of \($0.source)" }.joined(separator: ", ")
    }

    /// The status file is renewed once a second.
    private func writeStatus(_ nowMicros: Int64) {
        guard let directory else { return }
        let seconds = max(0.001, Double(nowMicros - statusMicros) / 1e6)
        StatusFile(
            job: job, pid: getpid(), version: millraceVersion, started: startedText,
            updated: rfc3339(wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch), records: summary.records,
            rows: summary.rows, late: summary.late, invalid: summary.invalid, deadLettered: summary.deadLettered,
            failedRows: summary.failedRows, epoch: summary.epoch.rawValue,
            watermark: summary.watermarkMicros.map(rfc3339),
            lagRecords: lagRecords, recordsPerSecond: Int64(Double(summary.records - statusRecords) / seconds),
            why: holdUp.sentence(
                nowMicros: nowMicros, unixMicros: wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch)
        ).write(to: directory)
        statusMicros = nowMicros
        statusRecords = summary.records
    }

    func tick(nowMicros: Int64) {
        if nowMicros - statusMicros >= 1_000_000 { writeStatus(nowMicros) }
        let interval: Int64 = isTerminal ? 250_000 : 10_000_000
        guard !isQuiet, nowMicros - lastShownMicros >= interval else { return }
        let seconds = Double(nowMicros - lastShownMicros) / 1e6
        let rate = Int64(Double(summary.records - lastRecords) / seconds)
        lastShownMicros = nowMicros
        lastRecords = summary.records
        let lag = lagRecords.map { "\($0)" } ?? "?"
        let delay = summary.watermarkMicros.map { watermark in
            "\(max(0, (wallClockUnixMicros() - TimeLimits.unixMicrosAtEpoch - watermark) / 1_000_000)) s"
        }
        let checkpoint = lastCheckpoint.map { "\((nowMicros - $0.atMicros) / 1_000_000) s ago (epoch \($0.epoch))" }
        let line = "\(rate) rows/s  lag \(lag)  watermark delay \(delay ?? "-")  checkpoint \(checkpoint ?? "-")"
        if isTerminal {
            Terminal.write("\r\u{1B}[K\(line)", to: 2)
            hasLine = true
        } else {
            say(line)
        }
    }

    func epoch(
        _ summary: JobSummary, positions: [SourcePartition: Int64], tracker: WatermarkTracker, outputs: [LaneOutput]
    ) {
        self.summary = summary
        lagRecords = summary.lagRecords
        holdUp.tracker = tracker
    }

    func committed(_ epoch: Epoch, _ report: CommitReport) { holdUp.sinkProblem = nil }

    func checkpointed(_ epoch: Epoch, micros: Int64) {
        lastCheckpoint = (epoch, monotonicMicros())
    }

    func waiting(_ reason: String) {
        holdUp.sinkProblem = reason
        say(reason)
    }

    /// Lost rows are told to those as well who want no progress.
    func refused(_ text: String) { write(text) }

    func awaiting(_ partition: SourcePartition, micros: Int64) {
        let seconds = (max(0, micros) + 999_999) / 1_000_000
        say(
            "caught up; \(partition) is silent and holds back the windows of the others: waiting \(seconds) s "
                + "(idle_timeout)")
    }

    func stalled(_ text: String) { say("warning: \(text)") }

    func stopping() { say("stopping: committing, then a checkpoint; once more to stop now") }

    /// The last lines.
    func finished(_ summary: JobSummary) {
        self.summary = summary
        writeStatus(monotonicMicros())
        let rate = summary.seconds > 0 ? Int64(Double(summary.records) / summary.seconds) : 0
        say(
            "done: \(summary.records) records, \(summary.rows) rows, late \(summary.late), invalid \(summary.invalid), "
                + "dead-lettered \(summary.deadLettered), failed rows \(summary.failedRows), "
                + "epoch \(summary.epoch), \(rate) records/s")
        if let warning = JobProgress.unitWarning(summary.watermarkMicros) { say(warning) }
        if let warning = holdUp.emptyPartition { say("warning: \(warning)") }
    }

    /// Seconds that were read as milliseconds lie in January 1970, where no window of a real event is.
    static func unitWarning(_ watermarkMicros: Int64?) -> String? {
        let year: Int64 = 366 * 86_400_000_000
        guard let watermarkMicros else { return nil }
        let (unix, isFar) = watermarkMicros.addingReportingOverflow(TimeLimits.unixMicrosAtEpoch)
        guard !isFar, (-year..<2 * year).contains(unix) else { return nil }
        return "warning: event times reach \(rfc3339(watermarkMicros)): is timestamp_format right "
            + "(unix_seconds, not unix_millis)?"
    }

    private func say(_ text: String) {
        if !isQuiet { write(text) }
    }

    private func write(_ text: String) {
        if hasLine {
            Terminal.write("\r\u{1B}[K", to: 2)
            hasLine = false
        }
        Terminal.say(text)
    }
}

extension JobSummary {
    /// What the job took of the machine, for benchmarks: how long lanes stood at epochs' ends, and peak memory.
    private var engineJSON: String {
        var text = ""
        if stalls.total > 0 {
            text += ",\"stalls\":\(stalls.total),\"stall_us_p50\":\(stalls.micros(percent: 50))"
            text += ",\"stall_us_p99\":\(stalls.micros(percent: 99)),\"stall_us_max\":\(stalls.maxMicros)"
        }
        if let peakResidentBytes { text += ",\"peak_resident_bytes\":\(peakResidentBytes)" }
        return text
    }

    /// The summary as one JSON line.
    func json(job: String) -> String {
        let mark = watermarkMicros.map { "\"\(rfc3339($0))\"" } ?? "null"
        let milliseconds = Int64((seconds * 1_000).rounded())
        let fraction = String(String(1_000 + milliseconds % 1_000).dropFirst())
        return
            "{\"job\":\(jsonText(job)),\"records\":\(records),\"rows\":\(rows),\"late\":\(late),\"invalid\":\(invalid),"
            + "\"dead_lettered\":\(deadLettered),\"failed_rows\":\(failedRows),\"epoch\":\(epoch),"
            + "\"watermark\":\(mark),\"seconds\":\(milliseconds / 1_000).\(fraction)\(engineJSON)}"
    }
}

/// A point in time as RFC 3339 in UTC.
func rfc3339(_ micros: Int64) -> String {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { room in
        guard let base = room.baseAddress else { return "" }
        let count = TimeText.write(rfc3339: micros, offset: 0, to: base)
        return String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }
}
