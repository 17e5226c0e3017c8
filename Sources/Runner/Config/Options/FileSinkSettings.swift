import Operators

/// Reads what a sink with `connector = 'file'` takes.
func fileSink(_ reader: inout OptionReader) -> FileSinkOptions? {
    let path = reader.required("path", "Write path = 'out/rows.csv' for one file, or path = 'out/rows' for a folder.")
    let formatText = reader.required("format", "Write format = 'json', 'csv' or 'parquet'.")
    let format = formatText.flatMap { fileFormat($0, &reader) }
    let header = reader.boolean("header")
    let codec = reader.text("compression").flatMap { parquetCodec($0, &reader) }
    let roll = reader.duration("roll_interval", in: Limits.commitIntervalMicrosMin...Limits.durationMicrosMax)
    let columns = reader.text("partition_by").flatMap { partitionColumns($0, &reader) }
    if let path, path.value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || "*?[".utf8.contains($0) }) {
        reader.report(
            .badOptionValue, "'\(path.value)' is no path to write to", at: path.offset,
            help: ["A sink's path has no wildcards and no control characters."])
    }
    guard let path, let format else { return nil }
    var options = FileSinkOptions(path: path.value, format: format)
    options.header = header ?? true
    options.rollMicros = roll
    options.partitionBy = columns ?? []
    options.codec = codec ?? options.codec
    for (name, owner) in [("header", FileSinkOptions.Format.csv), ("compression", .parquet)]
    where reader.contains(name) && format != owner {
        reader.report(.badOptionValue, "\(name) is for format '\(owner.rawValue)'", at: reader.valueOffset(name))
    }
    for name in ["roll_interval", "partition_by"] where options.isOneFile && reader.contains(name) {
        reader.report(
            .badOptionValue, "\(name) writes many files, but '\(path.value)' names one file",
            at: reader.valueOffset(name), hint: "a folder is a path without a dot in its last part")
    }
    return options
}

private func fileFormat(_ text: OptionReader.Text, _ reader: inout OptionReader) -> FileSinkOptions.Format? {
    if let format = FileSinkOptions.Format(rawValue: text.value) { return format }
    if ["avro", "protobuf", "orc"].contains(text.value.lowercased()) {
        reader.report(
            .laterRelease, "format '\(text.value)' of a file is not supported yet", at: text.offset,
            help: ["Today the format is 'json', 'csv' or 'parquet'."])
    } else {
        reader.report(
            .badOptionValue, "there is no format '\(text.value)'", at: text.offset,
            hint: suggest(text.value, among: FileSinkOptions.Format.allCases.map(\.rawValue)).map {
                "did you mean '\($0)'?"
            },
            help: ["The format is 'json', 'csv' or 'parquet'."])
    }
    return nil
}

private func parquetCodec(_ text: OptionReader.Text, _ reader: inout OptionReader) -> ParquetCodec? {
    if let codec = ParquetCodec(name: text.value) { return codec }
    let names = ParquetCodec.allCases.map(\.name)
    reader.report(
        .badOptionValue, "there is no compression '\(text.value)'", at: text.offset,
        hint: suggest(text.value, among: names).map { "did you mean '\($0)'?" },
        help: ["The compression is \(names.map { "'\($0)'" }.joined(separator: ", "))."])
    return nil
}

private func partitionColumns(_ text: OptionReader.Text, _ reader: inout OptionReader) -> [String]? {
    let names = text.value.split(separator: ",", omittingEmptySubsequences: false).map { part in
        String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    if names.contains("") {
        reader.report(.badOptionValue, "partition_by is a list of columns", at: text.offset, hint: "write 'a, b'")
        return nil
    }
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
        reader.report(.badOptionValue, "partition_by names \(twice) twice", at: text.offset)
        return nil
    }
    return names
}

/// A file can be added to or written anew; a row in it can't be changed.
func checkEmit(_ emit: EmitMode?, _ connector: SinkConnector?, _ reader: inout OptionReader) {
    if emit == .changes {
        reader.report(
            .badOptionValue, "rows of a file can't be changed: emit = 'changes' is for tables with a key",
            at: reader.valueOffset("emit"), hint: "write 'final', or 'complete' to write the file anew each time")
    }
    guard emit == .complete, case .file(let options)? = connector, !options.isOneFile else { return }
    reader.report(
        .badOptionValue, "emit = 'complete' writes one file anew, but '\(options.path)' is a folder",
        at: reader.valueOffset("path"),
        hint: "name a file in it, such as rows.\(options.format.rawValue)")
}
