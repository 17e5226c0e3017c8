import Glibc
import Runner

/// What a run of `bench` works with: its flags, a folder of its own, and servers that start when a suite needs them.
final class BenchContext {
    private(set) var options: BenchOptions
    /// Removed in the end.
    let folder: String
    private var services: BenchServices
    private var served = 0

    init(_ options: BenchOptions) {
        self.options = options
        folder = "/tmp/millrace-bench-\(getpid())"
        mkdir(folder, 0o755)
        services = BenchServices(folder: folder + "/services", environment: options.environment)
    }

    /// The same run for a suite within a suite, all or some of whose parts are wanted.
    func narrowed(to parts: [String]) -> BenchContext {
        options.only = parts
        return self
    }

    /// The process's own, with what was started.
    var environment: [String: String] { services.environment }

    /// A number that no other call gets, for names.
    var serial: Int {
        served += 1
        return served
    }

    /// Brokers of a real Kafka: KAFKA_BROKERS, or a private one where KAFKA_HOME says one is; nil without both.
    func kafka(_ report: inout BenchReport) throws -> String? {
        let isGiven = !(environment["KAFKA_BROKERS"] ?? "").isEmpty
        guard isGiven || !(environment["KAFKA_HOME"] ?? "").isEmpty else { return nil }
        try services.start("kafka", unless: "KAFKA_BROKERS")
        report.used("Kafka", isGiven && environment["KAFKA_HOME"] == nil ? "as it is" : kafkaVersion)
        return environment["KAFKA_BROKERS"]
    }

    /// The URI of a PostgreSQL: RUNNER_CONN_WAREHOUSE, or a private one.
    func postgres(_ report: inout BenchReport) throws -> String {
        try services.start("postgres", unless: "RUNNER_CONN_WAREHOUSE")
        let uri = environment["RUNNER_CONN_WAREHOUSE"] ?? ""
        report.used("PostgreSQL", try query("SHOW server_version").first.map(String.init) ?? "unknown")
        return uri
    }

    /// Rows of a query by psql, with `|` between the fields; `first` is another query or a command of psql's own.
    @discardableResult
    func query(_ sql: String, after first: String? = nil) throws -> [Substring] {
        let run = try MeasuredProcess(
            path: "/usr/bin/env",
            arguments: [
                "psql", environment["RUNNER_CONN_WAREHOUSE"] ?? "", "-XAtq", "-v", "ON_ERROR_STOP=1",
            ] + (first.map { ["-c", $0] } ?? []) + ["-c", sql],
            environment: environment.merging(
                ["PGTZ": "UTC", "PGOPTIONS": "-c client_min_messages=warning"]
            ) { $1 }
        ).run()
        guard run.exitCode == 0 else { throw BenchError("psql ended with \(run.exitCode): \(sql)") }
        return run.output.split(separator: "\n")
    }

    /// Runs a program that must succeed; `what` says what failed otherwise.
    @discardableResult
    func run(
        _ path: String, _ arguments: [String], or what: String, adding variables: [String: String] = [:]
    ) throws -> MeasuredRun {
        let run = try MeasuredProcess(
            path: path, arguments: arguments, environment: environment.merging(variables) { $1 }
        ).run()
        guard run.exitCode == 0 else {
            throw BenchError("\(what); it ended with \(run.exitCode): \(run.output.suffix(800))")
        }
        return run
    }

    private var kafkaVersion: String {
        let libraries = (environment["KAFKA_HOME"] ?? "") + "/libs"
        let found = fileNames(libraries).first { $0.hasPrefix("kafka-clients-") }
        return found.map { String($0.dropFirst("kafka-clients-".count).dropLast(".jar".count)) } ?? "unknown"
    }

    /// Ends what was started.
    func close() {
        services.stop()
        _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: environment).run()
    }
}

/// Names in a folder; none when it can't be read.
func fileNames(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}

/// Writes a small file.
func writeText(_ path: String, _ text: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { return }
    Terminal.write(text, to: descriptor)
    close(descriptor)
}
