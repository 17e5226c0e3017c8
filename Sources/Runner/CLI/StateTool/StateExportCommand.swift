import Glibc
import Operators
import StateStore

let stateExportCommand = Command(
    CommandSpec(
        "export", "All groups of a checkpoint as NDJSON, CSV or Parquet, in column names and SQL types.",
        operands: "[JOB|DIR]", operandCount: 0...1,
        examples: [
            ("state export retail_5m", "NDJSON to standard output; \"table\" is each row's first member"),
            ("state export retail_5m --table retail --format csv --output retail.csv", "one table with a heading"),
            ("state export retail_5m --table retail --format parquet --output retail.parquet", "for DuckDB and others"),
            ("state export retail_5m --epoch 1200", "an older checkpoint; state inspect lists them"),
        ],
        flags: [
            Flag("state-dir", value: "DIR", "the job's state, when it is not in the usual place"),
            Flag("table", value: "NAME", "only this table; csv and parquet hold one"),
            Flag("epoch", value: "N", "the checkpoint of this epoch; default the newest"),
            Flag(
                "format", value: "FORMAT",
                "ndjson (default), csv or parquet; parquet has intervals and numerics without a scale as text"),
            Flag("output", short: "o", value: "FILE", "default standard output; a file appears when it is whole"),
        ])
) { arguments, environment in
    let target = try StateTarget(arguments, environment, isJSON: false)
    let format = try arguments.word("format", among: ["ndjson", "csv", "parquet"]) ?? "ndjson"
    let path = arguments.value("output").flatMap { $0 == "-" ? nil : $0 }
    if format == "parquet" && path == nil && Terminal.isOutputTerminal {
        throw UsageError("Parquet is not for a terminal: add --output FILE")
    }
    let epoch = try arguments.integer("epoch", in: 0...Int.max)
    let (state, schema) = try epoch.map { try target.open(epoch: $0) } ?? target.open()
    let tables = try StateTarget.tables(schema, only: arguments.value("table"))
    guard !tables.isEmpty else { throw JobError(.failed, "this job keeps no tables") }
    if tables.count > 1 && format != "ndjson" {
        let names = tables.map(\.name).joined(separator: ", ")
        throw UsageError("\(format) holds one table: add --table NAME, one of \(names)")
    }
    let output = try ExportOutput(path)
    var count = 0
    do {
        for table in tables {
            var writer = try ExportWriter(table, format)
            try writer.begin(output)
            try table.forEachRow(in: state) { row in
                count += 1
                try writer.add(row, output)
                return true
            }
            try writer.end(output)
        }
        try output.finish()
    } catch {
        output.discard()
        throw error
    }
    Terminal.say("\(count) rows of checkpoint epoch \(state.manifest.epoch)\(path.map { " in \($0)" } ?? "")")
    return .done
}

/// Where an export goes: standard output, or a file that gets its name when it is whole.
final class ExportOutput {
    private let descriptor: Int32
    private let path: String?
    private var partial: String { (path ?? "") + ".partial-\(getpid())" }

    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path + ".partial-\(getpid())", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ExportOutput.failure(path) }
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var start = 0
            while start < buffer.count, let base = buffer.baseAddress {
                let count = Glibc.write(descriptor, base + start, buffer.count - start)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw ExportOutput.failure(path ?? "standard output")
                }
                start += count
            }
        }
    }

    func finish() throws {
        guard let path else { return }
        guard fsync(descriptor) == 0, close(descriptor) == 0, rename(partial, path) == 0 else {
            throw ExportOutput.failure(path)
        }
    }

    /// Leaves nothing behind.
    func discard() { if path != nil { unlink(partial) } }

    private static func failure(_ path: String) -> JobError {
        JobError(.failed, "can't write \(path): \(String(cString: strerror(errno)))")
    }
}

/// Rows of one table as bytes of a format, a batch at a time.
struct ExportWriter {
    private enum Format {
        case ndjson(JSONWriter)
        case csv(CSVWriter)
        case parquet(ParquetWriter, asText: Set<Int>)
    }

    private let table: StateTable
    private var format: Format
    private var rows: [[Scalar]] = []

    init(_ table: StateTable, _ word: String) throws {
        self.table = table
        switch word {
        case "csv": format = .csv(CSVWriter())
        case "parquet":
            let asText = Set(table.columns.indices.filter { ParquetField.refusal(table.columns[$0].type) != nil })
            let fields = table.columns.enumerated().map { index, column in
                ParquetField(column.name, asText.contains(index) ? .text(limit: nil) : column.type)
            }
            format = .parquet(try ParquetWriter(fields), asText: asText)
        default: format = .ndjson(JSONWriter(names: table.columns.map(\.name)))
        }
    }

    func begin(_ output: ExportOutput) throws {
        guard case .csv = format else { return }
        var line: [UInt8] = []
        CSVWriter.append(names: table.columns.map(\.name), to: &line)
        try output.write(line)
    }

    mutating func add(_ row: [Scalar], _ output: ExportOutput) throws {
        rows.append(row)
        if rows.count >= 4096 { try flush(output) }
    }

    mutating func end(_ output: ExportOutput) throws {
        try flush(output)
        guard case .parquet(var writer, _) = format else { return }
        try writer.finish()
        try output.write(writer.takeBytes())
    }

    private mutating func flush(_ output: ExportOutput) throws {
        guard !rows.isEmpty else { return }
        let batch = table.batch(rows)
        rows = []
        var bytes: [UInt8] = []
        switch format {
        case .ndjson(let writer):
            let head = Array("{\"table\":\(jsonText(table.name)),".utf8)
            for row in 0..<batch.count {
                var line: [UInt8] = []
                writer.append(batch, row: row, to: &line)
                bytes += head + line.dropFirst() + [0x0A]
            }
        case .csv(let writer):
            for row in 0..<batch.count { writer.append(batch, row: row, to: &bytes) }
        case .parquet(var writer, let asText):
            try writer.append(
                splitting: Batch(
                    count: batch.count,
                    columns: batch.columns.enumerated().map { asText.contains($0) ? ExportWriter.text($1) : $1 }))
            bytes = writer.takeBytes()
            format = .parquet(writer, asText: asText)
        }
        try output.write(bytes)
    }

    /// A column as PostgreSQL's text.
    private static func text(_ column: Column) -> Column {
        let values = ValueText()
        return Column(
            type: .text(limit: nil),
            scalars: (0..<column.count).map { row -> Scalar in
                var bytes: [UInt8] = []
                return values.append(column, row: row, to: &bytes) ? .bytes(bytes) : .null
            })
    }
}
