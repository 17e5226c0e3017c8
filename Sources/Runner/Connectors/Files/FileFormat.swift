import Operators

/// How rows become bytes of a file that grows by appending.
protocol FileFormat: AnyObject {
    /// What stands before the first row of every file.
    var head: [UInt8] { get }

    /// Appends one row of a batch that has the columns of the file and no others.
    func append(_ batch: Batch, row: Int, to out: inout [UInt8])
}

extension FileTarget {
    /// The format's writer, for one lane or for the heads of files.
    func makeFormat() -> any FileFormat {
        switch options.format {
        case .json: JSONFile(names: fileColumns, zone: zone)
        case .parquet: ParquetFile()
        case .csv: CSVFile(names: fileColumns, zone: zone, header: options.header)
        }
    }

    private var fileColumns: [String] { kept.map { table.columns.fields[$0].name } }
}

/// An object a line.
private final class JSONFile: FileFormat {
    let head: [UInt8] = []
    private let writer: JSONWriter

    init(names: [String], zone: TimeZoneRules) {
        writer = JSONWriter(names: names, zone: zone)
    }

    func append(_ batch: Batch, row: Int, to out: inout [UInt8]) {
        writer.append(batch, row: row, to: &out)
        out.append(0x0A)
    }
}

/// RFC 4180 with line feeds.
private final class CSVFile: FileFormat {
    let head: [UInt8]
    private let writer: CSVWriter

    init(names: [String], zone: TimeZoneRules, header: Bool) {
        writer = CSVWriter(zone: zone)
        var line: [UInt8] = []
        if header { CSVWriter.append(names: names, to: &line) }
        head = line
    }

    func append(_ batch: Batch, row: Int, to out: inout [UInt8]) {
        writer.append(batch, row: row, to: &out)
    }
}
