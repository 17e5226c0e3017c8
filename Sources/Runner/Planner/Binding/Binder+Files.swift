import Operators

extension Binder {
    /// What only the columns can tell about a sink that writes files.
    func checkFile(_ sink: SinkPlan, at offset: Int) throws(BindFailure) {
        guard case .file(let options) = sink.connector else { return }
        let names = sink.columns.fields.map(\.name)
        if sink.emit == .complete, !options.isOneFile {
            throw BindFailure(
                .badEmit, "the rows of \(sink.name) change, so they need one file that is written anew", at: offset,
                hint: "path = '\(options.path)' is a folder; name a file in it",
                help: ["Or group by window_start of tumble(table, time, size), whose rows are final."])
        }
        if options.format == .parquet { try checkParquet(sink, options, at: offset) }
        for column in options.partitionBy where !names.contains(column) {
            throw BindFailure(
                .unknownColumn, "partition_by: column \"\(column)\" does not exist in \(sink.name)", at: offset,
                hint: didYouMean(column, among: names))
        }
        if options.partitionBy.count == names.count {
            throw BindFailure(
                .badOptionValue, "partition_by takes every column of \(sink.name): nothing is left for the files",
                at: offset)
        }
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw BindFailure(.duplicateName, "two columns of \(sink.name) are called \"\(twice)\"", at: offset)
        }
    }

    /// A Parquet file has its directory at the end, and its types are not all of ours.
    private func checkParquet(_ sink: SinkPlan, _ options: FileSinkOptions, at offset: Int) throws(BindFailure) {
        if options.isOneFile, sink.emit != .complete {
            throw BindFailure(
                .badOptionValue, "a Parquet file can't be added to, and path = '\(options.path)' is one file",
                at: offset, hint: "name a folder: a path without a dot in its last part")
        }
        for field in sink.columns.fields where !options.partitionBy.contains(field.name) {
            guard let refusal = ParquetField.refusal(field.type) else { continue }
            throw BindFailure(
                .badOptionValue, "column \"\(field.name)\" of \(sink.name) is \(field.type): \(refusal)", at: offset)
        }
    }

    /// A path without `.` parts and doubled slashes: two spellings of one file are one file.
    func plainPath(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
