/// How wide a column of timestamps is, and what of them a narrow terminal can do without: what all rows have alike.
///
///     2025-01-26 21:00:00+07    in full
///     2025-01-26 21:00+07       where all seconds are 0
///     2025-01-26 21:00          where, besides, all zones are one
struct ClockRoom {
    /// What is left out.
    enum Form {
        case full, minutes, zoneless
    }

    private var timeWidth = 0
    /// Of cells that have no clock: `infinity`, NULL.
    private var otherWidth = 0
    private var hasSeconds = false
    private var zone: Substring?
    private var hasZones = false

    /// Notes one more cell.
    mutating func see(_ text: String) {
        guard let parts = ClockRoom.parts(text) else {
            otherWidth = max(otherWidth, TableDrawing.width(text))
            return
        }
        timeWidth = max(timeWidth, text.utf8.count)
        if parts.seconds != ":00" { hasSeconds = true }
        // A year before Christ is said behind the zone.
        if parts.zone.contains(" ") || parts.zone != zone ?? parts.zone { hasZones = true }
        zone = parts.zone
    }

    /// The widest cell.
    func width(_ form: Form) -> Int {
        max(otherWidth, timeWidth - (sparesSeconds(form) ? 3 : 0) - (sparesZone(form) ? zone?.utf8.count ?? 0 : 0))
    }

    /// A cell in a form, as far as the cells seen allow it.
    func shown(_ text: String, _ form: Form) -> String {
        guard form != .full, let parts = ClockRoom.parts(text) else { return text }
        var shown = String(parts.minutes)
        if !sparesSeconds(form) { shown += parts.seconds }
        if !sparesZone(form) { shown += parts.zone }
        return shown
    }

    private func sparesSeconds(_ form: Form) -> Bool { form != .full && !hasSeconds && timeWidth > 0 }

    private func sparesZone(_ form: Form) -> Bool { form == .zoneless && !hasZones }

    /// `2025-01-26 21:00`, `:00` or `:00.5`, and `+07` or nothing; `nil` for what has no seconds.
    private static func parts(_ text: String) -> (minutes: Substring, seconds: Substring, zone: Substring)? {
        guard let hours = text.firstIndex(of: ":") else { return nil }
        let end = text[hours...].firstIndex { $0 == "+" || $0 == "-" || $0 == " " } ?? text.endIndex
        guard let minutes = text[hours..<end].lastIndex(of: ":"), minutes != hours else { return nil }
        return (text[..<minutes], text[minutes..<end], text[end...])
    }
}
