import Glibc
import Runner
import Testing

/// The short form of the fault run: every kind of fault once, every named phase, some kills at random moments.
///
/// Kafka is a real one when KAFKA_HOME is set. Else it is the embedded cluster, which lives in this process and so
/// outlives the runners that are killed.
@Suite struct FaultTests {
    static let rounds = 27

    @Test(.enabled(if: Tools.areInstalled, "needs psql, kcat and a PostgreSQL server: see tools/setup"))
    func `whatever kills the job, tables, audit and ledger agree with the topic afterwards`() throws {
        let outcome = try runTorture("\(Self.rounds)")
        // What was hit, for the log of a run that passed.
        print(outcome.output.suffix(1500))
        #expect(outcome.status == 0, "\(outcome.output.suffix(4000))")
        #expect(outcome.output.contains("phases hit: 8 of 8"))
        #expect(outcome.output.contains("oracle: 10 of 10 changes of the tables found"))
        #expect(outcome.output.contains("torture: all agreed"))
    }

    /// MySQL, files and a topic of a second Kafka in one job; servers go away and come back.
    @Test(
        .enabled(
            if: Tools.areInstalled && Tools.haveOtherSinks,
            "needs KAFKA_HOME, kcat and MariaDB: apt-get install mariadb-server"))
    func `whatever kills a job with other sinks, each holds what the topic says afterwards`() throws {
        let outcome = try Tools.run("'\(Tools.root)/tools/torture' 26 --sinks mysql,files,kafka --rate 200 --verbose")
        print(outcome.output.suffix(1500))
        #expect(outcome.status == 0, "\(outcome.output.suffix(4000))")
        #expect(outcome.output.contains("phases hit: 8 of 8"))
        for server in ["mysql", "kafka"] {
            #expect(outcome.output.contains("\(server) stopped and started again"))
            #expect(outcome.output.contains("\(server) killed and started again"))
        }
        #expect(outcome.output.contains("judge: 8 of 8 changes of the sinks found"))
        #expect(outcome.output.contains("torture: all agreed"))
    }

    /// Apart from the other rounds, for it is mostly waiting.
    @Test(
        .enabled(
            if: Tools.areInstalled && Tools.haveOtherSinks,
            "needs KAFKA_HOME, kcat and MariaDB: apt-get install mariadb-server"))
    func `a sink that is away for a minute misses nothing and gets nothing twice`() throws {
        let outcome = try Tools.run(
            "'\(Tools.root)/tools/torture' 2 --sinks mysql,files,kafka --rate 200 --only away_a_minute --verbose")
        #expect(outcome.status == 0, "\(outcome.output.suffix(4000))")
        for server in ["mysql", "kafka"] { #expect(outcome.output.contains("\(server) away for a minute")) }
        #expect(outcome.output.contains("torture: all agreed"))
    }

    @Test(.enabled(if: Tools.areInstalled, "needs psql, kcat and a PostgreSQL server: see tools/setup"))
    func `PostgreSQL is away for a minute, and the same process goes on without a row too many or too few`() throws {
        let outcome = try runTorture("2 --only postgres_away_a_minute", rate: 200)
        #expect(outcome.status == 0, "\(outcome.output.suffix(4000))")
        #expect(outcome.output.contains("2  PostgreSQL away for a minute"), "\(outcome.output.suffix(4000))")
        #expect(outcome.output.contains("torture: all agreed"))
    }

    private func runTorture(_ words: String, rate: Int? = nil) throws -> (status: Int32, output: String) {
        let command = "'\(Tools.root)/tools/torture' \(words) --verbose" + (rate.map { " --rate \($0)" } ?? "")
        if getenv("KAFKA_HOME") != nil { return try Tools.run(command) }
        print("KAFKA_HOME is not set: the fault run uses the embedded cluster, and adds no partitions")
        let cluster = try EmbeddedCluster()
        try cluster.createTopic("events-torture", partitions: 3)
        return try withExtendedLifetime(cluster) {
            // The embedded cluster keeps about 5 MB a partition.
            try Tools.run("\(command) --rate 120 --brokers \(cluster.bootstrapServers)")
        }
    }
}

private enum Tools {
    static var root: String {
        var path = #filePath
        for _ in 0..<3 { path = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex)) }
        return path
    }

    static var areInstalled: Bool {
        ["psql", "kcat", "python3"].allSatisfy { (try? run("command -v \($0)").status) == 0 }
            && (getenv("PGBIN") != nil || (try? run("ls -d /usr/lib/postgresql/*/bin/initdb").status) == 0)
    }

    static var haveOtherSinks: Bool {
        getenv("KAFKA_HOME") != nil && (try? run("command -v mariadb && ls /usr/sbin/mariadbd").status) == 0
    }

    struct Failed: Error {}

    /// Runs a shell command to its end; what it wrote, errors included.
    static func run(_ command: String) throws -> (status: Int32, output: String) {
        guard let pipe = popen("exec 2>&1; \(command)", "r") else { throw Failed() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        let status = pclose(pipe)
        return (status, String(decoding: bytes, as: UTF8.self))
    }
}
