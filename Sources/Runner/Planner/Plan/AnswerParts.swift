/// How a sink's rows follow from what is kept: may be changed between two runs, also under epochs that are made again.
///
/// ```
/// answer totals rows: of purchases by category where count(*) > 1
/// answer totals column amount: sum(price)
/// ```
/// State does not depend on it, but rows that were written before are of the job as it was.
enum AnswerParts {
    static let prefix = "answer "

    static func of(_ plan: LogicalPlan) -> [PlanFingerprint.Part] {
        let texts = PlanTexts(plan)
        return plan.sinks.flatMap { sink in
            let columns = zip(sink.columns.fields, texts.columns[sink.input.index])
            return [part(sink, "rows", texts.rows(sink.input))]
                + columns.map { part(sink, "column \($0.name)", texts.unwrapped($1)) }
        }
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
