import TestSupport
import Testing

/// 001c: a year of invoices from files to monthly totals in PostgreSQL and CSV.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct MonthlyJobTests {
    private func run(_ folder: String, _ out: String, _ database: Database) -> JobRun {
        JobRun(
            path: "\(Tree.root)/Tests/Jobs/001c_monthly_retail.sql",
            environment: ["RETAIL_DIR": folder, "OUT_DIR": out, "RUNNER_CONN_WAREHOUSE": database.uri])
    }

    private func months(_ path: String) throws -> [String] {
        try Tree.read(path).split(separator: "\n").dropFirst().map(String.init).sorted()
    }

    @Test func `001c gives what PostgreSQL gives over the same lines, in both kinds of sink`() throws {
        let folder = Tree.scratch()
        var values: [String] = []
        for part in 0..<3 {
            var text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            for line in 0..<400 {
                let number = part * 400 + line
                let day = "2011-0\(1 + number % 4)-\(10 + number % 17)"
                let customer = number % 5 == 0 ? "" : "\(17_000 + number % 37).0"
                let quantity = number % 23 == 0 ? -3 : number % 9
                let price = "\(number % 90).\(100 + number % 7)"
                text +=
                    "\(53_000 + number / 4),A\(number),\"L, \"\"\(number)\"\"\",\(quantity),\(day) 08:26:00,\(price),"
                text += "\(customer),United Kingdom\n"
                values.append(
                    "('\(53_000 + number / 4)', \(quantity), timestamp '\(day) 08:26', \(price), "
                        + "\(customer.isEmpty ? "NULL" : customer))")
            }
            try Tree.write("\(folder)/part\(part).csv", text)
        }
        let database = try Database()
        let out = Tree.scratch() + "/out"
        try run(folder, out, database).catchUp()
        let expected = """
            SELECT extract(year FROM at)::int, extract(month FROM at)::int, sum(q * p), count(DISTINCT i), count(DISTINCT c)
            FROM (VALUES \(values.joined(separator: ", "))) v (i, q, at, p, c)
            WHERE c IS NOT NULL AND q > 0 AND p > 0
            GROUP BY 1, 2
            """
        #expect(try database.difference("SELECT * FROM sales_per_month", expected).isEmpty)
        let lines = try database.query("SELECT trim(e::text, '()') FROM (\(expected)) e").sorted()
        #expect(lines.count == 4)
        #expect(try months("\(out)/sales_per_month.csv") == lines)
    }

    @Test(.enabled(if: Tree.shared != nil, "MILLRACE_SHARED is not set: no year of invoices to read"))
    func `001c gives the published totals of 541,909 invoice lines`() throws {
        let folder = Tree.scratch()
        let seeds = (Tree.shared ?? "") + "/data/seeds"
        try Child.output("tar", ["-xzf", "\(seeds)/online-retail-by-day.tar.gz", "-C", folder])
        let database = try Database()
        let out = Tree.scratch() + "/out"
        let (summary, _) = try run(folder + "/data/retail-data/by-day", out, database).catchUp()
        #expect(summary.contains("\"records\":541909,"), "\(summary)")
        /// The published sums are doubles: they agree to a tenth of a cent.
        func rounded(_ lines: [String]) -> [String] {
            lines.map { line in
                var fields = line.split(separator: ",").map(String.init)
                if fields.count == 5, let sales = Double(fields[2]) { fields[2] = "\((sales * 1_000).rounded())" }
                return fields.joined(separator: ",")
            }.sorted()
        }
        let golden = try months("\(seeds)/seed001-sales_per_month-golden.csv")
        #expect(golden.count == 13)
        #expect(rounded(try months("\(out)/sales_per_month.csv")) == rounded(golden))
        #expect(
            try months("\(out)/retention_per_month.csv") == months("\(seeds)/seed001-retention_per_month-golden.csv"))
        let table = try database.query("SELECT trim(s::text, '()') FROM sales_per_month s")
        #expect(rounded(table) == rounded(golden))
    }
}
