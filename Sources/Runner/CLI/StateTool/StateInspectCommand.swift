import Operators
import StateStore

let stateInspectCommand = Command(
    CommandSpec(
        "inspect", "Epochs, positions, watermarks, tables, open windows, largest keys, checkpoint files.",
        operands: "[JOB|DIR]", operandCount: 0...1,
        examples: [
            ("state inspect retail_5m", "a job by its name, running or stopped"),
            ("state inspect --state-dir /var/lib/retail -o json", "the same for a program"),
        ],
        flags: [
            stateFlags[0], Flag("output", short: "o", value: "FORMAT", "table, json, csv or markdown"),
            Flag("top", value: "N", "how many of the largest keys; default 5"),
        ])
) { arguments, environment in
    let format = try arguments.word("output", among: ["table", "json", "csv", "markdown"]) ?? "table"
    let target = try StateTarget(arguments, environment, isJSON: format == "json")
    let top = try arguments.integer("top", in: 0...1000) ?? 5
    let report = try StateReport(target, top: top)
    switch format {
    case "json": Terminal.put(report.json)
    case "csv": Terminal.put(report.csv)
    // A line right behind a table would be a row of it.
    case "markdown": Terminal.put(report.text { "\n\(drawMarkdown($0, $1))\n" })
    default: Terminal.put(report.text(drawTable))
    }
    return .done
}

/// Everything that `state inspect` tells.
struct StateReport {
    let identity: JobIdentity
    let checkpoints: [CheckpointReport]
    let boundaries: [BoundaryRecord]
    let shared: [SharedFile]
    let schema: StateSchema?
    let tables: [TableSummary]
    let largest: [(table: TableID, key: [UInt8], bytes: Int)]

    init(_ target: StateTarget, top: Int) throws {
        identity = target.inspector.identity
        checkpoints = try target.inspector.checkpoints()
        boundaries = try target.inspector.boundaries()
        shared = try target.inspector.sharing()
        guard checkpoints.contains(where: \.isUsable) else {
            schema = nil
            tables = []
            largest = []
            return
        }
        let (state, schema) = try target.open()
        self.schema = schema
        tables = try state.summarize()
        var entries: [(table: TableID, key: [UInt8], bytes: Int)] = []
        for table in tables {
            for window in table.windows where window.keyCount > 0 {
                entries.append((table.table, window.largestKey, window.largestBytes))
            }
        }
        largest = Array(entries.sorted { $0.bytes > $1.bytes }.prefix(top))
    }

    private var last: BoundaryRecord? {
        let sealed = checkpoints.first(where: \.isUsable)?.manifest?.boundary
        guard let newest = boundaries.last else { return sealed }
        return sealed.map { $0.epoch > newest.epoch ? $0 : newest } ?? newest
    }

    private func name(_ table: TableID) -> String {
        schema?.tables.first { $0.id == table.rawValue }?.name ?? "table \(table.rawValue)"
    }

    /// For people; `draw` makes a table of headings and rows.
    func text(_ draw: ([String], [[String]]) -> String) -> String {
        var text = "job \(identity.job)  \(identity.uuid)\n"
        if let last {
            text += "last boundary: epoch \(last.epoch)\n\n"
            text += draw(
                ["source", "partition", "position", "reaches", "idle"],
                last.partitions.map { part in
                    [
                        part.source < last.sources.count ? last.sources[part.source].source : "\(part.source)",
                        "\(part.topic)[\(part.partition)]", "\(part.offset)",
                        part.watermarkMicros.map(rfc3339) ?? "-", part.isIdle ? "idle" : "",
                    ]
                })
            text += "\n"
            for source in last.sources {
                text += "watermark of \(source.source): \(source.micros.map(rfc3339) ?? "none yet")\n"
            }
        }
        text += "\n" + checkpointText(draw) + "\n" + tableText(draw)
        return text
    }

    private func checkpointText(_ draw: ([String], [[String]]) -> String) -> String {
        if checkpoints.isEmpty { return "no checkpoint yet\n" }
        return draw(
            ["checkpoint", "files", "shared", "bytes", "state"],
            checkpoints.map { report in
                let files = report.manifest?.files.filter(\.isData) ?? []
                let common = files.filter { file in shared.contains { $0.name == file.name && $0.epochs.count > 1 } }
                return [
                    "epoch \(report.epoch)", "\(files.count)", "\(common.count)",
                    humanBytes(report.manifest?.byteCount ?? 0),
                    report.isUsable ? "good" : report.problems.map(\.description).joined(separator: ", "),
                ]
            })
    }

