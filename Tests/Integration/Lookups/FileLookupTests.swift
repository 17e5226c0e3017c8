import Glibc
import TestSupport
import Testing

/// A lookup table in a CSV file that changes while the job runs.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct FileLookupTests {
    private let file = Tree.scratch() + "/rates.csv"

    private func put(_ text: String) throws {
        try Tree.write(file + ".new", text)
        rename(file + ".new", file)
    }

    private func job() throws -> SmallJob {
        var job = try SmallJob.rated(by: "connector = 'file', path = '${RATES}', format = 'csv', header = true")
        job.run.environment["RATES"] = file
        try put("name,rate\nn0,10\nn1,20\nn2,30\n")
        return job
    }

    /// Sends three rows at a time until some meet a rate of at least this; the next number.
    private func send(_ job: SmallJob, from first: Int, until rate: Int) throws -> Int {
        var next = first
        let isNew = "SELECT count(*) > 0 FROM copied WHERE rate >= \(rate)"
        repeat {
            try job.send(next..<next + 3)
            next += 3
            try job.waitForRows(next)
        } while try next < 3_000 && job.database.value(isNew) == "f"
        #expect(try job.database.value(isNew) == "t")
        return next
    }

    @Test func `a changed file is seen, a broken one leaves the rows that there are, and a replay meets the old ones`()
        throws
    {
        let job = try job()
        let running = try job.started()
        try job.send(0..<3)
        try job.waitForRows(3)
        #expect(
            try job.database.difference(
                "SELECT * FROM copied", "VALUES (0, 'n0', 10), (1, 'n1', 20), (2, 'n2', 30)"
            ).isEmpty)
        try put("name,rate\nn2,130\nn1,120\nn0,110\nn3,140\n")
        var next = try send(job, from: 3, until: 100)
        try put("name,rate\nn0,oops\n")
        #expect(
            running.read(until: {
                $0.errorText.contains("warning: lookup table rates keeps its rows, it could not be read again")
            }), "\(running.errorText)")
        try job.send(next..<next + 3)
        next += 3
        try job.waitForRows(next)
        #expect(try job.database.value("SELECT min(rate) FROM copied WHERE id >= \(next - 3)") == "110")
        try put("name,rate\nn0,210\nn1,220\nn2,230\n")
        #expect(
            running.read(until: { $0.errorText.contains("lookup table rates is read again: 3 rows") }),
            "\(running.errorText)")
        next = try send(job, from: next, until: 200)
        running.send(signal: SIGKILL)
        try running.wait()
        let seen = try job.database.query("SELECT * FROM copied ORDER BY id")
        // No checkpoint was made: the next life replays everything, with the rows that it met.
        try put("name,rate\nn0,1210\nn1,1220\nn2,1230\n")
        try job.send(next..<next + 3, partition: 1)
        let (_, child) = try job.run.catchUp(lanes: 2)
        #expect(child.errorText.contains("replaying"), "\(child.errorText)")
        #expect(try job.database.query("SELECT * FROM copied WHERE id < \(next) ORDER BY id") == seen)
        #expect(try job.database.value("SELECT min(rate) FROM copied WHERE id >= \(next)") == "1210")
        #expect(try job.wrongCounts().isEmpty)
    }
}
