import Glibc
import Runner

/// Servers that a suite needs: those that the environment names, else private ones that end with the suite.
struct BenchServices {
    let folder: String
    /// With what was started in it: KAFKA_BROKERS, RUNNER_CONN_WAREHOUSE and the like.
    private(set) var environment: [String: String]
    private static let program = "tools/services"

    init(folder: String, environment: [String: String]) {
        self.folder = folder
        self.environment = environment
    }

    /// Starts a service unless `variable` already says where one is.
    mutating func start(_ service: String, unless variable: String) throws {
        if let given = environment[variable], !given.isEmpty { return }
        mkdir(folder, 0o755)
        let started = try MeasuredProcess(
            path: Self.program, arguments: ["start", service, folder], environment: environment
        ).run()
        guard started.exitCode == 0 else {
            throw BenchError("tools/services could not start \(service); run bench from the repository's folder")
        }
        for line in started.output.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            environment[String(line[..<sign])] = String(line[line.index(after: sign)...])
        }
    }

    /// Ends what was started, and removes the folder.
    func stop() {
        guard access(folder, F_OK) == 0 else { return }
        _ = try? MeasuredProcess(path: Self.program, arguments: ["stop", folder], environment: environment).run()
        _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: environment).run()
    }
}