    private func tableText(_ draw: ([String], [[String]]) -> String) -> String {
        var text = ""
        for table in tables {
            text += "table \(name(table.table)): \(table.keyCount) keys, \(humanBytes(table.byteCount))\n"
            let windows = table.windows.filter { $0.keyCount > 0 }
            if windows.contains(where: { $0.windowEnd != 0 }) {
                text += draw(
                    ["  window end", "keys", "bytes"],
                    windows.map {
                        ["  " + rfc3339($0.windowEnd), "\($0.keyCount)", humanBytes($0.keyBytes + $0.valueBytes)]
                    })
            }
        }
        if tables.allSatisfy({ $0.keyCount == 0 }) { text += "no open windows or groups\n" }
        if !largest.isEmpty {
            text += "\nlargest keys\n"
            text += draw(
                ["  table", "bytes", "key"],
                largest.map { ["  " + name($0.table), "\($0.bytes)", keyText($0.table, $0.key)] })
        }
        return text
    }

    /// A group key in the text of its columns.
    private func keyText(_ table: TableID, _ key: [UInt8]) -> String {
        guard let described = schema?.tables.first(where: { $0.id == table.rawValue }), let layout = described.layout,
            let columns = try? key.withUnsafeBufferPointer({ list throws(OperatorError) in
                try StateReader(layout: layout).keys(UnsafeRawBufferPointer(list))
            })
        else { return "(\(key.count) bytes)" }
        return zip(described.keys, columns).map { "\($0.name)=\(cellText($1))" }.joined(separator: " ")
    }

    /// One fact a line.
    var csv: String {
        var rows = [["job", identity.job, "uuid", identity.uuid]]
        if let last {
            rows.append(["job", identity.job, "epoch", "\(last.epoch)"])
            for part in last.partitions {
                let name = "\(part.topic)[\(part.partition)]"
                rows.append(["partition", name, "position", "\(part.offset)"])
                rows.append(["partition", name, "idle", "\(part.isIdle)"])
            }
            for source in last.sources {
                rows.append(["source", source.source, "watermark", source.micros.map(rfc3339) ?? ""])
            }
        }
        for report in checkpoints {
            rows.append(["checkpoint", "\(report.epoch)", "good", "\(report.isUsable)"])
            rows.append(["checkpoint", "\(report.epoch)", "bytes", "\(report.manifest?.byteCount ?? 0)"])
        }
        for table in tables {
            rows.append(["table", name(table.table), "keys", "\(table.keyCount)"])
            rows.append(["table", name(table.table), "bytes", "\(table.byteCount)"])
            for window in table.windows where window.keyCount > 0 && window.windowEnd != 0 {
                let name = "\(name(table.table)) \(rfc3339(window.windowEnd))"
                rows.append(["window", name, "keys", "\(window.keyCount)"])
                rows.append(["window", name, "bytes", "\(window.keyBytes + window.valueBytes)"])
            }
        }
        return drawCSV(["what", "name", "field", "value"], rows)
    }

    var json: String {
        var fields = ["\"job\":\(jsonText(identity.job))", "\"job_uuid\":\(jsonText(identity.uuid))"]
        if let last {
            fields.append("\"epoch\":\(last.epoch)")
            let parts = last.partitions.map {
                "{\"topic\":\(jsonText($0.topic)),\"partition\":\($0.partition),\"position\":\($0.offset),"
                    + "\"idle\":\($0.isIdle)}"
            }
            fields.append("\"partitions\":[\(parts.joined(separator: ","))]")
            let marks = last.sources.map {
                "\(jsonText($0.source)):\($0.micros.map { jsonText(rfc3339($0)) } ?? "null")"
            }
            fields.append("\"watermarks\":{\(marks.joined(separator: ","))}")
        }
        let points = checkpoints.map { report in
            let files = (report.manifest?.files.filter(\.isData) ?? []).map { file in
                let isShared = shared.contains { $0.name == file.name && $0.epochs.count > 1 }
                return "{\"name\":\(jsonText(file.name)),\"bytes\":\(file.digest.byteCount),\"shared\":\(isShared)}"
            }
            return
                "{\"epoch\":\(report.epoch),\"good\":\(report.isUsable),\"bytes\":\(report.manifest?.byteCount ?? 0),"
                + "\"files\":[\(files.joined(separator: ","))]}"
        }
        fields.append("\"checkpoints\":[\(points.joined(separator: ","))]")
        let tableList = tables.map { table in
            let windows = table.windows.filter { $0.keyCount > 0 }.map {
                "{\"window_end\":\($0.windowEnd == 0 ? "null" : jsonText(rfc3339($0.windowEnd))),"
                    + "\"keys\":\($0.keyCount),\"bytes\":\($0.keyBytes + $0.valueBytes)}"
            }
            return "{\"name\":\(jsonText(name(table.table))),\"keys\":\(table.keyCount),\"bytes\":\(table.byteCount),"
                + "\"windows\":[\(windows.joined(separator: ","))]}"
        }
        fields.append("\"tables\":[\(tableList.joined(separator: ","))]")
        return "{\(fields.joined(separator: ","))}\n"
    }
}
