import Runner

/// Figures by name, each with all its runs, as a table, as Markdown or as JSON.
struct FigureTable {
    private var order: [[String]] = []
    private var runs: [[String]: [Double]] = [:]
    /// What stands above the columns that name a figure; the unit is the last of them.
    private let headings: [String]

    init(headings: [String]) {
        self.headings = headings
    }

    /// Adds one run's value of a figure.
    mutating func add(_ name: [String], _ value: Double) {
        if runs[name] == nil { order.append(name) }
        runs[name, default: []].append(value)
    }

    /// The values of a figure, rising.
    func values(_ name: [String]) -> [Double] { (runs[name] ?? []).sorted() }

    func render(_ format: String) -> String {
        let rows = order.map { name -> [String] in
            let sorted = values(name)
            let shown = [sorted[sorted.count / 2], sorted[0], sorted[sorted.count - 1]].map(FigureTable.text)
            return name + shown + ["\(sorted.count)"]
        }
        let heads = headings + ["median", "min", "max", "runs"]
        switch format {
        case "json":
            return "["
                + rows.map { row in
                    "{"
                        + zip(heads, row).map { "\"\($0)\":\(Double($1) == nil ? "\"\($1)\"" : $1)" }.joined(
                            separator: ",")
                        + "}"
                }.joined(separator: ",\n") + "]\n"
        case "markdown":
            let rule = "|" + String(repeating: "---|", count: heads.count) + "\n"
            let lines = ([heads] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }
            return lines[0] + rule + lines.dropFirst().joined()
        default: return drawTable(heads, rows)
        }
    }

    /// Three digits at least.
    private static func text(_ value: Double) -> String {
        let rounded = value < 100 ? (value * 100).rounded() / 100 : value.rounded()
        return rounded >= 100 ? "\(Int(rounded))" : "\(rounded)"
    }
}

extension Arguments {
    /// A list of whole numbers, `1000,1000000`.
    func integers(_ name: String, or fallback: [Int]) throws(UsageError) -> [Int] {
        guard let text = value(name) else { return fallback }
        var result: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), (1...1_000_000_000).contains(number) else {
                throw UsageError("--\(name): \(part) is not a number from 1 to 1,000,000,000")
            }
            result.append(number)
        }
        return result
    }
}
