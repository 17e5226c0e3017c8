import Runner
import Testing

/// What a plan says of a sink that writes files.
@Suite struct FileSinkPlanTests {
    private static let prelude = """
        CREATE TABLE sales (country text, price integer, at timestamptz) WITH (
            connector = 'generator', profile = 'retail', event_time = 'at');

        """

    private func told(_ with: String, _ query: String) -> [String] {
        let sql = Self.prelude + "CREATE MATERIALIZED VIEW v WITH (connector = 'file', \(with)) AS \(query);"
        switch Planner.plan(sql) {
        case .success(let job): return Explanation(job).text(now: nil).split(separator: "\n").map(String.init)
        case .failure(let rejection): return rejection.diagnostics.map(\.message)
        }
    }

    @Test(arguments: [
        (
            "path = 'x', format = 'csv'", "SELECT country, sum(price) FROM sales GROUP BY country",
            "the rows of v change, so they need one file that is written anew"
        ),
        (
            "path = 'x', format = 'csv', partition_by = 'contry'", "SELECT country, price FROM sales",
            "partition_by: column \"contry\" does not exist in v"
        ),
        (
            "path = 'x', format = 'csv', partition_by = 'country'", "SELECT country FROM sales",
            "partition_by takes every column of v: nothing is left for the files"
        ),
        (
            "path = 'x.csv', format = 'csv', emit = 'complete'", "SELECT country FROM sales",
            "emit = 'complete' is for grouped queries"
        ),
    ])
    func `a plan that can't be kept is refused`(with: String, query: String, message: String) {
        #expect(told(with, query) == [message])
    }

    @Test func `two sinks never write one file`() {
        let sql =
            Self.prelude + """
                CREATE MATERIALIZED VIEW a WITH (connector = 'file', path = 'o/x.csv', format = 'csv') AS
                SELECT country FROM sales;
                CREATE MATERIALIZED VIEW b WITH (connector = 'file', path = './o//x.csv', format = 'csv') AS
                SELECT country FROM sales;
                """
        guard case .failure(let rejection) = Planner.plan(sql) else {
            Issue.record("not refused")
            return
        }
        #expect(rejection.diagnostics.map(\.message) == ["a and b write the same file \"./o//x.csv\""])
    }

    @Test func `a plan names the file and how it is written`() {
        let total = told("path = 'o/x.csv', format = 'csv'", "SELECT country, sum(price) FROM sales GROUP BY country")
        #expect(total.contains("v -> csv file o/x.csv: every row each 1 second"))
        let copy = told("path = 'o/x', format = 'json', partition_by = 'country'", "SELECT country, price FROM sales")
        #expect(copy.contains("v -> json files in folder o/x by (country): append, rows as they come"))
    }
}
