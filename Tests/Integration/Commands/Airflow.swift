import Glibc
import TestSupport

/// Airflow as a user has it, with a database and a folder of DAGs of its own.
struct Airflow {
    private static let program = Tree.root + "/.build/airflow/bin/airflow"
    /// Whether tests with Airflow should run; where all must run, they run and fail.
    static let isWanted = Tree.isStrict || (try? Child.output(program, ["version"])) != nil

    private let environment: [String: String]

    /// - Parameter environment: of Airflow, and so of its tasks.
    init(dag: String, _ environment: [String: String]) throws {
        let home = Tree.scratch()
        let own = [
            "AIRFLOW_HOME": home, "AIRFLOW__CORE__DAGS_FOLDER": home + "/dags", "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        ]
        self.environment = environment.merging(own) { $1 }
        mkdir(home + "/dags", 0o755)
        try Tree.write(home + "/dags/example.py", try Tree.read(dag))
        try run(["db", "migrate"])
    }

    /// What a command says; a failed task is not a failed command.
    @discardableResult
    func run(_ words: [String]) throws -> String {
        let child = try Child(Self.program, words, environment: environment)
        let code = try child.wait(timeoutSeconds: 300)
        let said = child.outputText + child.errorText
        guard code <= 1 else { throw HarnessError("airflow \(words.joined(separator: " ")): \(code)\n\(said)") }
        return said
    }

    /// Runs a whole DAG once, as for a day of January 2026: the state of each task, and what was logged.
    func play(_ dag: String, day: Int) throws -> (states: [String: String], log: String) {
        let date = "2026-01-0\(day)T00:00:00"
        let log = try run(["dags", "test", dag, date])
        // dag_id, logical_date, task_id, state, ...
        let lines = try run(["tasks", "states-for-dag-run", dag, date, "-o", "plain"]).split(separator: "\n")
        let rows = lines.map { $0.split(separator: " ") }.filter { $0.count > 3 && $0[0] == dag }
        return (Dictionary(rows.map { (String($0[2]), String($0[3])) }) { $1 }, log)
    }
}
