import Runner
import Testing

@Suite struct FileSinkOptionTests {
    private func options(_ with: String) throws -> FileSinkOptions {
        guard case .file(let options)? = Declared(with).sink()?.connector else {
            throw NoFile(text: Declared(with).sinkMessages())
        }
        return options
    }

    private struct NoFile: Error {
        var text: String
    }

    @Test func `one file`() throws {
        let file = try options("connector = 'file', path = 'out/a.csv', format = 'csv', header = false")
        #expect(file.path == "out/a.csv" && file.format == .csv && !file.header && file.isOneFile)
    }

    @Test func `a folder`() throws {
        let file = try options(
            "connector = 'file', path = './out/rows', format = 'json', roll_interval = '5 m', partition_by = 'a, b'")
        #expect(!file.isOneFile && file.rollMicros == 300_000_000 && file.partitionBy == ["a", "b"])
        for path in ["out/", "/a.b/c", "..", "a/.."] {
            #expect(try !options("connector = 'file', path = '\(path)', format = 'csv'").isOneFile, "\(path)")
        }
    }

    @Test func `Parquet and its compression`() throws {
        let file = try options("connector = 'file', path = 'x', format = 'parquet', compression = 'zstd'")
        #expect(file.format == .parquet && file.codec == .zstd)
        #expect(try options("connector = 'file', path = 'x', format = 'parquet'").codec == .snappy)
    }

    @Test(arguments: [
        (
            "connector = 'file', path = 'x', format = 'parquet', compression = 'gzip'",
            "there is no compression 'gzip'"
        ),
        ("connector = 'file', path = 'x', format = 'csv', compression = 'zstd'", "compression is for format 'parquet'"),
        ("connector = 'file', format = 'csv'", "connector 'file' needs path"),
        ("connector = 'file', path = 'x.csv'", "connector 'file' needs format"),
        ("connector = 'file', path = 'x.csv', format = 'avro'", "format 'avro' of a file is not supported yet"),
        ("connector = 'file', path = 'x.csv', format = 'cvs'", "there is no format 'cvs'"),
        ("connector = 'file', path = '*.csv', format = 'csv'", "'*.csv' is no path to write to"),
        ("connector = 'file', path = 'x.json', format = 'json', header = true", "header is for format 'csv'"),
        (
            "connector = 'file', path = 'x.csv', format = 'csv', roll_interval = '1 m'",
            "roll_interval writes many files, but 'x.csv' names one file"
        ),
        (
            "connector = 'file', path = 'x.csv', format = 'csv', partition_by = 'a'",
            "partition_by writes many files, but 'x.csv' names one file"
        ),
        ("connector = 'file', path = 'x', format = 'csv', partition_by = 'a,'", "partition_by is a list of columns"),
        ("connector = 'file', path = 'x', format = 'csv', partition_by = 'a, a'", "partition_by names a twice"),
        (
            "connector = 'file', path = 'x.csv', format = 'csv', emit = 'changes'",
            "rows of a file can't be changed: emit = 'changes' is for tables with a key"
        ),
        (
            "connector = 'file', path = 'x', format = 'csv', emit = 'complete'",
            "emit = 'complete' writes one file anew, but 'x' is a folder"
        ),
    ])
    func `each wrong option has one message`(with: String, message: String) {
        let diagnostics = readSinkOptions(Declared(with).options, table: "t", environment: [:]).diagnostics
        #expect(diagnostics.map(\.message) == [message])
    }
}
