import Synchronization

/// The columns that were found in records by ignoring case, each told once for all lanes of a job.
final class FoldedNames: Sendable {
    private let told = Mutex<Set<String>>([])

    /// What to log of columns of a source that a lane has just found so.
    func lines(_ columns: [String], source: String) -> [String] {
        columns.compactMap { column in
            guard told.withLock({ $0.insert("\(source).\(column)").inserted }) else { return nil }
            return "warning: source \(source): no field is named \"\(column)\"; the one that differs in case alone is "
                + "read"
        }
    }
}
