import FoundationEssentials
import Runner
import Testing

@Suite struct JobFileTests {
    static let jobs: [(String, Int)] = [
        ("000_daily_purchases.sql", 3), ("001a_purchases_30s.sql", 3), ("001b_bank_customers.sql", 5),
        ("001c_monthly_retail.sql", 6), ("002_retail_5m.sql", 6), ("003_shop_gross_income.sql", 4),
        ("004_connected_platforms.sql", 10),
    ]

    static func load(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Jobs")
        return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test(arguments: jobs)
    func `each reference job parses as written`(name: String, statements: Int) throws {
        let parsed = parseJob(try Self.load(name))
        #expect(parsed.diagnostics == [])
        #expect(parsed.job.statements.count == statements)
    }

    @Test func `the tree of a whole job`() throws {
        let parsed = parseJob(try Self.load("002_retail_5m.sql"))
        guard parsed.job.statements.count == 6, case .set(let set) = parsed.job.statements[0].kind,
            case .createTable(let source) = parsed.job.statements[1].kind,
            case .createTable(let sink) = parsed.job.statements[4].kind,
            case .insert(let insert) = parsed.job.statements[5].kind
        else {
            Issue.record("other statements")
            return
        }
        #expect(set.option.name == "job_name" && set.option.value == .string("retail_5m"))
        #expect(source.name.text == "purchases")
        #expect(source.columns.map(\.name.text).last == "timestamp")
        #expect(source.columns.map { text($0.type) }.prefix(3) == ["text", "int8", "text"])
        #expect(source.columns[0].isNotNull && !source.columns[1].isNotNull)
        #expect(source.options.entries.first?.value == .string("kafka"))
        #expect(source.options.entries.count == 9)
        #expect(sink.primaryKey.map(\.text) == ["category", "payment_method", "window_start"])
        #expect(text(sink.columns[4].type) == "numeric(12,2)")
        #expect(insert.target.text == "retail")
        #expect(
            text(insert.query).hasSuffix(
                "from tumble(purchases, timestamp, (cast '5 minutes' interval)) "
                    + "group(category payment_method window_start window_end)"))
    }
}
