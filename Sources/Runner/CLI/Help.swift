extension CommandSpec {
    /// The page that `--help` prints: usage, examples first, then the flags.
    package func help(program: String) -> String {
        let operandText = operands.isEmpty ? "" : " " + operands
        let full = name.isEmpty ? program : "\(program) \(name)"
        var lines = [summary, "", "usage: \(full) [flags]\(operandText)"]
        if !examples.isEmpty {
            lines += ["", "examples:"]
            for (line, meaning) in examples {
                lines += ["  \(line)", "      \(meaning)"]
            }
        }
        lines += ["", "flags:"]
        let rows = (flags + [Flag("help", short: "h", "this page")]).map { flag in (flag.usage, flag.help) }
        let width = rows.map(\.0.count).max() ?? 0
        for (usage, help) in rows {
            lines.append("  " + usage + String(repeating: " ", count: width - usage.count + 2) + help)
        }
        if program == "runner" {
            lines += [
                "",
                "Every flag has a variable: \(flags.first?.variable ?? "RUNNER_HELP"). Flag, then variable, "
                    + "then runner.toml, then default.",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Flag {
    var usage: String {
        (short.map { "-\($0), " } ?? "    ") + "--\(name)" + (value.map { " \($0)" } ?? "")
    }
}
