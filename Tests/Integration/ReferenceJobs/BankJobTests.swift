import TestSupport
import Testing

@Suite(.serialized, .enabled(if: ReferenceJob.isPossible, Comment(rawValue: ReferenceJob.condition)))
struct BankJobTests {
    private static let cities = ["Surabaya", "Yogyakarta", "Jakarta", "Bandung"]

    @Test func `001b keeps averages over all and by city, shows every record, and dead-letters the bad ones`() throws {
        let job = try ReferenceJob("001b_bank_customers.sql", topic: "nasabah_bank")
        var shown: [String] = []
        for part in 0..<3 {
            try job.send(customers(job.topic, part))
            let (summary, child) = try job.run.catchUp(lanes: 3 - part)
            #expect(summary.contains("\"dead_lettered\":3"), "\(summary)")
            shown += shownLines(child)
        }
        try job.database.query(
            """
            CREATE VIEW oracle.customers AS
            SELECT j ->> 'nasabah_id' AS nasabah_id, j ->> 'nama' AS nama, j ->> 'alamat' AS alamat,
                   (j ->> 'saldo')::bigint AS saldo, (j ->> 'umur')::integer AS umur, j ->> 'pekerjaan' AS pekerjaan,
                   (j ->> 'ts')::bigint AS ts
            FROM (SELECT value::jsonb AS j FROM raw WHERE key IS DISTINCT FROM 'bad') r
            """)
        let all = try job.database.difference(
            "SELECT * FROM public.avg_saldo", "SELECT count(*), avg(saldo) FROM oracle.customers")
        #expect(all.isEmpty, "\(all)")
        let cities = try job.database.difference(
            "SELECT * FROM public.avg_saldo_by_city",
            "SELECT alamat, count(*), avg(saldo), min(umur), max(umur) FROM oracle.customers GROUP BY alamat")
        #expect(cities.isEmpty, "\(cities)")
        try job.show(shown)
        let preview = try job.database.difference(
            "SELECT line FROM public.shown", "SELECT to_jsonb(c) FROM oracle.customers c")
        #expect(preview.isEmpty, "\(preview.prefix(6))")
        let dead = try job.database.difference(
            "SELECT topic, partition, \"offset\", record FROM millrace.dead_letter",
            "SELECT topic, partition, \"offset\", convert_to(value, 'UTF8') FROM raw WHERE key = 'bad'")
        #expect(dead.isEmpty, "\(dead)")
    }

    private func customers(_ topic: String, _ part: Int) -> [TopicRecord] {
        var records = (0..<200).map { index in
            let number = part * 200 + index
            let city = number % 11 == 0 ? "null" : "\"\(BankJobTests.cities[number * 7 % 4])\""
            let text = """
                {"nasabah_id": "n-\(number)", "nama": "Nama \(number) \\"é\\" \\u0041", "alamat": \(city), \
                "saldo": \(number % 13 == 0 ? 9_000_000_000_000_000 : number * 1_234_567), \
                "umur": \(17 + number % 60), "pekerjaan": "IT", "ts": \(number * 2_900_000)}
                """
            return TopicRecord(topic: topic, partition: Int32(index % 2), value: text)
        }
        for (index, text) in ["{\"saldo\": 1.5}", "{\"umur\": 2147483648}", "not JSON"].enumerated() {
            records.append(TopicRecord(topic: topic, partition: Int32(index % 2), key: "bad", value: text))
        }
        return records
    }

    @Test(.enabled(if: Tree.shared != nil, "MILLRACE_SHARED is not set: no published averages to compare with"))
    func `001b gives the published running averages`() throws {
        let seeds = (Tree.shared ?? "") + "/data/seeds/seed001-nasabah_bank-"
        let lines = try Tree.read(seeds + "sample.ndjson").split(separator: "\n").map(String.init)
        let golden = try Tree.read(seeds + "running-avg-golden.csv").split(separator: "\n").dropFirst()
        let topics = try Topics()
        let topic = Topics.name("bank")
        try topics.create(topic, partitions: 1)
        let database = try Database()
        let text = try Tree.read("\(Tree.root)/Tests/Jobs/001b_bank_customers.sql")
        // The job reads the same topic under another name, as another test has filled its own.
        let run = try JobRun(
            text: replaced(text, "'nasabah_bank'", "'\(topic)'"),
            environment: ["KAFKA_BROKERS": topics.brokers, "RUNNER_CONN_WAREHOUSE": database.uri])
        var sent = 0
        for count in [1, 2, 10, 41, lines.count] {
            try topics.send(lines[sent..<count].map { TopicRecord(topic: topic, partition: 0, value: $0) })
            sent = count
            try run.catchUp()
            let line = golden[golden.startIndex + count - 1]
            let fields = line.split(separator: ",")
            let agrees = try database.value(
                "SELECT customers = \(fields[0]) AND abs(avg_saldo - \(fields[1])) < 0.001 FROM avg_saldo")
            let ours = try database.value("SELECT * FROM avg_saldo")
            #expect(agrees == "t", "after \(count): \(ours), published \(line)")
        }
    }
}

/// A text with every occurrence of a part replaced.
func replaced(_ text: String, _ old: String, _ new: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.firstRange(of: old) {
        result += rest[..<range.lowerBound] + new
        rest = rest[range.upperBound...]
    }
    return result + rest
}
