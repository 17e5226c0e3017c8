import StateStore

extension StateVerdict {
    /// `fresh`, `unchanged`, `compatible` or `refused`.
    var word: String {
        if refusal != nil { return "refused" }
        if epoch == .none { return "fresh" }
        return change == PlanChange() ? "unchanged" : "compatible"
    }

    /// For people; ends with a line end.
    func text(job: String, _ directory: String) -> String {
        var text = "job \(job)  state \(directory)\n"
        switch word {
        case "fresh": text += "fresh: there is no state; the job begins where its sources' start_from says\n"
        case "unchanged": text += "unchanged: the job goes on after epoch \(epoch)\n"
        case "compatible": text += "compatible: the job goes on after epoch \(epoch)\n"
        default: text += "refused: \(refusal ?? "")\n"
        }
        if refusal == nil {
            if replayed > 0 { text += "  \(replayed) epochs after its last checkpoint are made again\n" }
            for note in change.notes { text += "  \(note)\n" }
        }
        return text
    }

    /// For programs: one line.
    func json(job: String) -> String {
        let notes = change.notes.map(jsonText).joined(separator: ",")
        let problems = change.problems.map(jsonText).joined(separator: ",")
        return "{\"job\":\(jsonText(job)),\"verdict\":\(jsonText(word)),\"epoch\":\(epoch),"
            + "\"replayed\":\(replayed),\"refusal\":\(refusal.map(jsonText) ?? "null"),"
            + "\"notes\":[\(notes)],\"problems\":[\(problems)]}\n"
    }
}
