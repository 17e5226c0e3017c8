import StateStore

extension StateVerdict {
    /// `fresh`, `unchanged`, `compatible` or `refused`.
    var word: String {
        if refusal != nil { return "refused" }
        if epoch == .none { return "fresh" }
        return change == PlanChange() ? "unchanged" : "compatible"
    }

    /// For people; ends with a line end.
    ///
    /// - Parameter starts: false when a start would be refused for other things than the state, told before.
    func text(job: String, _ directory: String, starts: Bool) -> String {
        var text = "job \(job)  state \(directory)\n"
        switch word {
        case "refused": text += "refused: \(refusal ?? "")\n"
        case _ where !starts:
            let state = epoch == .none ? "there is no state" : "the state of epoch \(epoch) fits the job"
            text += "\(word): \(state), but the job does not start before the errors above are mended\n"
        case "fresh": text += "fresh: there is no state; the job begins where its sources' start_from says\n"
        default: text += "\(word): the job goes on after epoch \(epoch)\n"
        }
        if refusal == nil, starts {
            if replayed > 0 { text += "  \(replayed) epochs after its last checkpoint are made again\n" }
            for note in change.notes { text += "  \(note)\n" }
        }
        return text
    }

    /// For programs: one line.
    func json(job: String, starts: Bool) -> String {
        let notes = change.notes.map(jsonText).joined(separator: ",")
        let problems = change.problems.map(jsonText).joined(separator: ",")
        return "{\"job\":\(jsonText(job)),\"verdict\":\(jsonText(word)),\"epoch\":\(epoch),"
            + "\"starts\":\(starts),\"replayed\":\(replayed),"
            + "\"refusal\":\(refusal.map(jsonText) ?? "null"),"
            + "\"notes\":[\(notes)],\"problems\":[\(problems)]}\n"
    }
}
