import Glibc
import TestSupport

/// Who reads Parquet files back for a test: DuckDB with pyarrow, and the runner itself.
enum ParquetReaders {
    /// Python with what reads Parquet independently of us.
    static let python: String? = {
        let named = Tree.variable("MILLRACE_PYTHON")
        for candidate in [named, "\(Tree.root)/.build/python/bin/python3", "/usr/bin/python3"].compactMap({ $0 })
        where (try? Child.output(candidate, ["-c", "import pyarrow, duckdb"])) != nil {
            return candidate
        }
        return nil
    }()

    /// Whether tests with Python should run; where all must run, they run and fail.
    static let areWanted = python != nil || Tree.isStrict

    /// Prints a folder's rows, or a file's, as CSV with `\N` for NULL.
    private static let script = """
        import duckdb, os, pyarrow.dataset, sys
        pattern = sys.argv[1] + '/**/*.parquet' if os.path.isdir(sys.argv[1]) else sys.argv[1]
        duckdb.sql("SET timezone = 'UTC'")
        rows = duckdb.sql(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()[0][0]
        assert rows == pyarrow.dataset.dataset(sys.argv[1], format='parquet').count_rows(), 'DuckDB and pyarrow differ'
        duckdb.sql(f"COPY (SELECT * FROM read_parquet('{pattern}')) TO '/dev/stdout' "
                   r"(FORMAT csv, HEADER false, NULLSTR '\\N')")
        """

    /// Loads a folder of Parquet, or one file, with DuckDB into a new table; pyarrow must count as many rows.
    static func load(_ path: String, into table: String, _ columns: String, of database: Database) throws {
        try copy(try run(script, [path]), "NULL '\\N'", into: table, columns, of: database)
    }

    /// What a script of Python prints.
    static func run(_ script: String, _ arguments: [String]) throws -> String {
        guard let python else { throw HarnessError("no python3 with pyarrow and duckdb: run tools/setup python") }
        return try Child.output(python, ["-c", script] + arguments)
    }

    /// The same with the runner as the reader: a job copies what `pattern` names to a file of CSV.
    ///
    /// - Parameters:
    ///   - columns: `name type, ...` as in the files.
    ///   - typed: the same for the new table, where it is to have other types.
    static func loadByRunner(
        _ pattern: String, into table: String, _ columns: String, of database: Database, as typed: String? = nil
    ) throws {
        let folder = Tree.scratch()
        let job = try JobRun(
            text: """
                SET job_name = 'read_back';
                CREATE TABLE input (\(columns)) WITH (
                    connector = 'file', path = '${PATTERN}', format = 'parquet', on_error = 'fail');
                CREATE TABLE lines (\(columns)) WITH (
                    connector = 'file', path = '${FOLDER}/lines.csv', format = 'csv', header = false);
                INSERT INTO lines SELECT * FROM input;
                """, environment: ["PATTERN": pattern, "FOLDER": folder])
        try job.catchUp()
        try copy(try Tree.read(folder + "/lines.csv"), "", into: table, typed ?? columns, of: database)
    }

    private static func copy(
        _ rows: String, _ options: String, into table: String, _ columns: String, of database: Database
    ) throws {
        let format = (["FORMAT csv"] + (options.isEmpty ? [] : [options])).joined(separator: ", ")
        try database.query(
            "DROP TABLE IF EXISTS \(table); CREATE TABLE \(table) (\(columns));\n"
                + "COPY \(table) FROM STDIN WITH (\(format));\n\(rows)\\.\n")
    }
}
