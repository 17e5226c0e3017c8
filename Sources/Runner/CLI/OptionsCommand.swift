let optionsCommand = Command(
    CommandSpec(
        "options", "Lists what SET and WITH take, with defaults.", operands: "[WORD]", operandCount: 0...1,
        examples: [
            ("runner options", "all of them"), ("runner options watermark", "those that speak of watermarks"),
        ],
        flags: [Flag("output", short: "o", value: "FORMAT", "table or markdown")])
) { arguments, _ in
    if try arguments.word("output", among: ["table", "markdown"]) == "markdown" {
        Terminal.put(OptionReference.markdown)
        return .done
    }
    let word = arguments.operands.first?.lowercased()
    var found = false
    for section in OptionReference.sections {
        let rows = section.rows.filter { row in
            word.map { "\(row.name) \(row.meaning)".lowercased().contains($0) } ?? true
        }
        if rows.isEmpty { continue }
        found = true
        Terminal.put("\(section.place.title)\n")
        Terminal.put(
            drawTable(
                ["  option", "value", "default", "meaning"],
                rows.map { ["  " + $0.name, $0.values, $0.standard, $0.meaning] }) + "\n")
    }
    if !found { Terminal.say("no option speaks of \"\(word ?? "")\"") }
    return found ? .done : .failed
}
