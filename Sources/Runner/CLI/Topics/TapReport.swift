import Operators

/// What a sample of a topic shows, for people and for programs.
struct TapReport {
    private let sample: TapSample
    private let options: TapOptions
    private static let cellWidthMax = 28

    init(_ sample: TapSample, _ options: TapOptions) {
        self.sample = sample
        self.options = options
    }

    /// The records, the fields, the disorder.
    var text: String {
        let schema = sample.schema
        var text = "\(options.topic): \(sample.partitions) partitions, \(sample.offsets) offsets; "
        text += "looked at \(sample.records) records"
        if sample.empty > 0 { text += ", \(sample.empty) of them empty" }
        if schema.malformed > 0 { text += ", \(schema.malformed) no JSON object" }
        if schema.repeatingKeys > 0 {
            text += ", \(schema.repeatingKeys) with a repeated key (duplicate_key in a job that reads it)"
        }
        text += "\n"
        if !sample.shown.isEmpty { text += "\n" + records() }
        if let reason = sample.reasonWithoutObjects(options.topic) { text += "\n\(reason)\n" }
        guard !schema.fields.isEmpty else { return text }
        text +=
            "\n"
            + drawTable(
                ["field", "type", "null", "distinct", "least", "largest", "note"],
                schema.fields.flatMap { rows($0, "") })
        return text + "\n" + timeText
    }

    /// The shown records as one table of their fields; what is no object stands for itself.
    private func records() -> String {
        let names = sample.schema.fields.prefix(12).map(\.name)
        guard !names.isEmpty else { return sample.shown.map(visibleText).joined(separator: "\n") + "\n" }
        var lines: [[String]] = []
        for record in sample.shown {
            var bytes = record
            let cells = bytes.withUTF8 { SchemaProfile.members(of: UnsafeRawBufferPointer($0)) }
            lines.append(
                names.map { name in
                    var value = cells.first { $0.name == name }?.value ?? ""
                    return cut(value.withUTF8 { JSONMembers.text(of: UnsafeRawBufferPointer($0)) })
                })
        }
        return drawTable(names.map(visibleText), lines)
    }

    private func cut(_ text: String) -> String {
        let plain = visibleText(text)
        return plain.count <= TapReport.cellWidthMax ? plain : plain.prefix(TapReport.cellWidthMax - 1) + "…"
    }

    private func rows(_ field: FieldProfile, _ prefix: String) -> [[String]] {
        let seen = max(1, prefix.isEmpty ? sample.schema.objects : field.values + field.nulls)
        let nulls = prefix.isEmpty ? sample.schema.missing(field) : field.nulls
        let many = field.distinct >= FieldProfile.distinctMax
        let name = prefix + visibleText(field.name)
        let row = [
            name, kindText(field), percent(nulls, of: seen), "\(many ? ">=" : "")\(field.distinct)",
            cut(field.least ?? ""), cut(field.largest ?? ""), note(field),
        ]
        return [row] + (field.members?.fields.flatMap { rows($0, "\(name).") } ?? [])
    }

    private func kindText(_ field: FieldProfile) -> String {
        if field.isDate { return "date" }
        if field.isTime, field === sample.eventTime || !field.isNumberTime { return "time" }
        if let kind = field.kind { return kind.rawValue }
        return field.values == 0 ? "null" : "mixed"
    }

    private func note(_ field: FieldProfile) -> String {
        if field === sample.eventTime { return "event time\(field.unixUnit.map { ", \($0)" } ?? "")" }
        if let unit = field.unixUnit { return "could be a time (\(unit))" }
        if field.kind == nil, field.values > 0 {
            return field.kinds.sorted { $0.value > $1.value }
                .map { "\($0.key.rawValue) \(percent($0.value, of: field.values))" }.joined(separator: ", ")
        }
        if field.kind == .text, field.values > 0, field.uuids == field.values { return "uuid" }
        return field.hugeIntegers > 0 ? "beyond bigint" : ""
    }

    private func percent(_ part: Int, of whole: Int) -> String {
        if part == 0 { return "0 %" }
        let tenths = part * 1_000 / max(1, whole)
        return tenths == 0 ? "<0.1 %" : tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    private var timeText: String {
        guard let time = sample.eventTime, let least = time.timeMin, let largest = time.timeMax else {
            return "no field is a time in every record: a job needs event_time for windows\n"
        }
        let disorder = sample.disorder
        func seconds(_ micros: Int64) -> String { "\(Double((micros + 50_000) / 100_000) / 10) s" }
        return "event time \(visibleText(time.name)): \(shown(least)) to \(shown(largest))\n"
            + "disorder within a partition: p50 \(seconds(disorder.quantile(0.5))), "
            + "p99 \(seconds(disorder.quantile(0.99))), largest \(seconds(disorder.quantile(1)))"
            + " -> watermark_delay = '\(TapDDL.duration(disorder.suggestedDelaySeconds))'\n"
    }

    private func shown(_ micros: Int64) -> String {
        TimeText.string { TimeText.write(timestamptz: micros, offset: 0, to: $0) }
    }

    /// One JSON object.
    var json: String {
        let schema = sample.schema
        var parts = [
            "\"topic\":\(jsonText(options.topic))", "\"partitions\":\(sample.partitions)",
            "\"offsets\":\(sample.offsets)", "\"records\":\(sample.records)", "\"empty\":\(sample.empty)",
            "\"malformed\":\(schema.malformed)", "\"duplicate_keys\":\(schema.repeatingKeys)",
            "\"fields\":[\(schema.fields.map { json($0, schema.objects) }.joined(separator: ","))]",
        ]
        if let time = sample.eventTime {
            let disorder = sample.disorder
            parts.append(
                "\"event_time\":{\"field\":\(jsonText(time.name)),\"format\":\(time.unixUnit.map(jsonText) ?? "null"),"
                    + "\"disorder_seconds\":{\"p50\":\(Double(disorder.quantile(0.5)) / 1e6),"
                    + "\"p99\":\(Double(disorder.quantile(0.99)) / 1e6),\"max\":\(Double(disorder.quantile(1)) / 1e6)},"
                    + "\"watermark_delay\":\(jsonText(TapDDL.duration(disorder.suggestedDelaySeconds)))}")
        } else {
            parts.append("\"event_time\":null")
        }
        return "{\(parts.joined(separator: ","))}\n"
    }

    private func json(_ field: FieldProfile, _ objects: Int) -> String {
        var parts = [
            "\"name\":\(jsonText(field.name))", "\"type\":\(jsonText(kindText(field)))",
            "\"null_share\":\(objects == 0 ? 0 : Double(objects - field.values) / Double(objects))",
            "\"distinct\":\(field.distinct)", "\"min\":\(field.least.map(jsonText) ?? "null")",
            "\"max\":\(field.largest.map(jsonText) ?? "null")",
        ]
        if let members = field.members {
            parts.append("\"fields\":[\(members.fields.map { json($0, members.objects) }.joined(separator: ","))]")
        }
        return "{\(parts.joined(separator: ","))}"
    }
}
