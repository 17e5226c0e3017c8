import Testing

@testable import Operators

/// Samples of the reference jobs' real messages, when they are there.
@Suite(.enabled(if: sharedData("seeds") != nil, "MILLRACE_SHARED is not set: no samples to read"))
struct JSONSampleTests {
    private func decode(_ name: String, _ columns: [(String, DataType)]) throws -> DecodedBatch {
        let path = try #require(sharedData("seeds/\(name)"))
        let lines = try readText(path).split(separator: "\n").map { Array($0.utf8) }
        let decoder = try JSONDecoder(fields: columns.map { FieldSpec(path: [$0.0], type: $0.1, notNull: true) })
        let decoded = decoder.decode(lines)
        #expect(decoded.bad == [] && decoded.batch.count == lines.count && lines.count > 0)
        return decoded
    }

    @Test func `the bank's messages give the averages that a real consumer printed`() throws {
        let columns: [(String, DataType)] = [
            ("nasabah_id", .text), ("nama", .text), ("alamat", .text), ("saldo", .bigint), ("umur", .integer),
            ("pekerjaan", .text), ("ts", .bigint),
        ]
        let decoded = try decode("seed001-nasabah_bank-sample.ndjson", columns)
        let golden = try #require(sharedData("seeds/seed001-nasabah_bank-running-avg-golden.csv"))
        guard case .int64(let amounts) = decoded.batch.columns[3].values else {
            Issue.record("balances are not whole numbers")
            return
        }
        var sum: Int64 = 0
        let lines = try readText(golden).split(whereSeparator: \.isNewline).dropFirst()
        #expect(lines.count == decoded.batch.count)
        for (row, line) in lines.enumerated() {
            sum += amounts[row]
            let expected = try #require(line.split(separator: ",").last.flatMap { Double($0) })
            #expect(abs(Double(sum) / Double(row + 1) - expected) < 1e-6)
        }
    }

    @Test func `retail, furniture and order messages are all good`() throws {
        _ = try decode("seed002-retail-events-sample.ndjson", retailFields.map { ($0.path[0], $0.type) })
        let furniture: [(String, DataType)] = [
            ("order_id", .uuid), ("customer_id", .integer), ("furniture", .text), ("color", .text), ("price", .integer),
            ("ts", .timestamptz),
        ]
        _ = try decode("seed000-furniture-orders-sample.ndjson", furniture)
        let orders: [(String, DataType)] = [
            ("region", .text), ("shopid", .bigint), ("itemid", .bigint), ("orderid", .bigint), ("count", .integer),
            ("price", .numeric(NumericShape(precision: 12, scale: 2))), ("timestamp", .timestamptz),
        ]
        let decoded = try decode("seed003-orders-sample.ndjson", orders)
        #expect(show(decoded.batch.columns[5], 0) == "4.03" && show(decoded.batch.columns[3], 0) == "1000000196283")
    }
}
