import FoundationEssentials
import Operators
import Runner

/// The text of a reference job in Tests/Jobs.
func jobText(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Jobs")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
}

/// All messages about a job as a person sees them; empty when there are none.
func messages(_ sql: String, _ environment: [String: String] = [:]) -> String {
    let renderer = DiagnosticRenderer(source: SourceText(name: "job.sql", text: sql))
    switch Planner.plan(sql, environment: environment) {
    case .success(let job): return renderer.render(job.warnings)
    case .failure(let rejection): return renderer.render(rejection.diagnostics)
    }
}

/// The explained plan, or the messages when there is none.
func explained(_ sql: String, now: Int64? = nil) -> String {
    switch Planner.plan(sql) {
    case .success(let job): return Explanation(job).text(now: now)
    case .failure(let rejection):
        return DiagnosticRenderer(source: SourceText(name: "job.sql", text: sql)).render(rejection.diagnostics)
    }
}
