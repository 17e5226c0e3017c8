import Runner

extension BenchReport {
    func render(_ format: String) -> String {
        switch format {
        case "json": json
        case "markdown": markdown
        default: drawTable(headings, rows) + header.map { $0 + "\n" }.joined()
        }
    }

    private var headings: [String] {
        ["suite", "case", "figure", "unit", "median", "min", "max", "runs", "times as good as"]
    }

    private var rows: [[String]] {
        figures.map { figure in
            let name = figure.name
            return [name.suite, name.subject, name.figure, name.unit]
                + [figure.median, figure.min, figure.max].map(BenchReport.text)
                + [
                    "\(figure.runs.count)",
                    figure.besides.map { "\(BenchReport.text($0.ratio)) x \($0.label)" }.joined(separator: "; "),
                ]
        }
    }

    /// Where, with what, and whether it was right: a line each.
    private var header: [String] {
        let versions = versions.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        return [
            "command: bench \(command)", "machine: \(machine.text)",
            "load average: \(loadAtStart) before, \(Machine.loadAverage) after", "versions: \(versions)",
            "seed: \(seed)",
        ]
            + checks.map { check in
                let verdict = check.isRight ? "right" : "WRONG, it does not hold that"
                return "check: \(check.suite), \(check.subject): \(verdict), result \(check.hash), \(check.text)"
            } + (checks.isEmpty ? ["check: NONE, so the figures mean nothing"] : []) + notes.map { "note: \($0)" }
    }

    private var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let rule = headings.map { ["median", "min", "max", "runs"].contains($0) ? "--:" : "---" }
        return line(headings) + line(rule) + rows.map(line).joined() + "\n" + header.map { "- \($0)\n" }.joined()
    }

    private var json: String {
        let figures = figures.map { figure -> String in
            let name = figure.name
            let besides = figure.besides.map { "\(quoted($0.label)):\($0.ratio)" }.joined(separator: ",")
            return "{\"suite\":\(quoted(name.suite)),\"case\":\(quoted(name.subject)),"
                + "\"figure\":\(quoted(name.figure)),\"unit\":\(quoted(name.unit)),\"median\":\(figure.median),"
                + "\"min\":\(figure.min),\"max\":\(figure.max),\"runs\":\(figure.runs),"
                + "\"times_as_good_as\":{\(besides)}}"
        }
        let checks = checks.map {
            "{\"suite\":\(quoted($0.suite)),\"case\":\(quoted($0.subject)),\"right\":\($0.isRight),"
                + "\"result_hash\":\(quoted($0.hash)),\"text\":\(quoted($0.text))}"
        }
        let versions = versions.map { "\(quoted($0.name)):\(quoted($0.version))" }
        return
            "{\"command\":\(quoted(command)),\"machine\":\(quoted(machine.text)),"
            + "\"load_before\":\(quoted(loadAtStart)),"
            + "\"load_after\":\(quoted(Machine.loadAverage)),\"versions\":{\(versions.joined(separator: ","))},"
            + "\"seed\":\(seed),\"right\":\(isRight),\n\"figures\":[\(figures.joined(separator: ",\n"))],\n"
            + "\"checks\":[\(checks.joined(separator: ",\n"))],\n"
            + "\"notes\":[\(notes.map(quoted).joined(separator: ",\n"))]}\n"
    }

    /// Three digits at least.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let digits = value.magnitude < 1 ? 1000.0 : value.magnitude < 100 ? 100.0 : 1.0
        let rounded = (value * digits).rounded() / digits
        return rounded.magnitude >= 100 ? "\(Int(rounded))" : "\(rounded)"
    }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        default: if scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
        }
    }
    return result + "\""
}
