import Glibc
import TestSupport
import Testing

/// `partition_by` as readers of Hive's layout see it: names and values of folders come back as columns.
@Suite struct HiveFolderTests {
    /// What could end a folder's name, mean something in one, or look like another type; the empty text last.
    private static let regions: [String?] = [
        "a", nil, "a/b", "a=b", "100%", "%41", "it's", "ü🦊 日本", " lead", "trail ", "12:30", "new\\nline", "tab\\t",
        "\\\"q\\\"", ".", "..", "a b", "#", "?", "*", "[x]", "{y}", "+", "NULL", "null", "a+b", "a,b", "a;b", "a&b",
        "~", "^", "back\\\\slash", "00", "1e5", "true", "-1", "2021-01-01", "A",
        // Equal to Swift's String, and not to a reader; an accent that joins the sign before it.
        "\u{E9}", "e\u{301}", "\u{301}x", "",
    ]

    private static let columns =
        "id bigint, region text, day date, flag boolean, moment timestamptz, amount numeric(9, 2)"

    /// A row as JSON; `isRead`: as it is read back, where Hive knows no empty text.
    private static func line(_ id: Int, isRead: Bool) -> String {
        let region = regions[id % regions.count]
        let value = region.map { isRead && $0.isEmpty ? "null" : "\"\($0)\"" } ?? "null"
        let day = id % 4 == 3 ? "null" : "\"2021-0\(id % 3 + 1)-28\""
        let flag = ["true", "false", "null"][id % 3]
        let moment = id % 7 == 5 ? "null" : "\"2021-03-06T06:3\(id % 2):00Z\""
        return
            "{\"id\":\(id),\"region\":\(value),\"day\":\(day),\"flag\":\(flag),"
            + "\"moment\":\(moment),\"amount\":\(id).50}"
    }

    /// Both readers, with the types of the folders given and found by themselves.
    private static let script = """
        import duckdb, json, pyarrow as pa, pyarrow.dataset as dataset, sys
        folder, expected = sys.argv[1], {}
        for line in open(sys.argv[2], encoding='utf-8'):
            row = json.loads(line)
            expected[row['id']] = [row['region'], row['day'], row['flag'], row['moment'], '%.2f' % row['amount']]
        duckdb.sql("SET timezone = 'UTC'")
        types = "{'region': 'VARCHAR', 'day': 'DATE', 'flag': 'BOOLEAN', 'moment': 'TIMESTAMPTZ'}"
        source = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true, hive_types = {types})"
        texts = "region, day::text, flag, strftime(moment, '%Y-%m-%dT%H:%M:%SZ'), amount::text"
        found = {'DuckDB': {row[0]: list(row[1:]) for row in duckdb.sql(f'SELECT id, {texts} FROM {source}').fetchall()}}
        schema = pa.schema([('region', pa.string()), ('day', pa.date32()), ('flag', pa.bool_()), ('moment', pa.string())])
        hive = dataset.partitioning(schema, flavor='hive')
        rows = dataset.dataset(folder, format='parquet', partitioning=hive).to_table().to_pylist()
        found['pyarrow'] = {row['id']: [
            row['region'], row['day'] and str(row['day']), row['flag'],
            row['moment'] and row['moment'].replace(' ', 'T').replace('+00', 'Z'), str(row['amount'])] for row in rows}
        assert len(rows) == len(expected), len(rows)
        for reader, table in found.items():
            for key in sorted(set(expected) | set(table)):
                if expected.get(key) != table.get(key):
                    print(reader, key, table.get(key), 'instead of', expected.get(key))
        # Each reader leaves out the folders that a condition rules out, and finds the same rows.
        for region in {row[0] for row in expected.values()}:
            wanted = sorted(key for key, row in expected.items() if row[0] == region)
            test = 'region IS NULL' if region is None else "region = '" + region.replace("'", "''") + "'"
            ids = [row[0] for row in duckdb.sql(f'SELECT id FROM {source} WHERE {test} ORDER BY id').fetchall()]
            field = dataset.field('region')
            condition = field.is_null() if region is None else field == region
            table = dataset.dataset(folder, format='parquet', partitioning=hive).to_table(filter=condition)
            if ids != wanted or sorted(table['id'].to_pylist()) != wanted:
                print('by region', region, ids, table['id'].to_pylist(), 'instead of', wanted)
        columns = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true)")
        names = [row[0] for row in columns.fetchall()]
        if sorted(names) != ['amount', 'day', 'flag', 'id', 'moment', 'region']:
            print('columns', names)
        """

    @Test func `NULL and special characters in folders come back from DuckDB, pyarrow and ourselves`() throws {
        let folder = Tree.scratch()
        let count = Self.regions.count * 3
        let expected = (0..<count).map { Self.line($0, isRead: true) }
        try Tree.write(folder + "/in.ndjson", (0..<count).map { Self.line($0, isRead: false) + "\n" }.joined())
        try Tree.write(folder + "/expected.ndjson", expected.map { $0 + "\n" }.joined())
        try JobRun(
            text: """
                SET job_name = 'hive';
                CREATE TABLE input (\(Self.columns)) WITH (
                    connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json', on_error = 'fail');
                CREATE TABLE parts (\(Self.columns)) WITH (
                    connector = 'file', path = '${FOLDER}/parts', format = 'parquet',
                    partition_by = 'region, day, flag, moment');
                INSERT INTO parts SELECT * FROM input;
                """, environment: ["FOLDER": folder]
        ).catchUp(lanes: 2)
        try JobRun(
            text: """
                SET job_name = 'hive_back';
                CREATE TABLE input (\(Self.columns)) WITH (
                    connector = 'file', path = '${FOLDER}/parts/*/*/*/*/*.parquet', format = 'parquet',
                    on_error = 'fail');
                CREATE TABLE lines (\(Self.columns)) WITH (
                    connector = 'file', path = '${FOLDER}/lines.ndjson', format = 'json');
                INSERT INTO lines SELECT * FROM input;
                """, environment: ["FOLDER": folder]
        ).catchUp()
        let lines = Set(try Tree.read(folder + "/lines.ndjson").split(separator: "\n").map(String.init))
        #expect(lines.count == count)
        let wrong = lines.symmetricDifference(expected)
        #expect(wrong.isEmpty, "\(wrong.sorted().prefix(6))")
        if ParquetReaders.areWanted {
            let said = try ParquetReaders.run(Self.script, [folder + "/parts", folder + "/expected.ndjson"])
            #expect(said.isEmpty, "\(said.prefix(2_000))")
        }
    }
}
