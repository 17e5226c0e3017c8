import Operators
import StateStore

/// All of a job's sinks on standard output.
package final class ConsoleSystem: SinkSystem {
    private let tables: [SinkTable]
    /// Their positions in the job's list.
    private let sinks: [Int]
    private let settings: ConsoleSettings
    private var printers: [RowPrinter]
    private var shownRows: [Int]
    /// Rows of each sink's last picture; nil before anything of it was shown.
    private var lastRows: [Int?]
    /// What each `complete` sink last showed, to draw all of them anew on a terminal.
    private var wholes: [[ConsoleRow]?]
    private var lastEpoch = Epoch.none
    private var lastPrinted: Int?
    /// As of the epoch that is being shown.
    private var terminal: TerminalSize?
    /// The whole tables as they stand on the terminal, in full; empty before there are any, and nil when what stands
    /// there is cut.
    private var drawn: [UInt8]? = []

    /// - Parameter sinks: the tables' positions in the job's list; nil when these are all.
    package init(_ tables: [SinkTable], sinks: [Int]? = nil, settings: ConsoleSettings) {
        self.tables = tables
        self.sinks = sinks ?? Array(tables.indices)
        self.settings = settings
        printers = tables.map { RowPrinter($0, settings: settings) }
        shownRows = tables.map { _ in 0 }
        lastRows = tables.map { _ in nil }
        wholes = tables.map { _ in nil }
    }

    package func start(_ job: SinkJob, unless objection: (SinkPosition) -> String?) -> SinkPosition? { nil }

    package func close() {}

    /// Shows the epoch's rows, unless this process has shown them before.
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard epoch.boundary.epoch > lastEpoch else { return CommitReport() }
        terminal = settings.terminal()
        var out: [UInt8] = []
        var rows = 0
        var hasNewWhole = false
        for index in tables.indices {
            let all = ConsoleRow.decode(epoch.rows[index], columns: tables[index].columns.count)
            let isWhole = isWhole(index, epoch)
            let chosen = choose(all, index, isWhole: isWhole)
            rows += chosen.count
            guard hasNews(chosen.count, index, isWhole: isWhole) else { continue }
            lastRows[index] = chosen.count
            if isWhole && redraws {
                wholes[index] = chosen
                hasNewWhole = true
            } else {
                show(chosen, index, isWhole: isWhole, to: &out)
            }
        }
        if hasNewWhole { redraw(to: &out) }
        try put(out)
        lastEpoch = epoch.boundary.epoch
        let isDone =
            !tables.isEmpty
            && tables.indices.allSatisfy { index in
                tables[index].limit.map { shownRows[index] >= $0 } ?? false
            }
        return CommitReport(rows: rows, hasReachedLimit: isDone)
    }

    /// Where the picture on a terminal was cut, the tables take its place as a pipe gets them.
    package func finish() throws(SinkError) {
        guard redraws else { return }
        let text = picture(width: nil)
        guard text != drawn else { return }
        drawn = text
        try put(Self.clear + text)
    }

    private func put(_ out: [UInt8]) throws(SinkError) {
        guard !out.isEmpty, let error = settings.write(out) else { return }
        throw error.isClosed ? .closed("standard output was closed") : .refused("standard output: \(error.message)")
    }

    /// Whether the epoch has a sink's whole result, which may have no rows.
    private func isWhole(_ index: Int, _ epoch: EpochCommit) -> Bool {
        let isDue = epoch.boundary.emit & (1 << UInt64(sinks[index])) != 0
        return tables[index].emit == .complete && isDue
            || epoch.rows[index].contains { $0.chunks.contains { $0.operation == .replaceAll } }
    }

    /// No rows are news where a whole result had some before, and once where no more are asked for.
    private func hasNews(_ rows: Int, _ index: Int, isWhole: Bool) -> Bool {
        if rows > 0 { return true }
        guard let last = lastRows[index] else { return tables[index].limit == 0 }
        return isWhole && last > 0
    }

    private var redraws: Bool { settings.format == .table && terminal != nil }

    /// Orders the rows and keeps those within the limit, which counts over the whole job, or for each whole table.
    private func choose(_ rows: [ConsoleRow], _ index: Int, isWhole: Bool) -> [ConsoleRow] {
        var rows = rows
        if !tables[index].order.isEmpty {
            let sorted = rows.enumerated().sorted { left, right in
                if left.element.sortKey == right.element.sortKey { return left.offset < right.offset }
                return left.element.sortKey.lexicographicallyPrecedes(right.element.sortKey)
            }
            rows = sorted.map(\.element)
        }
        guard let limit = tables[index].limit else { return rows }
        if isWhole { return Array(rows.prefix(limit)) }
        let chosen = Array(rows.prefix(max(0, limit - shownRows[index])))
        shownRows[index] += chosen.count
        return chosen
    }

    private func show(_ rows: [ConsoleRow], _ index: Int, isWhole: Bool, to out: inout [UInt8]) {
        if lastPrinted != index && tables.count > 1 && settings.format != .json {
            if lastPrinted != nil { out.append(0x0A) }
            printers[index].interrupt()
            title(index, to: &out)
        }
        lastPrinted = index
        printers[index].print(rows, isWhole: isWhole, terminalWidth: terminal?.columns, to: &out)
    }

    private func title(_ index: Int, to out: inout [UInt8]) {
        switch settings.format {
        case .table: out += "\(tables[index].name)\n".utf8
        case .markdown: out += "### \(tables[index].name)\n\n".utf8
        case .csv, .json: break
        }
    }

    /// Home, then what is below goes.
    private static let clear = Array("\u{1B}[H\u{1B}[J".utf8)

    /// All whole tables, one below the other.
    private func picture(width: Int?) -> [UInt8] {
        var text: [UInt8] = []
        for (index, rows) in wholes.enumerated() {
            guard let rows else { continue }
            if tables.count > 1 { title(index, to: &text) }
            printers[index].print(rows, isWhole: true, terminalWidth: width, to: &text)
        }
        return text
    }

    /// All whole tables from the terminal's first line on, as far as they fit.
    private func redraw(to out: inout [UInt8]) {
        let text = picture(width: terminal?.columns)
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        let room = max(2, (terminal?.lines ?? 24) - 1)
        let heights = lines.map(height)
        let isCut = heights.reduce(0, +) > room
        if isCut {
            var used = 0
            let fitting = heights.prefix { height in
                used += height
                return used < room
            }
            let hidden = lines.count - fitting.count
            lines = Array(lines.prefix(fitting.count)) + [Array("... \(hidden) more lines\n".utf8)[...]]
        }
        drawn = isCut ? nil : text
        out += Self.clear
        out += lines.joined(separator: [0x0A])
    }

    /// How many lines of the terminal a line takes.
    private func height(_ line: ArraySlice<UInt8>) -> Int {
        guard let terminal, line.count > terminal.columns else { return 1 }
        let width = TableDrawing.width(String(decoding: line, as: UTF8.self))
        return max(1, (width + terminal.columns - 1) / terminal.columns)
    }
}
