import Operators

/// One file sink: its rows, and where they go.
///
/// ```
///  path 'out/a.csv'            path 'out/rows', partition_by 'country'
///  out/a.csv                   out/rows/country=FR/part-0000000007.csv
///  out/.millrace/a.csv/        out/rows/.millrace/
///     manifest, lock              manifest, lock, 0000000009-1     (not shown yet)
///     dead_letters.ndjson         dead_letters.ndjson              (of the job's first sink, once there are any)
/// ```
package struct FileTarget: Sendable {
    let table: SinkTable
    let options: FileSinkOptions
    /// Position in the job's list of sinks.
    let sink: Int
    /// Rows of one commit are sorted: they come from groups, in no order of their own.
    let isSorted: Bool
    /// The zone that timestamptz is shown in.
    let zone: TimeZoneRules
    /// Columns that become folders, and those that are written.
    let folders: [Int]
    let kept: [Int]

    package init(
        _ table: SinkTable, options: FileSinkOptions, sink: Int, isSorted: Bool, zone: TimeZoneRules = .utc
    ) {
        self.table = table
        self.options = options
        self.sink = sink
        self.isSorted = isSorted
        self.zone = zone
        folders = options.partitionBy.compactMap { name in table.columns.fields.firstIndex { $0.name == name } }
        let folders = folders
        kept = table.columns.fields.indices.filter { !folders.contains($0) }
    }

    /// The folder that all paths of the sink start from.
    var root: String {
        let path = options.path
        guard options.isOneFile else {
            let end = path.lastIndex { $0 != "/" }
            return end.map { String(path[...$0]) } ?? "/"
        }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The one file's name in `root`; nil for a folder of files.
    var fileName: String? {
        guard options.isOneFile else { return nil }
        return path(after: options.path.lastIndex(of: "/"))
    }

    private func path(after slash: String.Index?) -> String {
        slash.map { String(options.path[options.path.index(after: $0)...]) } ?? options.path
    }

    /// The sink's own folder in `root`.
    var home: String { fileName.map { ".millrace/\($0)" } ?? ".millrace" }

    /// The job's dead letters, when this sink keeps them.
    var letters: String { home + "/dead_letters.ndjson" }

    /// A path for people and for system calls.
    func path(_ relative: String) -> String { "\(root)/\(relative)" }

    /// What the bytes of the files depend on: files of another shape can't be added to.
    var shape: String {
        let columns = table.columns.fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
        return "\(options.format.rawValue)\(options.header ? "" : " without header") (\(columns))"
            + (options.partitionBy.isEmpty ? "" : " by (\(options.partitionBy.joined(separator: ", ")))")
    }
}

extension FileTarget {
    /// The folders of a row, `country=FR/year=2011`; empty without `partition_by`.
    func folder(_ batch: Batch, row: Int) -> [UInt8] {
        var out: [UInt8] = []
        let text = ValueText(zone: zone)
        for (position, index) in folders.enumerated() {
            if position > 0 { out.append(UInt8(ascii: "/")) }
            FileTarget.escape(Array(table.columns.fields[index].name.utf8), to: &out)
            out.append(UInt8(ascii: "="))
            var value: [UInt8] = []
            let column = batch.columns[index]
            if case .boolean(let values) = column.values, column.validity.isValid(row) {
                out += (values[row] != 0 ? "true" : "false").utf8
            } else if text.append(column, row: row, to: &value), !value.isEmpty {
                FileTarget.escape(value, to: &out)
            } else {
                out += "__HIVE_DEFAULT_PARTITION__".utf8
            }
        }
        return out
    }

    /// Hive's escapes: what could end a name or mean something in one, as `%` and two hexadecimal digits.
    private static func escape(_ bytes: [UInt8], to out: inout [UInt8]) {
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F || "\"#%'*/:=?\\{[]^".utf8.contains(byte) {
                out.append(UInt8(ascii: "%"))
                for nibble in [byte >> 4, byte & 15] { out.append(nibble < 10 ? 48 + nibble : 55 + nibble) }
            } else {
                out.append(byte)
            }
        }
    }
}
