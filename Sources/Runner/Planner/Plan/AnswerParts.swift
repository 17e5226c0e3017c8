/// How a sink's rows follow from what is kept: may be changed between two runs, also under epochs that are made again.
///
/// ```
/// answer totals rows: of purchases by category where count(*) > 1
/// answer totals column amount: sum(price)
/// ```
/// State does not depend on it, but rows that were written before are of the job as it was.
enum AnswerParts {
    static let prefix = "answer "

    static func of(_ plan: LogicalPlan, _ texts: PlanTexts) -> [PlanFingerprint.Part] {
        plan.sinks.flatMap { sink in
            let columns = zip(sink.columns.fields, texts.columns[sink.input.index])
            return rows(sink, plan, texts) + columns.map { part(sink, "column \($0.name)", texts.unwrapped($1)) }
        }
    }

    /// Which rows a sink gets. Ranks of groups that change are told as changes to what the same ranks gave before: with
    /// others, rows that a sink has would never be taken away. So those may not change.
    private static func rows(_ sink: SinkPlan, _ plan: LogicalPlan, _ texts: PlanTexts) -> [PlanFingerprint.Part] {
        let rows = part(sink, "rows", texts.rows(sink.input))
        guard sink.emit == .changes, plan.ranksGroups(sink.input) else { return [rows] }
        return [PlanFingerprint.Part(name: "ranks of \(sink.name)", text: rows.text)]
    }

    private static func part(_ sink: SinkPlan, _ name: String, _ text: String) -> PlanFingerprint.Part {
        PlanFingerprint.Part(
            name: "\(prefix)\(sink.name) \(name)", text: text.split(separator: "\n").joined(separator: "\\n"))
    }

    /// `totals: column amount was sum(price), is sum(price) * 2; rows written before stay until they change`.
    static func sentence(_ name: String, was old: String, is new: String) -> String {
        let words = name.dropFirst(prefix.utf8.count)
        let space = words.firstIndex(of: " ") ?? words.startIndex
        let (sink, what) = (words[..<space], words[space...].dropFirst())
        return "\(sink): \(what == "rows" ? "its rows were" : "\(what) was") \(old), \(what == "rows" ? "are" : "is") "
            + "\(new); rows written before stay as they are until they change"
    }
}

extension LogicalPlan {
    /// Whether rows are ranked between a node and the groups below it.
    fileprivate func ranksGroups(_ node: NodeID) -> Bool {
        switch nodes[node.index].kind {
        case .rank: true
        case .aggregate, .source: false
        default: nodes[node.index].inputs.contains(where: ranksGroups)
        }
    }
}
