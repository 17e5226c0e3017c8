import Glibc
import TestSupport
import Testing

/// Joins whose condition cannot be computed for some pairs.
@Suite struct FailedConditionTests {
    private static func job(_ onError: String) -> String {
        """
        SET job_name = 'conditions';
        SET commit_interval = '50 ms';
        SET checkpoint_interval = '50 ms';
        CREATE TABLE orders (id bigint, at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/orders.csv', format = 'csv', header = false, event_time = 'at',
            on_error = '\(onError)');
        CREATE TABLE payments (id bigint, v bigint, at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/payments.csv', format = 'csv', header = false, event_time = 'at',
            on_error = '\(onError)');
        CREATE TABLE paid (id bigint, v bigint) WITH (
            connector = 'file', path = '${FOLDER}/out/paid.csv', format = 'csv', header = false);
        INSERT INTO paid SELECT o.id, p.v FROM orders o LEFT JOIN payments p
        ON o.id = p.id AND p.at BETWEEN o.at AND o.at + interval '10 minutes' AND 10 / p.v > 1;
        """
    }

    private static func run(_ onError: String) throws -> (run: JobRun, folder: String) {
        let folder = Tree.scratch()
        mkdir(folder + "/out", 0o755)
        let at = "2026-01-01 00:00:00+00"
        try Tree.write(folder + "/orders.csv", (1...6).map { "\($0),\(at)\n" }.joined())
        // 1: fails; 2: a partner; 3: none; 4: one that fails, and a partner; 5: the condition is false; 6: NULL.
        let payments = ["1,0", "2,5", "4,0", "4,4", "5,100", "6,"]
        try Tree.write(folder + "/payments.csv", payments.map { "\($0),\(at)\n" }.joined())
        return (try JobRun(text: job(onError), environment: ["FOLDER": folder]), folder)
    }

    @Test(arguments: [1, 2], [[], ["beforeCommit:1"]])
    func `of a LEFT JOIN a pair whose condition fails is a failed row, and its row has no NULLs for a partner`(
        lanes: Int, kills: [String]
    ) throws {
        let (run, folder) = try Self.run("skip")
        for phase in kills { #expect(try run.runUntilKilled(phase, lanes: lanes)) }
        let (summary, child) = try run.catchUp(lanes: lanes)
        let rows = try Tree.read(folder + "/out/paid.csv").split(separator: "\n").sorted()
        #expect(rows == ["2,5", "3,", "4,4", "5,", "6,"])
        #expect(summary.contains("\"failed_rows\":2,"), "\(summary)")
        #expect(child.errorText.contains("division by zero"), "\(child.errorText)")
    }

    @Test func `with the policy fail it ends the job`() throws {
        let (run, folder) = try Self.run("fail")
        let child = try run.start(["--until-caught-up"])
        #expect(try child.wait() == 65, "\(child.errorText)")
        #expect(child.errorText.contains("division by zero"), "\(child.errorText)")
        #expect((try? Tree.read(folder + "/out/paid.csv")) ?? "" == "")
    }
}
